import { borrow, borrowZeros, giveBack } from './borrowed.ts'
import { integerBounds } from './bounds.ts'
import { type Coding, type NumberGroups, numbered } from './coding.ts'
import { isWide, type KeyColumn, rowsOf, type WideColumn, words } from './column.ts'
import { codesOfFloats, codesOfWords, keepFirst } from './hash-codes.ts'
import { compileOnce, nullLiteral, SAMPLE_ROWS, sample } from './loop-source.ts'
import { nullOf } from './null.ts'
import { type Data, type ScalarStorage, scratch } from './storage.ts'
import { codesOfStrings } from './string-codes.ts'

/**
 * Groups rows by the values of one or more columns of equal length. Nulls are a group like any other. Groups are numbered
 * as they first appear, or as `number` decides.
 */
export function groupRows(columns: readonly KeyColumn[], number: NumberGroups | null = null): Coding {
  const first = columns[0]!
  if (rowsOf(first) === 0) return { codes: scratch('i32', 0), groups: 0, firstRows: scratch('i32', 0) }
  let keys = keysOf(first, columns.length === 1 ? number : null)
  columns.slice(1).forEach((column, k) => {
    keys = combine(keys, keysOf(column, null), k === columns.length - 2 ? number : null)
  })
  return densify(keys, number)
}

/** Rows in order of code: those of group g are order[offsets[g]] … order[offsets[g + 1] − 1], ascending. */
export function groupOffsets(codes: Int32Array, groups: number): { order: Int32Array; offsets: Int32Array } {
  const order = scratch('i32', codes.length)
  const offsets = scratch('i32', groups + 1)
  const kernel = compileOnce<
    (codes: Int32Array, order: Int32Array, offsets: Int32Array, next: Int32Array) => void
  >(
    'offsets',
    'codes, order, offsets, next',
    () => `const n = codes.length, groups = offsets.length - 1
      for (let i = 0; i < n; i++) next[codes[i]]++
      let total = 0
      for (let g = 0; g < groups; g++) {
        const rows = next[g]
        next[g] = total
        offsets[g] = total
        total += rows
      }
      offsets[groups] = total
      for (let i = 0; i < n; i++) order[next[codes[i]]++] = i`,
  )
  const next = borrowZeros('i32', groups)
  kernel(codes, order, offsets, next)
  giveBack(next)
  return { order, offsets }
}

// Rows' keys before they are numbered: an integer column whose values, less `low`, lie between 0 and range − 1. With
// nulls these are 0 and the others begin at 1. `coding` if the keys are codes already.
interface Keys {
  readonly storage: ScalarStorage
  readonly data: Data
  readonly nulls: boolean
  readonly low: number
  readonly range: number
  readonly coding?: Coding
  /** The data are on loan, for this only. */
  readonly borrowed?: boolean
}

function coded(coding: Coding): Keys {
  return { storage: 'i32', data: coding.codes, nulls: false, low: 0, range: coding.groups, coding }
}

// A table of all possible keys beats hashing as long as it is not much larger than the rows.
const isSmall = (range: number, rows: number) => range <= Math.max(1 << 16, 2 * rows)

// What is coded already is numbered already.
function densify(keys: Keys, number: NumberGroups | null): Coding {
  if (keys.coding) return keys.coding
  const direct = isSmall(keys.range, keys.data.length)
  const coding = direct
    ? numbered(codesOfRange(keys), number)
    : codesOfWords(keys.data as Int32Array, 1, number)
  if (keys.borrowed) giveBack(keys.data)
  return coding
}

function keysOf(column: KeyColumn, number: NumberGroups | null): Keys {
  if (column.storage === 'string') return coded(codesOfStrings(column, number))
  if (isWide(column)) return coded(wideCodes(column, number))
  if (column.storage === 'f64') return coded(codesOfFloats(column.data as Float64Array, number))
  if (column.storage === 'f32') return coded(codesOfFloats(column.data as Float32Array, number))
  // Among the codes of symbols that of the null is one like any other.
  if (column.storage === 'sym' && column.nulls) return keysOf({ ...column, nulls: false }, number)
  const { low, high } = integerBounds(column)
  const span = Number(high - low) + 1
  const range = column.nulls ? span + 1 : span
  // Of LONGs within such a range the low words are enough.
  if (column.storage === 'i64') {
    if (!isSmall(range, column.data.length)) return coded(codesOfWords(words(column.data), 2, number))
    return { ...column, low: Number(BigInt.asIntN(32, low)), range }
  }
  if (range > 2 ** 31) return coded(codesOfWords(column.data as Int32Array, 1, number))
  return { ...column, low: Number(low), range }
}

