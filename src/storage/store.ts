import type { FolderLock } from '../host/disk.ts'
import type { Host } from '../host/host.ts'
import type { Table } from '../values/forms/table.ts'
import type { Vector } from '../values/vectors/vector.ts'
import { ChunkExport } from './chunk-export.ts'
import { Definitions } from './definitions.ts'
import { type ChunkOnVolume, chunksOnVolumes, moveChunk } from './durability/chunk-move.ts'
import { Compactor } from './durability/compaction.ts'
import { type Recovered, recover } from './durability/recovery.ts'
import { Scrubber, type ScrubSettings } from './durability/scrubber.ts'
import { type HeldChunk, heldChunks } from './held-chunk.ts'
import { type InsertOptions, insertRows } from './insert-rows.ts'
import { ChunkReader } from './reading/chunk-reader.ts'
import type { Volume } from './segments/volumes.ts'
import { Snapshot } from './snapshot.ts'
import { StorageError } from './storage-error.ts'
import type { StoreCore, StoreOptions } from './store-core.ts'
import { Transaction } from './transaction.ts'
import { PointTypes, type WrittenTypes } from './tsdb/point-types.ts'
import { type VersionRead, VersionReader } from './version-read.ts'

// What is known of the types of points may take so much.
const POINT_BYTES = 1 << 28

/**
 * One node's databases on one disk. Rows are written by transactions and read through snapshots; definitions change by
 * themselves. Everything that resolves is durable. See README.md.
 */
export class Store {
  /** Databases, tables, columns, partitions. */
  readonly definitions: Definitions
  readonly #core: StoreCore
  readonly #reader: ChunkReader
  readonly #points: PointTypes
  readonly #compactor: Compactor
  readonly #prepared = new Map<number, Transaction>()
  readonly #locks: FolderLock[]
  #scrubber: Scrubber | null = null

