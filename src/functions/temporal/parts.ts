import type { CalendarPart } from '../../kernels/elementwise/calendar.ts'
import { clockPart32, clockPart64 } from '../../kernels/elementwise/clock.ts'
import { nullI32 } from '../../kernels/null.ts'
import { BOOL, DATE, type DataType, INT, isTemporal, MONTH } from '../../values/data-type.ts'
import { unitsPerDay } from '../../values/elements/temporal-convert.ts'
import { nullOf } from '../../values/null.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { truth } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { allocateResult, type UnaryPlan } from '../lift/plans/kernel-plan.ts'
import { asTruths, calendarColumn, columnPlan, datePlan } from '../lift/time/dates.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'

// Years, weekdays, hours: parts of dates and times.

type Examples = readonly (readonly [string, string])[]

function elementwise(
  name: string,
  plan: (type: DataType) => UnaryPlan | null,
  doc: string,
  examples: Examples,
): Builtin {
  const operation = new UnaryOperation(name, plan)
  return define({
    name,
    signature: `${name}(X)`,
    kind: 'elementwise',
    doc,
    examples,
    run: (_, x) => applyUnary(operation, x!),
  })
}

const ofDate = (name: string, part: CalendarPart, doc: string, examples: Examples): Builtin =>
  elementwise(name, type => datePlan(type, days => calendarColumn(days, part, INT)), doc, examples)

export const year = ofDate('year', 'year', 'The year of each date.', [
  ['year(2012.12.03 2011.11.05)', '[2012,2011]'],
  ['year([2012.06M, 00M])', '[2012,]'],
])
export const quarterOfYear = ofDate('quarterOfYear', 'quarter', 'The quarter of each date, 1 to 4.', [
  ['quarterOfYear([2012.06.12, 2012.10.28])', '[2,4]'],
])
export const monthOfYear = ofDate('monthOfYear', 'month', 'The month of each date, 1 to 12.', [
  ['monthOfYear(2012.07.02)', '7'],
])
export const weekOfYear = ofDate(
  'weekOfYear',
  'week',
  'The week of each date by ISO 8601: weeks begin on Monday, and the first one holds the first Thursday of the year.',
  [['weekOfYear(2012.01.07 2012.10.28 2013.01.07)', '[1,43,2]']],
)
export const dayOfYear = ofDate('dayOfYear', 'dayOfYear', 'The day of the year of each date, from 1.', [
  ['dayOfYear([2011.12.31, 2012.12.31])', '[365,366]'],
])
export const dayOfMonth = ofDate('dayOfMonth', 'day', 'The day of the month of each date, from 1.', [
  ['dayOfMonth([2012.06.12T12:30:00, 2012.07.28T12:35:00])', '[12,28]'],
])
export const dayOfWeek = ofDate('dayOfWeek', 'weekday', 'The day of the week of each date: 0 is Monday.', [
  ['dayOfWeek(2012.12.05 2012.12.06 2013.01.05)', '[2,3,5]'],
])
export const daysInMonth = ofDate('daysInMonth', 'daysInMonth', 'How many days the month of each date has.', [
  ['daysInMonth([2012.02.01, 2013.12.05])', '[29,31]'],
])

export const isLeapYear = elementwise(
  'isLeapYear',
  type => datePlan(type, days => asTruths(calendarColumn(days, 'isLeapYear', INT))),
  'Whether the year of each date is a leap year.',
  [['isLeapYear([2012.01.01, 2013.01.01])', '[true,false]']],
)

// 0 is Monday in the calendar.
const fromSunday = new UnaryOperation('weekday', type =>
  datePlan(type, days => {
    const out = calendarColumn(days, 'weekday', INT)
    const data = out.data as Int32Array
    for (let i = 0; i < data.length; i++) data[i] = data[i] === nullI32 ? nullI32 : (data[i]! + 1) % 7
    return out
  }),
)
const fromMonday = new UnaryOperation('weekday', type =>
  datePlan(type, days => calendarColumn(days, 'weekday', INT)),
)

export const weekday = define({
  name: 'weekday',
  signature: 'weekday(X, [startFromSunday=true])',
  kind: 'elementwise',
  doc: 'The day of the week of each date: 0 is Sunday, or Monday if weeks do not begin on Sunday.',
  examples: [
    ['weekday(2012.12.05 2012.12.06 2013.01.05)', '[3,4,6]'],
    ['weekday(2012.12.05, false)', '2'],
  ],
  run: (_, x, startFromSunday) =>
    applyUnary(truth(startFromSunday, 'weekday', 'startFromSunday', true) ? fromSunday : fromMonday, x!),
})

