import { words } from '../column.ts'
import { nullI32, nullI64 } from '../null.ts'

// Counts of one unit to counts of another: what conversions between temporal types consist of. Nulls stay nulls, and
// what the result's width can't hold becomes one. All give whether there is any null in `out`.

/** Floors. `out` may be `data`. */
export function divide32(data: Int32Array, divisor: number, out: Int32Array): boolean {
  let nulls = false
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!
    if (x === nullI32) nulls = true
    out[i] = x === nullI32 ? x : Math.floor(x / divisor)
  }
  return nulls
}

const floorQuotient = (x: bigint, divisor: bigint): bigint => {
  const quotient = BigInt.asIntN(64, x / divisor)
  return BigInt.asIntN(64, quotient * divisor) > x ? BigInt.asIntN(64, quotient - 1n) : quotient
}

/** Floors. `out` may be `data`. */
export function divide64(data: BigInt64Array, divisor: bigint, out: BigInt64Array): boolean {
  let nulls = false
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!
    if (x === nullI64) nulls = true
    out[i] = x === nullI64 ? x : floorQuotient(x, divisor)
  }
  return nulls
}

/**
 * Floors. Counts are divided as doubles, which is three times faster than as bigints: the divisor's powers of two are
 * shifted out first, and what is left of nearly all counts is below 2⁵³, so that nothing is rounded.
 */
export function divide64to32(data: BigInt64Array, divisor: bigint, out: Int32Array): boolean {
  let shift = 0
  while (shift < 31 && ((divisor >> BigInt(shift)) & 1n) === 0n) shift++
  const limit = 2 ** Math.min(31, 21 + shift)
  const upper = 2 ** (32 - shift)
  const odd = Number(divisor >> BigInt(shift))
  const halves = words(data)
  let nulls = false
  for (let i = 0; i < data.length; i++) {
    const low = halves[2 * i]!
    const high = halves[2 * i + 1]!
    let value = nullI32
    if (high < limit && high >= -limit) {
      const quotient = Math.floor((high * upper + (low >>> shift)) / odd)
      if (quotient <= 2147483647 && quotient > -2147483648) value = quotient
    } else {
      const quotient = floorQuotient(data[i]!, divisor)
      if (quotient <= 2147483647n && quotient > -2147483648n) value = Number(quotient)
    }
    // The null of 64 bits, of which nothing is left after a small divisor, and little after a large one.
    if (high === nullI32 && low === 0) value = nullI32
    if (value === nullI32) nulls = true
    out[i] = value
  }
  return nulls
}

/** `out` may be `data`. */
export function multiply32(data: Int32Array, factor: number, out: Int32Array): boolean {
  let nulls = false
  for (let i = 0; i < data.length; i++) {
    const x = data[i]! * factor
    const value = x > 2147483647 || x < -2147483647 || data[i] === nullI32 ? nullI32 : x
    if (value === nullI32) nulls = true
    out[i] = value
  }
  return nulls
}

export function multiply32to64(data: Int32Array, factor: bigint, out: BigInt64Array): boolean {
  const most = Number((2n ** 63n - 1n) / factor)
  let nulls = false
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!
    if (x === nullI32 || x > most || x < -most) {
      out[i] = nullI64
      nulls = true
    } else out[i] = BigInt.asIntN(64, BigInt(x) * factor)
  }
  return nulls
}

/** `out` may be `data`. */
export function multiply64(data: BigInt64Array, factor: bigint, out: BigInt64Array): boolean {
  const most = (2n ** 63n - 1n) / factor
  let nulls = false
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!
    if (x > most || x < -most) {
      out[i] = nullI64
      nulls = true
    } else out[i] = BigInt.asIntN(64, x * factor)
  }
  return nulls
}

/** What is left over of whole multiples of `modulus`, never negative. */
export function remainder32(data: Int32Array, modulus: number, out: Int32Array): boolean {
  let nulls = false
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!
    const rest = x % modulus
    if (x === nullI32) nulls = true
    out[i] = x === nullI32 ? x : rest < 0 ? rest + modulus : rest
  }
  return nulls
}

/** As remainder32. */
export function remainder64(data: BigInt64Array, modulus: bigint, out: BigInt64Array): boolean {
  let nulls = false
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!
    if (x === nullI64) {
      out[i] = x
      nulls = true
      continue
    }
    const rest = BigInt.asIntN(64, x % modulus)
    out[i] = rest < 0n ? BigInt.asIntN(64, rest + modulus) : rest
  }
  return nulls
}
