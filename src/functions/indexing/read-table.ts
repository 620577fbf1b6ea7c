import { missingColumn } from '../../runtime/missing-column.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { ANY, isLiteral, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Table } from '../../values/forms/table.ts'
import { Table as MemoryTable } from '../../values/forms/table.ts'
import { retain } from '../../values/ownership.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { texts } from '../argument.ts'
import type { Indices } from './indices.ts'
import { placesOf } from './positions.ts'

/** Whether an index chooses columns by name. */
export const isNames = (index: Value | undefined): index is Scalar | Vector =>
  (index instanceof Scalar || index instanceof Vector) && isLiteral(index.type)

/** A column by name. @throws ScriptError when there is none. */
export function columnNamed(table: Table, name: string): Vector {
  const column = table.column(name)
  if (column) return column
  throw missingColumn(name, table.names)
}

/**
 * `t["c"]`, `t["c", rows]`, `t[rows]`, `t[rows, columns]`: names choose columns, anything else rows.
 * One name gives a vector, one row a dictionary, one cell a scalar, everything else a table.
 */
export function readTable(table: Table, indices: Indices): Value {
  const [first, second] = indices
  if (indices.length > 2) throw new ScriptError('A table has two dimensions.')
  if (isNames(first)) return readColumns(table, first, indices.length === 2 ? second : undefined)
  const rows = first === undefined ? null : placesOf(first, table.rows)
  if (indices.length === 1) {
    if (rows && 'one' in rows) return rowOf(table, rows.one)
    return rows ? table.gather(rows.several) : table
  }
  const chosen = second === undefined ? table : chooseColumns(table, second)
  if (rows === null) return chosen
  if (!('one' in rows)) return chosen.gather(rows.several)
  if (second instanceof Scalar) return chosen.columns[0]!.gather(Int32Array.of(rows.one)).get(0)
  return chosen.gather(Int32Array.of(rows.one))
}

function readColumns(table: Table, names: Scalar | Vector, rows: Value | undefined): Value {
  if (names instanceof Scalar) {
    const column = columnNamed(table, names.raw as string)
    if (rows === undefined) return column
    const places = placesOf(rows, column.length)
    return 'one' in places ? column.gather(Int32Array.of(places.one)).get(0) : column.gather(places.several)
  }
  const list = texts(names, 'at', 'index')
  const columns = list.map(name => retain(columnNamed(table, name)))
  const chosen = new MemoryTable(list, columns)
  if (rows === undefined) return chosen
  const places = placesOf(rows, table.rows)
  return chosen.gather('one' in places ? Int32Array.of(places.one) : places.several)
}

function chooseColumns(table: Table, index: Value): Table {
  if (isNames(index)) {
    const list = texts(index, 'at', 'index')
    return new MemoryTable(
      list,
      list.map(name => retain(columnNamed(table, name))),
    )
  }
  const places = placesOf(index, table.columns.length)
  const several = 'one' in places ? [places.one] : [...places.several]
  if (several.includes(-1)) throw new ScriptError(`The table has only ${table.columns.length} columns.`)
  return new MemoryTable(
    several.map(place => table.names[place]!),
    several.map(place => retain(table.columns[place]!)),
  )
}

/** A row by column name. */
export function rowOf(table: Table, row: number): Dictionary {
  const made = new Dictionary(STRING, ANY)
  const nowhere = Int32Array.of(-1)
  table.names.forEach((name, i) => {
    const column = table.columns[i]!
    made.set(name, row >= 0 && row < column.length ? column.get(row) : column.gather(nowhere).get(0))
  })
  return made
}
