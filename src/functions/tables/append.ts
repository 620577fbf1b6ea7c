import { RemoteTable } from '../../runtime/remote-table.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { changing, Table } from '../../values/forms/table.ts'
import type { TableValue } from '../../values/forms/table-value.ts'
import { own } from '../../values/ownership.ts'
import type { Value } from '../../values/value.ts'
import { columnFrom } from '../../values/vectors/build.ts'
import { extendedShared } from '../../values/vectors/shared-column.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { kindOf } from '../argument.ts'
import { asColumnOf } from '../as-column.ts'
import { rowIndexOf } from './key-index.ts'
import { overwrite } from './overwrite.ts'

/** The columns to append, in the order of the table's. */
function columnsFor(table: TableValue, value: Value): readonly Value[] {
  if (value instanceof Table) return value.columns
  if (value instanceof Dictionary) return table.names.map(name => value.get(name) ?? missing(name))
  if (value instanceof Tuple) return value.items
  if (table.names.length === 1) return [value]
  if (value instanceof Vector) return Array.from({ length: value.length }, (_, i) => value.get(i))
  throw new ScriptError(`A table takes in tables, tuples and dictionaries, not a ${kindOf(value)}.`)
}

function missing(name: string): never {
  throw new ScriptError(`There is no value for the column ${name}.`)
}

/** What is to be appended to a table as rows of its columns' types, of one length. @throws ScriptError */
export function rowsFor(table: TableValue, value: Value): Table {
  const given = columnsFor(table, value)
  const fits =
    table instanceof RemoteTable ? table.takesColumns(given.length) : given.length === table.names.length
  if (!fits) {
    throw new ScriptError(
      `The number of columns of the table to insert (${given.length}) must be the same as that of the original table (${table.names.length}).`,
    )
  }
  const length = Math.max(...given.map(column => (column instanceof Vector ? column.length : 1)))
  const columns = given.map((column, i) => {
    const type = table.types[i]!
    const whole = column instanceof Scalar || column instanceof Vector ? asColumnOf(type, column) : column
    return whole instanceof Vector && whole.length === length
      ? whole
      : asColumnOf(type, columnFrom(column, length))
  })
  return new Table(table.names.slice(0, columns.length), columns)
}

/**
 * Appends rows in place: column by column, converted to the table's types. In a keyed or indexed table a row with a key
 * that is there replaces that row, unless the table keeps the latest and the row is earlier; in a keyed stream table it
 * is left out. Returns the table.
 */
export function appendRows(table: Table, value: Value): Table {
  return changing(table, () => {
    const { columns } = rowsFor(table, value)
    if (table.keyColumns.length === 0) extend(table, columns)
    else upsertColumns(table, columns)
    return table
  })
}

function extend(table: Table, columns: readonly Vector[]): void {
  if (table.sharing !== null) {
    table.columns = table.columns.map((column, i) => extendedShared(column, columns[i]!))
    return
  }
  table.columns = table.columns.map(own)
  columns.forEach((column, i) => {
    table.columns[i]!.append(column)
  })
}

/** Rows whose key is there replace those rows; the others are appended. Of rows with the same key the last counts. */
function upsertColumns(table: Table, columns: readonly Vector[]): void {
  if (table.sharing === null) table.columns = table.columns.map(own)
  const index = rowIndexOf(table)
  const keys = table.keyColumns.map(name => columns[table.indexOf(name)]!)
  const { rows } = table
  const places = index.placesFor(keys)
  const replaces = replacement(table, columns)
  // For each new key the row that counts.
  const added = new Int32Array(index.size - rows).fill(-1)
  const replaced: { places: number[]; rows: number[] } = { places: [], rows: [] }
  places.forEach((place, row) => {
    if (place < rows) {
      if (!replaces(row, table.columns, place)) return
      replaced.places.push(place)
      replaced.rows.push(row)
    } else if (added[place - rows] === -1 || replaces(row, columns, added[place - rows]!))
      added[place - rows] = row
  })
  if (replaced.rows.length > 0) {
    table.columns = table.columns.map(own)
    table.columns.forEach((column, i) => {
      overwrite(column, columns[i]!, replaced)
    })
  }
  if (added.length === 0) return
  extend(
    table,
    columns.map(column => column.gather(added)),
  )
}

/** Whether a new row takes the place of row `at` of other columns, which has the same key. */
function replacement(table: Table, columns: readonly Vector[]) {
  if (table.kind === 'stream') return () => false
  if (table.timeColumn === null) return () => true
  const place = table.indexOf(table.timeColumn)
  const time = (column: Vector, row: number) => (column.get(row) as Scalar).raw as number | bigint
  return (row: number, others: readonly Vector[], at: number) =>
    time(columns[place]!, row) >= time(others[place]!, at)
}
