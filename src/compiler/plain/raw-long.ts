import { floorDivide } from '../../base/floor-divide.ts'
import { nullF64, nullI64 } from '../../kernels/null.ts'
import { LONG } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'

/**
 * A LONG as plain JavaScript: a number while that is exact, a bigint beyond, and −∞ for null, so that each LONG has one
 * form and `<` and `===` order them all. A loop whose LONGs stay below 2⁵³ runs on numbers alone, which V8 keeps in
 * registers, while bigints are objects.
 */
export type PlainLong = number | bigint

/** The plain form of null, as JavaScript. */
export const nullLong = '-Infinity'

/** Numbers up to this, either way, are integers without a gap: 2⁵³ − 1, as JavaScript. */
export const largestLong = String(Number.MAX_SAFE_INTEGER)

const most = BigInt(Number.MAX_SAFE_INTEGER)

/** From the raw of a scalar. */
export function plainLong(raw: bigint): PlainLong {
  if (raw <= most && raw >= -most) return Number(raw)
  return raw === nullI64 ? -Infinity : raw
}

export const boxLong = (a: PlainLong): Scalar => new Scalar(LONG, a === -Infinity ? nullI64 : BigInt(a))

export const longToDouble = (a: PlainLong): number => (a === -Infinity ? nullF64 : Number(a) + 0)

export const negateLong = (a: PlainLong): PlainLong => (a === -Infinity ? a : -a)

// The long way of what is written out for small numbers. Results wrap around. Each by itself, so that V8 sees one
// operation in it.

const isNull = (a: PlainLong, b: PlainLong): boolean => a === -Infinity || b === -Infinity
const wide = (a: PlainLong): bigint => (typeof a === 'bigint' ? a : BigInt(a))

export const addLong = (a: PlainLong, b: PlainLong): PlainLong =>
  isNull(a, b) ? -Infinity : plainLong(BigInt.asIntN(64, wide(a) + wide(b)))
export const subLong = (a: PlainLong, b: PlainLong): PlainLong =>
  isNull(a, b) ? -Infinity : plainLong(BigInt.asIntN(64, wide(a) - wide(b)))
export const mulLong = (a: PlainLong, b: PlainLong): PlainLong =>
  isNull(a, b) ? -Infinity : plainLong(BigInt.asIntN(64, wide(a) * wide(b)))

// A number whose upper half is within is below 2⁵³, either way.
const UPPER = 2 ** 21 - 1

/** Element `i` of a column of LONGs, of which `halves` has the lower and the upper 32 bits in turn. */
export function longAt(halves: Int32Array, i: number): PlainLong {
  const upper = halves[2 * i + 1]!
  if (upper < UPPER && upper > -UPPER) return upper * 2 ** 32 + (halves[2 * i]! >>> 0)
  return plainLong((BigInt(upper) << 32n) | BigInt(halves[2 * i]! >>> 0))
}

/** Puts it there. */
export function setLong(halves: Int32Array, i: number, a: PlainLong): void {
  if (typeof a === 'number' && a !== -Infinity) {
    // An element takes a number's lowest 32 bits.
    halves[2 * i] = a
    halves[2 * i + 1] = Math.floor(a / 2 ** 32)
  } else {
    const raw = a === -Infinity ? nullI64 : BigInt(a)
    halves[2 * i] = Number(BigInt.asIntN(32, raw))
    halves[2 * i + 1] = Number(raw >> 32n)
  }
}

/** The quotient rounded down; null by zero. */
export function divLong(a: PlainLong, b: PlainLong): PlainLong {
  if (b === 0 || isNull(a, b)) return -Infinity
  if (typeof a === 'number' && typeof b === 'number') return Math.floor(a / b)
  return plainLong(floorDivide(wide(a), wide(b)))
}

/** With the divisor's sign; null by zero. */
export function modLong(a: PlainLong, b: PlainLong): PlainLong {
  if (b === 0 || isNull(a, b)) return -Infinity
  if (typeof a === 'number' && typeof b === 'number') {
    const left = a % b
    return left !== 0 && left < 0 !== b < 0 ? left + b : left
  }
  const [x, y] = [wide(a), wide(b)]
  const left = x % y
  return plainLong(left !== 0n && left < 0n !== y < 0n ? left + y : left)
}
