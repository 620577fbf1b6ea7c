import type { Query, Select } from '../../grammar/ast.ts'
import type { Context } from '../runtime/context.ts'
import type { QueryRunner } from '../runtime/query.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { Lookup } from '../values/code.ts'
import type { Table } from '../values/table.ts'
import type { Value } from '../values/value.ts'
import { runSelect } from './select.ts'

/** SQL over tables in memory and elsewhere, for compiled scripts. */
export const queryRunner: QueryRunner = {
  select: runQuery,
  change() {
    throw new ScriptError('insert, update and delete are being built.')
  },
  define() {
    throw new ScriptError('create, drop and alter are being built.')
  },
}

function runQuery(context: Context, query: Query, lookup: Lookup): Value {
  if (query.kind === 'union') throw new ScriptError('union is being built.')
  const table = runSelect(context, query, lookup)
  return query.verb === 'select' ? table : shapeOfExec(query, table)
}

/** What `exec` makes of the result: one column a vector, one aggregate a scalar. */
function shapeOfExec(query: Select, table: Table): Value {
  if (table.columns.length !== 1) return table
  const column = table.columns[0]!
  const single =
    query.grouping === null && table.rows === 1 && query.items.every(item => item.value.kind !== 'star')
  return single ? column.get(0) : column
}
