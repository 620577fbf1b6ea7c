import { type DataType, decimal32, decimal64, decimal128 } from '../data-type.ts'
import { nullOf, type Raw } from '../null.ts'
import { ValueError } from '../value-error.ts'
import { shortestSingle } from './number-format.ts'

/** Most digits of each decimal type. */
const precisions: Readonly<Record<number, number>> = { 37: 9, 38: 18, 39: 38 }
export const precisionOf = (type: DataType): number => precisions[type.code]!

// Bits of each type's integer; the smallest of them is the null.
const limits: Readonly<Record<number, bigint>> = { 37: 2n ** 31n, 38: 2n ** 63n, 39: 2n ** 127n }

const powers: bigint[] = Array.from({ length: 78 }, (_, i) => 10n ** BigInt(i))

/** 10 to the power of `n`, 0 ≤ n ≤ 77. */
export const powerOfTen = (n: number): bigint => powers[n]!

/** The unscaled integer as the raw of `type`, or undefined when it doesn't fit its width. */
export function decimalRaw(unscaled: bigint, type: DataType): Raw | undefined {
  const limit = limits[type.code]!
  if (unscaled >= limit || unscaled <= -limit) return undefined
  return type.storage === 'i32' ? Number(unscaled) : unscaled
}

/** The unscaled integer of a decimal's raw (not null). */
export const unscaledOf = (raw: Raw): bigint => (typeof raw === 'bigint' ? raw : BigInt(raw as number))

/** `unscaled` at scale `from`, at scale `to`: decimals too many are cut off. */
export function rescale(unscaled: bigint, from: number, to: number): bigint {
  return to >= from ? unscaled * powers[to - from]! : unscaled / powers[from - to]!
}

/** As rescale, but rounding half away from zero. */
export function rescaleRounding(unscaled: bigint, from: number, to: number): bigint {
  if (to >= from) return unscaled * powers[to - from]!
  const power = powers[from - to]!
  const half = power / 2n
  return (unscaled < 0n ? unscaled - half : unscaled + half) / power
}

/** `1.230`: always with all decimal places. `raw` is not null. */
export function formatDecimal(raw: Raw, scale: number): string {
  const text = String(raw)
  if (scale === 0) return text
  const negative = text.charCodeAt(0) === 45
  const digits = (negative ? text.slice(1) : text).padStart(scale + 1, '0')
  const point = digits.length - scale
  return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** A decimal as the nearest double. */
export function decimalToNumber(raw: Raw, scale: number): number {
  if (typeof raw === 'number') return raw / 10 ** scale
  const unscaled = raw as bigint
  // Both sides are exact up to here, so that the division rounds once; beyond, reading digits does.
  if (scale <= 22 && unscaled <= 9007199254740992n && unscaled >= -9007199254740992n) {
    return Number(unscaled) / 10 ** scale
  }
  return Number(formatDecimal(unscaled, scale))
}

const decimalText = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?/

/** Sign, digits and decimal places of the number that `text` begins with; null when there is no digit. */
function digitsOf(text: string): { negative: boolean; digits: string; scale: number } | null {
  const [, sign, whole = '', fraction = '', exponent = '0'] = decimalText.exec(text)!
  if (whole === '' && fraction === '') return null
  return { negative: sign === '-', digits: whole + fraction, scale: fraction.length - Number(exponent) }
}

// Digits at `scale` as an unscaled integer at another; null when it is too long to be one.
function unscale(digits: string, scale: number, target: number, rounding: boolean): bigint | null {
  const shift = target - scale
  if (shift > 77 || digits.length > 400) return /[1-9]/.test(digits) ? null : 0n
  if (shift >= 0) return BigInt(digits) * powers[shift]!
  if (-shift > digits.length) return 0n
  const kept = digits.slice(0, digits.length + shift)
  const value = kept === '' ? 0n : BigInt(kept)
  return rounding && digits.charCodeAt(kept.length) >= 53 ? value + 1n : value
}

/**
 * The decimal that `text` begins with, rounded to the type's scale; null when it begins with no number.
 * @throws ValueError when it has more digits than the type.
 */
export function parseDecimal(text: string, type: DataType): Raw {
  const parts = digitsOf(text)
  if (parts === null) return nullOf(type)
  const unscaled = unscale(parts.digits, parts.scale, type.scale, true)
  if (unscaled === null || unscaled >= powers[precisionOf(type)]!) {
    throw new ValueError(
      `Can't convert STRING to ${type}: parse \`${text}\` to ${type} failed: decimal overflow`,
    )
  }
  return decimalRaw(parts.negative ? -unscaled : unscaled, type)!
}

/** The type of the literal `3.14P`: DECIMAL64 with as many places as are written. */
export function decimalLiteralType(text: string): DataType {
  const point = text.indexOf('.')
  return decimal64(point < 0 ? 0 : Math.min(18, text.length - point - 1))
}

// numberToDecimal without text: right unless it is NaN. If the nearest decimal isn't the number itself, no decimal lies
// between the product and the number's text, so that cutting off gives the same for both.
function quickDecimal(value: number, power: number, single: boolean): number {
  const product = value * power
  if (Math.abs(product) >= 4503599627370496) return Number.NaN
  const nearest = Math.round(product)
  const back = nearest / power
  if ((single ? Math.fround(back) : back) === value) return nearest === 0 ? 0 : nearest
  if (nearest === product) return Number.NaN
  return Math.trunc(product) + 0
}

/**
 * The decimal of a double, or of a FLOAT (`single`), decimals beyond the scale cut off. The shortest text of the double counts, so that 0.29 is
 * 0.29 although it lies a little below. Undefined when it doesn't fit.
 */
export function numberToDecimal(value: number, type: DataType, single = false): Raw | undefined {
  if (!Number.isFinite(value)) return nullOf(type)
  const quick = type.scale <= 22 ? quickDecimal(value, 10 ** type.scale, single) : Number.NaN
  if (!Number.isNaN(quick)) {
    if (type.storage !== 'i32') return BigInt(quick)
    return Math.abs(quick) < 2147483648 ? quick : undefined
  }
  const { negative, digits, scale } = digitsOf(single ? shortestSingle(value) : String(value))!
  const unscaled = unscale(digits, scale, type.scale, false)
  return unscaled === null ? undefined : decimalRaw(negative ? -unscaled : unscaled, type)
}

/** A decimal type as wide as `type`, of another scale. */
export function withScale(type: DataType, scale: number): DataType {
  if (type.code === 37) return decimal32(scale)
  return type.code === 38 ? decimal64(scale) : decimal128(scale)
}
