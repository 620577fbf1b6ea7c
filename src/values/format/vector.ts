import { ANY } from '../data-type.ts'
import { Dictionary } from '../forms/dictionary.ts'
import { Matrix } from '../forms/matrix.ts'
import { Scalar } from '../forms/scalar.ts'
import type { SetValue } from '../forms/set.ts'
import { Table } from '../forms/table.ts'
import type { Value } from '../value.ts'
import type { ArrayVector } from '../vectors/array-vector.ts'
import { FixedVector } from '../vectors/fixed-vector.ts'
import { Tuple } from '../vectors/tuple.ts'
import type { Vector } from '../vectors/vector.ts'
import { display } from './format.ts'
import type { Limits } from './limits.ts'
import { nullText, scriptOf } from './text.ts'

function enclose(open: string, parts: string[], total: number, close: string): string {
  return `${open}${parts.join(',')}${parts.length < total ? '...' : ''}${close}`
}

function displayItem(item: Value, limits: Limits): string {
  if (item instanceof Scalar) return scriptOf(item.type, item.raw)
  const isBlock = item instanceof Matrix || item instanceof Table || item instanceof Dictionary
  return isBlock ? `${display(item, limits)}\n` : display(item, limits)
}

function displayTuple(tuple: Tuple, limits: Limits): string {
  const items = Array.from({ length: Math.min(tuple.length, limits.elements) }, (_, i) => tuple.get(i))
  const parts = items.map(item => displayItem(item, limits))
  if (parts.length === 1 && parts[0] === '') parts[0] = nullText((items[0] as Scalar).type)
  const [open, close] = tuple.type === ANY ? ['(', ')'] : ['[', ']']
  return enclose(open, parts, tuple.length, close)
}

/** `[1,,3]`: nulls are empty, but a null that is alone is written out, as `[]` is the empty vector. */
function displayElements(vector: Vector, limits: Limits): string {
  const n = Math.min(vector.length, limits.elements)
  const parts = new Array<string>(n)
  const { type } = vector
  if (vector instanceof FixedVector) for (let i = 0; i < n; i++) parts[i] = scriptOf(type, vector.raw(i))
  else for (let i = 0; i < n; i++) parts[i] = scriptOf(type, (vector.get(i) as Scalar).raw)
  if (n === 1 && parts[0] === '') parts[0] = nullText(type)
  return enclose('[', parts, vector.length, ']')
}

/** One row of an array vector, where nulls are written out: `[1,00i]`; nothing for a null alone, as rows without elements are. */
function displayRow(row: Vector, limits: Limits): string {
  if (row.length === 1 && row.isNullAt(0)) return ''
  const n = Math.min(row.length, limits.elements)
  const missing = nullText(row.type)
  const parts = Array.from({ length: n }, (_, i) => {
    const { type, raw } = row.get(i) as Scalar
    return scriptOf(type, raw) || missing
  })
  return enclose('[', parts, row.length, ']')
}

function displayRows(vector: ArrayVector, limits: Limits): string {
  const n = Math.min(vector.length, limits.elements)
  const parts = Array.from({ length: n }, (_, i) => displayRow(vector.get(i), limits))
  return enclose('[', parts, vector.length, ']')
}

/** A vector in brackets, text quoted; a tuple in parentheses. */
export function displayVector(vector: Vector, limits: Limits): string {
  if (vector instanceof Tuple) return displayTuple(vector, limits)
  if (vector.type.element) return displayRows(vector as ArrayVector, limits)
  return displayElements(vector, limits)
}

/** `set(1,2)`. */
export function displaySet(set: SetValue, limits: Limits): string {
  const parts: string[] = []
  for (const raw of set.items.values()) {
    if (parts.length >= limits.elements) break
    parts.push(scriptOf(set.type, raw))
  }
  if (set.size === 1 && parts[0] === '') parts[0] = nullText(set.type)
  return enclose('set(', parts, set.size, ')')
}
