import { display } from '../../src/values/format/format.ts'
import { Dictionary } from '../../src/values/forms/dictionary.ts'
import { Pair } from '../../src/values/forms/pair.ts'
import { bool, double, int, long, NULL, Scalar, string } from '../../src/values/forms/scalar.ts'
import { Table } from '../../src/values/forms/table.ts'
import type { Value } from '../../src/values/value.ts'
import { Vector } from '../../src/values/vectors/vector.ts'

/** What pages make of values: numbers (LONG too, exact up to 2⁵³), texts, null; vectors as arrays, tables as records. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain }

export type Row = Readonly<Record<string, Plain>>

export function plain(value: Value | undefined): Plain {
  if (value === undefined) return null
  if (value instanceof Scalar) return plainScalar(value)
  if (value instanceof Vector) return Array.from({ length: value.length }, (_, i) => plain(value.get(i)))
  if (value instanceof Table) return rowsOf(value)
  if (value instanceof Pair) return display(value)
  if (value instanceof Dictionary) return entriesOf(value)
  return display(value)
}

function plainScalar(scalar: Scalar): Plain {
  const { type, raw } = scalar
  if (scalar.isNull) return null
  if (type.category === 'LOGICAL') return Number(raw) !== 0
  if (type.category === 'LITERAL') return String(raw)
  if (type.category === 'INTEGRAL' || type.category === 'FLOATING') return Number(raw)
  return display(scalar)
}

/** A table's rows as records. */
export function rowsOf(value: Value | undefined): Row[] {
  if (!(value instanceof Table)) return []
  return Array.from({ length: value.rows }, (_, row) =>
    Object.fromEntries(value.names.map((name, c) => [name, plain(value.columns[c]!.get(row))])),
  )
}

/** A dictionary's values by key. */
export function entriesOf(value: Value | undefined): Row {
  if (!(value instanceof Dictionary)) return {}
  return Object.fromEntries([...value.entries.values()].map(({ key, value }) => [String(key), plain(value)]))
}

/** An argument of a call. Numbers that are whole are LONG where an INT doesn't hold them. */
export function argument(value: null | boolean | number | string | Value): Value {
  if (value === null) return NULL
  if (typeof value === 'boolean') return bool(value)
  if (typeof value === 'string') return string(value)
  if (typeof value !== 'number') return value
  if (!Number.isInteger(value)) return double(value)
  return Math.abs(value) < 2 ** 31 ? int(value) : long(BigInt(value))
}
