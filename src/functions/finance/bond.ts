import { ScriptError } from '../../runtime/script-error.ts'
import { isLiteral } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { integer, text } from '../argument.ts'
import {
  type DayCount,
  dayCountArgument,
  daysBetween,
  isMonthEnd,
  monthsLater,
  yearFraction,
} from './day-count.ts'
import { dateArgument, numberOrNull } from './each-row.ts'

// Bonds of a face value of 100: what they pay, what of it has accrued, and how prices and yields belong together.

const bondTypes = ['FixedRate', 'Discount', 'ZeroCoupon'] as const

export interface Bond {
  /** The first and the last day, since 1970.01.01. */
  readonly start: number
  readonly maturity: number
  readonly issuePrice: number
  /** The interest of a year, as a share. */
  readonly coupon: number
  /** Payments a year; 0 is one at maturity. */
  readonly frequency: number
  readonly dayCount: DayCount
  readonly type: (typeof bondTypes)[number]
}

const frequencies: Readonly<Record<string, number>> = {
  Once: 0,
  Annual: 1,
  Semiannual: 2,
  Quarterly: 4,
  Monthly: 12,
}

export function frequencyArgument(value: Value | undefined, usage: string): number {
  const isWord = value instanceof Scalar && isLiteral(value.type)
  const frequency = isWord ? frequencies[value.raw as string] : integer(value, usage, 'frequency')
  if (frequency !== undefined && Object.values(frequencies).includes(frequency)) return frequency
  const words = Object.entries(frequencies).map(([word, count]) => `${count} (${word})`)
  throw new ScriptError(`Usage: ${usage}. frequency should be one of ${words.join(', ')}.`)
}

/** A bond from the arguments that describe it, one of each. @throws ScriptError */
export function bondOf(
  [start, maturity, issuePrice, coupon, frequency, dayCount, type]: readonly (Value | undefined)[],
  usage: string,
): Bond {
  const word = text(type, usage, 'bondType')
  const known = bondTypes.find(each => each === word)
  if (!known)
    throw new ScriptError(`Usage: ${usage}. bondType should be one of ${bondTypes.join(', ')}, not ${word}.`)
  const bond = {
    start: dateArgument(start, usage, 'start'),
    maturity: dateArgument(maturity, usage, 'maturity'),
    issuePrice: numberOrNull(issuePrice, usage, 'issuePrice'),
    coupon: numberOrNull(coupon, usage, 'coupon'),
    frequency: frequencyArgument(frequency, usage),
    dayCount: dayCountArgument(dayCount, usage),
    type: known,
  }
  if (bond.start < bond.maturity) return bond
  throw new ScriptError(`Usage: ${usage}. start should lie before maturity.`)
}

/** A day on which a bond is bought, or that of its start. @throws ScriptError */
export function settlementOf(bond: Bond, value: Value | undefined, usage: string): number {
  const day = dateArgument(value, usage, 'settlement')
  if (day >= bond.start && day < bond.maturity) return day
  throw new ScriptError(`Usage: ${usage}. settlement should lie between start and maturity.`)
}

const paysCoupons = ({ type, frequency }: Bond) => type === 'FixedRate' && frequency > 0

/** The days of coupons behind `day`, counted back from maturity, and the one before them. */
export function couponDays(
  bond: Bond,
  day: number,
): { readonly before: number; readonly days: readonly number[] } {
  const months = 12 / bond.frequency
  const atEnd = isMonthEnd(bond.maturity)
  const days: number[] = []
  for (let k = 0; ; k++) {
    const coupon = monthsLater(bond.maturity, -k * months, atEnd)
    if (coupon <= day) return { before: coupon, days: days.reverse() }
    days.push(coupon)
  }
}

/** Whole years between two days, counted back from the last, and the rest by the length of its year. */
function years(start: number, end: number): number {
  let whole = 0
  while (monthsLater(end, -12 * (whole + 1)) >= start) whole++
  const last = monthsLater(end, -12 * whole)
  return whole + (last - start) / (last - monthsLater(end, -12 * (whole + 1)))
}

/** Years by the bond's own count of days. */
function yearsOf({ dayCount }: Bond, start: number, end: number): number {
  return dayCount === 'ActualActualISMA' ? years(start, end) : yearFraction(dayCount, start, end)
}

/** What is paid at maturity by bonds without coupons in between. */
const redemption = (bond: Bond): number =>
  bond.type === 'Discount' ? 100 : 100 + 100 * bond.coupon * sinceStart(bond, bond.maturity)

/** What a bond pays on which day, from its start on: interest and capital. */
export function paymentsOf(
  bond: Bond,
): readonly { readonly day: number; readonly interest: number; readonly capital: number }[] {
  if (!paysCoupons(bond)) return [{ day: bond.maturity, interest: redemption(bond) - 100, capital: 100 }]
  const interest = (100 * bond.coupon) / bond.frequency
  return couponDays(bond, bond.start).days.map(day => ({
    day,
    interest,
    capital: day === bond.maturity ? 100 : 0,
  }))
}

/** Whose rules count: Excel's functions, or those of China's interbank market. */
export type Rules = 'Excel' | 'Qeubee'

