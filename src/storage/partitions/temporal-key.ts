import { floorDivide } from '../../base/floor-divide.ts'
import { nullI32, nullI64 } from '../../kernels/null.ts'
import type { DataType } from '../../values/data-type.ts'
import { allocate } from '../../values/memory.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { civilDate } from './civil-date.ts'

// A temporal type counts units from 1970, or from midnight; MONTH counts months from year 0.
interface Scale {
  readonly origin: 'epoch' | 'midnight' | 'month'
  /** Nanoseconds per unit. */
  readonly unit: number
}

const SECOND = 1e9
const DAY = 86400 * SECOND

const scales: Readonly<Record<string, Scale>> = {
  DATE: { origin: 'epoch', unit: DAY },
  MONTH: { origin: 'month', unit: 0 },
  TIME: { origin: 'midnight', unit: 1e6 },
  MINUTE: { origin: 'midnight', unit: 60 * SECOND },
  SECOND: { origin: 'midnight', unit: SECOND },
  DATETIME: { origin: 'epoch', unit: SECOND },
  DATEHOUR: { origin: 'epoch', unit: 3600 * SECOND },
  TIMESTAMP: { origin: 'epoch', unit: 1e6 },
  NANOTIME: { origin: 'midnight', unit: 1 },
  NANOTIMESTAMP: { origin: 'epoch', unit: 1 },
}

/** Whether values of `from` name a value of `to` without inventing anything: `to` is the same or coarser. */
export function convertible(from: DataType, to: DataType): boolean {
  if (from === to) return true
  const source = scales[from.name]!
  const target = scales[to.name]!
  if (target.origin === 'month') return source.origin === 'epoch'
  if (source.origin === 'month') return false
  if (target.origin === 'midnight' && source.origin === 'epoch') return source.unit < DAY
  return source.origin === target.origin && source.unit <= target.unit
}

/** A temporal column in a type of at most 32 bits that it is `convertible` to. Rounds down; null stays null. */
export function convertTemporal(column: FixedVector, to: DataType): Int32Array {
  const from = column.type
  if (from === to) return column.data as Int32Array
  const source = scales[from.name]!
  const target = scales[to.name]!
  if (target.origin === 'month') {
    const days = from.name === 'DATE' ? (column.data as Int32Array) : divide(column, DAY / source.unit)
    return monthsOfDays(days)
  }
  // The time of the day: whole days are taken off after dividing.
  const period = target.origin === 'midnight' && source.origin === 'epoch' ? DAY / target.unit : 0
  if (target.unit <= source.unit)
    return withinPeriod(column.data as Int32Array, source.unit / target.unit, period)
  const quotients = divideFloat(column, target.unit / source.unit)
  const out = allocate('i32', quotients.length)
  for (let i = 0; i < out.length; i++) {
    const whole = quotients[i]!
    if (Number.isNaN(whole)) out[i] = nullI32
    else out[i] = period === 0 ? whole : whole - Math.floor(whole / period) * period
  }
  return out
}

// Only for a coarse type with a date into a finer time of day, as DATEHOUR into MINUTE.
function withinPeriod(data: Int32Array, factor: number, period: number): Int32Array {
  const out = allocate('i32', data.length)
  for (let i = 0; i < data.length; i++) {
    const scaled = data[i]! * factor
    out[i] = data[i] === nullI32 ? nullI32 : scaled - Math.floor(scaled / period) * period
  }
  return out
}

function divide(column: FixedVector, divisor: number): Int32Array {
  const quotients = divideFloat(column, divisor)
  const out = allocate('i32', quotients.length)
  for (let i = 0; i < out.length; i++) {
    const whole = quotients[i]!
    out[i] = Number.isNaN(whole) ? nullI32 : whole
  }
  return out
}

// floor(value / divisor) as doubles, NaN for null.
function divideFloat(column: FixedVector, divisor: number): Float64Array {
  const n = column.length
  const out = new Float64Array(n)
  if (column.data instanceof Int32Array) {
    const { data } = column
    for (let i = 0; i < n; i++) out[i] = data[i] === nullI32 ? Number.NaN : Math.floor(data[i]! / divisor)
    return out
  }
  const longs = column.data as BigInt64Array
  const words = new Int32Array(longs.buffer, longs.byteOffset, 2 * n)
  // Halves make a double in a fraction of what a BigInt costs. It is off by at most 512, which matters only
  // next to a multiple of the divisor.
  const exactBelow = 1024
  for (let i = 0; i < n; i++) {
    const high = words[2 * i + 1]!
    const low = words[2 * i]! >>> 0
    if (high === nullI32 && low === 0) {
      out[i] = Number.NaN
      continue
    }
    const value = high * 4294967296 + low
    const whole = Math.floor(value / divisor)
    const rest = value - whole * divisor
    const safe = Math.abs(value) < 2 ** 52 || (rest > exactBelow && rest < divisor - exactBelow)
    out[i] = safe ? whole : exactQuotient(longs[i]!, BigInt(divisor))
  }
  return out
}

const exactQuotient = (value: bigint, divisor: bigint): number =>
  value === nullI64 ? Number.NaN : Number(floorDivide(value, divisor))

/** Months since year 0 of days since 1970 (proleptic Gregorian). */
function monthsOfDays(days: Int32Array): Int32Array {
  const out = allocate('i32', days.length)
  let lastDay = nullI32
  let lastMonth = nullI32
  for (let i = 0; i < days.length; i++) {
    const day = days[i]!
    if (day !== lastDay) {
      lastDay = day
      const { year, month } = civilDate(day)
      lastMonth = year * 12 + month - 1
    }
    out[i] = day === nullI32 ? nullI32 : lastMonth
  }
  return out
}
