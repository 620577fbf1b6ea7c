import { nullI32 } from '../../../kernels/null.ts'
import { DATE } from '../../../values/data-type.ts'
import {
  dateOfDays,
  dayOf,
  daysOfMonth,
  monthOf,
  monthOfDays,
  yearOf,
} from '../../../values/elements/civil-date.ts'
import type { FixedVector } from '../../../values/vectors/fixed-vector.ts'
import { allocateResult } from '../plans/kernel-plan.ts'

// Months, weeks, fiscal quarters and their kin: periods of days, numbered in order, each with a day that stands for it.

export interface Periods {
  /** The number of the period that a day (counted since 1970) lies in. */
  readonly numberOf: (day: number) => number
  /** The day that stands for it: its first or last, for instance. */
  readonly dayOf: (number: number) => number
  /** When only every nth counts: whether others count as the one before them (`down`) or after them (`up`). */
  readonly towards: 'down' | 'up'
}

/** Only every nth of the periods, counted from the one that `offset` lies in. */
export function everyNth(periods: Periods, n: number, offset: number): Periods {
  if (n === 1) return periods
  const origin = periods.numberOf(offset)
  const round = periods.towards === 'down' ? Math.floor : Math.ceil
  return {
    towards: periods.towards,
    numberOf: day => round((periods.numberOf(day) - origin) / n),
    dayOf: number => periods.dayOf(origin + number * n),
  }
}

/** For each day the one that stands for its period. */
export function periodDays(days: FixedVector, { numberOf, dayOf: standing }: Periods): FixedVector {
  const out = allocateResult(DATE, days.length)
  const [data, to] = [days.data as Int32Array, out.data as Int32Array]
  // Neighbours mostly lie in the same period.
  let [lastDay, last] = [Number.NaN, Number.NaN]
  let standsFor = 0
  for (let i = 0; i < data.length; i++) {
    const day = data[i]!
    if (day !== lastDay && day !== nullI32) {
      lastDay = day
      const number = numberOf(day)
      if (number !== last) {
        last = number
        standsFor = standing(number)
      }
    }
    to[i] = day === nullI32 ? nullI32 : standsFor
  }
  out.mayHoldNulls = days.mayHoldNulls
  return out
}

// 1970.01.01 was a Thursday; 0 is Monday.
const weekdayOf = (day: number) => (((day + 3) % 7) + 7) % 7

/** The first day from `day` on that is no weekend. */
const businessFrom = (day: number) => (weekdayOf(day) > 4 ? day + 7 - weekdayOf(day) : day)
/** The last day up to `day` that is no weekend. */
const businessUpTo = (day: number) => day - Math.max(0, weekdayOf(day) - 4)

/**
 * Runs of `months` months that begin with a month such as `first` (1 to 12); they stand for their first day. One of business
 * days begins with its first: weekend days before it belong to the run before.
 */
export function monthsFrom(months: number, first: number, business: boolean): Periods {
  const begin = (number: number) => daysOfMonth(number * months + first - 1)
  const numberOf = (day: number) => Math.floor((monthOfDays(day) - first + 1) / months)
  if (!business) return { towards: 'down', numberOf, dayOf: begin }
  const standing = (number: number) => businessFrom(begin(number))
  return {
    towards: 'down',
    numberOf: day => {
      const number = numberOf(day)
      return day < standing(number) ? number - 1 : number
    },
    dayOf: standing,
  }
}

/** The same, ending with a month such as `last`; they stand for their last day, and end with it. */
export function monthsUpTo(months: number, last: number, business: boolean): Periods {
  const end = (number: number) => daysOfMonth((number + 1) * months + last) - 1
  const numberOf = (day: number) => Math.floor((monthOfDays(day) - last) / months)
  if (!business) return { towards: 'up', numberOf, dayOf: end }
  const standing = (number: number) => businessUpTo(end(number))
  return {
    towards: 'up',
    numberOf: day => {
      const number = numberOf(day)
      return day > standing(number) ? number + 1 : number
    },
    dayOf: standing,
  }
}

