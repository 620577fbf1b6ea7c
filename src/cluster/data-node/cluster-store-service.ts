import type { Service } from '../../engine/bridge-host.ts'
import type { Bound } from '../../storage/block-filter.ts'
import { emptyColumn } from '../../storage/empty-column.ts'
import { schemeKeys } from '../../storage/partition-value.ts'
import { StorageError } from '../../storage/storage-error.ts'
import { columnNamed, tableFromJson } from '../../storage/table-record.ts'
import { Table } from '../../values/table.ts'
import { fromTransferable, toTransferable } from '../../values/transfer.ts'
import type { Vector } from '../../values/vector.ts'
import type { ChunksAnswer, DefinitionCommand, TableAnswer } from '../controller/request.ts'
import type { ChunkSummary, ColumnMessage, TableSpecMessage } from '../store-message.ts'
import { explained } from '../store-service.ts'
import { storedChunks } from '../stored-chunks.ts'
import { readChunk } from './chunk-source.ts'
import type { DataNode } from './data-node.ts'
import { Writer } from './writer.ts'

/** What a job has looked at: versions stay until it ends. */
interface JobView {
  readonly tables: Map<string, ChunksAnswer>
  readonly release: (() => void)[]
}

/**
 * The cluster's tables as scripts of this node reach them through the bridge: the same methods as those of a single node's
 * store. `isRunning` tells whether a job may still read.
 */
export function clusterStoreService(node: DataNode, isRunning: (job: number) => boolean): Service {
  const writer = new Writer(node)
  const views = new Map<number, JobView>()
  const ask = <T>(request: Parameters<typeof node.controllers.ask>[0]) =>
    node.controllers.ask(request) as Promise<T>
  const define = async (command: DefinitionCommand) => {
    writer.forget()
    return ask<unknown>({ is: 'define', command })
  }
  const tableJson = async (database: string, table: string) =>
    (await ask<TableAnswer>({ is: 'table', database, table })).table
  const sweep = () => {
    for (const [job, view] of views) {
      if (isRunning(job)) continue
      for (const release of view.release) release()
      views.delete(job)
    }
  }
  const look = async (job: number, database: string, table: string): Promise<ChunksAnswer> => {
    sweep()
    let view = views.get(job)
    if (!view) {
      view = { tables: new Map(), release: [] }
      views.set(job, view)
    }
    const answer = await ask<ChunksAnswer>({ is: 'chunks', database, table })
    view.release.push(node.keep(answer.floor))
    view.tables.set(`${database}\u0001${table}`, answer)
    return answer
  }
  const read = async (
    job: number,
    database: string,
    table: string,
    path: string,
    columns: readonly string[],
    bounds: readonly Bound[],
    cid?: number,
  ) => {
    const seen = cid === undefined ? undefined : views.get(job)?.tables.get(`${database}\u0001${table}`)
    const answer = seen ?? (await look(job, database, table))
    const chunk = answer.chunks.find(each => each.path === path && (cid === undefined || each.cid === cid))
    const id = JSON.parse(answer.table).id as number
    // A partition without rows lies nowhere: what it looks like is known.
    if (!chunk) return toTransferable(emptyRows(answer, columns))
    const request = { table: id, version: answer.version, columns, bounds }
    return toTransferable(await readChunk(node, chunk, request))
  }
  const addPartitions =
    (kind: 'VALUE' | 'RANGE') => (_job: number, path: string, values: unknown, level: number) => {
      const vector = fromTransferable(values) as Vector
      const keys = schemeKeys(vector)
      return define({ is: 'addPartitions', database: path, kind, level, type: String(vector.type), keys })
    }
  const methods = {
    databases: () => ask({ is: 'databases' }),
    database: (_job: number, path: string) => ask({ is: 'database', path }),
    findDatabase: (_job: number, path: string) =>
      ask<string>({ is: 'database', path }).catch(error => {
        if (error instanceof StorageError && error.kind === 'missing') return null
        throw error
      }),
    tables: (_job: number, path: string) => ask({ is: 'tables', path }),
    table: (_job: number, database: string, table: string) => tableJson(database, table),
    chunks: async (job: number, database: string, table: string): Promise<ChunkSummary[]> => {
      const { chunks } = await look(job, database, table)
      return chunks.map(({ id, path, cid }) => ({ id, path, cid, rows: 0, bytes: 0 }))
    },
    stored: () => storedChunks(node.peers.self.alias, node.store, node.participants.inDoubt),
    read,
    createDatabase: (_job: number, json: string) => define({ is: 'createDatabase', json }),
    dropDatabase: (_job: number, path: string) => define({ is: 'dropDatabase', path }),
    createTable: async (_job: number, database: string, spec: TableSpecMessage) => {
      await define({ is: 'createTable', database, spec: JSON.stringify(spec) })
      return tableJson(database, spec.name)
    },
    dropTable: (_job: number, database: string, table: string) =>
      define({ is: 'dropTable', database, table }),
    truncate: (_job: number, database: string, table: string) => define({ is: 'truncate', database, table }),
    renameTable: (_job: number, database: string, table: string, to: string) =>
      define({ is: 'renameTable', database, table, to }),
    addColumns: (_job: number, database: string, table: string, columns: readonly ColumnMessage[]) =>
      define({ is: 'addColumns', database, table, columns: JSON.stringify(columns) }),
    dropColumns: (_job: number, database: string, table: string, names: readonly string[]) =>
      define({ is: 'dropColumns', database, table, names }),
    renameColumn: (_job: number, database: string, table: string, from: string, to: string) =>
      define({ is: 'renameColumn', database, table, from, to }),
    addValuePartitions: addPartitions('VALUE'),
    addRangePartitions: addPartitions('RANGE'),
    insert: (_job: number, path: string, name: string, rows: unknown) =>
      writer.insert(path, name, fromTransferable(rows) as Table),
    replace: (_job: number, path: string, name: string, chunks: readonly (readonly [string, unknown])[]) =>
      writer.replace(
        path,
        name,
        chunks.map(([chunk, rows]) => [chunk, rows === null ? null : (fromTransferable(rows) as Table)]),
      ),
  }
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [name, explained(method as never)]),
  )
}

function emptyRows({ table }: ChunksAnswer, columns: readonly string[]): Table {
  const record = tableFromJson(table)
  const wanted = columns.map(name => columnNamed(record, name))
  return new Table(
    wanted.map(({ name }) => name),
    wanted.map(({ type }) => emptyColumn(type)),
  )
}
