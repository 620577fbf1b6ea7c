import { given, texts, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { appendRows, rowsFor } from '../../functions/tables/append.ts'
import { keyReader } from '../../functions/tables/key-index.ts'
import { mergedRows } from '../../functions/tables/merge-rows.ts'
import type { Context } from '../../runtime/context.ts'
import { missingColumn } from '../../runtime/missing-column.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { LONG } from '../../values/data-type.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { DfsTable } from '../tables/dfs-table.ts'
import { PartitionedMemoryTable } from '../tables/partitioned-memory-table.ts'

export const upsert = define({
  name: 'upsert!',
  signature: 'upsert!(obj, newData, [ignoreNull=false], [keyColNames], [sortColumns])',
  kind: 'table',
  doc: 'Rows whose key is there replace the first row with that key, the others are appended. Keys are those of a keyed table, or of a table of a database keyColNames with the partition columns. With ignoreNull=true nulls of the new rows leave what is there. Partitions of a table of a database that get new rows are sorted by sortColumns, which are for such tables only.',
  examples: [
    [
      't = keyedTable(`id, 1 2 as id, 10 20 as x); upsert!(t, table(2 3 as id, 21 30 as x)); exec x from t',
      '[10,21,30]',
    ],
  ],
  mutates: [0],
  run: (context, target, newData, ignore, keyNames, sortNames) => {
    const usage = 'upsert!(obj, newData)'
    const ignoreNull = truth(given(ignore), usage, 'ignoreNull', false)
    if (target instanceof DfsTable) {
      const names = given(keyNames) === undefined ? [] : texts(keyNames, usage, 'keyColNames')
      const order = given(sortNames) === undefined ? [] : texts(sortNames, usage, 'sortColumns')
      return upsertStored(context, target, rowsFor(target, newData!), names, ignoreNull, order)
    }
    if (given(sortNames) !== undefined) {
      throw new ScriptError(
        `Usage: ${usage}. sortColumns are for tables of a database; the rows of other tables stay as they were put in.`,
      )
    }
    if (target instanceof PartitionedMemoryTable && target.keyed && !ignoreNull) {
      target.append(context, rowsFor(target, newData!))
      return target
    }
    if (!(target instanceof Table) || target.keyColumns.length === 0) {
      throw wrongArgument(usage, 'obj', 'a keyed table, an indexed table or a table of a database', target)
    }
    const rows = rowsFor(target, newData!)
    if (!ignoreNull) return appendRows(target, rows)
    const merged = mergedRows(target.slice(0, target.rows), rows, target.keyColumns, true)
    target.columns = merged.columns
    return target
  },
})

function rowsIn(context: Context, table: Value | undefined): number {
  if (table instanceof Table) return table.rows
  if (!(table instanceof DfsTable)) return 0
  const [first] = table.names
  return table.parts(context, []).reduce((sum, part) => sum + table.read(part, [first!], []).rows, 0)
}

export const tableUpsert = define({
  name: 'tableUpsert',
  signature: 'tableUpsert(obj, newData, [ignoreNull=false], [keyColNames], [sortColumns])',
  kind: 'table',
  doc: 'As upsert!; gives the pair of how many rows were inserted and how many replaced.',
  examples: [
    ['t = keyedTable(`id, 1 2 as id, 10 20 as x); tableUpsert(t, table(2 3 as id, 21 30 as x))', '1 : 1'],
    [
      't = keyedTable(`id, 1 2 as id, 10 20 as x); tableUpsert(t, table(1 2 3 as id, NULL 21 30 as x), ignoreNull=true)',
      '1 : 1',
    ],
  ],
  mutates: [0],
  run: (context, target, newData, ...options) => {
    const before = rowsIn(context, target)
    const ignoreNull = truth(given(options[0]), 'tableUpsert(obj, newData)', 'ignoreNull', false)
    const idle = ignoreNull && target instanceof Table ? idleRows(target, rowsFor(target, newData!)) : 0
    upsert.definition.run(context, target, newData, ...options)
    const inserted = rowsIn(context, target) - before
    const given_ = newData instanceof Table ? newData.rows : 1
    return new Pair(LONG, BigInt(inserted), BigInt(given_ - inserted - idle))
  },
})

/** How many of `rows` change nothing where nulls leave what is there: their key is there, and all else null. */
function idleRows(table: Table, rows: Table): number {
  const keys = table.keyColumns.map(key => table.indexOf(key))
  const others = rows.columns.filter((_, i) => !keys.includes(i))
  const read = keyReader(keys.map(i => table.columns[i]!))
  const known = new Set(Array.from({ length: table.rows }, (_, row) => read(row)))
  const readNew = keyReader(keys.map(i => rows.columns[i]!))
  let idle = 0
  for (let row = 0; row < rows.rows; row++) {
    const key = readNew(row)
    if (!known.has(key)) known.add(key)
    else if (others.every(column => column.isNullAt(row))) idle++
  }
  return idle
}

const sortBy = (context: Context) => context.evaluator.findFunction('sortBy!')!

// Partition by partition: what the new rows touch is read, merged and put back, all together.
function upsertStored(
  context: Context,
  target: DfsTable,
  rows: Table,
  keyNames: readonly string[],
  ignoreNull: boolean,
  order: readonly string[],
): Value {
  const keys = [...new Set([...keyNames, ...target.record.partitionColumns])]
  for (const key of [...keys, ...order]) if (target.indexOf(key) < 0) throw missingColumn(key, target.names)
  if (keyNames.length === 0) throw new ScriptError('upsert!: a table of a database needs keyColNames.')
  const sorted = (table: Table) =>
    order.length === 0
      ? table
      : (context.call(sortBy(context), [table, StringVector.of([...order])]) as Table)
  target.upsert(context, rows, (before, added) => sorted(mergedRows(before, added, keys, ignoreNull)))
  return target
}
