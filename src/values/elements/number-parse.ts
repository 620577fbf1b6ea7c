import { nullI8, nullI16, nullI32, nullI64 } from '../../kernels/null.ts'
import { ValueError } from '../value-error.ts'

const LARGEST = 2n ** 63n - 1n
const leading = /^\s*([+-]?\d+)/

/** The integer that `text` begins with, saturated at LONG's range; LONG's null when it begins with none. */
export function parseLong(text: string): bigint {
  const quick = shortInteger(text)
  if (quick !== null) return BigInt(quick)
  const match = leading.exec(text)
  if (match === null) return nullI64
  if (match[1]!.length < 16) return BigInt(Number(match[1]))
  const value = BigInt(match[1]!.replace('+', ''))
  return value > LARGEST ? LARGEST : value < -LARGEST ? -LARGEST : value
}

// Up to nine digits, with a minus perhaps, and whatever follows; null if the text begins otherwise.
function shortInteger(text: string): number | null {
  const negative = text.charCodeAt(0) === 45
  const start = negative ? 1 : 0
  let value = 0
  let at = start
  for (; at < start + 10; at++) {
    const digit = text.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) break
    value = value * 10 + digit
  }
  if (at === start || at === start + 10) return null
  return negative ? 0 - value : value
}

/** The integer that `text` begins with (`"128.9"` is 128), wrapped to an INT; null when it begins with none. */
export function parseInt32(text: string): number {
  const quick = shortInteger(text)
  if (quick !== null) return quick
  const match = leading.exec(text)
  if (match === null) return nullI32
  if (match[1]!.length < 10) return Number(match[1])
  return Number(BigInt.asIntN(32, parseLong(text)))
}

/** As parseInt32, for SHORT. */
export function parseShort(text: string): number {
  const match = leading.exec(text)
  return match === null ? nullI16 : (parseInt32(text) << 16) >> 16
}

/** A character's code: `"97"` is 97 as `"a"` is. @throws ValueError for text that is neither. */
export function parseChar(text: string): number {
  if (text === '') return nullI8
  if (leading.test(text)) {
    const value = parseInt32(text)
    if (value >= -128 && value < 128) return value
  } else if (text.length === 1 && text.charCodeAt(0) < 128) return text.charCodeAt(0)
  throw new ValueError(
    `Failed to convert the string to CHAR: "${text}" is neither one character nor its code`,
  )
}

/** `true`, `false` in any case, or a number, which is true unless zero; null otherwise. */
export function parseBool(text: string): number {
  const word = text.trim().toLowerCase()
  if (word === 'true') return 1
  if (word === 'false') return 0
  const number = parseFloat(word)
  return Number.isNaN(number) ? nullI8 : number === 0 ? 0 : 1
}

/** x, b or o: the second character of `0x1F`. */
const isRadix = (letter: number) => letter === 120 || letter === 98 || letter === 111

const floating = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/
const special = /^\s*([+-]?)(inf|infinity|nan|∞)\s*$/i

/** The number that `text` begins with, `nullValue` when it begins with none. Takes `inf`, `-inf`, `nan`. */
export function parseDouble(text: string, nullValue: number): number {
  // Number reads all of it or nothing; it also takes empty text and `0x`, which aren't numbers here.
  const whole = Number(text)
  if (!Number.isNaN(whole) && text.charCodeAt(0) > 32 && !isRadix(text.charCodeAt(1) | 32)) return whole
  const match = floating.exec(text)
  if (match) return Number(match[0])
  const word = special.exec(text)
  if (!word) return nullValue
  if (word[2]!.toLowerCase() === 'nan') return Number.NaN
  return word[1] === '-' ? -Infinity : Infinity
}