  // A transaction has ended: its chunks may have become many small segments.
  readonly #committed = (transaction: Transaction) => {
    this.#prepared.delete(transaction.tid)
    this.#compactor.consider(transaction.changes)
  }

  private constructor({ core, prepared }: Recovered, locks: FolderLock[]) {
    this.#core = core
    this.#locks = locks
    this.#reader = new ChunkReader(core)
    this.#points = new PointTypes(this.#reader, POINT_BYTES)
    for (const [tid, changes] of prepared) {
      this.#prepared.set(tid, Transaction.restored(core, this.#points, tid, changes, this.#committed))
    }
    this.definitions = new Definitions(core)
    this.#compactor = new Compactor(core, this.#reader)
  }

  /**
   * Opens the store in `folder`, making it if it is missing. @throws StorageError `locked` if another process has it open
   */
  static async open(host: Host, folder: string, options: StoreOptions = {}): Promise<Store> {
    const locks = await lockFolders(host, [folder, ...(options.volumes ?? [])])
    try {
      await host.disk.makeFolder(`${folder}/catalog`)
      const kv = await host.kv.open(`${folder}/catalog`)
      try {
        return new Store(await recover(host, kv, folder, options), locks)
      } catch (error) {
        await kv.close()
        throw error
      }
    } catch (error) {
      for (const lock of locks) await lock.release()
      throw error
    }
  }

  /** Begins a transaction; its id is the next one, unless the caller numbers them. */
  begin(tid?: number): Transaction {
    this.#core.checkOpen()
    const { counters } = this.#core
    if (tid === undefined)
      return new Transaction(
        this.#core,
        this.#points,
        { tid: counters.tid++, isNumbered: false },
        this.#committed,
      )
    if (this.#prepared.has(tid)) throw new StorageError('exists', `Transaction ${tid} is prepared already`)
    counters.tid = Math.max(counters.tid, tid + 1)
    return new Transaction(this.#core, this.#points, { tid, isNumbered: true }, this.#committed)
  }

  /** A transaction that a crash interrupted between `prepare` and its outcome; `commit` or `rollback` it. */
  prepared(tid: number): Transaction | undefined {
    return this.#prepared.get(tid)
  }

  get preparedIds(): readonly number[] {
    return [...this.#prepared.keys()]
  }

  /**
   * Deals rows out to the partitions of a table, within a transaction. `columns` are the table's in its order. Gives the
   * number of rows stored.
   */
  insert(
    transaction: Transaction,
    database: string,
    table: string,
    columns: readonly Vector[],
    options?: InsertOptions,
  ): Promise<number> {
    return insertRows(this.#core, this.definitions, transaction, { database, table, columns, options })
  }

  /** The state of everything now, or at an earlier moment that is still kept. */
  snapshot(cid?: number): Snapshot {
    this.#core.checkOpen()
    return new Snapshot(this.#core, this.#reader, cid ?? this.#core.published)
  }

  /** What a node holds of each partition of each table. */
  held(): HeldChunk[] {
    return [...this.#core.tables.values()].flatMap(state => heldChunks(state))
  }

  /** The folders that its segments are in, those that are there. */
  get volumes(): readonly Volume[] {
    return this.#core.volumes.present
  }

  /** Takes further folders into use, until it is closed. @throws StorageError `locked`, or `invalid` for one that can't be used */
  async addVolumes(folders: readonly string[]): Promise<void> {
    this.#core.checkOpen()
    for (const folder of folders) {
      if (this.volumes.some(each => each.folder === folder)) continue
      this.#locks.push(...(await lockFolders(this.#core.host, [folder])))
      const { missing } = await this.#core.volumes.add(folder)
      if (missing !== null)
        throw new StorageError('invalid', `The volume ${folder} can't be used: ${missing}`)
    }
  }

  /** Where the files of its chunks lie. */
  onVolumes(): ChunkOnVolume[] {
    return [...this.#core.tables.values()].flatMap(state => chunksOnVolumes(this.#core, state))
  }

  /** Brings what of a chunk lies on one volume to another, by their numbers. @throws StorageError `missing`, `damaged`; DiskError */
  async moveChunk(id: string, from: number, to: number): Promise<void> {
    this.#core.checkOpen()
    for (const state of this.#core.tables.values()) {
      const chunk = [...state.chunks.values()].find(each => each.id === id)
      if (chunk) return moveChunk(this.#core, this.#reader, { state, chunk }, from, to)
    }
    throw new StorageError('missing', `There is no chunk ${id} here`)
  }

  /** The numbers of its tables. */
  get tableIds(): readonly number[] {
    return [...this.#core.tables.keys()]
  }

  /** What it holds of one; undefined: nothing. @throws StorageError `missing` table */
  heldChunk(database: string, table: string, path: string): HeldChunk | undefined {
    const { state } = this.#core.catalog.table(database, table)
    const chunk = state.chunks.get(path)
    return chunk && heldChunks(state, chunk)[0]
  }

  /** The transaction that may write a partition; null: none. @throws StorageError `missing` table */
  lockOf(database: string, table: string, path: string): number | null {
    return this.#core.catalog.table(database, table).state.chunks.get(path)?.lockedBy ?? null
  }

  /** Columns of a chunk as a given commit left it. @throws StorageError `missing` where that is no longer kept, or not yet there */
  async readVersion(version: VersionRead): Promise<Table> {
    const reader = this.openVersion(version)
    try {
      return await reader.read()
    } finally {
      reader.close()
    }
  }

  /** The same, to be read column by column, and closed. @throws StorageError */
  openVersion(version: VersionRead): VersionReader {
    this.#core.checkOpen()
    return new VersionReader(this.#core, this.#reader, version)
  }

  /** The newest state of a chunk, for another node; to be closed. @throws StorageError `missing` */
  export(database: string, table: string, path: string): ChunkExport {
    this.#core.checkOpen()
    return new ChunkExport(this.#core, this.#core.catalog.table(database, table), path)
  }

  /** The newest moment. */
  get published(): number {
    return this.#core.published
  }

  /** Keeps old states for snapshots of moments from `cid` on. By default only open snapshots keep theirs. */
  keepSince(cid: number): void {
    this.#core.keepSince(cid)
  }

  /** Looks through the disk for what has rotted, from now until it is closed; `damaged` is told of chunks that have. */
  scrub(settings: ScrubSettings, damaged?: (chunk: string) => void): void {
    this.#scrubber ??= new Scrubber(this.#core, settings, damaged)
  }

  /** Joins the segments of a chunk into one. */
  compact(database: string, table: string, path: string): Promise<void> {
    return this.#compactor.compact(this.#core.catalog.table(database, table), path)
  }

  /** Waits for the work that goes on beside others': compactions, removal of files. */
  settle(): Promise<void> {
    return this.#compactor.settle()
  }

  /** Bytes of columns in memory. */
  get cachedBytes(): number {
    return this.#reader.cachedBytes
  }

  /**
   * Looks whether rows for some partitions give points the types that they have here, in partitions of any time. @throws StorageError
   * `invalid`
   */
  async checkPoints(
    database: string,
    table: string,
    parts: readonly (readonly [path: string, columns: readonly Vector[]])[],
  ): Promise<void> {
    const { record, state } = this.#core.catalog.table(database, table)
    const written: WrittenTypes = new Map()
    for (const [path, columns] of parts)
      await this.#points.check({ table: record, state, path, columns, replace: false }, written, true)
  }

  /** Bytes that what is known of the types of points takes, about. It is read again when needed. */
  get pointBytes(): number {
    return this.#points.bytes
  }

  forgetPoints(): void {
    this.#points.clear()
  }

  clearCache(): void {
    this.#reader.clear()
  }

  /** Waits for commits under way. Open transactions are lost. */
  async close(): Promise<void> {
    if (this.#core.closed) return
    await this.#scrubber?.close()
    await this.#compactor.stop()
    await this.#core.gate.alone(async () => {
      this.#core.closed = true
    })
    await this.#core.segments.close()
    await this.#core.kv.close()
    for (const lock of this.#locks) await lock.release()
  }
}

// The first must be there. Another that can't be locked because it isn't is passed over here, and told of when it is opened.
async function lockFolders(host: Host, folders: readonly string[]): Promise<FolderLock[]> {
  const locks: FolderLock[] = []
  try {
    for (const folder of folders) {
      const lock = await host.disk.lockFolder(folder).catch(error => {
        if (error.reason !== 'locked') {
          if (folder === folders[0]) throw error
          return null
        }
        throw new StorageError(
          'locked',
          `The data in ${folder} is in use by another process; a folder serves one node`,
        )
      })
      if (lock) locks.push(lock)
    }
    return locks
  } catch (error) {
    for (const lock of locks) await lock.release()
    throw error
  }
}
