import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { CatalogChange } from '../../storage/catalog/schema-catalog.ts'
import { schemeKeys } from '../../storage/partitions/value.ts'
import type { Bound } from '../../storage/reading/block-filter.ts'
import { StorageError } from '../../storage/storage-error.ts'
import type { Table } from '../../values/forms/table.ts'
import { fromTransferable } from '../../values/transfer.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type {
  ChunkContents,
  ChunkSummary,
  ColumnMessage,
  ReplaceType,
  TableSpecMessage,
} from '../bridge/store-message.ts'
import { explained } from '../bridge/store-service.ts'
import type { ChunksAnswer, DefinitionCommand, TableAnswer } from '../controller/request.ts'
import { storedChunks } from '../stored-chunks.ts'
import { moveAcrossVolumes } from '../volume-moves.ts'
import { JobViews } from './job-views.ts'
import type { TableNode } from './table-node.ts'
import { type JobsOfScripts, WriteNumbers } from './write-numbers.ts'
import { Writer } from './writer.ts'

/**
 * The cluster's tables as scripts of this node reach them through the bridge: the same methods as those of a single node's
 * store.
 */
export function clusterStoreService(node: TableNode, jobs: JobsOfScripts): Service {
  const writer = new Writer(node)
  const views = new JobViews(node, job => jobs.find(job) !== undefined)
  const numbers = new WriteNumbers(jobs)
  const ask = <T>(request: Parameters<typeof node.controllers.ask>[0]) =>
    node.controllers.ask(request) as Promise<T>
  const define = async (job: number, command: DefinitionCommand) => {
    writer.forget()
    const number = numbers.next(job) ?? node.presence.ownNumber()
    return ask<unknown>({ is: 'define', command, number })
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
      return chunks.map(({ id, path, cid, nodes }) => ({
        id,
        path,
        cid,
        rows: 0,
        bytes: 0,
        nodes: nodes.map(({ alias }) => alias),
      }))
    },
    share: (
      job: number,
      database: string,
      table: string,
      parts: readonly (readonly [path: string, cid: number])[],
    ) => views.share(job, database, table, parts),
    adopt: (job: number, database: string, table: string, answer: ChunksAnswer) =>
      views.adopt(job, database, table, answer),
    ...diskMethods(node),
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
    ...rowMethods(writer, numbers),
  }
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [name, explained(method as never)]),
  )
}

// Of what lies on this node.
const diskMethods = (node: TableNode) => ({
  stored: () => {
    const { local, peers } = node
    return local ? storedChunks(peers.self.alias, local.store, local.participants.inDoubt) : []
  },
  forgetPoints: async () => node.local?.store.forgetPoints(),
  addVolumes: async (_job: number, folders: readonly string[]) => {
    if (!node.local)
      throw new StorageError('invalid', 'Volumes are added on the data node that is to have them')
    await node.local.store.addVolumes(folders)
  },
  moveAcrossVolumes: async (_job: number, source: string, destination: string, chunks: readonly string[]) => {
    if (!node.local)
      throw new StorageError('invalid', 'Chunks are moved across volumes on the data node that has them')
    await moveAcrossVolumes(node.local.store, source, destination, chunks)
  },
})

const rowMethods = (writer: Writer, numbers: WriteNumbers) => ({
  insert: (job: number, path: string, name: string, rows: unknown, keys?: readonly unknown[]) =>
    writer.insert(
      path,
      name,
      fromTransferable(rows) as Table,
      numbers.next(job),
      keys?.map(key => fromTransferable(key) as Vector),
    ),
  replace: (job: number, path: string, name: string, chunks: readonly ChunkContents[], type: ReplaceType) =>
    numbers.replacing(job, number =>
      writer.replace(
        path,
        name,
        chunks.map(([chunk, rows, read]) => [
          chunk,
          rows === null ? null : (fromTransferable(rows) as Table),
          read,
        ]),
        type,
        number,
      ),
    ),
  drop: (job: number, path: string, name: string, partitions: readonly string[], force: boolean) =>
    writer.drop(path, name, partitions, force, numbers.next(job)),
})

type Define = (job: number, command: DefinitionCommand) => Promise<unknown>

const definitionMethods = (
  define: Define,
  tableJson: (database: string, table: string) => Promise<string>,
) => ({
  createDatabase: (job: number, json: string) => define(job, { is: 'createDatabase', json }),
  dropDatabase: (job: number, path: string) => define(job, { is: 'dropDatabase', path }),
  changeCatalogs: (job: number, change: CatalogChange) => define(job, { is: 'changeCatalogs', change }),
  createTable: async (job: number, database: string, spec: TableSpecMessage) => {
    await define(job, { is: 'createTable', database, spec: JSON.stringify(spec) })
    return tableJson(database, spec.name)
  },
  dropTable: (job: number, database: string, table: string) =>
    define(job, { is: 'dropTable', database, table }),
  truncate: (job: number, database: string, table: string) =>
    define(job, { is: 'truncate', database, table }),
  renameTable: (job: number, database: string, table: string, to: string) =>
    define(job, { is: 'renameTable', database, table, to }),
  addColumns: (job: number, database: string, table: string, columns: readonly ColumnMessage[]) =>
    define(job, { is: 'addColumns', database, table, columns: JSON.stringify(columns) }),
  dropColumns: (job: number, database: string, table: string, names: readonly string[]) =>
    define(job, { is: 'dropColumns', database, table, names }),
  renameColumn: (job: number, database: string, table: string, from: string, to: string) =>
    define(job, { is: 'renameColumn', database, table, from, to }),
  retypeColumn: (job: number, database: string, table: string, column: string, type: string) =>
    define(job, { is: 'retypeColumn', database, table, column, type }),
  setColumnComments: (
    job: number,
    database: string,
    table: string,
    comments: Readonly<Record<string, string>>,
  ) => define(job, { is: 'setColumnComments', database, table, comments }),
  setTableComment: (job: number, database: string, table: string, comment: string) =>
    define(job, { is: 'setTableComment', database, table, comment }),
  setAtomicLevel: (job: number, database: string, atomic: 'TRANS' | 'CHUNK') =>
    define(job, { is: 'setAtomicLevel', database, atomic }),
  addValuePartitions: addPartitions('VALUE', define),
  addRangePartitions: addPartitions('RANGE', define),
  removePartitions: (job: number, database: string, names: readonly string[]) =>
    define(job, { is: 'removePartitions', database, names }),
})

const addPartitions =
  (kind: 'VALUE' | 'RANGE', define: Define) =>
  (job: number, path: string, values: unknown, level: number) => {
    const vector = fromTransferable(values) as Vector
    const keys = schemeKeys(vector)
    return define(job, { is: 'addPartitions', database: path, kind, level, type: String(vector.type), keys })
  }
