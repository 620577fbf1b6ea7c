import type { Expression, InsertInto } from '../../../grammar/tree/ast.ts'
import { asColumnOf } from '../../functions/as-column.ts'
import { appendRows } from '../../functions/tables/append.ts'
import type { Context } from '../../runtime/context.ts'
import { missingColumn } from '../../runtime/missing-column.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Lookup } from '../../values/forms/code.ts'
import { Table } from '../../values/forms/table.ts'
import { TableValue } from '../../values/forms/table-value.ts'
import type { Value } from '../../values/value.ts'
import { nullVector } from '../../values/vectors/build.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { asColumn } from '../output.ts'

/** `insert into t …`. Returns how many rows are new: of a keyed table those that replace none. @throws ScriptError */
export function insert(context: Context, node: InsertInto, lookup: Lookup): number {
  const target = context.evaluator.compile(node.table)({ resolve: lookup })
  if (!(target instanceof TableValue)) throw new ScriptError('insert into takes a table.')
  const rows = node.query
    ? queryTable(context, node.query, lookup)
    : valuesTable(context, node, target, lookup)
  const placed = node.columns === null ? rows : placeColumns(target, node.columns, rows)
  const before = target instanceof Table && target.keyColumns.length > 0 ? target.rows : null
  if (target instanceof Table) appendRows(target, placed)
  else context.call(context.evaluator.findFunction('append!')!, [target, placed])
  return before === null ? placed.rows : (target as Table).rows - before
}

function queryTable(context: Context, query: Expression, lookup: Lookup): Table {
  const value = context.evaluator.compile(query)({ resolve: lookup })
  if (value instanceof Table) return value
  throw new ScriptError('insert into takes the rows of a table.')
}

function valuesTable(context: Context, node: InsertInto, target: TableValue, lookup: Lookup): Table {
  const values = node.values!.map(value => context.evaluator.compile(value)({ resolve: lookup }))
  const expected = node.columns?.length ?? target.names.length
  if (values.length !== expected) {
    throw new ScriptError(
      `insert into expects ${expected} values, one a column, but ${values.length} are given.`,
    )
  }
  const rows = Math.max(...values.map(value => (value instanceof Vector ? value.length : 1)))
  const types = node.columns?.map(name => target.types[placeOf(target, name)]!) ?? target.types
  const columns = values.map((value, i) => asColumnOf(types[i]!, spread(value, rows)))
  return new Table(node.columns ? [...node.columns] : [...target.names], columns)
}

const spread = (value: Value, rows: number) => (rows === 1 ? value : asColumn(value, rows, 'values'))

function placeOf(target: TableValue, name: string): number {
  const place = target.indexOf(name)
  if (place < 0) throw missingColumn(name, target.names)
  return place
}

// All of the target's columns: those named from `rows`, the others null.
function placeColumns(target: TableValue, names: readonly string[], rows: Table): Table {
  const columns = target.types.map(type => nullVector(type, rows.rows))
  names.forEach((name, i) => {
    columns[placeOf(target, name)] = rows.columns[i]!
  })
  return new Table([...target.names], columns)
}
