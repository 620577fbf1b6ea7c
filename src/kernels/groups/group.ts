import { borrowZeros, giveBack } from '../borrowed.ts'
import { type Column, isWide, type KeyColumn, rowsOf, type WideColumn, words } from '../column.ts'
import { compileOnce } from '../loop-source.ts'
import { type Data, scratch } from '../storage.ts'
import { type Coding, type NumberGroups, numbered } from './coding.ts'
import { codesOfFloats, codesOfWords } from './hash-codes.ts'
import { codedKeys, codesOfKeys, combineKeys, integerKeys, isSmallRange, type Keys } from './range-keys.ts'
import { codesOfStrings } from './string-codes.ts'

/**
 * Groups rows by the values of one or more columns of equal length. Nulls are a group like any other. Groups are numbered
 * as they first appear, or as `number` decides.
 */
export function groupRows(columns: readonly KeyColumn[], number: NumberGroups | null = null): Coding {
  const first = columns[0]!
  if (rowsOf(first) === 0) return { codes: scratch('i32', 0), groups: 0, firstRows: scratch('i32', 0) }
  if (columns.length === 1 && !isIntegers(first)) return codesOfColumn(first, number)
  // Ranges of integers are first guessed, which spares a look at all of them.
  return groupBy(columns, number, true) ?? groupBy(columns, number, false)!
}

function groupBy(columns: readonly KeyColumn[], number: NumberGroups | null, guess: boolean): Coding | null {
  const keys: Keys[] = []
  for (const column of columns) {
    const key = isIntegers(column) ? integerKeys(withoutSymbolNulls(column), guess) : null
    if (!key && columns.length === 1) return codesOfColumn(column, number)
    keys.push(key ?? codedKeys(codesOfColumn(column, null)))
  }
  return codesOfAll(keys, number)
}

const isIntegers = (column: KeyColumn): column is Column =>
  column.storage !== 'string' && !isWide(column) && column.storage !== 'f64' && column.storage !== 'f32'

// Among the codes of symbols that of the null is one like any other.
const withoutSymbolNulls = (column: Column): Column =>
  column.storage === 'sym' && column.nulls ? { ...column, nulls: false } : column

// Keys are taken together as long as the product of their ranges allows. Null if a guessed range doesn't hold.
function codesOfAll(keys: readonly Keys[], number: NumberGroups | null): Coding | null {
  const rows = keys[0]!.data.length
  const product = keys.reduce((product, key) => product * key.range, 1)
  if (isSmallRange(product, rows)) {
    const coding = codesOfKeys(keys)
    return coding && numbered(coding, number)
  }
  if (keys.length === 1) return codesOfWords(keys[0]!.data as Int32Array, 1, number)
  if (product <= 2 ** 31) {
    const combined = combineKeys(keys)
    if (!combined) return null
    const coding = codesOfWords(combined.data as Int32Array, 1, number)
    giveBack(combined.data)
    return coding
  }
  // All but the last first, then these with the last.
  const others = codesOfAll(keys.slice(0, -1), null)
  const last = keys.at(-1)!.coding ?? codesOfAll(keys.slice(-1), null)
  if (!others || !last) return null
  const both =
    others.groups * last.groups <= 2 ** 31
      ? codesOfAll([codedKeys(others), codedKeys(last)], number)
      : codesOfWords(interleave(others.codes, last.codes), 2, number)
  giveBack(others.codes, last.codes)
  return both
}

function codesOfColumn(column: KeyColumn, number: NumberGroups | null): Coding {
  if (column.storage === 'string') return codesOfStrings(column, number)
  if (isWide(column)) return codesOfWide(column, number)
  if (column.storage === 'f64' || column.storage === 'f32')
    return codesOfFloats(column.data as Float64Array, number)
  if (column.storage === 'i64') return codesOfWords(words(column.data), 2, number)
  return codesOfWords(column.data as Int32Array, 1, number)
}

function codesOfWide({ storage, data }: WideColumn, number: NumberGroups | null): Coding {
  const lane = (k: number) => {
    const out = scratch(storage === 'f64x2' ? 'f64' : 'i64', data.length / 2)
    const kernel = compileOnce<(data: Data, k: number, out: Data) => void>(
      `lane:${storage}`,
      'data, k, out',
      () => 'const n = out.length\nfor (let i = 0; i < n; i++) out[i] = data[2 * i + k]',
    )
    kernel(data, k, out)
    const coding =
      storage === 'f64x2' ? codesOfFloats(out as Float64Array, null) : codesOfWords(words(out), 2)
    return codedKeys(coding)
  }
  return codesOfAll([lane(0), lane(1)], number)!
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

type Place = (codes: Int32Array, order: Int32Array, offsets: Int32Array, next: Int32Array) => void

/** Rows in order of code: those of group g are order[offsets[g]] … order[offsets[g + 1] − 1], ascending. */
export function groupOffsets(codes: Int32Array, groups: number): { order: Int32Array; offsets: Int32Array } {
  const order = scratch('i32', codes.length)
  const offsets = scratch('i32', groups + 1)
  const kernel = compileOnce<Place>(
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
