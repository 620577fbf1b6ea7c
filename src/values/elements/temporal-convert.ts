import { floorDivide } from '../../base/floor-divide.ts'
import { nullI32, nullI64 } from '../../kernels/null.ts'
import {
  DATE,
  DATEHOUR,
  DATETIME,
  type DataType,
  MINUTE,
  MONTH,
  NANOTIME,
  NANOTIMESTAMP,
  SECOND,
  TIME,
  TIMESTAMP,
} from '../data-type.ts'
import type { Raw } from '../null.ts'
import { ValueError } from '../value-error.ts'
import { daysOfMonth, monthOfDays } from './civil-date.ts'

/** Units of a temporal type in a day; MONTH has none. */
const perDay = new Map<DataType, number>([
  [DATE, 1],
  [DATEHOUR, 24],
  [DATETIME, 86400],
  [TIMESTAMP, 86400e3],
  [NANOTIMESTAMP, 86400e9],
  [MINUTE, 1440],
  [SECOND, 86400],
  [TIME, 86400e3],
  [NANOTIME, 86400e9],
])

/** Units in a day of a temporal type other than MONTH: 1 for DATE, 86400 for SECOND and DATETIME. */
export const unitsPerDay = (type: DataType): number => perDay.get(type)!

/** Whether the type is a time of day: MINUTE, SECOND, TIME or NANOTIME. */
export const isTimeOfDay = (type: DataType): boolean =>
  type === MINUTE || type === SECOND || type === TIME || type === NANOTIME

const isWide = (type: DataType) => type.storage === 'i64'
const nullFor = (type: DataType): Raw => (isWide(type) ? nullI64 : nullI32)

/** Whether conversions from `from` to `to` make sense: a date alone says nothing about the time of day. */
export function temporalConverts(from: DataType, to: DataType): boolean {
  if (from === to) return true
  if (isTimeOfDay(from)) return to !== DATE && to !== MONTH
  return !isTimeOfDay(to) || (from !== DATE && from !== MONTH)
}

// Past what the narrower type can tell is null.
function narrow(value: bigint): number {
  return value > 2147483647n || value < -2147483647n ? nullI32 : Number(value)
}

/** Days since 1970 of a raw of a type with a date. */
export function daysOf(raw: Raw, type: DataType): number {
  if (type === MONTH) return daysOfMonth(raw as number)
  const units = unitsPerDay(type)
  if (isWide(type)) return Number(floorDivide(raw as bigint, BigInt(units)))
  return Math.floor((raw as number) / units)
}

// A count of units to a count of other units, both of the same origin.
function rescaleUnits(raw: Raw, from: DataType, to: DataType): Raw {
  const [source, target] = [unitsPerDay(from), unitsPerDay(to)]
  if (!isWide(from) && !isWide(to)) {
    const value = raw as number
    const result = target >= source ? value * (target / source) : Math.floor(value / (source / target))
    return result > 2147483647 || result < -2147483647 ? nullI32 : result
  }
  const value = BigInt(raw as number | bigint)
  const scaled =
    target >= source ? value * BigInt(target / source) : floorDivide(value, BigInt(source / target))
  if (!isWide(to)) return narrow(scaled)
  return BigInt.asIntN(64, scaled) === scaled ? scaled : nullI64
}

// The part of the day, in units of `from`.
function withinDay(raw: Raw, from: DataType): Raw {
  const units = unitsPerDay(from)
  if (!isWide(from)) return (((raw as number) % units) + units) % units
  const wide = BigInt(units)
  const rest = (raw as bigint) % wide
  return rest < 0n ? rest + wide : rest
}

/**
 * A temporal value as another temporal type: coarser ones cut off, finer ones begin at the start; a date with time gives
 * its time of day. What the type can't tell is null. `raw` is not null. @throws ValueError when it makes no sense.
 */
export function convertTemporal(raw: Raw, from: DataType, to: DataType): Raw {
  if (from === to) return raw
  if (!temporalConverts(from, to)) throw new ValueError(`Can't convert ${from} to ${to}`)
  if (to === MONTH) {
    const days = daysOf(raw, from)
    return Math.abs(days) < 2147483648 ? monthOfDays(days) : nullI32
  }
  if (from === MONTH) {
    const days = daysOfMonth(raw as number)
    return Math.abs(days) < 2147483648 ? rescaleUnits(days, DATE, to) : nullFor(to)
  }
  if (isTimeOfDay(to) && !isTimeOfDay(from)) return rescaleUnits(withinDay(raw, from), from, to)
  return rescaleUnits(raw, from, to)
}

/** An integer as a temporal type's count of units; times of day beyond the day are null. */
export function temporalOfInteger(raw: Raw, type: DataType): Raw {
  if (!isTimeOfDay(type)) return raw
  const units = unitsPerDay(type)
  return (raw as number) >= 0 && (raw as number) < units ? raw : nullFor(type)
}
