import { borrow } from '../borrowed.ts'
import { integerBounds } from '../bounds.ts'
import { type Column, isWide, type KeyColumn, type Strings, type WideColumn, words } from '../column.ts'
import { compileOnce, nullLiteral, rename } from '../loop-source.ts'
import { type Data, scratch } from '../storage.ts'
import type { Records } from './radix-sort.ts'

/** A column to sort by. */
export interface SortKey {
  readonly column: KeyColumn
  readonly descending?: boolean
  /** By default nulls are the least: first unless `descending`. */
  readonly nullsFirst?: boolean
}

/**
 * A sort key, or a part of one, as an unsigned integer of at most 64 bits whose order is the rows' order. `parts` are
 * expressions on row i, the more significant first, of at most 32 bits each.
 */
export interface Field {
  /** Of the key that it belongs to. */
  readonly key: number
  readonly bits: number
  /** Tells the loop's text; the numbers below differ by call. */
  readonly name: string
  readonly setup: string
  readonly parts: readonly { readonly value: string; readonly bits: number }[]
  /** Named a, b, c and d in the text. */
  readonly arguments: readonly (Data | Uint8Array | number)[]
}

/** Fields of the keys, in order; none for a column of which all values are the same. */
export function sortFields(keys: readonly SortKey[]): Field[] {
  return keys.flatMap((key, k) => fieldsOf(key, k)).filter(field => field.bits > 0)
}

/** Borrowed records of the fields for `rows`, or for all of the first `n` rows. At most 64 bits in all. */
export function recordsOf(fields: readonly Field[], rows: Int32Array | null, n: number): Records {
  const bits = fields.reduce((sum, field) => sum + field.bits, 0)
  const stride = bits > 32 ? 3 : 2
  const describe = (field: Field) => `${field.name}:${field.parts.map(part => part.bits).join('+')}`
  const letters = fields.map((_, k) =>
    ['a', 'b', 'c', 'd', 'w'].map(letter => [letter, `${letter}${k}`] as const),
  )
  const parameters = letters.flatMap(names => names.slice(0, 4).map(([, called]) => called))
  const kernel = compileOnce<(...parameters: readonly unknown[]) => void>(
    `fields:${fields.map(describe)}:${rows !== null}`,
    `records, rows, n, ${parameters}`,
    () => {
      const text = (source: string, k: number) => rename(source, new Map(letters[k]))
      const appended = fields.flatMap((field, k) =>
        field.parts.map(part => append(text(part.value, k), part.bits)),
      )
      return `${fields.map((field, k) => text(field.setup, k)).join('\n')}
        for (let r = 0; r < n; r++) {
          const i = ${rows ? 'rows[r]' : 'r'}
          let high = 0, low = 0
          ${appended.join('\n')}
          ${stride === 2 ? `records[2 * r] = low << ${32 - bits}` : storeBoth(64 - bits)}
          records[${stride} * r + ${stride - 1}] = i
        }`
    },
  )
  const records = borrow('i32', stride * n)
  const four = (field: Field) => Array.from({ length: 4 }, (_, k) => field.arguments[k])
  kernel(records, rows, n, ...fields.flatMap(four))
  return { words: records, stride, bits }
}

// Shifts the key and puts the value below it. Shifting by 32 would do nothing.
function append(value: string, bits: number): string {
  if (bits === 32) return `high = low\nlow = ${value}`
  return `high = high << ${bits} | low >>> ${32 - bits}\nlow = low << ${bits} | ${value}`
}

// Stores the key with its first bit at the top.
function storeBoth(shift: number): string {
  const high = shift === 0 ? 'high' : `high << ${shift} | low >>> ${32 - shift}`
  return `records[3 * r] = ${high}\nrecords[3 * r + 1] = low << ${shift}`
}

function fieldsOf(sortKey: SortKey, key: number): Field[] {
  const { column, descending = false } = sortKey
  const nullsFirst = sortKey.nullsFirst ?? !descending
  if (column.storage === 'string') return stringFields(column, key, descending, nullsFirst)
  if (isWide(column)) return wideFields(column, key, descending, nullsFirst)
  if (column.storage === 'f64') return [doubleField(column as Column<'f64'>, key, descending, nullsFirst)]
  if (column.storage === 'f32') return [floatField(column as Column<'f32'>, key, descending, nullsFirst)]
  return [integerField(column, key, descending, nullsFirst)]
}

