import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { Log } from '../../host/log.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import {
  type DatabaseRecord,
  databaseFromJson,
  databaseToJson,
} from '../../storage/catalog/database-record.ts'
import type { CatalogChange } from '../../storage/catalog/schema-catalog.ts'
import { tableToJson } from '../../storage/catalog/table-record.ts'
import type { Bound } from '../../storage/reading/block-filter.ts'
import { StorageError } from '../../storage/storage-error.ts'
import type { Store } from '../../storage/store.ts'
import { typeOfName } from '../../values/data-type.ts'
import type { Table } from '../../values/forms/table.ts'
import { fromTransferable, toTransferable } from '../../values/transfer.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { storedChunks } from '../stored-chunks.ts'
import { balanceVolumes, moveAcrossVolumes } from '../volume-moves.ts'
import { columnFromMessage } from './column-message.ts'
import type { ChunkContents, ChunkSummary, ColumnMessage, TableSpecMessage } from './store-message.ts'

/** The store as scripts reach it through the bridge; `site` is the node's alias. `open` is called when a script first needs the store. */
export function storeService(open: () => Promise<Store>, site = '', log: Log = { write: () => {} }): Service {
  let opened: Promise<Store> | null = null
  // An opening that failed may succeed later, when the other process has gone.
  const begin = () =>
    open().catch(error => {
      opened = null
      throw error
    })
  const store = () => (opened ??= begin())
  const snapshot = async <T>(
    read: (snapshot: ReturnType<Store['snapshot']>) => T | Promise<T>,
  ): Promise<T> => {
    const taken = (await store()).snapshot()
    try {
      return await read(taken)
    } finally {
      taken.close()
    }
  }
  const methods = {
    catalogs: () => snapshot(({ catalogs }) => catalogs),
    databases: () => snapshot(({ databases }) => databases.map(databaseToJson)),
    database: (path: string) => snapshot(taken => databaseToJson(taken.database(path))),
    findDatabase: (path: string) =>
      snapshot(taken => {
        const found = taken.databases.find(record => record.path === path)
        return found ? databaseToJson(found) : null
      }),
    tables: (path: string) => snapshot(taken => taken.tables(path).map(tableToJson)),
    table: (path: string, name: string) => snapshot(taken => tableToJson(taken.table(path, name))),
    chunks: (path: string, name: string) => snapshot(taken => chunkSummaries(taken.chunks(path, name))),
    read: (path: string, name: string, chunk: string, columns: readonly string[], bounds: readonly Bound[]) =>
      snapshot(async taken => toTransferable(await taken.read(path, name, chunk, columns, bounds))),
    share: () => {
      throw new ScriptError('A single node shares its partitions with no other.')
    },
    ...definitionMethods(async () => (await store()).definitions),
    insert: async (path: string, name: string, rows: unknown, keys?: readonly unknown[]) =>
      insert(await store(), path, name, tableOf(rows), keys),
    replace: async (path: string, name: string, chunks: readonly ChunkContents[]) =>
      replace(await store(), path, name, chunks),
    drop: async (path: string, name: string, partitions: readonly string[]) =>
      replace(
        await store(),
        path,
        name,
        partitions.map(partition => [partition, null]),
      ),
    ...diskMethods(store, site, log),
    compact: async (path: string, name: string, chunk: string) => (await store()).compact(path, name, chunk),
    close: async () => {
      await (await opened?.catch(() => null))?.close()
    },
  }
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      explained((_job, ...args) => (method as (...args: unknown[]) => unknown)(...args)),
    ]),
  )
}

