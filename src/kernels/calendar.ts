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
// Years are cut into eras of 400, which all have the same days, and begin in March, so that the leap day is the last:
// then months from March on start at day ⌊(153 m + 2) / 5⌋, and years at day 365 y + ⌊y / 4⌋ − ⌊y / 100⌋ of the era.

const daysPerEra = 146097
const eraStart = 719468

// Statements that take a count of days apart. dayOfYear counts from 0 in March, fromMarch likewise.
const civil = (days: string) => `
  const shifted = ${days} + ${eraStart}, era = Math.floor(shifted / ${daysPerEra})
  const dayOfEra = (shifted - era * ${daysPerEra}) | 0
  const leapDays = ((dayOfEra / 1460) | 0) - ((dayOfEra / 36524) | 0) + ((dayOfEra / 146096) | 0)
  const yearOfEra = ((dayOfEra - leapDays) / 365) | 0
  const dayOfYear = dayOfEra - (365 * yearOfEra + (yearOfEra >> 2) - ((yearOfEra / 100) | 0))
  const fromMarch = ((5 * dayOfYear + 2) / 153) | 0
  const next = +(fromMarch > 9)
  const day = dayOfYear - (((153 * fromMarch + 2) / 5) | 0) + 1
  const month = fromMarch + 3 - 12 * next, year = yearOfEra + era * 400 + next`

// The day on which a month begins, as an expression.
const firstDay = (name: string, months: string) => `
  const ${name}m = ${months} - 2, ${name}y = Math.floor(${name}m / 12), ${name}e = Math.floor(${name}y / 400)
  const ${name}o = (${name}y - ${name}e * 400) | 0
  const ${name}d = 365 * ${name}o + (${name}o >> 2) - ((${name}o / 100) | 0) + ((153 * (${name}m - ${name}y * 12) + 2) / 5 | 0)
  const ${name} = ${name}e * ${daysPerEra} + ${name}d - ${eraStart}`

const leap = '(+((year & 3) === 0) & (+(year % 100 !== 0) | +(year % 400 === 0)))'
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
    value: `month === 2 ? 28 + ${leap} : 30 + ((month + (month >> 3)) & 1)`,
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
      const target = year * 12 + month - 1 + y
      ${firstDay('begin', 'target')} ${firstDay('after', '(target + 1)')}`,
    value: 'Math.min(begin + day, after) - 1',
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
