import { isWide, type KeyColumn, words } from '../column.ts'
import { compileOnce, nullLiteral } from '../loop-source.ts'
import type { SortKey } from './sort-fields.ts'

export type CompareRows = (a: number, b: number) => number

/**
 * Negative if row `a` comes before row `b` in order of the keys, positive if after, 0 if they are equal in all. For
 * few rows: sorting many goes by digits.
 */
export function compareRows(keys: readonly SortKey[]): CompareRows {
  const compares = keys.map(compareByKey)
  if (compares.length === 1) return compares[0]!
  return (a, b) => {
    for (const compare of compares) {
      const result = compare(a, b)
      if (result !== 0) return result
    }
    return 0
  }
}

type Factory = (data: unknown, offsets: Int32Array | null) => CompareRows

function compareByKey({ column, descending = false, nullsFirst = !descending }: SortKey): CompareRows {
  const make = compileOnce<Factory>(
    `compare:${column.storage}:${descending}:${nullsFirst}`,
    'data, offsets',
    () => `return (a, b) => {
      ${texts[kindOf(column)](column)}
      const aNull = ${nullTest(column, 'a')}, bNull = ${nullTest(column, 'b')}
      if (aNull || bNull) return aNull && bNull ? 0 : aNull === ${nullsFirst} ? -1 : 1
      return ${descending ? '-' : ''}(${valueTest(column)})
    }`,
  )
  if (column.storage === 'string') return make(column.bytes, column.offsets)
  return make(column.storage === 'i128' || column.storage === 'u128' ? words(column.data) : column.data, null)
}

type Kind = 'plain' | 'string' | 'words' | 'pair'

function kindOf(column: KeyColumn): Kind {
  if (column.storage === 'string') return 'string'
  if (!isWide(column)) return 'plain'
  return column.storage === 'f64x2' ? 'pair' : 'words'
}

// Statements that read both rows.
const texts: Readonly<Record<Kind, (column: KeyColumn) => string>> = {
  plain: () => 'const x = data[a], y = data[b]',
  pair: () => 'const x = data[2 * a], y = data[2 * b], x2 = data[2 * a + 1], y2 = data[2 * b + 1]',
  string: () => `const x = offsets[a], xEnd = offsets[a + 1], y = offsets[b], yEnd = offsets[b + 1]
    const shorter = Math.min(xEnd - x, yEnd - y)
    let order = 0
    for (let k = 0; k < shorter && order === 0; k++) order = data[x + k] - data[y + k]
    if (order === 0) order = xEnd - x - (yEnd - y)`,
  words: () => '',
}

function nullTest(column: KeyColumn, row: 'a' | 'b'): string {
  const value = row === 'a' ? 'x' : 'y'
  if (column.storage === 'string') return `${value} === ${value}End`
  if (column.storage === 'f64x2') return `${value} === ${nullLiteral('f64')}`
  if (isWide(column)) {
    const high = `data[4 * ${row} + 3]${column.storage === 'i128' ? ' ^ -2147483648' : ''}`
    return `(data[4 * ${row}] | data[4 * ${row} + 1] | data[4 * ${row} + 2] | ${high}) === 0`
  }
  return `${value} === ${nullLiteral(column.storage)}`
}

// Negative, 0 or positive. A NaN is above everything, and equal to itself.
const numbersTest = (x: string, y: string) =>
  `${x} < ${y} ? -1 : ${x} > ${y} ? 1 : ${x} === ${y} ? 0 : (${x} !== ${x}) - (${y} !== ${y})`

function valueTest(column: KeyColumn): string {
  const kind = kindOf(column)
  if (kind === 'plain') return column.storage === 'i64' ? 'x < y ? -1 : x > y ? 1 : 0' : numbersTest('x', 'y')
  if (kind === 'pair') return `(${numbersTest('x', 'y')}) || (${numbersTest('x2', 'y2')})`
  if (kind === 'string') return 'order'
  const word = (row: string, k: number) => {
    const text = `data[4 * ${row} + ${k}]`
    return k === 3 && column.storage === 'i128' ? text : `(${text} >>> 0)`
  }
  return [3, 2, 1, 0].map(k => `(${numbersTest(word('a', k), word('b', k))})`).join(' || ')
}
