import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addMonths,
  addMonthsOfScalars,
  type CalendarPart,
  calendar,
  calendarOfScalar,
} from '../../src/kernels/elementwise/calendar.ts'
import { nullI32 } from '../../src/kernels/null.ts'
import { scratch } from '../../src/kernels/storage.ts'

// A calendar that counts day by day from 1600.01.01, to compare with.
interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly ofYear: number
}
const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
const lengthOf = (year: number, month: number) =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31

const first = -135140 // 1600.01.01
const days: Day[] = []
for (let year = 1600; year < 2410; year++) {
  let ofYear = 0
  for (let month = 1; month <= 12; month++)
    for (let day = 1; day <= lengthOf(year, month); day++) days.push({ year, month, day, ofYear: ++ofYear })
}
const at = (x: number) => days[x - first]!
const find = (x: number, step: number, is: (day: Day) => boolean) => {
  let k = x
  while (!is(at(k))) k += step
  return k
}
const lastOfMonth = ({ year, month, day }: Day) => day === lengthOf(year, month)
const weekday = (x: number) => (((x + 3) % 7) + 7) % 7
const thursday = (x: number) => x - weekday(x) + 3

const plain: Record<Exclude<CalendarPart, 'daysOfMonths'>, (x: number) => number> = {
  year: x => at(x).year,
  quarter: x => Math.ceil(at(x).month / 3),
  month: x => at(x).month,
  day: x => at(x).day,
  dayOfYear: x => at(x).ofYear,
  weekday,
  week: x => Math.ceil(at(thursday(x)).ofYear / 7),
  months: x => at(x).year * 12 + at(x).month - 1,
  daysInMonth: x => lengthOf(at(x).year, at(x).month),
  isLeapYear: x => Number(isLeap(at(x).year)),
  monthBegin: x => find(x, -1, day => day.day === 1),
  monthEnd: x => find(x, 1, lastOfMonth),
  quarterBegin: x => find(x, -1, day => day.day === 1 && day.month % 3 === 1),
  quarterEnd: x => find(x, 1, day => lastOfMonth(day) && day.month % 3 === 0),
  yearBegin: x => find(x, -1, day => day.ofYear === 1),
  yearEnd: x => find(x, 1, day => day.month === 12 && day.day === 31),
  businessDay: x => (weekday(x) > 4 ? x - weekday(x) + 4 : x),
}

// All days of some centuries, at a stride that is no multiple of anything.
const some = Array.from({ length: 9000 }, (_, i) => first + 1000 + i * 31 + (i % 7))

test('dates since 1600 agree with counting', () => {
  assert.equal(at(0).year, 1970)
  const x = Int32Array.from(some)
  for (const part of Object.keys(plain) as (keyof typeof plain)[]) {
    const out = scratch('i32', some.length)
    assert.equal(calendar(part, false)(x, out, some.length), false)
    const one = calendarOfScalar(part)
    some.forEach((day, i) => {
      const expected = plain[part](day)
      assert.equal(out[i], expected, `${part} of day ${day}`)
      assert.equal(one(day), expected, `${part} of day ${day} alone`)
    })
  }
})

test('the first day of each month, also before year 0', () => {
  for (let months = 1600 * 12; months < 2410 * 12; months++) {
    const day = calendarOfScalar('daysOfMonths')(months) as number
    assert.equal(calendarOfScalar('months')(day), months)
    assert.equal(at(day).day, 1)
  }
  const early = calendarOfScalar('daysOfMonths')(-1) as number
  assert.equal(calendarOfScalar('months')(early), -1)
  assert.equal(calendarOfScalar('year')(early), -1)
  assert.equal(calendarOfScalar('month')(early), 12)
})

test('months later, on the last day where the month has no such day', () => {
  const plainAdd = (x: number, months: number) => {
    const to = plain.months(x) + months
    const [year, month] = [Math.floor(to / 12), (to % 12) + 1]
    const begin = calendarOfScalar('daysOfMonths')(to) as number
    return begin + Math.min(at(x).day, lengthOf(year, month)) - 1
  }
  const x = Int32Array.from(some)
  for (const months of [1, -1, 12, -48, 7]) {
    const out = scratch('i32', some.length)
    addMonths('vs', false)(x, months, out, some.length)
    some.forEach((day, i) => {
      assert.equal(out[i], plainAdd(day, months), `${months} months after day ${day}`)
    })
  }
  // 2012.07.31 and a month less; 2020.02.29 and a year less.
  assert.equal(addMonthsOfScalars()(15552, -1), 15521)
  assert.equal(addMonthsOfScalars()(18321, -12), 17955)
})

test('nulls stay nulls', () => {
  const x = Int32Array.of(0, nullI32, 10957)
  const out = scratch('i32', 3)
  assert.equal(calendar('year', true)(x, out, 3), true)
  assert.deepEqual([...out], [1970, nullI32, 2000])
  assert.equal(addMonths('vs', true)(x, nullI32, out, 3), true)
  assert.deepEqual([...out], [nullI32, nullI32, nullI32])
})
