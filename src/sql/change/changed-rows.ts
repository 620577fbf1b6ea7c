import type { Expression, Update } from '../../../grammar/tree/ast.ts'
import { asColumnOf } from '../../functions/as-column.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castVector } from '../../values/cast/vector.ts'
import type { DataType } from '../../values/data-type.ts'
import type { Table } from '../../values/forms/table.ts'
import { allocate, lanesOf } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { isInPlace } from '../../values/vectors/arrange.ts'
import { arrayVectorOf, nullVector } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Frame } from '../frame.ts'
import { segmentsOf } from '../grouping/context-by.ts'
import { SegmentedFrame } from '../grouping/segments.ts'
import { asColumn } from '../output.ts'
import { rowsIn } from '../row-numbers.ts'
import { filter, trueRows } from '../where.ts'
import { columnNameOf, type RowClauses } from './row-clauses.ts'

/** The rows that a change is about, and how expressions are evaluated over them. */
export interface ChangedRows {
  /** Numbers in the table that is changed. */
  readonly rows: Int32Array
  /** `type` is the changed column's, where it is there: of an array vector, a vector is one row for all. */
  column(expression: Expression, name: string, type?: DataType): Vector
}

/** The rows that meet the clauses. `frame` numbers its rows. @throws ScriptError */
export function changedRows(context: Context, clauses: RowClauses, frame: Frame): ChangedRows {
  const kept = filter(context, frame, clauses.where)
  if (clauses.contextBy.length === 0) {
    return {
      rows: rowsIn(kept),
      column: (expression, name, type) => {
        const value = context.evaluator.compile(expression)(kept)
        return oneRowForAll(value, kept.rows, type) ?? asColumn(value, kept.rows, name)
      },
    }
  }
  const sorted = segmentsOf(context, kept, clauses.contextBy, clauses.contextSort)
  const segments = new SegmentedFrame(context, sorted.frame, sorted.offsets)
  const column = (expression: Expression, name: string) =>
    segments.column({ expression, names: [name] })[0]!.vector
  const chosen = clauses.having ? trueRows(column(clauses.having, 'having'), kept.rows) : null
  if (chosen === null) return { rows: rowsIn(sorted.frame), column }
  return {
    rows: rowsIn(sorted.frame.select(chosen)),
    column: (expression, name) => column(expression, name).gather(chosen),
  }
}

function oneRowForAll(value: Value, rows: number, type: DataType | undefined): Vector | null {
  const isRow = value instanceof FixedVector && value.length !== rows
  return isRow && type?.element
    ? arrayVectorOf(type.element, new Array<Vector>(rows).fill(castVector(value, type.element)))
    : null
}

/** Rows of a table that were changed, by number as they were before; −1 is none. `count` tells each once, if they are gone. */
export interface RowsChanged {
  readonly count: number
  readonly rows: Int32Array
}

/** Sets columns of a table in the given rows. @throws ScriptError, before any change */
export function updateRows(
  context: Context,
  table: Table,
  changed: ChangedRows,
  sets: Update['sets'],
): RowsChanged {
  context.checkCancelled()
  const { rows } = changed
  // All values are computed before any column changes: a later one may read an earlier.
  const changes = sets.map(({ column, value }) => {
    const name = columnNameOf(column)
    const place = table.indexOf(name)
    if (place >= 0 && table.keyColumns.includes(table.names[place]!)) {
      throw new ScriptError("Can't update a key column.")
    }
    const values = changed.column(value, name, table.columns[place]?.type)
    return { name, place, values: place < 0 ? values : asColumnOf(table.columns[place]!.type, values) }
  })
  const whole = rows.length === table.rows && isInPlace(rows)
  for (const { name, place, values } of changes) {
    const before = place < 0 ? nullVector(values.type, table.rows) : table.columns[place]!
    const column = whole ? values.clone() : scattered(place < 0 ? before : before.clone(), rows, values)
    if (place >= 0) table.columns[place] = column
    else {
      table.names.push(name)
      table.columns.push(column)
    }
  }
  return { count: rows.length, rows }
}

function scattered(column: Vector, rows: Int32Array, values: Vector): Vector {
  if (
    column instanceof FixedVector &&
    values instanceof FixedVector &&
    column.type === values.type &&
    lanesOf(column.type.storage) === 1
  ) {
    const { data } = column
    for (let i = 0; i < rows.length; i++) if (rows[i]! >= 0) data[rows[i]!] = values.data[i] as never
    column.mayHoldNulls ||= values.mayHoldNulls
    return column
  }
  for (let i = 0; i < rows.length; i++) if (rows[i]! >= 0) column.set(rows[i]!, values.get(i))
  return column
}

/** Takes rows out of a table. */
export function deleteRows(table: Table, rows: Int32Array): RowsChanged {
  const marks = new Uint8Array(table.rows)
  for (const row of rows) if (row >= 0) marks[row] = 1
  let gone = 0
  for (const mark of marks) gone += mark
  if (gone === 0) return { count: 0, rows }
  const kept = allocate('i32', table.rows - gone)
  for (let row = 0, at = 0; row < marks.length; row++) if (!marks[row]) kept[at++] = row
  table.columns = table.columns.map(column => column.gather(kept))
  return { count: gone, rows }
}
