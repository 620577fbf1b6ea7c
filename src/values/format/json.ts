import { Dictionary } from '../forms/dictionary.ts'
import { Matrix } from '../forms/matrix.ts'
import { Scalar } from '../forms/scalar.ts'
import { Table } from '../forms/table.ts'
import type { Value } from '../value.ts'
import { Vector } from '../vectors/vector.ts'
import { display } from './format.ts'
import { textOf } from './text.ts'

/**
 * A value as JSON data: nulls as null, numbers and booleans as such (a LONG beyond 2⁵³ as text), tables as an array
 * of row objects, matrices as an array of columns, everything else as the text it prints.
 */
export function jsonOf(value: Value): unknown {
  if (value instanceof Scalar) return scalarJson(value)
  if (value instanceof Vector) return Array.from({ length: value.length }, (_, i) => jsonOf(value.get(i)))
  if (value instanceof Table) {
    return Array.from({ length: value.rows }, (_, row) =>
      Object.fromEntries(value.names.map((name, i) => [name, jsonOf(value.columns[i]!.get(row))])),
    )
  }
  if (value instanceof Matrix) return Array.from({ length: value.columns }, (_, i) => jsonOf(value.column(i)))
  if (value instanceof Dictionary) {
    const entries = [...value.entries.values()]
    return Object.fromEntries(entries.map(entry => [textOf(value.keyType, entry.key), jsonOf(entry.value)]))
  }
  return display(value)
}

function scalarJson(scalar: Scalar): unknown {
  const { type, raw } = scalar
  if (scalar.isNull) return null
  if (type.category === 'LOGICAL') return raw !== 0
  if (type.category === 'INTEGRAL' || type.category === 'FLOATING') {
    if (typeof raw === 'bigint') return raw >= -MOST && raw <= MOST ? Number(raw) : String(raw)
    return Number.isFinite(raw) ? raw : String(raw)
  }
  return textOf(type, raw)
}

const MOST = BigInt(Number.MAX_SAFE_INTEGER)
