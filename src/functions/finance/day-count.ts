import { ScriptError } from '../../runtime/script-error.ts'
import {
  dateOfDays,
  dayOf,
  daysInMonth,
  daysOfDate,
  monthOf,
  yearOf,
} from '../../values/elements/civil-date.ts'
import { date, double } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { given, text } from '../argument.ts'
import { define } from '../define.ts'
import { dateArgument } from './each-row.ts'

// How much of a year lies between two days; days count since 1970.01.01.

export const dayCounts = [
  'Thirty360US',
  'ActualActualISMA',
  'Actual360',
  'Actual365',
  'Thirty360EU',
  'ActualActualISDA',
] as const
export type DayCount = (typeof dayCounts)[number]

/** The convention of that name; `ActualActual` is that of ISMA. @throws ScriptError */
export function dayCountArgument(
  value: Value | undefined,
  usage: string,
  among = dayCounts as readonly DayCount[],
): DayCount {
  const name = text(given(value), usage, 'dayCountConvention')
  const found = name === 'ActualActual' ? 'ActualActualISMA' : among.find(each => each === name)
  if (found) return found
  throw new ScriptError(
    `Usage: ${usage}. dayCountConvention should be one of ${among.join(', ')}, not ${name}.`,
  )
}

/** The same day so many months later, or the last of that month. With `atEnd` always the last. */
export function monthsLater(day: number, months: number, atEnd = false): number {
  const at = dateOfDays(day)
  const month = yearOf(at) * 12 + monthOf(at) - 1 + months
  const [year, ofYear] = [Math.floor(month / 12), (((month % 12) + 12) % 12) + 1]
  const last = daysInMonth(year, ofYear)
  return daysOfDate(year, ofYear, atEnd ? last : Math.min(dayOf(at), last))
}

export function isMonthEnd(day: number): boolean {
  const at = dateOfDays(day)
  return dayOf(at) === daysInMonth(yearOf(at), monthOf(at))
}

/** Days between, months of 30 days in the 30/360 conventions. */
export function daysBetween(convention: DayCount, start: number, end: number): number {
  if (convention !== 'Thirty360US' && convention !== 'Thirty360EU') return end - start
  const [a, b] = [dateOfDays(start), dateOfDays(end)]
  const first = Math.min(dayOf(a), 30)
  const isLast = dayOf(b) === 31 && (convention === 'Thirty360EU' || first === 30)
  return 360 * (yearOf(b) - yearOf(a)) + 30 * (monthOf(b) - monthOf(a)) + (isLast ? 30 : dayOf(b)) - first
}

/** Days of the two parts that lie in leap years and in others. */
function byActualYears(start: number, end: number): number {
  const [first, last] = [yearOf(dateOfDays(start)), yearOf(dateOfDays(end))]
  const length = (year: number) => daysOfDate(year + 1, 1, 1) - daysOfDate(year, 1, 1)
  if (first === last) return (end - start) / length(first)
  const head = (daysOfDate(first + 1, 1, 1) - start) / length(first)
  const tail = (end - daysOfDate(last, 1, 1)) / length(last)
  return head + tail + (last - first - 1)
}

/**
 * The fraction of a year. ISMA's convention measures by the coupon period [from, to] that the days lie in; without one, the days themselves are
 * taken for a period, rounded to months.
 */
export function yearFraction(
  convention: DayCount,
  start: number,
  end: number,
  from = start,
  to = end,
): number {
  if (convention === 'ActualActualISDA') return byActualYears(start, end)
  if (convention === 'Actual365') return (end - start) / 365
  if (convention !== 'ActualActualISMA') return daysBetween(convention, start, end) / 360
  const months = Math.round((12 * (to - from)) / 365)
  if (months === 0) return (end - start) / (monthsLater(start, 12) - start)
  return ((months / 12) * (end - start)) / (to - from)
}

const yearFractions: readonly DayCount[] = ['ActualActualISMA', 'Actual360', 'Actual365', 'ActualActualISDA']

export const yearFrac = define({
  name: 'yearFrac',
  signature: 'yearFrac(dayCountConvention, start, end, [referenceStart], [referenceEnd])',
  kind: 'system',
  doc: 'How much of a year lies between two dates: by ActualActualISMA, Actual360, Actual365 or ActualActualISDA. ISMA measures by the coupon period from referenceStart to referenceEnd; without it the dates themselves are the period.',
  examples: [
    ['yearFrac("ActualActualISMA", 2025.02.15, 2025.05.15, 2025.01.01, 2025.07.01)', '0.245856'],
    ['yearFrac("Actual360", 2025.01.01, 2025.07.01)', '0.502778'],
    ['round(yearFrac("ActualActualISDA", 2023.07.01, 2024.07.01), 6)', '1.001377'],
  ],
  run: (_, dayCountConvention, start, end, referenceStart, referenceEnd) => {
    const usage = yearFrac.definition.signature
    const convention = dayCountArgument(dayCountConvention, usage, yearFractions)
    const [first, last] = [dateArgument(start, usage, 'start'), dateArgument(end, usage, 'end')]
    const from = dateArgument(given(referenceStart) ?? date(first), usage, 'referenceStart')
    const to = dateArgument(given(referenceEnd) ?? date(last), usage, 'referenceEnd')
    if (from > to) throw new ScriptError(`Usage: ${usage}. referenceStart is behind referenceEnd.`)
    return double(yearFraction(convention, first, last, from, to))
  },
})
