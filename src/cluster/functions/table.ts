import { given, text, texts, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { DatabaseRecord } from '../../storage/catalog/database-record.ts'
import type { KeepDuplicates } from '../../storage/catalog/table-record.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { FunctionValue } from '../../values/forms/function-value.ts'
import { bool, NOTHING, Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { TableValue } from '../../values/forms/table-value.ts'
import type { Value } from '../../values/value.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import type { TableSpecMessage } from '../bridge/store-message.ts'
import { storeSlot } from '../bridge/store-slot.ts'
import { DatabaseHandle } from '../tables/database-handle.ts'
import { DfsTable } from '../tables/dfs-table.ts'
import { type PartitionedBy, partitionedBy } from '../tables/partition-function.ts'
import { PartitionedMemoryTable } from '../tables/partitioned-memory-table.ts'
import { databaseOf } from './database.ts'
import { indexesOf } from './index-argument.ts'

function create(context: Context, database: DatabaseRecord, spec: TableSpecMessage): DfsTable {
  const store = context.service(storeSlot)
  return new DfsTable(store, database, store.createTable(database.path, spec))
}

interface TableArguments {
  readonly usage: string
  readonly table: Value | undefined
  readonly name: Value | undefined
  readonly partitions: readonly PartitionedBy[]
  readonly compressMethods: Value | undefined
  readonly sortColumns: Value | undefined
  readonly keepDuplicates: Value | undefined
  readonly mapping: Value | undefined
  readonly softDelete: Value | undefined
  readonly primaryKey: Value | undefined
  readonly indexes: Value | undefined
  readonly latestKeyCache: Value | undefined
  readonly compressHashSortKey: Value | undefined
}

function specOf(given_: TableArguments, { engine }: DatabaseRecord): TableSpecMessage {
  const { usage, table } = given_
  if (!(table instanceof TableValue)) throw wrongArgument(usage, 'table', 'a table', table)
  // Where keys are primary, the last row of each key stays; the key may stand in the place of sortColumns.
  const keyed = engine === 'PKEY'
  const ofPoints = engine === 'IOTDB'
  const primary = keyed || ofPoints ? given(given_.primaryKey) : undefined
  const sort = (keyed ? primary : undefined) ?? given(given_.sortColumns) ?? primary
  const sortColumns = sort === undefined ? [] : texts(sort, usage, keyed ? 'primaryKey' : 'sortColumns')
  const methods = compression(given_.compressMethods)
  const indexes = indexesOf(given(given_.indexes), table, keyed ? sortColumns : [], { engine })
  const columns = table.names.map((name, i) => ({
    name,
    type: String(table.types[i]),
    ...(methods.has(name) ? { compression: methods.get(name)! } : {}),
    ...(indexes.has(name) ? { index: indexes.get(name)! } : {}),
  }))
  return {
    name: text(given_.name, usage, 'tableName'),
    columns,
    partitionColumns: given_.partitions.map(({ column }) => column),
    partitionFunctions: given_.partitions.map(({ source }) => source),
    sortColumns,
    keepDuplicates: keyed ? 'LAST' : duplicates(given(given_.keepDuplicates)),
    sortKeyMapping: mappings(given(given_.mapping)),
    softDelete: truth(given(given_.softDelete), usage, 'softDelete', false),
    latestKeyCache: truth(given(given_.latestKeyCache), usage, 'latestKeyCache', false),
    compressHashSortKey: truth(given(given_.compressHashSortKey), usage, 'compressHashSortKey', ofPoints),
  }
}

function compression(value: Value | undefined): Map<string, string> {
  if (!(value instanceof Dictionary)) return new Map()
  const entries = [...value.entries.values()]
  return new Map(entries.map(entry => [String(entry.key), String((entry.value as Scalar).raw)]))
}

// ALL, FIRST and LAST are 0, 1, 2; they may be written as strings too.
function duplicates(value: Value | undefined): KeepDuplicates {
  if (value === undefined) return 'ALL'
  const names = ['ALL', 'FIRST', 'LAST'] as const
  if (value instanceof FunctionValue) return value.name === 'first' ? 'FIRST' : 'LAST'
  const raw = value instanceof Scalar ? value.raw : null
  const found = typeof raw === 'string' ? names.find(name => name === raw.toUpperCase()) : names[Number(raw)]
  if (found) return found
  throw new ScriptError(`keepDuplicates is one of ${names.join(', ')}.`)
}

function mappings(value: Value | undefined): (string | null)[] {
  if (value === undefined) return []
  const items =
    value instanceof Vector ? Array.from({ length: value.length }, (_, i) => value.get(i)) : [value]
  return items.map(item => (item instanceof FunctionValue ? item.describe() : null))
}

export const createPartitionedTable = define({
  name: 'createPartitionedTable',
  signature:
    'createPartitionedTable(dbHandle, table, tableName, [partitionColumns], [compressMethods], [sortColumns], [keepDuplicates=ALL], [sortKeyMappingFunction], [softDelete=false], [indexes], [latestKeyCache=false], [compressHashSortKey=true], [encryptMode], [primaryKey])',
  kind: 'table',
  doc: 'Makes a partitioned table, empty, with the columns of the given table. Partition columns go with the levels of the database, and may be functions of a column, "month(date)"; sortColumns are for the TSDB and IOTDB engines, primaryKey for PKEY: of rows with the same key the last one stays; there, indexes={"column": "textindex(parser=english)"} lets matchAny and its kin ask for words. Tables of an IOTDB database are of points and need latestKeyCache=true. In a database without a directory its rows are in memory; there, tables in a tuple become the partitions themselves.',
  examples: [
    [
      'db = database("dfs://exampleTables", RANGE, 0 5 10); t = table(1..9 as id, 1..9*0.5 as x); pt = db.createPartitionedTable(t, `pt, `id).append!(t); select count(*) from pt',
      'count\n-----\n9',
    ],
    [
      'db = database("", VALUE, `A`B); pt = db.createPartitionedTable(table(`A`B`A as s, 1 2 3 as x), `pt, `s).append!(table(`B`A`B as s, 1 2 3 as x)); select sum(x) from pt group by s',
      's sum_x\n- -----\nA 2\nB 4',
    ],
    [
      'db = database("dfs://exampleMonths", VALUE, 2024.01M 2024.02M); t = table(2024.01.05 2024.02.06 2024.01.07 as d, 1 2 3 as x); pt = db.createPartitionedTable(t, `pt, "month(d)").append!(t); exec x from pt',
      '[1,3,2]',
    ],
  ],
  run: (
    context,
    handle,
    table,
    name,
    columns,
    compressMethods,
    sortColumns,
    keepDuplicates,
    mapping,
    softDelete,
    ...rest
  ) => {
    const usage = 'createPartitionedTable(dbHandle, table, tableName, partitionColumns)'
    const inMemory = handle instanceof DatabaseHandle && handle.path === ''
    const partitionColumns = given(columns) === undefined ? [] : texts(columns, usage, 'partitionColumns')
    const inOrder = inMemory && handle.levels[0]?.kind === 'SEQ'
    if (partitionColumns.length === 0 && !inOrder)
      throw wrongArgument(usage, 'partitionColumns', 'names of columns', columns)
    if (inMemory) {
      const computed = partitionColumns.find(each => each.includes('('))
      if (computed)
        throw new ScriptError(
          `${computed}: tables in memory are partitioned by columns, not by functions of them.`,
        )
      const parts = table instanceof Tuple ? table.items : []
      if (parts.length > 0 && parts.every(part => part instanceof Table))
        return PartitionedMemoryTable.over(parts, handle.levels, partitionColumns)
      if (!(table instanceof Table)) throw wrongArgument(usage, 'table', 'a table in memory', table)
      return new PartitionedMemoryTable(table, handle.levels, partitionColumns)
    }
    const database = databaseOf(context, handle, usage)
    return create(
      context,
      database,
      specOf(
        {
          usage,
          table,
          name,
          partitions: partitionColumns.map(each =>
            partitionedBy(context, each, table instanceof TableValue ? table.names : []),
          ),
          compressMethods,
          sortColumns,
          keepDuplicates,
          mapping,
          softDelete,
          indexes: rest[0],
          latestKeyCache: rest[1],
          compressHashSortKey: rest[2],
          primaryKey: rest[4],
        },
        database,
      ),
    )
  },
})

export const createDimensionTable = define({
  name: 'createDimensionTable',
  aliases: ['createTable'],
  signature:
    'createDimensionTable(dbHandle, table, tableName, [compressMethods], [sortColumns], [keepDuplicates=ALL], [sortKeyMappingFunction], [softDelete=false], [primaryKey])',
  kind: 'table',
  doc: 'Makes a table that is not partitioned, empty, with the columns of the given table.',
  examples: [],
  run: (context, handle, table, name, compressMethods, sortColumns, ...rest) => {
    const usage = 'createDimensionTable(dbHandle, table, tableName)'
    const [keepDuplicates, mapping, softDelete, primaryKey] = rest
    const database = databaseOf(context, handle, usage)
    return create(
      context,
      database,
      specOf(
        {
          usage,
          table,
          name,
          partitions: [],
          compressMethods,
          sortColumns,
          keepDuplicates,
          mapping,
          softDelete,
          primaryKey,
          indexes: undefined,
          latestKeyCache: undefined,
          compressHashSortKey: undefined,
        },
        database,
      ),
    )
  },
})

export const loadTable = define({
  name: 'loadTable',
  signature: 'loadTable(database, tableName, [partitions], [memoryMode=false])',
  kind: 'table',
  doc: 'A table of a database. Its rows stay where they are until a query asks for them; with memoryMode=true they are read into memory.',
  examples: [
    [
      'db = database("dfs://loaded", VALUE, 1..3); pt = db.createPartitionedTable(table(1 2 as id), `pt, `id).append!(table(3 1 as id)); exec id from loadTable("dfs://loaded", "pt")',
      '[1,3]',
    ],
  ],
  run: (context, database, name, _partitions, memoryMode) => {
    const usage = 'loadTable(database, tableName)'
    const record = databaseOf(context, database, usage)
    const store = context.service(storeSlot)
    const table = new DfsTable(store, record, store.table(record.path, text(name, usage, 'tableName')))
    return truth(given(memoryMode), usage, 'memoryMode', false) ? table.load(context) : table
  },
})

export const existsTable = define({
  name: 'existsTable',
  signature: 'existsTable(dbUrl, tableName)',
  kind: 'system',
  doc: 'Whether the database has a table of that name.',
  examples: [['existsTable("dfs://thereIsNone", "t")', 'false']],
  run: (context, url, name) => {
    const usage = 'existsTable(dbUrl, tableName)'
    const store = context.service(storeSlot)
    const path = text(url, usage, 'dbUrl')
    if (!store.findDatabase(path)) return bool(false)
    const wanted = text(name, usage, 'tableName')
    return bool(store.tables(path).some(table => table.name === wanted))
  },
})

export const dropTable = define({
  name: 'dropTable',
  signature: 'dropTable(dbHandle, tableName)',
  kind: 'table',
  doc: 'Deletes a table of a database.',
  examples: [
    [
      'db = database("dfs://dropped", VALUE, 1..3); db.createDimensionTable(table(1 as id), `dt); dropTable(db, `dt); existsTable("dfs://dropped", "dt")',
      'false',
    ],
  ],
  run: (context, handle, name) => {
    const usage = 'dropTable(dbHandle, tableName)'
    context
      .service(storeSlot)
      .dropTable(databaseOf(context, handle, usage).path, text(name, usage, 'tableName'))
    return NOTHING
  },
})

export const truncate = define({
  name: 'truncate',
  signature: 'truncate(dbUrl, tableName)',
  kind: 'table',
  doc: 'Deletes all rows of a table, but not the table.',
  examples: [
    [
      'db = database("dfs://truncated", VALUE, 1..3); dt = db.createDimensionTable(table(1 as id), `dt).append!(table(1 2 as id)); truncate("dfs://truncated", `dt); exec count(*) from dt',
      '0',
    ],
  ],
  run: (context, url, name) => {
    const usage = 'truncate(dbUrl, tableName)'
    context.service(storeSlot).truncate(databaseOf(context, url, usage).path, text(name, usage, 'tableName'))
    return NOTHING
  },
})

export const renameTable = define({
  name: 'renameTable',
  signature: 'renameTable(dbHandle, tableName, newTableName)',
  kind: 'table',
  doc: 'Gives a table of a database another name.',
  examples: [
    [
      'db = database("dfs://renamed", VALUE, 1..3); db.createDimensionTable(table(1 as id), `a); renameTable(db, `a, `b); getTables(db)',
      '["b"]',
    ],
  ],
  run: (context, handle, name, newName) => {
    const usage = 'renameTable(dbHandle, tableName, newTableName)'
    const { path } = databaseOf(context, handle, usage)
    context
      .service(storeSlot)
      .renameTable(path, text(name, usage, 'tableName'), text(newName, usage, 'newTableName'))
    return NOTHING
  },
})

export const getTables = define({
  name: 'getTables',
  signature: 'getTables(dbHandle)',
  kind: 'system',
  doc: 'The names of the tables of a database.',
  examples: [
    [
      'db = database("dfs://tables", VALUE, 1..3); db.createDimensionTable(table(1 as id), `dt); getTables(db)',
      '["dt"]',
    ],
  ],
  run: (context, handle) => {
    const { path } = databaseOf(context, handle, 'getTables(dbHandle)')
    const names = context
      .service(storeSlot)
      .tables(path)
      .map(table => table.name)
    return StringVector.of(names.sort())
  },
})

export const listTables = define({
  name: 'listTables',
  signature: 'listTables(dbUrl)',
  kind: 'system',
  doc: 'The tables of a database, with the name that their chunks have in the folders of partitions.',
  examples: [
    [
      'db = database("dfs://exampleList", VALUE, 1..3); db.createTable(table(1 2 as id), `dim); exec tableName from listTables("dfs://exampleList")',
      '["dim"]',
    ],
  ],
  run: (context, url) => {
    const { path } = databaseOf(context, url, 'listTables(dbUrl)')
    const names = context
      .service(storeSlot)
      .tables(path)
      .map(table => table.name)
      .sort()
    return new Table(['tableName', 'physicalIndex'], [StringVector.of(names), StringVector.of([...names])])
  },
})

const fullNames = (context: Context, path: string) =>
  context
    .service(storeSlot)
    .tables(path)
    .map(table => `${path}/${table.name}`)
    .sort()

export const getTablesByDatabase = define({
  name: 'getTablesByDatabase',
  aliases: ['getDFSTablesByDatabase'],
  signature: 'getTablesByDatabase(dbUrl)',
  kind: 'system',
  doc: 'The tables of a database, each with the path of the database in front.',
  examples: [
    [
      'db = database("dfs://fullNames", VALUE, 1..3); db.createDimensionTable(table(1 as id), `dt); getTablesByDatabase("dfs://fullNames")',
      '["dfs://fullNames/dt"]',
    ],
  ],
  run: (context, url) =>
    StringVector.of(fullNames(context, text(url, 'getTablesByDatabase(dbUrl)', 'dbUrl'))),
})

export const getClusterDFSTables = define({
  name: 'getClusterDFSTables',
  signature: 'getClusterDFSTables([includeSysTable=true])',
  kind: 'system',
  doc: 'All tables of all databases, each with the path of its database in front.',
  examples: [
    [
      'db = database("dfs://allNames", VALUE, 1..3); db.createDimensionTable(table(1 as id), `dt); "dfs://allNames/dt" in getClusterDFSTables()',
      'true',
    ],
  ],
  run: context => {
    const databases = context.service(storeSlot).databases()
    return StringVector.of(databases.flatMap(({ path }) => fullNames(context, path)).sort())
  },
})