function edge(name: string, part: CalendarPart, doc: string, examples: Examples): Builtin {
  const test = (days: FixedVector) => {
    const near = calendarColumn(days, part, DATE)
    const out = allocateResult(BOOL, days.length)
    const missing = nullOf(BOOL) as number
    for (let i = 0; i < days.length; i++) {
      out.data[i] = near.data[i] === nullI32 ? missing : Number(near.data[i] === days.data[i])
    }
    out.mayHoldNulls = near.mayHoldNulls
    return out
  }
  return elementwise(name, type => (type === MONTH ? null : datePlan(type, test)), doc, examples)
}

export const isMonthStart = edge('isMonthStart', 'monthBegin', 'Whether each date is the first of a month.', [
  ['isMonthStart([2012.05.01, 2012.05.02])', '[true,false]'],
])
export const isMonthEnd = edge('isMonthEnd', 'monthEnd', 'Whether each date is the last of a month.', [
  ['isMonthEnd([2012.05.30, 2012.05.31])', '[false,true]'],
])
export const isQuarterStart = edge(
  'isQuarterStart',
  'quarterBegin',
  'Whether each date is the first of a quarter.',
  [['isQuarterStart([2012.04.01, 2012.05.01])', '[true,false]']],
)
export const isQuarterEnd = edge(
  'isQuarterEnd',
  'quarterEnd',
  'Whether each date is the last of a quarter.',
  [['isQuarterEnd([2012.04.30, 2012.06.30])', '[false,true]']],
)
export const isYearStart = edge('isYearStart', 'yearBegin', 'Whether each date is the first of a year.', [
  ['isYearStart([2012.01.01, 2012.04.01])', '[true,false]'],
])
export const isYearEnd = edge('isYearEnd', 'yearEnd', 'Whether each date is the last of a year.', [
  ['isYearEnd([2012.12.30, 2012.12.31])', '[false,true]'],
])

/**
 * A part of the time: `perDay` of its unit make a day, and it counts up to `modulus`. Types that are coarser don't tell
 * it, unless it is below a second and the type finer than one.
 */
function ofTime(name: string, perDay: number, modulus: number, doc: string, examples: Examples): Builtin {
  const plan = (type: DataType) => {
    if (!isTemporal(type) || type === MONTH || type === DATE) return null
    const units = unitsPerDay(type)
    if (units < (perDay > 86400 ? 86400e3 : perDay)) return null
    const part = { divisor: Math.max(1, units / perDay), modulus: modulus / Math.max(1, perDay / units) }
    const factor = Math.max(1, perDay / units)
    return columnPlan(x => {
      const out = allocateResult(INT, x.length)
      const { data } = x as FixedVector
      const to = out.data as Int32Array
      out.mayHoldNulls =
        data instanceof Int32Array
          ? clockPart32(data, { ...part, factor }, to)
          : clockPart64(data as BigInt64Array, units / 86400, { ...part, factor }, to)
      return out
    })
  }
  return elementwise(name, plan, doc, examples)
}

export const hourOfDay = ofTime('hourOfDay', 24, 24, 'The hour of each time, 0 to 23.', [
  ['hourOfDay([2012.06.12T12:30:00, 2012.10.28T17:35:00])', '[12,17]'],
])
export const hour = ofTime('hour', 24, 24, 'The hour of each time, 0 to 23.', [
  ['hour(2012.12.03 01:22:01)', '1'],
])
export const minuteOfHour = ofTime('minuteOfHour', 1440, 60, 'The minute of each time, 0 to 59.', [
  ['minuteOfHour(12:32:00)', '32'],
])
export const secondOfMinute = ofTime('secondOfMinute', 86400, 60, 'The second of each time, 0 to 59.', [
  ['secondOfMinute([2013.01.06T12:36:47, 00D])', '[47,]'],
])
export const millisecond = ofTime('millisecond', 86400e3, 1000, 'The millisecond of each time, 0 to 999.', [
  ['millisecond(13:30:10.008)', '8'],
])
export const microsecond = ofTime(
  'microsecond',
  86400e6,
  1e6,
  'The microsecond of the second of each time, 0 to 999999.',
  [['microsecond(13:30:10.008)', '8000']],
)
export const nanosecond = ofTime(
  'nanosecond',
  86400e9,
  1e9,
  'The nanosecond of the second of each time, 0 to 999999999.',
  [['nanosecond([2012.12.03 01:22:01.999999999])', '[999999999]']],
)
