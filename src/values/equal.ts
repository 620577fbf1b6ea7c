import type { DataType } from './data-type.ts'
import { Code } from './forms/code.ts'
import { Dictionary } from './forms/dictionary.ts'
import { Matrix } from './forms/matrix.ts'
import { Pair } from './forms/pair.ts'
import { Scalar } from './forms/scalar.ts'
import { keyOf, SetValue } from './forms/set.ts'
import { Table } from './forms/table.ts'
import { lanesOf } from './memory.ts'
import { isNullRaw, type Raw } from './null.ts'
import type { Value } from './value.ts'
import { ArrayVector } from './vectors/array-vector.ts'
import { FixedVector } from './vectors/fixed-vector.ts'
import { SymbolVector } from './vectors/symbol-vector.ts'
import { Vector } from './vectors/vector.ts'

/** How far apart floats may be; null: not at all. */
type Tolerance = number | null

/** Whether two values of one type are the same; null is the same as null only. */
export function equalRaws(type: DataType, a: Raw, b: Raw, tolerance: Tolerance = null): boolean {
  if (a === b) return true
  if (type.category === 'FLOATING') {
    const [x, y] = [a as number, b as number]
    if (Number.isNaN(x)) return Number.isNaN(y)
    if (tolerance === null || isNullRaw(type, a) || isNullRaw(type, b)) return false
    return Math.abs(x - y) <= tolerance
  }
  return typeof a === 'object' && keyOf(a) === keyOf(b)
}

function equalFixed(a: FixedVector, b: FixedVector, tolerance: Tolerance): boolean {
  const { type, length, data } = a
  if (lanesOf(type.storage) === 2 || type.category === 'FLOATING') {
    for (let i = 0; i < length; i++) if (!equalRaws(type, a.raw(i), b.raw(i), tolerance)) return false
    return true
  }
  const other = b.data
  for (let i = 0; i < length; i++) if (data[i] !== other[i]) return false
  return true
}

function equalVectors(a: Vector, b: Vector, tolerance: Tolerance): boolean {
  if (a.length !== b.length) return false
  if (a instanceof FixedVector && b instanceof FixedVector) return equalFixed(a, b, tolerance)
  if (a instanceof SymbolVector && b instanceof SymbolVector && a.base === b.base) {
    return a.codes.every((code, i) => code === b.codes[i])
  }
  if (a instanceof ArrayVector !== b instanceof ArrayVector) return false
  for (let i = 0; i < a.length; i++) if (!equal(a.get(i), b.get(i), tolerance)) return false
  return true
}

// Labels that aren't there equal ones that aren't there either.
const equalLabels = (a: Vector | null, b: Vector | null) => (a && b ? equal(a, b) : a === b)

function equalDictionaries(a: Dictionary, b: Dictionary, tolerance: Tolerance): boolean {
  if (a.keyType !== b.keyType || a.size !== b.size) return false
  for (const { key, value } of a.entries.values()) {
    const other = b.get(key)
    if (other === undefined || !equal(value, other, tolerance)) return false
  }
  return true
}

function equalTables(a: Table, b: Table, tolerance: Tolerance): boolean {
  if (a.names.length !== b.names.length || a.names.some((name, i) => name !== b.names[i])) return false
  return a.columns.every((column, i) => equal(column, b.columns[i]!, tolerance))
}

/**
 * Whether two values are the same in form, type and content: `eqObj`. Floats may differ by `tolerance`. Functions,
 * handles and distributed tables are the same only if they are one.
 */
export function equal(a: Value, b: Value, tolerance: Tolerance = null): boolean {
  if (a === b) return true
  if (a instanceof Scalar) {
    return b instanceof Scalar && a.type === b.type && equalRaws(a.type, a.raw, b.raw, tolerance)
  }
  if (a instanceof Vector) return b instanceof Vector && a.type === b.type && equalVectors(a, b, tolerance)
  if (a instanceof Table) return b instanceof Table && equalTables(a, b, tolerance)
  if (a instanceof Dictionary) return b instanceof Dictionary && equalDictionaries(a, b, tolerance)
  if (a instanceof Pair) {
    if (!(b instanceof Pair) || a.type !== b.type) return false
    return equalRaws(a.type, a.first, b.first, tolerance) && equalRaws(a.type, a.second, b.second, tolerance)
  }
  if (a instanceof SetValue) {
    if (!(b instanceof SetValue) || a.type !== b.type || a.size !== b.size) return false
    return [...a.items.keys()].every(key => b.items.has(key))
  }
  if (a instanceof Matrix) {
    if (!(b instanceof Matrix) || a.rows !== b.rows || a.columns !== b.columns) return false
    if (!equalLabels(a.rowLabels, b.rowLabels) || !equalLabels(a.columnLabels, b.columnLabels)) return false
    return equal(a.data, b.data, tolerance)
  }
  return a instanceof Code && b instanceof Code && sameTree(a.node, b.node)
}

// Syntax trees but for the places where they were written.
function sameTree(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  names.delete('span')
  type Fields = Record<string, unknown>
  return [...names].every(name => sameTree((a as Fields)[name], (b as Fields)[name]))
}