/** Weeks that begin on that day of the week. */
export const weeksFrom = (weekday: number): Periods => ({
  towards: 'down',
  numberOf: day => Math.floor((day + 3 - weekday) / 7),
  dayOf: number => 7 * number - 3 + weekday,
})

/** Weeks that end on that day of the week. */
export const weeksUpTo = (weekday: number): Periods => ({
  towards: 'up',
  numberOf: day => Math.ceil((day + 3 - weekday) / 7),
  dayOf: number => 7 * number - 3 + weekday,
})

/** Halves of months, the second of which begins on day `second`: each stands for its first day, or that before it. */
export const halfMonths = (second: number, ends: boolean): Periods => ({
  towards: 'down',
  numberOf: day => 2 * monthOfDays(day) + Number(dayOf(dateOfDays(day)) >= second),
  dayOf: number => {
    const begin = daysOfMonth(Math.floor(number / 2))
    return number % 2 === 0 ? begin - Number(ends) : begin + second - 1
  },
})

/** From a day of each month up to that of the next. */
function fromDayOfMonth(dayIn: (month: number) => number): Periods {
  return {
    towards: 'down',
    numberOf: day => {
      const month = monthOfDays(day)
      return day < dayIn(month) ? month - 1 : month
    },
    dayOf: dayIn,
  }
}

/** From the month's `week`th such weekday (from 0) on. */
export const weeksOfMonths = (week: number, weekday: number): Periods =>
  fromDayOfMonth(month => {
    const begin = daysOfMonth(month)
    return begin + ((weekday - weekdayOf(begin) + 7) % 7) + 7 * week
  })

/** From the month's last such weekday on. */
export const lastWeeksOfMonths = (weekday: number): Periods =>
  fromDayOfMonth(month => {
    const end = daysOfMonth(month + 1) - 1
    return end - ((weekdayOf(end) - weekday + 7) % 7)
  })

/** Days but for weekends, which belong to the Friday before. */
export const businessDays: Periods = {
  towards: 'down',
  numberOf: day => 5 * Math.floor((day + 3) / 7) + Math.min(4, weekdayOf(day)),
  dayOf: number => 7 * Math.floor(number / 5) - 3 + (((number % 5) + 5) % 5),
}

/** How fiscal years of 52 or 53 weeks begin: on that weekday, the last in a month or (`nearest`) nearest its end. */
export interface FiscalYears {
  readonly weekday: number
  readonly month: number
  readonly nearest: boolean
}

function beginOfFiscal({ weekday, month, nearest }: FiscalYears, year: number): number {
  const end = daysOfMonth(year * 12 + month) - 1
  const before = (weekdayOf(end) - weekday + 7) % 7
  return nearest && before > 3 ? end - before + 7 : end - before
}

function fiscalYearOf(years: FiscalYears, day: number): number {
  let year = yearOf(dateOfDays(day)) + Number(monthOf(dateOfDays(day)) === 12)
  while (beginOfFiscal(years, year) > day) year--
  return year
}

export const fiscalYears = (years: FiscalYears): Periods => ({
  towards: 'down',
  numberOf: day => fiscalYearOf(years, day),
  dayOf: year => beginOfFiscal(years, year),
})

/** Quarters of 13 weeks; the `longer`th (1 to 4) has the 53rd week. */
export function fiscalQuarters(years: FiscalYears, longer: number): Periods {
  const begin = (number: number) => {
    const [year, quarter] = [Math.floor(number / 4), ((number % 4) + 4) % 4]
    const first = beginOfFiscal(years, year)
    const extra = beginOfFiscal(years, year + 1) - first > 364 && quarter >= longer ? 7 : 0
    return first + 91 * quarter + extra
  }
  return {
    towards: 'down',
    numberOf: day => {
      let number = 4 * fiscalYearOf(years, day) + 3
      while (begin(number) > day) number--
      return number
    },
    dayOf: begin,
  }
}
