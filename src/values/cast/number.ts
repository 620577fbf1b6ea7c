import { nullF32, nullI8, nullI16, nullI32, nullI64 } from '../../kernels/null.ts'
import { type DataType, VOID } from '../data-type.ts'
import {
  decimalRaw,
  decimalToNumber,
  numberToDecimal,
  rescale,
  rescaleRounding,
  unscaledOf,
} from '../elements/decimal.ts'
import { nullOf, type Raw } from '../null.ts'
import { ValueError } from '../value-error.ts'

// Conversions between BOOL, integers, floats and decimals, and the integers that temporal types are.
// Integers wrap as two's complement does; floats round half away from zero, and those that fit no INT (LONG) are null.

const LONG_LIMIT = 2 ** 63

/** A float rounded half away from zero. */
export function roundHalfAway(value: number): number {
  const whole = Math.trunc(value)
  // The fraction of a double is exact, and so is its double; adding a half would not be.
  const fraction = value - whole
  return whole + Math.trunc(fraction + fraction)
}

/** A float as LONG; null when out of range or NaN. */
export function floatToLong(value: number): bigint {
  const rounded = roundHalfAway(value)
  return rounded > -LONG_LIMIT && rounded < LONG_LIMIT ? BigInt(rounded) : nullI64
}

function wrap(value: number, storage: string): number {
  if (storage === 'i8') return (value << 24) >> 24
  return storage === 'i16' ? (value << 16) >> 16 : value | 0
}

const overflow = (raw: Raw, from: DataType, to: DataType) =>
  new ValueError(`Can't convert ${from} to ${to}: ${raw} has too many digits (decimal overflow)`)

function toDecimal(raw: Raw, from: DataType, to: DataType): Raw {
  let result: Raw | undefined
  if (from.category === 'FLOATING') {
    result = numberToDecimal(raw as number, to, from.storage === 'f32')
  } else result = decimalRaw(rescale(unscaledOf(raw), from.scale, to.scale), to)
  if (result === undefined) throw overflow(raw, from, to)
  return result
}

function toInteger(raw: Raw, from: DataType, storage: string): Raw {
  if (from.category === 'DECIMAL') {
    const whole = rescaleRounding(unscaledOf(raw), from.scale, 0)
    if (storage === 'i64') return BigInt.asIntN(64, whole)
    return wrap(Number(BigInt.asIntN(32, whole)), storage)
  }
  if (storage === 'i64') {
    if (typeof raw === 'bigint') return raw
    return from.category === 'FLOATING' ? floatToLong(raw as number) : BigInt(raw as number)
  }
  if (typeof raw === 'bigint') return wrap(Number(BigInt.asIntN(32, raw)), storage)
  if (from.category !== 'FLOATING') return wrap(raw as number, storage)
  const value = roundHalfAway(raw as number)
  if (value > -2147483649 && value < 2147483648) return wrap(value, storage)
  return storage === 'i32' ? nullI32 : storage === 'i16' ? nullI16 : nullI8
}

function toFloat(raw: Raw, from: DataType, storage: string): number {
  let value: number
  if (from.category === 'DECIMAL') value = decimalToNumber(raw, from.scale)
  else value = Number(raw)
  if (storage === 'f64') return value
  const single = Math.fround(value)
  // Too large for single precision is null, but an infinity stays one.
  return Number.isFinite(single) || !Number.isFinite(value) ? single : nullF32
}

/** A number (or a temporal's integer) as another numeric type. `raw` is not null. @throws ValueError when a decimal overflows. */
export function castNumber(raw: Raw, from: DataType, to: DataType): Raw {
  if (to.category === 'DECIMAL') return toDecimal(raw, from, to)
  switch (to.storage) {
    case 'f64':
    case 'f32':
      return toFloat(raw, from, to.storage)
    case 'i64':
    case 'i32':
    case 'i16':
      return toInteger(raw, from, to.storage)
    case 'i8':
      if (to.category === 'LOGICAL') return raw === 0 || raw === 0n ? 0 : 1
      return toInteger(raw, from, 'i8')
    default:
      return nullOf(VOID)
  }
}
