import { ScriptError } from '../../runtime/script-error.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { changing, Table } from '../../values/forms/table.ts'
import { own } from '../../values/ownership.ts'
import type { Value } from '../../values/value.ts'
import { ValueError } from '../../values/value-error.ts'
import { columnFrom } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { texts } from '../argument.ts'
import { asColumnOf } from '../as-column.ts'
import type { Indices } from './indices.ts'
import { isNames } from './read-table.ts'
import { elementsFor, targetsOf } from './targets.ts'

/**
 * `t["c"] = v` replaces a column or adds one; `t["c", rows] = v` changes some rows, `t[rows, columns] = v` some cells.
 * In place, even where the table is shared.
 */
export function writeTable(table: Table, indices: Indices, value: Value): Table {
  return changing(table, () => written(table, indices, value))
}

function written(table: Table, indices: Indices, value: Value): Table {
  const [first, second] = indices
  if (isNames(first)) {
    const names = texts(first, 'assignment', 'index')
    names.forEach((name, i) => {
      const part = first instanceof Scalar ? value : partOf(value, names.length, i)
      if (indices.length === 1) setColumn(table, name, part)
      else writeCells(table, placeOf(table, name), second, part)
    })
    return table
  }
  const columns =
    indices.length === 1
      ? table.columns.map((_, i) => i)
      : isNames(second)
        ? texts(second, 'assignment', 'index').map(name => placeOf(table, name))
        : [...targetsOf(second, table.columns.length)]
  columns.forEach((column, i) => {
    const part =
      value instanceof Dictionary || value instanceof Table
        ? fieldOf(value, table.names[column]!)
        : partOf(value, columns.length, i)
    writeCells(table, column, first, part)
  })
  return table
}

// What column number i of several gets: a scalar goes everywhere.
function partOf(value: Value, count: number, i: number): Value {
  if (value instanceof Scalar || count === 1)
    return count === 1 && value instanceof Tuple && value.length === 1 ? value.get(0) : value
  if (value instanceof Table) return value.columns[i]!
  if (value instanceof Vector && value.length === count) return value.get(i)
  throw new ScriptError('The number of columns to be updated must match the number of columns specified.', {
    refId: 'S05006',
  })
}

function fieldOf(row: Dictionary | Table, name: string): Value {
  const field = row instanceof Table ? row.column(name) : row.get(name)
  if (field) return field
  throw new ScriptError(`The column ${name} has no value in what is assigned.`)
}

function placeOf(table: Table, name: string): number {
  const place = table.indexOf(name)
  if (place >= 0) return place
  throw new ScriptError(`The column ${name} does not exist.`, { refId: 'S05014' })
}

function setColumn(table: Table, name: string, value: Value): void {
  const place = table.indexOf(name)
  const column = wholeColumn(table, value)
  if (place < 0) {
    table.names.push(name)
    table.columns.push(own(column))
  } else table.columns[place] = own(asColumnOf(table.columns[place]!.type, column))
}

function wholeColumn(table: Table, value: Value): Vector {
  try {
    return columnFrom(
      value,
      table.columns.length === 0 && value instanceof Vector ? value.length : table.rows,
    )
  } catch (error) {
    if (error instanceof ValueError) throw new ScriptError(error.message, { refId: 'S02010' })
    throw error
  }
}

function writeCells(table: Table, place: number, rows: Value | undefined, value: Value): void {
  const column = own(table.columns[place]!)
  const targets = targetsOf(rows, column.length)
  const element = elementsFor(column, value, targets.length)
  for (let i = 0; i < targets.length; i++) column.set(targets[i]!, element(i))
  table.columns[place] = column
}