const bitLength = (value: bigint) => (value === 0n ? 0 : value.toString(2).length)

// Distance from the least value (descending: to the greatest). Nulls come below it, at 0, or above the last.
function integerField(column: Column, key: number, descending: boolean, nullsFirst: boolean): Field {
  const { storage, data, nulls } = column
  const { low, high } = integerBounds(column)
  const room = nulls && nullsFirst ? 1n : 0n
  const last = high - low + room
  const nullAt = nullsFirst ? 0n : last + 1n
  const bits = bitLength(nulls && !nullsFirst ? nullAt : last)
  const origin = descending ? high + room : low - room
  const name = `${storage}:${descending}:${nulls}`
  const long = storage === 'i64'
  const setup = long ? 'const w = new Int32Array(a.buffer, a.byteOffset, 2 * a.length)' : ''
  const isNull = long ? 'w[2 * i + 1] === -2147483648 && w[2 * i] === 0' : `a[i] === ${nullLiteral(storage)}`
  const orNull = (value: string, other: string) =>
    nulls ? `(${isNull} ? ${other} : ${value})` : `(${value})`
  const low32 = Number(BigInt.asIntN(32, origin))
  const nullLow = Number(BigInt.asIntN(32, nullAt))
  const x = long ? 'w[2 * i]' : 'a[i]'
  const difference = descending ? `b - ${x} | 0` : `${x} - b | 0`
  const lowPart = orNull(difference, 'c')
  if (bits <= 32) {
    return { key, bits, name, setup, parts: [{ value: lowPart, bits }], arguments: [data, low32, nullLow] }
  }
  // Two words: the difference of the low ones borrows from that of the high ones.
  const borrow = descending ? `(b >>> 0 < ${x} >>> 0 ? 1 : 0)` : `(${x} >>> 0 < b >>> 0 ? 1 : 0)`
  const highDifference = descending
    ? `d[0] - w[2 * i + 1] - ${borrow} | 0`
    : `w[2 * i + 1] - d[0] - ${borrow} | 0`
  const highs = scratch('i32', 2)
  highs[0] = Number(BigInt.asIntN(32, origin >> 32n))
  highs[1] = Number(BigInt.asIntN(32, nullAt >> 32n))
  const parts = [
    { value: orNull(highDifference, 'd[1]'), bits: bits - 32 },
    { value: lowPart, bits: 32 },
  ]
  return { key, bits, name, setup, parts, arguments: [data, low32, nullLow, highs] }
}

// The bits of floating-point numbers order like signed magnitudes: negative ones are flipped, the others made to come
// after them. A null lies below −∞, though its bits do not; every NaN counts as above ∞.
function doubleField(
  { data, nulls }: Column<'f64'>,
  key: number,
  descending: boolean,
  nullsFirst: boolean,
): Field {
  const setup = `const w = new Int32Array(a.buffer, a.byteOffset, 2 * a.length)`
  return {
    key,
    bits: 64,
    name: `f64:${descending}:${nulls}:${nullsFirst}`,
    setup,
    parts: doubleParts('a[i]', 'w[2 * i]', 'w[2 * i + 1]', nulls, descending, nullsFirst),
    arguments: [data],
  }
}

function doubleParts(
  x: string,
  low: string,
  high: string,
  nulls: boolean,
  descending: boolean,
  nullsFirst: boolean,
) {
  const flip = descending ? '~' : ''
  const isNull = `${x} === ${nullLiteral('f64')}`
  const orNull = (value: string) => (nulls ? `(${isNull} ? ${nullsFirst ? 0 : -1} : ${value})` : value)
  const sign = `(${high} >> 31)`
  const ordered = (word: string, mask: string) =>
    `(${x} !== ${x} ? ${flip}-1 : ${x} === 0 ? ${flip}(${mask}) : ${flip}(${word}))`
  return [
    { value: orNull(ordered(`${high} ^ (${sign} | -2147483648)`, '-2147483648')), bits: 32 },
    { value: orNull(ordered(`${low} ^ ${sign}`, '0')), bits: 32 },
  ]
}