/** A bond as it is on the day that it changes hands. */
export interface Position {
  readonly accrued: number
  /** What is still to be paid, and when: in periods of 1 / frequency years. */
  readonly flows: readonly { readonly amount: number; readonly periods: number }[]
  readonly frequency: number
  /** The last payment alone is left: it bears simple interest. */
  readonly isSimple: boolean
}

export function positionOf(bond: Bond, settlement: number, rules: Rules): Position {
  return paysCoupons(bond) ? withCoupons(bond, settlement, rules) : atMaturity(bond, settlement)
}

function atMaturity(bond: Bond, settlement: number): Position {
  const { start, maturity } = bond
  const accrued =
    bond.type === 'Discount'
      ? ((100 - bond.issuePrice) * (settlement - start)) / (maturity - start)
      : 100 * bond.coupon * sinceStart(bond, settlement)
  const periods = yearsOf(bond, settlement, maturity)
  return { accrued, flows: [{ amount: redemption(bond), periods }], frequency: 1, isSimple: periods <= 1 }
}

// Years since the start; of the year that goes on, the share by its length.
function sinceStart(bond: Bond, day: number): number {
  if (bond.dayCount !== 'ActualActualISMA') return yearFraction(bond.dayCount, bond.start, day)
  let whole = 0
  while (monthsLater(bond.start, 12 * (whole + 1)) <= day) whole++
  const last = monthsLater(bond.start, 12 * whole)
  return whole + (day - last) / (monthsLater(bond.start, 12 * (whole + 1)) - last)
}

function withCoupons(bond: Bond, settlement: number, rules: Rules): Position {
  const { start, maturity, dayCount, frequency } = bond
  const { before, days } = couponDays(bond, settlement)
  const next = days[0]!
  const coupon = (100 * bond.coupon) / frequency
  const { share, left } = shares(
    dayCount,
    Math.max(before, rules === 'Excel' ? start : before),
    before,
    settlement,
    next,
    frequency,
  )
  const flows = days.map((day, k) => ({ amount: coupon + (day === maturity ? 100 : 0), periods: left + k }))
  const isSimple = days.length === 1
  // In the last period the interbank market counts by the days of the last year.
  if (isSimple && rules === 'Qeubee') {
    const year = maturity - monthsLater(maturity, -12)
    flows[0] = { amount: flows[0]!.amount, periods: (frequency * (maturity - settlement)) / year }
  }
  return { accrued: coupon * share, flows, frequency, isSimple }
}

// What of the coupon's period has passed, and how much is left of it. By 30/360 what has passed is what isn't left; by others it counts from
// the bond's start, where that is later.
function shares(
  dayCount: DayCount,
  from: number,
  before: number,
  settlement: number,
  next: number,
  frequency: number,
): { readonly share: number; readonly left: number } {
  if (dayCount === 'ActualActualISMA') {
    const share = (settlement - from) / (next - before)
    return { share, left: 1 - share }
  }
  if (dayCount === 'ActualActualISDA') {
    return {
      share: frequency * yearFraction(dayCount, from, settlement),
      left: frequency * yearFraction(dayCount, settlement, next),
    }
  }
  const period = (dayCount === 'Actual365' ? 365 : 360) / frequency
  const left = daysBetween(dayCount, settlement, next) / period
  const isThirty = dayCount === 'Thirty360US' || dayCount === 'Thirty360EU'
  return { share: isThirty ? 1 - left : (settlement - from) / period, left }
}

/** What all payments are worth at a yield, with what has accrued. */
export function dirtyPrice({ flows, frequency, isSimple }: Position, y: number): number {
  if (isSimple) return flows[0]!.amount / (1 + (flows[0]!.periods / frequency) * y)
  return flows.reduce((sum, { amount, periods }) => sum + amount * (1 + y / frequency) ** -periods, 0)
}

/** How a price hangs on the yield: Macaulay's duration and the modified one in years, and convexity. */
export function sensitivity(position: Position, y: number) {
  const { flows, frequency, isSimple } = position
  if (isSimple) {
    const macaulay = flows[0]!.periods / frequency
    const modified = macaulay / (1 + macaulay * y)
    return { macaulay, modified, convexity: 2 * modified ** 2 }
  }
  const growth = 1 + y / frequency
  const price = dirtyPrice(position, y)
  const mean = (of: (periods: number) => number) =>
    flows.reduce((sum, { amount, periods }) => sum + amount * growth ** -periods * of(periods), 0) / price
  const macaulay = mean(periods => periods / frequency)
  const convexity = mean(periods => (periods * (periods + 1)) / frequency ** 2) / growth ** 2
  return { macaulay, modified: macaulay / growth, convexity }
}

/** The yield at a price with what has accrued, by Newton's method; NaN if there is none. */
export function yieldOf(position: Position, price: number, steps: number): number {
  const { flows, frequency, isSimple } = position
  if (!(price > 0)) return Number.NaN
  if (isSimple) return (flows[0]!.amount / price - 1) / (flows[0]!.periods / frequency)
  let y = 0.05
  for (let step = 0; step < steps; step++) {
    const now = dirtyPrice(position, y)
    const next = y + (now - price) / (now * sensitivity(position, y).modified)
    // Below −100 % of a period there is no price.
    const kept = next > -frequency ? next : (y - frequency) / 2
    if (Math.abs(kept - y) <= 1e-10) return kept
    y = kept
  }
  return Math.abs(dirtyPrice(position, y) - price) <= 1e-6 * price ? y : Number.NaN
}
