import type { Select } from '../../../grammar/tree/ast.ts'
import { wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { SequenceLevel } from '../../storage/partitions/sequence.ts'
import { Code } from '../../values/forms/code.ts'
import { Table } from '../../values/forms/table.ts'
import { partitionedTable, selectOf } from '../data-sources/make-data-sources.ts'
import { PartitionedMemoryTable } from '../tables/partitioned-memory-table.ts'

/** What the clauses that a query mustn't have are called; null: it has none of them. */
function forbiddenClause(select: Select): string | null {
  if (select.top) return 'top'
  if (select.grouping) return `${select.grouping} by`
  if (select.cumulativeGroupBy.length > 0) return 'cgroup by'
  if (select.orderBy.length > 0) return 'order by'
  if (select.limit) return 'limit'
  return select.distinct ? 'distinct' : null
}

export const loadTableBySQL = define({
  name: 'loadTableBySQL',
  signature: 'loadTableBySQL(sql)',
  kind: 'table',
  doc: 'The rows of a partitioned table that a query in metacode gives, in memory, partitioned as the table is. The query has a where at most; columns may be computed. Without the partition columns there is one partition.',
  examples: [
    [
      'db = database("dfs://bySql", VALUE, 1..3); pt = db.createPartitionedTable(table(1 2 as id, 5 6 as x), `pt, `id).append!(table(1 2 3 as id, 5 6 7 as x)); t = loadTableBySQL(<select id, x * 2 as y from pt where id > 1>); exec sum(y) from t',
      '26',
    ],
  ],
  run: (context, code) => {
    const usage = 'loadTableBySQL(sql)'
    if (!(code instanceof Code)) throw wrongArgument(usage, 'sql', 'metacode of a select', code)
    const select = selectOf(code, usage)
    const clause = forbiddenClause(select)
    if (clause) throw new ScriptError(`Usage: ${usage}. The query can't have ${clause}.`)
    const found = partitionedTable(context, code, select)
    if (!found) throw new ScriptError(`Usage: ${usage}. The query should be of a partitioned table.`)
    const rows = context.evaluator.evaluate(code)
    if (!(rows instanceof Table)) throw new ScriptError(`Usage: ${usage}. The query should give a table.`)
    const { columns, functions, levels } = found
    const keeps = functions.every(each => each === null) && columns.every(name => rows.indexOf(name) >= 0)
    const made = keeps
      ? new PartitionedMemoryTable(rows, levels, columns)
      : new PartitionedMemoryTable(rows, [new SequenceLevel(1)], [])
    made.append(context, rows)
    return made
  },
})
