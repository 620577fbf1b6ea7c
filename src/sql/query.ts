import type { CommonTable, Query } from '../../grammar/tree/ast.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { Lookup } from '../values/forms/code.ts'
import { string } from '../values/forms/scalar.ts'
import { Table } from '../values/forms/table.ts'
import type { Value } from '../values/value.ts'
import { explain, isExplained, untraced } from './explain.ts'
import { runSelect } from './select.ts'
import { unite } from './union.ts'

/** Runs a query: a table for `select`, for `exec` a scalar, vector, matrix or table; explained, a text. @throws ScriptError */
export function runQuery(context: Context, query: Query, lookup: Lookup): Value {
  const around = withCommon(context, query.with, lookup)
  if (query.kind === 'union') {
    return unite(tableOf(context, query.left, around), tableOf(context, query.right, around), query.all)
  }
  const run = (inner: Query, outside: Lookup) => runQuery(context, inner, outside)
  if (isExplained(query)) {
    return string(explain(context, trace => runSelect(context, query, run, around, trace).value))
  }
  const { value, isSingle } = runSelect(context, query, run, around, untraced)
  if (query.verb === 'select' || !(value instanceof Table) || value.columns.length !== 1) return value
  const column = value.columns[0]!
  return isSingle && value.rows === 1 ? column.get(0) : column
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
