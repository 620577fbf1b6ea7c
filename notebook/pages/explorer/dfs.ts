import { Dictionary } from '../../../src/values/dictionary.ts'
import type { Table } from '../../../src/values/table.ts'
import type { NodeSession } from '../../node/node-session.ts'
import { entriesOf, type Plain, plain, type Row, rowsOf } from '../../node/plain.ts'

/** A database and its tables. */
export interface DatabaseEntry {
  readonly path: string
  readonly tables: readonly string[]
}

export interface TableDetails {
  readonly columns: readonly Row[]
  readonly partitionColumns: readonly string[]
  readonly partitionKinds: readonly string[]
  readonly head: Table
  readonly rows: number
}

/** A partition on its nodes. */
export interface ChunkEntry {
  readonly id: string
  readonly path: string
  readonly bytes: number
  readonly version: number
  readonly state: string
  readonly sites: readonly string[]
}

/** The databases with their tables, in order of their names. */
export async function databasesOf(session: NodeSession): Promise<DatabaseEntry[]> {
  const [paths, tables] = await Promise.all([
    session.call('getClusterDFSDatabases'),
    session.call('getClusterDFSTables'),
  ])
  const all = texts(plain(tables))
  return texts(plain(paths))
    .sort()
    .map(path => ({ path, tables: tablesIn(path, all) }))
}

// `dfs://a/b/t` is the table t of dfs://a/b.
function tablesIn(path: string, all: readonly string[]): string[] {
  return all
    .filter(table => table.slice(0, table.lastIndexOf('/')) === path)
    .map(table => table.slice(table.lastIndexOf('/') + 1))
    .sort()
}

/** A table's definition, its first rows, and how many there are. */
export async function detailsOf(session: NodeSession, path: string, name: string): Promise<TableDetails> {
  const table = `loadTable(${JSON.stringify(path)}, ${JSON.stringify(name)})`
  const [schema, head, count] = [
    await session.run(`schema(${table})`),
    await session.run(`select top 100 * from ${table}`),
    await session.run(`exec count(*) from ${table}`),
  ]
  const { partitionColumnName, partitionTypeName } = entriesOf(schema)
  return {
    columns: rowsOf(schema instanceof Dictionary ? schema.get('colDefs') : undefined),
    partitionColumns: texts(partitionColumnName),
    partitionKinds: texts(partitionTypeName),
    head: head as Table,
    rows: Number(plain(count)),
  }
}

/** The partitions of a single node's table: what its store holds. */
export async function heldChunksOf(
  session: NodeSession,
  alias: string,
  path: string,
  name: string,
): Promise<ChunkEntry[]> {
  const folder = JSON.stringify(`/${path.replace(/^dfs:\/\//, '')}/%`)
  const held = await session.run(`getTabletsMeta(${folder}, ${JSON.stringify(name)}, true, -1)`)
  return rowsOf(held)
    .map(row => ({
      id: String(row.chunkId),
      path: String(row.dfsPath),
      bytes: Number(row.diskUsage ?? 0),
      version: Number(row.version ?? 0),
      state: 'COMPLETE',
      sites: [alias],
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The partitions of a database with their replicas, as the controllers know them. */
export async function chunksOf(session: NodeSession, path: string): Promise<ChunkEntry[]> {
  const status = rowsOf(await session.run('rpc(getControllerAlias(), getClusterChunksStatus)'))
  const folder = `/${path.replace(/^dfs:\/\//, '')}/`
  return status
    .filter(row => String(row.file).startsWith(folder))
    .map(row => ({
      id: String(row.chunkId),
      path: String(row.file),
      bytes: Number(row.size ?? 0),
      version: Number(row.version ?? 0),
      state: String(row.state),
      // `alias:version:…`, by commas.
      sites: String(row.replicas)
        .split(',')
        .map(replica => replica.split(':')[0]!.trim())
        .filter(Boolean),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

function texts(value: Plain | undefined): string[] {
  if (value === null || value === undefined) return []
  return Array.isArray(value) ? value.map(String) : [String(value)]
}
