import { given, text } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { keyReader } from '../../functions/tables/key-index.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { TableRecord } from '../../storage/catalog/table-record.ts'
import { IOTANY, typeOfCode } from '../../values/data-type.ts'
import { NOTHING } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { concatenate, emptyVector } from '../../values/vectors/build.ts'
import { ints } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { replicaSlot } from '../bridge/replica-slot.ts'
import { storeSlot } from '../bridge/store-slot.ts'

/** Points of one partition, of all times: what tells them apart, a column each, and the names of their values' types. */
interface Points {
  readonly keys: readonly Vector[]
  readonly types: readonly string[]
}

// Points in the order in which they first appear. Of no value that isn't null there is no type.
function pointsOf(rows: Table, keys: number): Points {
  const columns = rows.columns.slice(0, keys)
  const mixed = rows.columns[keys]
  const read = keyReader(columns)
  const places = new Map<unknown, number>()
  const firstRows: number[] = []
  const types: string[] = []
  for (let row = 0; row < rows.rows; row++) {
    const key = read(row)
    let place = places.get(key)
    if (place === undefined) {
      place = firstRows.push(row) - 1
      places.set(key, place)
      types.push('')
    }
    const code = mixed instanceof UnionVector ? mixed.codes[row]! : 0
    if (code !== 0) types[place] = typeOfCode(code)!.name
  }
  return { keys: columns.map(column => column.gather(Int32Array.from(firstRows))), types }
}

/** Rows of the partitions that lie on this node, put together where they differ by time alone: in order of their paths. */
function rowsHere(
  context: Context,
  path: string,
  record: TableRecord,
  names: string[],
  below: string | null,
) {
  const store = context.service(storeSlot)
  const held = new Map(
    context
      .service(replicaSlot)
      .stored()
      .map(({ id, dfsPath }) => [id, dfsPath.slice(0, dfsPath.lastIndexOf('/'))] as const),
  )
  const places = new Map<string, Table[]>()
  for (const chunk of store.chunks(path, record.name)) {
    const place = held.get(chunk.id)
    if (place === undefined || (below !== null && place !== below)) continue
    const rows = store.read(path, record.name, chunk.path, names, [], chunk.cid)
    places.set(place, [...(places.get(place) ?? []), rows])
  }
  return [...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tables]) => joined(tables))
}

const joined = (tables: readonly Table[]): Table =>
  new Table(
    [...tables[0]!.names],
    tables[0]!.columns.map(({ type }, i) =>
      concatenate(
        type,
        tables.map(({ columns }) => columns[i]!),
      ),
    ),
  )

const reserved = ['innerId', 'valueType']

export const getLocalIOTDBStaticTable = define({
  name: 'getLocalIOTDBStaticTable',
  signature: 'getLocalIOTDBStaticTable(dbUrl, tableName, [dfsPath])',
  kind: 'system',
  doc: 'The points of a table of an IOTDB database that this node holds, or of one partition (its path without the time): their number within the partition, what tells them apart (the sort columns but the last), and the type of their IOTANY values.',
  examples: [
    [
      'create database "dfs://exampleStatic" partitioned by VALUE(1..2), VALUE(2024.01.01..2024.01.02), engine="IOTDB"; create table "dfs://exampleStatic"."pt" (id INT, at TIMESTAMP, value IOTANY) partitioned by id, at, sortColumns=[`id, `at], latestKeyCache=true; loadTable("dfs://exampleStatic", `pt).append!(table(1 2 as id, take(2024.01.01T00:00:00.000, 2) as at, (7, "on") as value)); getLocalIOTDBStaticTable("dfs://exampleStatic", `pt)',
      'innerId id valueType\n------- -- ---------\n0       1  INT\n0       2  STRING',
    ],
  ],
  run: (context, dbUrl, tableName, dfsPath) => {
    const usage = 'getLocalIOTDBStaticTable(dbUrl, tableName)'
    const [path, name] = [text(dbUrl, usage, 'dbUrl'), text(tableName, usage, 'tableName')]
    const store = context.service(storeSlot)
    if (store.database(path).engine !== 'IOTDB')
      throw new ScriptError(`Usage: ${usage}. ${path} is no database of the IOTDB engine.`)
    const record = store.table(path, name)
    const keys = record.sortColumns.slice(0, -1)
    const mixed = record.columns.filter(({ type }) => type === IOTANY).map(column => column.name)
    const below = given(dfsPath) === undefined ? null : text(dfsPath, usage, 'dfsPath').replace(/\/+$/, '')
    const parts = rowsHere(context, path, record, [...keys, ...mixed], below).map(rows =>
      pointsOf(rows, keys.length),
    )
    const typeOf = (key: string) => record.columns.find(column => column.name === key)!.type
    return new Table(
      ['innerId', ...keys.map(key => (reserved.includes(key) ? `_${key}_` : key)), 'valueType'],
      [
        ints(parts.flatMap(({ types }) => types.map((_, point) => point))),
        ...keys.map((key, i) =>
          parts.length === 0
            ? emptyVector(typeOf(key))
            : concatenate(
                typeOf(key),
                parts.map(part => part.keys[i]!),
              ),
        ),
        StringVector.of(parts.flatMap(({ types }) => types)),
      ],
    )
  },
})

export const clearAllIOTDBStaticTableCache = define({
  name: 'clearAllIOTDBStaticTableCache',
  signature: 'clearAllIOTDBStaticTableCache()',
  kind: 'system',
  doc: 'Frees the memory in which this node keeps the types of points; what is needed is read again.',
  examples: [],
  run: context => {
    context.service(storeSlot).forgetPoints()
    return NOTHING
  },
})