const definitionMethods = (definitions: () => Promise<Store['definitions']>) => ({
  changeCatalogs: async (change: CatalogChange) => (await definitions()).changeCatalogs(change),
  createDatabase: async (json: string) => (await definitions()).createDatabase(databaseFromJson(json)),
  dropDatabase: async (path: string) => (await definitions()).dropDatabase(path),
  createTable: async (path: string, spec: TableSpecMessage) =>
    tableToJson(
      await (await definitions()).createTable(path, {
        ...spec,
        columns: spec.columns.map(columnFromMessage),
      }),
    ),
  dropTable: async (path: string, name: string) => (await definitions()).dropTable(path, name),
  truncate: async (path: string, name: string) => (await definitions()).truncate(path, name),
  renameTable: async (path: string, name: string, to: string) =>
    (await definitions()).renameTable(path, name, to),
  addColumns: async (path: string, name: string, columns: readonly ColumnMessage[]) =>
    (await definitions()).addColumns(path, name, columns.map(columnFromMessage)),
  dropColumns: async (path: string, name: string, columns: readonly string[]) =>
    (await definitions()).dropColumns(path, name, columns),
  retypeColumn: async (path: string, name: string, column: string, type: string) =>
    (await definitions()).retypeColumn(path, name, column, typeOfName(type)!),
  renameColumn: async (path: string, name: string, from: string, to: string) =>
    (await definitions()).renameColumn(path, name, from, to),
  setColumnComments: async (path: string, name: string, comments: Readonly<Record<string, string>>) =>
    (await definitions()).setColumnComments(path, name, comments),
  setTableComment: async (path: string, name: string, comment: string) =>
    (await definitions()).setTableComment(path, name, comment),
  setAtomicLevel: async (path: string, atomic: DatabaseRecord['atomic']) =>
    (await definitions()).setAtomicLevel(path, atomic),
  addValuePartitions: async (path: string, values: unknown, level: number) =>
    (await definitions()).addValuePartitions(path, fromTransferable(values) as Vector, level),
  addRangePartitions: async (path: string, bounds: unknown, level: number) =>
    (await definitions()).addRangePartitions(path, fromTransferable(bounds) as Vector, level),
  removePartitions: async (path: string, names: readonly string[]) =>
    (await definitions()).removePartitions(path, names),
})

/** What is wrong with a request is the script's business, with the store's own words. */
export function explained(method: (job: number, ...args: unknown[]) => unknown) {
  return async (job: number, ...args: unknown[]) => {
    try {
      return await method(job, ...args)
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      // A tag goes in front of all: clients look for it there.
      const [, tag, text] = /^(<\w+>)?(.*)$/s.exec(error.message)!
      throw new ScriptError(`${text}.`, { tag, cause: error })
    }
  }
}

const tableOf = (rows: unknown) => fromTransferable(rows) as Table

function chunkSummaries(chunks: ReturnType<ReturnType<Store['snapshot']>['chunks']>): ChunkSummary[] {
  return [...chunks.values()].map(({ id, path, rows, cid, bytes }) => ({ id, path, rows, cid, bytes }))
}

// A transaction of its own: all rows or none.
async function insert(
  store: Store,
  path: string,
  name: string,
  rows: Table,
  keys: readonly unknown[] | undefined,
): Promise<number> {
  const partitionKeys = keys?.map(key => fromTransferable(key) as Vector)
  const transaction = store.begin()
  try {
    const count = await store.insert(transaction, path, name, rows.columns, {
      newValues: 'add',
      ...(partitionKeys ? { partitionKeys } : {}),
    })
    await transaction.commit()
    return count
  } catch (error) {
    await transaction.rollback()
    throw error
  }
}

// Whole partitions by what they now hold, together.
async function replace(
  store: Store,
  path: string,
  name: string,
  chunks: readonly ChunkContents[],
): Promise<void> {
  const transaction = store.begin()
  try {
    for (const [chunk, rows, read] of chunks) {
      transaction.remove(path, name, chunk)
      // Nobody else writes it from here on.
      if (read !== undefined && (store.heldChunk(path, name, chunk)?.cid ?? 0) !== read) {
        throw new StorageError(
          'changed',
          `<ChunkChanged>The partition ${chunk} of ${name} was changed since it was read`,
        )
      }
      if (rows !== null) await transaction.replace(path, name, chunk, tableOf(rows).columns)
    }
    await transaction.commit()
  } catch (error) {
    await transaction.rollback()
    throw error
  }
}

const diskMethods = (store: () => Promise<Store>, site: string, log: Log) => ({
  stored: async () => {
    const opened = await store()
    return storedChunks(site, opened, opened.preparedIds)
  },
  forgetPoints: async () => (await store()).forgetPoints(),
  addVolumes: async (folders: readonly string[]) => (await store()).addVolumes(folders),
  moveAcrossVolumes: async (source: string, destination: string, chunks: readonly string[]) =>
    moveAcrossVolumes(await store(), source, destination, chunks),
  balanceVolumes: async (node: string, execute: boolean) => {
    if (node !== site) throw new StorageError('missing', `There is no node ${node.slice(0, 60)}`)
    return balanceVolumes(await store(), log, () => true, execute)
  },
})
