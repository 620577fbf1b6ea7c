import {
  type Binary,
  type Loop,
  pair,
  type Rule,
  type ScalarBinary,
  type ScalarUnary,
  type Shape,
  scalarKernel,
  single,
  type Unary,
  vectorKernel,
} from './template.ts'

// The Gregorian calendar, extended to all times. Days count from 1970.01.01, months from January of year 0.
// Years begin in March here, so that the leap day is the last, and are counted by centuries of 146097 / 4 days. The
// multipliers are those of Neri and Schneider's "Euclidean affine functions".

const marchOfYear0 = 719468

// Statements that take a count of days apart. dayOfYear counts from 0 in March; next is 1 in January and February,
// which belong to the next year.
const civil = (days: string) => `
  const quarters = 4 * (${days} + ${marchOfYear0}) + 3, century = Math.floor(quarters / 146097)
  const dayOfCentury = (quarters - century * 146097) >> 2
  const yearOfCentury = ((4 * dayOfCentury + 3) / 1461) | 0
  const dayOfYear = dayOfCentury - ((1461 * yearOfCentury) >> 2)
  const monthAndDay = 2141 * dayOfYear + 197913
  const next = +(dayOfYear > 305), day = (((monthAndDay & 65535) / 2141) | 0) + 1
  const month = (monthAndDay >> 16) - 12 * next, year = 100 * century + yearOfCentury + next`

// The day on which a month begins.
const firstDay = (name: string, months: string) => `
  const ${name}M = ${months} - 2, ${name}Y = Math.floor(${name}M / 12), ${name}C = Math.floor(${name}Y / 100)
  const ${name} = Math.floor((1461 * ${name}Y) / 4) - ${name}C + (${name}C >> 2)
    + ((979 * (${name}M - 12 * ${name}Y) + 18) >> 5) - ${marchOfYear0}`

// As an int32, since the remainder of doubles is a call.
const isLeap = (year: string) =>
  `(+((${year} & 3) === 0) & (+((${year} | 0) % 100 !== 0) | +((${year} & 15) === 0)))`
const leap = isLeap('year')
// January, March, … July and August, October, December have 31 days. Without a branch.
const daysIn = (year: string, month: string) =>
  `(30 + ((${month} + (${month} >> 3)) & 1) - +(${month} === 2) * (2 - ${isLeap(year)}))`
const weekday = (days: string) => `(${days} + 3 - Math.floor((${days} + 3) / 7) * 7)`

const parts = {
  year: { first: civil('x'), value: 'year' },
  quarter: { first: civil('x'), value: '((month + 2) / 3) | 0' },
  /** 1 to 12. */
  month: { first: civil('x'), value: 'month' },
  /** Of the month, from 1. */
  day: { first: civil('x'), value: 'day' },
  /** From 1. */
  dayOfYear: { first: civil('x'), value: `dayOfYear + 1 + (next === 1 ? -306 : 59 + ${leap})` },
  /** 0 is Monday. */
  weekday: { value: weekday('x') },
  /** By ISO 8601: of the year that the week's Thursday is in. */
  week: {
    first: `const thursday = x - ${weekday('x')} + 3; ${civil('thursday')}`,
    value: `(((dayOfYear + (next === 1 ? -306 : 59 + ${leap})) / 7) | 0) + 1`,
  },
  /** Year * 12 + month − 1: a MONTH. */
  months: { first: civil('x'), value: 'year * 12 + month - 1' },
  daysInMonth: {
    first: civil('x'),
    value: daysIn('year', 'month'),
  },
  isLeapYear: { first: civil('x'), value: leap },
  monthBegin: { first: civil('x'), value: 'x - day + 1' },
  monthEnd: { first: civil('x') + firstDay('end', '(year * 12 + month)'), value: 'end - 1' },
  quarterBegin: {
    first: civil('x') + firstDay('begin', '(year * 12 + (((month - 1) / 3) | 0) * 3)'),
    value: 'begin',
  },
  quarterEnd: {
    first: civil('x') + firstDay('end', '(year * 12 + (((month + 2) / 3) | 0) * 3)'),
    value: 'end - 1',
  },
  yearBegin: { first: civil('x') + firstDay('begin', 'year * 12'), value: 'begin' },
  yearEnd: { first: civil('x') + firstDay('end', '(year * 12 + 12)'), value: 'end - 1' },
  /** The day itself, or the Friday before it. */
  businessDay: { first: `const dayOfWeek = ${weekday('x')}`, value: 'x - Math.max(dayOfWeek - 4, 0)' },
  /** Of a count of months, its first day. */
  daysOfMonths: { first: firstDay('begin', 'x'), value: 'begin' },
} as const satisfies Record<string, { first?: string; value: string }>

export type CalendarPart = keyof typeof parts

function partLoop(part: CalendarPart, nulls: boolean): Loop {
  const rule: Rule = { ...parts[part], mayBeNull: 'never' }
  return single('i32', { out: 'i32', domain: 'int', nulls: nulls ? 'propagate' : 'ignore', rule })
}

/** The loop from days (of `daysOfMonths`: from months) to a part of the date or a day near it; i32 to i32. */
export function calendar(part: CalendarPart, nulls: boolean): Unary {
  return vectorKernel(`calendar ${part} ${nulls}`, () => partLoop(part, nulls))
}

export function calendarOfScalar(part: CalendarPart): ScalarUnary {
  return scalarKernel(`calendar ${part} scalar`, () => partLoop(part, true))
}

function addMonthsLoop(shape: Shape, nulls: boolean): Loop {
  const rule: Rule = {
    first: `${civil('x')}
      const target = year * 12 + month - 1 + y, toYear = Math.floor(target / 12), toMonth = target - 12 * toYear + 1
      const length = ${daysIn('toYear', 'toMonth')} ${firstDay('begin', 'target')}`,
    value: 'begin + Math.min(day, length) - 1',
    mayBeNull: 'never',
  }
  return pair('i32', 'i32', shape, { out: 'i32', domain: 'int', nulls: nulls ? 'propagate' : 'ignore', rule })
}

/** The loop for the day so many months later (earlier): the same day of the month, or its last where there is none. */
export function addMonths(shape: Shape, nulls: boolean): Binary {
  return vectorKernel(`add months ${shape} ${nulls}`, () => addMonthsLoop(shape, nulls))
}

export function addMonthsOfScalars(): ScalarBinary {
  return scalarKernel('add months scalars', () => addMonthsLoop('vv', true))
}
