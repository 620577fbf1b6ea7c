import { borrow, giveBack } from '../borrowed.ts'
import { integerBounds } from '../bounds.ts'
import {
  type Column,
  isWide,
  type KeyColumn,
  rowsOf,
  type Strings,
  type WideColumn,
  words,
} from '../column.ts'
import { groupRows } from '../groups/group.ts'
import { floatWords, type HashTable, hashTable, probe } from '../groups/hash-codes.ts'
import { compileOnce, nullLiteral, SAMPLE_ROWS, sample } from '../loop-source.ts'
import { type Data, scratch } from '../storage.ts'
import { joinStrings } from '../strings/text.ts'

/**
 * For each row of `sought` the first row of `among` that is equal to it, or −1. Both have the same storage. A null is
 * found like any value.
 */
export function findRows(sought: KeyColumn, among: KeyColumn): Int32Array {
  if (rowsOf(among) === 0) return scratch('i32', rowsOf(sought)).fill(-1)
  if (sought.storage === 'string' || isWide(sought)) return findTogether(sought, among)
  const other = among as Column
  if (sought.storage === 'f64' || sought.storage === 'f32') return findFloats(sought, other)
  const { low, high } = integerBounds(other)
  if (high - low < 2n * BigInt(other.data.length) + 65536n) return findInRange(sought, other, low, high)
  if (sought.storage === 'i64') return findWords(words(sought.data), words(other.data), 2)
  return findWords(sought.data as Int32Array, other.data as Int32Array, 1)
}

/** Whether each row of `sought` is equal to one of `among`: 1 or 0. */
export function isAmong(sought: KeyColumn, among: KeyColumn, out: Int8Array): void {
  const found = findRows(sought, among)
  const n = found.length
  for (let i = 0; i < n; i++) out[i] = (found[i]! >> 31) + 1
}

function findWords(sought: Int32Array, among: Int32Array, width: 1 | 2): Int32Array {
  const index: HashTable = hashTable(among, width)
  const found = probe(index, sought)
  giveBack(index.table)
  return found
}

function findFloats(sought: Column, among: Column): Int32Array {
  const width = sought.storage === 'f64' ? 2 : 1
  const [a, b] = [floatWords(sought.data as Float64Array), floatWords(among.data as Float64Array)]
  const found = findWords(a, b, width)
  giveBack(a, b)
  return found
}

type Fill = (data: Data, low: number, table: Int32Array) => void
type Look = (
  data: Data,
  low: number,
  lowHigh: number,
  range: number,
  table: Int32Array,
  out: Int32Array,
) => void

// Through a table of the first row of every value that may occur. Its first entry is the null's.
function findInRange(sought: Column, among: Column, low: bigint, high: bigint): Int32Array {
  const { storage } = sought
  const range = Number(high - low) + 2
  const long = storage === 'i64'
  const setup = long ? 'const w = new Int32Array(a.buffer, a.byteOffset, 2 * a.length)' : ''
  const isNull = long ? 'w[2 * i + 1] === -2147483648 && w[2 * i] === 0' : `a[i] === ${nullLiteral(storage)}`
  const x = long ? 'w[2 * i]' : 'a[i]'
  const fill = compileOnce<Fill>(
    `find:fill:${storage}`,
    'a, low, table',
    () => `${setup}
      for (let i = a.length - 1; i >= 0; i--) table[${isNull} ? 0 : ${x} - low + 1 | 0] = i`,
  )
  // The low words of LONGs tell how far they are from `low` if the high words agree, the borrow counted.
  const outside = long
    ? '(w[2 * i + 1] - lowHigh - (w[2 * i] >>> 0 < low >>> 0 ? 1 : 0) | 0) !== 0'
    : `a[i] < low`
  const look = compileOnce<Look>(
    `find:look:${storage}`,
    'a, low, lowHigh, range, table, out',
    () => `${setup}
      const n = out.length
      for (let i = 0; i < n; i++) {
        const at = (${x} - low >>> 0) + 1
        out[i] = ${isNull} ? table[0] : ${outside} || at >= range ? -1 : table[at]
      }`,
    kernel => kernel(sample(storage), 0, 0, 5, scratch('i32', 5), scratch('i32', SAMPLE_ROWS)),
  )
  const [lowWord, highWord] = [Number(BigInt.asIntN(32, low)), Number(BigInt.asIntN(32, low >> 32n))]
  const table = borrow('i32', range).fill(-1)
  fill(among.data, lowWord, table)
  const found = scratch('i32', sought.data.length)
  look(sought.data, lowWord, highWord, range, table, found)
  giveBack(table)
  return found
}

// By grouping both as one column.
function findTogether(sought: Strings | WideColumn, among: KeyColumn): Int32Array {
  const first = rowsOf(among)
  const both =
    sought.storage === 'string'
      ? joinStrings(among as Strings, sought)
      : { ...sought, data: joinArrays(sought.storage, (among as WideColumn).data, sought.data) }
  const { codes, firstRows } = groupRows([both as KeyColumn])
  const found = scratch('i32', rowsOf(sought))
  const n = found.length
  for (let i = 0; i < n; i++) {
    const row = firstRows[codes[first + i]!]!
    found[i] = row < first ? row : -1
  }
  return found
}

function joinArrays(storage: WideColumn['storage'], a: Data, b: Data): Data {
  const both = scratch(storage, (a.length + b.length) / 2)
  both.set(a as never)
  both.set(b as never, a.length)
  return both
}
