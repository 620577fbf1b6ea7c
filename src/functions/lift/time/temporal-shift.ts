import { nullI32 } from '../../../kernels/null.ts'
import { ScriptError } from '../../../runtime/script-error.ts'
import { type DataType, MONTH, NANOTIME, NANOTIMESTAMP } from '../../../values/data-type.ts'
import {
  dateOfDays,
  dayOf,
  daysInMonth,
  daysOfDate,
  monthOf,
  yearOf,
} from '../../../values/elements/civil-date.ts'
import { isTimeOfDay, unitsPerDay } from '../../../values/elements/temporal-convert.ts'
import { type Duration, isNullRaw, nullOf, type Raw } from '../../../values/null.ts'
import { afterTradingDays, tradingCalendar } from './trading-calendar.ts'

const NANOSECONDS_PER_DAY = 86_400_000_000_000n

// Units of a fixed length, in nanoseconds.
const lengths: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  H: 3_600_000_000_000n,
  d: NANOSECONDS_PER_DAY,
  w: 7n * NANOSECONDS_PER_DAY,
}

/**
 * A temporal raw moved by a duration. Times of day go round at midnight; months and years keep the day, or take the
 * month's last. @throws ScriptError where the unit is finer than the type, or says nothing about it.
 */
export function shiftTemporal(raw: Raw, type: DataType, by: Duration): Raw {
  const { amount, unit } = by
  if (isNullRaw(type, raw) || amount === nullI32) return nullOf(type)
  if (unit === 'M' || unit === 'y') return shiftMonths(raw, type, unit === 'M' ? amount : 12 * amount)
  if (unit === 'B') return shiftDays(raw, type, day => afterBusinessDays(day, amount))
  if (!isFixedUnit(unit)) {
    const calendar = tradingCalendar(unit)
    return shiftDays(raw, type, day => afterTradingDays(calendar, day, amount))
  }
  const moved = BigInt(raw as number | bigint) + durationUnits(by, type)
  return narrowed(isTimeOfDay(type) ? modulo(moved, BigInt(unitsPerDay(type))) : moved, type)
}

/** Whether durations in this unit are always as long: not months, years and business days. */
export const isFixedUnit = (unit: string): boolean => unit in lengths

/** A duration of fixed length in units of a temporal type. @throws ScriptError where it makes no whole number of them. */
export function durationUnits({ amount, unit }: Duration, type: DataType): bigint {
  const length = lengths[unit]
  if (length === undefined) throw new ScriptError(`A duration in the unit ${unit} isn't always as long.`)
  if (type === MONTH) throw unsuited(unit, type)
  const nanoseconds = length * BigInt(amount)
  const perUnit = NANOSECONDS_PER_DAY / BigInt(unitsPerDay(type))
  if (nanoseconds % perUnit !== 0n) throw unsuited(unit, type)
  return nanoseconds / perUnit
}

const unsuited = (unit: string, type: DataType) =>
  new ScriptError(`A ${type} can't be moved by a duration in the unit ${unit}.`)

const modulo = (x: bigint, y: bigint) => ((x % y) + y) % y

const narrowed = (value: bigint, type: DataType): Raw =>
  type.storage === 'i64' ? BigInt.asIntN(64, value) : Number(BigInt.asIntN(32, value))

function shiftMonths(raw: Raw, type: DataType, months: number): Raw {
  if (type === MONTH) return (raw as number) + months
  return shiftDays(raw, type, days => {
    const date = dateOfDays(days)
    const month = yearOf(date) * 12 + monthOf(date) - 1 + months
    const [year, ofYear] = [Math.floor(month / 12), (((month % 12) + 12) % 12) + 1]
    return daysOfDate(year, ofYear, Math.min(dayOf(date), daysInMonth(year, ofYear)))
  })
}

// Moves the date and keeps the time of day.
function shiftDays(raw: Raw, type: DataType, move: (days: number) => number): Raw {
  if (isTimeOfDay(type) || type === MONTH || type === NANOTIME) throw unsuited('d', type)
  const units = BigInt(type === NANOTIMESTAMP ? 86_400_000_000_000 : unitsPerDay(type))
  const value = BigInt(raw as number | bigint)
  const ofDay = modulo(value, units)
  const days = Number((value - ofDay) / units)
  return narrowed(BigInt(move(days)) * units + ofDay, type)
}

// 1970.01.01 was a Thursday: Monday is 0.
const weekdayOf = (days: number) => (((days + 3) % 7) + 7) % 7

function afterBusinessDays(days: number, amount: number): number {
  const step = amount < 0 ? -1 : 1
  let day = days
  for (let left = Math.abs(amount); left > 0; ) {
    day += step
    if (weekdayOf(day) < 5) left--
  }
  return day
}
