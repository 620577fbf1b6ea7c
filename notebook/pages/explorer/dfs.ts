import { display } from '../../../src/values/format/format.ts'
import { Dictionary } from '../../../src/values/forms/dictionary.ts'
import type { Table } from '../../../src/values/forms/table.ts'
import { Vector } from '../../../src/values/vectors/vector.ts'
import type { NodeSession } from '../../node/node-session.ts'
import { entriesOf, type Plain, plain, type Row, rowsOf } from '../../node/plain.ts'

/** A database and its tables. */
export interface DatabaseEntry {
  readonly path: string
  readonly tables: readonly string[]
}

export interface DatabaseDetails {
  /** Of each level of partitions: VALUE, RANGE, …, and what it is made of. */
  readonly kinds: readonly string[]
  readonly schemes: readonly string[]
  readonly engine: string
  readonly atomic: string
  readonly owner: string
}

export interface TableDetails {
  readonly columns: readonly Row[]
  readonly partitionColumns: readonly string[]
  readonly partitionKinds: readonly string[]
  readonly engine: string
  readonly head: Table
  readonly rows: number
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

/** How a database is partitioned and kept. */
export async function databaseDetailsOf(session: NodeSession, path: string): Promise<DatabaseDetails> {
  const schema = await session.run(`schema(database(${JSON.stringify(path)}))`)
  const { partitionTypeName, engineType, atomic, databaseOwner } = entriesOf(schema)
  const kinds = texts(partitionTypeName)
  const scheme = schema instanceof Dictionary ? schema.get('partitionSchema') : undefined
  const levels = kinds.length > 1 && scheme instanceof Vector ? kinds.map((_, i) => scheme.get(i)) : [scheme]
  return {
    kinds,
    schemes: levels.map(level => (level === undefined ? '' : display(level))),
    engine: String(engineType ?? ''),
    atomic: String(atomic ?? ''),
    owner: String(databaseOwner ?? ''),
  }
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
  const { partitionColumnName, partitionTypeName, engineType } = entriesOf(schema)
  return {
    columns: rowsOf(schema instanceof Dictionary ? schema.get('colDefs') : undefined),
    partitionColumns: texts(partitionColumnName),
    partitionKinds: texts(partitionTypeName),
    engine: String(engineType ?? ''),
    head: head as Table,
    rows: Number(plain(count)),
  }
}

/** Rows of a table in one partition. */
export async function partitionRows(
  session: NodeSession,
  { path, name, chunk }: { readonly path: string; readonly name: string; readonly chunk: string },
  from: number,
  to: number,
): Promise<Table> {
  return (await session.call('readTabletChunk', chunk, path, '', name, from, to - from)) as Table
}

function texts(value: Plain | undefined): string[] {
  if (value === null || value === undefined) return []
  return Array.isArray(value) ? value.map(String) : [String(value)]
}