function wideCodes({ storage, data }: WideColumn, number: NumberGroups | null): Coding {
  const lane = (k: number) => {
    const out = scratch(storage === 'f64x2' ? 'f64' : 'i64', data.length / 2)
    const kernel = compileOnce<(data: Data, k: number, out: Data) => void>(
      `lane:${storage}`,
      'data, k, out',
      () => 'const n = out.length\nfor (let i = 0; i < n; i++) out[i] = data[2 * i + k]',
    )
    kernel(data, k, out)
    return storage === 'f64x2' ? codesOfFloats(out as Float64Array, null) : codesOfWords(words(out), 2)
  }
  return densify(combine(coded(lane(0)), coded(lane(1)), number), number)
}

type Combine = (a: Data, aLow: number, b: Data, bLow: number, range: number, out: Int32Array) => void

// One key of two. Where the product of their ranges is too large, pairs are numbered.
function combine(a: Keys, b: Keys, number: NumberGroups | null): Keys {
  if (a.range * b.range > 2 ** 31) {
    const [first, second] = [densify(a, null), densify(b, null)]
    if (first.groups * second.groups > 2 ** 31)
      return coded(codesOfWords(interleave(first.codes, second.codes), 2, number))
    return combine(coded(first), coded(second), number)
  }
  const kernel = compileOnce<Combine>(
    `combine:${a.storage}:${a.nulls}:${b.storage}:${b.nulls}`,
    'a, aLow, b, bLow, range, out',
    () => `const n = out.length
      ${rowKeySetup('a', a.storage)}
      ${rowKeySetup('b', b.storage)}
      for (let i = 0; i < n; i++) {
        ${rowKey('a', a.storage, a.nulls)}
        ${rowKey('b', b.storage, b.nulls)}
        out[i] = Math.imul(aKey, range) + bKey | 0
      }`,
    kernel => kernel(sample(a.storage), 0, sample(b.storage), 0, 3, scratch('i32', SAMPLE_ROWS)),
  )
  const codes = borrow('i32', a.data.length)
  kernel(a.data, a.low, b.data, b.low, b.range, codes)
  if (a.borrowed) giveBack(a.data)
  return { storage: 'i32', data: codes, nulls: false, low: 0, range: a.range * b.range, borrowed: true }
}

function interleave(a: Int32Array, b: Int32Array): Int32Array {
  const both = scratch('i32', 2 * a.length)
  const n = a.length
  for (let i = 0; i < n; i++) {
    both[2 * i] = a[i]!
    both[2 * i + 1] = b[i]!
  }
  return both
}

type Direct = (a: Data, aLow: number, table: Int32Array, codes: Int32Array, firstRows: Int32Array) => number

// Through a table with the code + 1 of every possible key, 0 for those not seen yet.
function codesOfRange({ storage, data, nulls, low, range }: Keys): Coding {
  const n = data.length
  const kernel = compileOnce<Direct>(
    `direct:${storage}:${nulls}`,
    'a, aLow, table, codes, firstRows',
    () => `let groups = 0
      const n = codes.length
      ${rowKeySetup('a', storage)}
      for (let i = 0; i < n; i++) {
        ${rowKey('a', storage, nulls)}
        let code = table[aKey]
        if (code === 0) {
          firstRows[groups] = i
          code = ++groups
          table[aKey] = code
        }
        codes[i] = code - 1
      }
      return groups`,
    kernel => {
      const rows = scratch(storage, 5)
      if (nulls) rows[2] = nullOf[storage]
      kernel(rows, 0, scratch('i32', 2), scratch('i32', 5), scratch('i32', 5))
    },
  )
  const codes = scratch('i32', n)
  const firstRows = borrow('i32', Math.min(n, range))
  const table = borrowZeros('i32', range)
  const groups = kernel(data, low, table, codes, firstRows)
  giveBack(table)
  return { codes, groups, firstRows: keepFirst(firstRows, groups) }
}

function rowKeySetup(array: string, storage: ScalarStorage): string {
  return storage === 'i64'
    ? `const ${array}w = new Int32Array(${array}.buffer, ${array}.byteOffset, 2 * n)`
    : ''
}

// Statement that gives row i's key.
function rowKey(array: string, storage: ScalarStorage, nulls: boolean): string {
  const long = storage === 'i64'
  const value = long ? `${array}w[2 * i]` : `${array}[i]`
  if (!nulls) return `const ${array}Key = ${value} - ${array}Low | 0`
  const isNull = long
    ? `(${array}w[2 * i + 1] === -2147483648 & ${array}w[2 * i] === 0)`
    : `(${value} === ${nullLiteral(storage)})`
  // Branch-free: all bits of the key go where the null is.
  return `const ${array}Key = (${value} - ${array}Low + 1 | 0) & (${isNull} | 0) - 1`
}