function floatField(
  { data, nulls }: Column<'f32'>,
  key: number,
  descending: boolean,
  nullsFirst: boolean,
): Field {
  const flip = descending ? '~' : ''
  const ordered = `(a[i] !== a[i] ? ${flip}-1 : a[i] === 0 ? ${flip}-2147483648 : ${flip}(w[i] ^ (w[i] >> 31 | -2147483648)))`
  const value = nulls ? `(a[i] === ${nullLiteral('f32')} ? ${nullsFirst ? 0 : -1} : ${ordered})` : ordered
  return {
    key,
    bits: 32,
    name: `f32:${descending}:${nulls}:${nullsFirst}`,
    setup: 'const w = new Int32Array(a.buffer, a.byteOffset, a.length)',
    parts: [{ value, bits: 32 }],
    arguments: [data],
  }
}

function wideFields(
  { storage, data, nulls }: WideColumn,
  key: number,
  descending: boolean,
  nullsFirst: boolean,
): Field[] {
  const name = `${storage}:${descending}:${nulls}:${nullsFirst}`
  if (storage === 'f64x2') {
    const setup = 'const w = new Int32Array(a.buffer, a.byteOffset, 2 * a.length)'
    return [0, 1].map(k => {
      const at = `(2 * i + ${k})`
      const parts = doubleParts(`a[${at}]`, `w[2 * ${at}]`, `w[2 * ${at} + 1]`, nulls, descending, nullsFirst)
      return { key, bits: 64, name: `${name}:${k}`, setup, parts, arguments: [data] }
    })
  }
  const flip = descending ? '~' : ''
  const top = storage === 'i128' ? ' ^ -2147483648' : ''
  const isNull = `(a[4 * i] | a[4 * i + 1] | a[4 * i + 2] | a[4 * i + 3]${top}) === 0`
  const value = (word: number) => {
    const plain = `${flip}(a[4 * i + ${word}]${word === 3 ? top : ''})`
    return { value: nulls ? `(${isNull} ? ${nullsFirst ? 0 : -1} : ${plain})` : plain, bits: 32 }
  }
  return [2, 0].map(k => ({
    key,
    bits: 64,
    name: `${name}:${k}`,
    setup: '',
    parts: [value(k + 1), value(k)],
    arguments: [words(data)],
  }))
}

// Eight bytes at a time, of short columns fewer. Missing bytes are zeros.
function stringFields(strings: Strings, key: number, descending: boolean, nullsFirst: boolean): Field[] {
  const { bytes, offsets } = strings
  const longest = longestString(offsets)
  const flip = descending ? '~' : ''
  const odd = nullsFirst === descending // not where zeros would put them
  const fields: Field[] = []
  for (let depth = 0; depth < longest; depth += 8) {
    const part = (skip: number, size: number) => {
      const byte = (k: number) => `(s + ${skip + k} < e ? a[s + ${skip + k}] : 0)`
      const word = Array.from({ length: size }, (_, k) => `${byte(k)} << ${8 * (size - 1 - k)}`).join(' | ')
      const masked =
        size === 4 || !descending ? `${flip}(${word})` : `${flip}(${word}) & ${2 ** (8 * size) - 1}`
      const atNull = nullsFirst ? 0 : size === 4 ? -1 : 2 ** (8 * size) - 1
      const value = odd ? `(b[i] === b[i + 1] ? ${atNull} : ${masked})` : `(${masked})`
      return {
        value: value
          .replaceAll('(s +', '(b[i] + c +')
          .replaceAll('[s +', '[b[i] + c +')
          .replaceAll('< e', '< b[i + 1]'),
        bits: 8 * size,
      }
    }
    const left = Math.min(8, longest - depth)
    const parts = left <= 4 ? [part(0, left)] : [part(0, 4), part(4, left - 4)]
    fields.push({
      key,
      bits: 8 * left,
      name: `string:${descending}:${nullsFirst}`,
      setup: '',
      parts,
      arguments: [bytes, offsets, depth],
    })
  }
  return fields
}

function longestString(offsets: Int32Array): number {
  let longest = 0
  const n = offsets.length - 1
  for (let i = 0; i < n; i++) longest = Math.max(longest, offsets[i + 1]! - offsets[i]!)
  return longest
}
