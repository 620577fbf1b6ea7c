import { given, text, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { loadTextFile } from '../../functions/files/load-text.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { storeSlot } from '../bridge/store-slot.ts'
import { DatabaseHandle } from '../tables/database-handle.ts'
import { DfsTable } from '../tables/dfs-table.ts'
import { databaseOf } from './database.ts'
import { createPartitionedTable } from './table.ts'

// A handle without a path is a scheme in memory.
const inMemory = (handle: Value | undefined) =>
  given(handle) === undefined ||
  (handle instanceof DatabaseHandle && handle.path === '') ||
  (handle instanceof Scalar && handle.raw === '')

export const loadTextEx = define({
  name: 'loadTextEx',
  signature:
    'loadTextEx(dbHandle, tableName, partitionColumns, filename, [delimiter=","], [schema], [skipRows=0], [transform], [sortColumns], [atomic=false], [arrayDelimiter], [containHeader], [arrayMarker])',
  kind: 'table',
  doc: 'Reads a file of text as loadText does, lets a function transform the rows, and appends them to a partitioned table, which is made if it is missing. Gives the table. The rows are stored in one transaction. Without a database the table is in memory.',
  examples: [
    [
      'saveText(table(1..6 as id, 0.5 * 1..6 as x), "ex.csv"); db = database("dfs://exampleText", RANGE, 0 4 10); pt = loadTextEx(db, `pt, `id, "ex.csv"); exec sum(x) from pt where id > 3',
      '7.5',
    ],
  ],
  run: (context, handle, name, partitionColumns, filename, delimiter, schema, skipRows, ...rest) => {
    const [transform, sortColumns, , arrayDelimiter, containHeader, arrayMarker] = rest
    const usage = 'loadTextEx(dbHandle, tableName, partitionColumns, filename)'
    const loaded = loadTextFile(context, {
      usage,
      filename,
      delimiter,
      schema,
      skipRows,
      arrayDelimiter,
      containHeader,
      arrayMarker,
    })
    const change = given(transform)
    const rows = change === undefined ? loaded : context.call(change, [loaded])
    if (!(rows instanceof Table))
      throw wrongArgument(usage, 'transform', 'a function that gives a table', rows)
    if (inMemory(handle)) return rows
    const database = databaseOf(context, handle, usage)
    const store = context.service(storeSlot)
    const known = store.tables(database.path).find(table => table.name === text(name, usage, 'tableName'))
    const table = known
      ? new DfsTable(store, database, known)
      : (createPartitionedTable.invoke(context, [
          handle,
          rows,
          name,
          partitionColumns,
          undefined,
          given(sortColumns),
        ]) as DfsTable)
    table.append(context, rows)
    return table
  },
})
