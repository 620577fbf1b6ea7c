import type { CommonTable, Query, Select } from '../../grammar/ast.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { Lookup } from '../values/code.ts'
import { Table } from '../values/table.ts'
import type { Value } from '../values/value.ts'
import { runSelect } from './select.ts'
import { unite } from './union.ts'

/** Runs a query: a table for `select`, for `exec` a scalar, vector, matrix or table. @throws ScriptError */
export function runQuery(context: Context, query: Query, lookup: Lookup): Value {
  const around = withCommon(context, query.with, lookup)
  if (query.kind === 'select') {
    const table = runSelect(context, query, around)
    return query.verb === 'exec' && table instanceof Table ? shapeOfExec(query, table) : table
  }
  return unite(tableOf(context, query.left, around), tableOf(context, query.right, around), query.all)
}

function tableOf(context: Context, query: Query, lookup: Lookup): Table {
  const value = runQuery(context, query.kind === 'select' ? { ...query, verb: 'select' } : query, lookup)
  if (value instanceof Table) return value
  throw new ScriptError('A query of a union gives a table.')
}

// `with` names are seen by the query and by the common tables after them.
function withCommon(context: Context, tables: readonly CommonTable[], lookup: Lookup): Lookup {
  let around = lookup
  for (const { name, columns, query } of tables) {
    const made = tableOf(context, query, around)
    if (columns.length > 0 && columns.length !== made.names.length) {
      throw new ScriptError(
        `${name} has ${made.names.length} columns, but ${columns.length} names are given.`,
      )
    }
    const table = columns.length > 0 ? new Table([...columns], made.columns) : made
    const before = around
    around = asked => (asked === name ? table : before(asked))
  }
  return around
}

/** What `exec` makes of the result: one column a vector, one aggregate a scalar. */
function shapeOfExec(query: Select, table: Table): Value {
  if (table.columns.length !== 1) return table
  const column = table.columns[0]!
  const aggregate =
    query.grouping === null && table.rows === 1 && query.items.every(item => item.value.kind !== 'star')
  return aggregate ? column.get(0) : column
}
