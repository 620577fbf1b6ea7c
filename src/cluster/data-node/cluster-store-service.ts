import type { Service } from '../../engine/bridge-host.ts'
import type { Bound } from '../../storage/block-filter.ts'
import { schemeKeys } from '../../storage/partition-value.ts'
import type { CatalogChange } from '../../storage/schema-catalog.ts'
import { StorageError } from '../../storage/storage-error.ts'
import type { Table } from '../../values/table.ts'
import { fromTransferable } from '../../values/transfer.ts'
import type { Vector } from '../../values/vector.ts'
import type { DefinitionCommand, TableAnswer } from '../controller/request.ts'
import type { ChunkContents, ChunkSummary, ColumnMessage, TableSpecMessage } from '../store-message.ts'
import { explained } from '../store-service.ts'
import { storedChunks } from '../stored-chunks.ts'
import { JobViews } from './job-views.ts'
import type { TableNode } from './table-node.ts'
import { Writer } from './writer.ts'

/**
 * The cluster's tables as scripts of this node reach them through the bridge: the same methods as those of a single node's
 * store. `isRunning` tells whether a job may still read.
 */
export function clusterStoreService(node: TableNode, isRunning: (job: number) => boolean): Service {
  const writer = new Writer(node)
  const views = new JobViews(node, isRunning)
  const ask = <T>(request: Parameters<typeof node.controllers.ask>[0]) =>
    node.controllers.ask(request) as Promise<T>
  const define = async (command: DefinitionCommand) => {
    writer.forget()
    return ask<unknown>({ is: 'define', command })
  }
  const tableJson = async (database: string, table: string) =>
    (await ask<TableAnswer>({ is: 'table', database, table })).table
  const methods = {
    catalogs: () => ask({ is: 'catalogs' }),
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
      const { chunks } = await views.look(job, database, table)
      return chunks.map(({ id, path, cid }) => ({ id, path, cid, rows: 0, bytes: 0 }))
    },
    stored: () => {
      const { local, peers } = node
      return local ? storedChunks(peers.self.alias, local.store, local.participants.inDoubt) : []
    },
    read: (
      job: number,
      database: string,
      table: string,
      path: string,
      columns: readonly string[],
      bounds: readonly Bound[],
      cid?: number,
    ) => views.read(job, { database, table, path, columns, bounds, cid }),
    ...definitionMethods(define, tableJson),
    insert: (_job: number, path: string, name: string, rows: unknown) =>
      writer.insert(path, name, fromTransferable(rows) as Table),
    replace: (_job: number, path: string, name: string, chunks: readonly ChunkContents[]) =>
      writer.replace(
        path,
        name,
        chunks.map(([chunk, rows, read]) => [
          chunk,
          rows === null ? null : (fromTransferable(rows) as Table),
          read,
        ]),
      ),
  }
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [name, explained(method as never)]),
  )
}

type Define = (command: DefinitionCommand) => Promise<unknown>

const definitionMethods = (
  define: Define,
  tableJson: (database: string, table: string) => Promise<string>,
) => ({
  createDatabase: (_job: number, json: string) => define({ is: 'createDatabase', json }),
  dropDatabase: (_job: number, path: string) => define({ is: 'dropDatabase', path }),
  changeCatalogs: (_job: number, change: CatalogChange) => define({ is: 'changeCatalogs', change }),
  createTable: async (_job: number, database: string, spec: TableSpecMessage) => {
    await define({ is: 'createTable', database, spec: JSON.stringify(spec) })
    return tableJson(database, spec.name)
  },
  dropTable: (_job: number, database: string, table: string) => define({ is: 'dropTable', database, table }),
  truncate: (_job: number, database: string, table: string) => define({ is: 'truncate', database, table }),
  renameTable: (_job: number, database: string, table: string, to: string) =>
    define({ is: 'renameTable', database, table, to }),
  addColumns: (_job: number, database: string, table: string, columns: readonly ColumnMessage[]) =>
    define({ is: 'addColumns', database, table, columns: JSON.stringify(columns) }),
  dropColumns: (_job: number, database: string, table: string, names: readonly string[]) =>
    define({ is: 'dropColumns', database, table, names }),
  renameColumn: (_job: number, database: string, table: string, from: string, to: string) =>
    define({ is: 'renameColumn', database, table, from, to }),
  setColumnComments: (
    _job: number,
    database: string,
    table: string,
    comments: Readonly<Record<string, string>>,
  ) => define({ is: 'setColumnComments', database, table, comments }),
  addValuePartitions: addPartitions('VALUE', define),
  addRangePartitions: addPartitions('RANGE', define),
})

const addPartitions =
  (kind: 'VALUE' | 'RANGE', define: Define) =>
  (_job: number, path: string, values: unknown, level: number) => {
    const vector = fromTransferable(values) as Vector
    const keys = schemeKeys(vector)
    return define({ is: 'addPartitions', database: path, kind, level, type: String(vector.type), keys })
  }
