import type { Vector } from '../values/vectors/vector.ts'
import type { CatalogTable } from './catalog/catalog.ts'
import type { TableRecord } from './catalog/table-record.ts'
import type { Chunk } from './chunk.ts'
import type { ChunkCopy, ExportedSegment } from './chunk-export.ts'
import { type ChunkChange, commitChanges, discardPrepared, prepareChanges } from './durability/commit.ts'
import { segmentOptions } from './segments/segment-options.ts'
import { segmentColumns, storedColumns } from './segments/stored-columns.ts'
import { StorageError } from './storage-error.ts'
import type { StoreCore } from './store-core.ts'
import { arrangeRows } from './tsdb/arrange-rows.ts'
import type { PointTypes, WrittenTypes } from './tsdb/point-types.ts'

/**
 * Changes to chunks that become visible together, or never. Rows are on the disk when the method that brought them
 * resolves, but belong to nothing before `commit`. A chunk that one transaction has changed is closed to others until
 * this one ends.
 */
export class Transaction {
  readonly tid: number
  readonly #core: StoreCore
  // Told of the end, however it ends.
  readonly #ended: (transaction: Transaction) => void
  readonly #changes = new Map<Chunk, ChunkChange>()
  readonly #points: PointTypes
  readonly #pointTypes: WrittenTypes = new Map()
  // Others write the same rows elsewhere: they must refuse the same, so nothing but the chunk itself is looked at.
  readonly #isNumbered: boolean
  #progress: 'open' | 'prepared' | 'ended' = 'open'
  #underWay = 0

  /** `isNumbered`: the caller gave the id, as whoever writes on several nodes does. */
  constructor(
    core: StoreCore,
    points: PointTypes,
    { tid, isNumbered }: { readonly tid: number; readonly isNumbered: boolean },
    ended: (transaction: Transaction) => void,
  ) {
    this.#core = core
    this.#points = points
    this.#isNumbered = isNumbered
    this.tid = tid
    this.#ended = ended
  }

  /** One that was prepared before a restart. */
  static restored(
    core: StoreCore,
    points: PointTypes,
    tid: number,
    changes: readonly ChunkChange[],
    ended: (transaction: Transaction) => void,
  ): Transaction {
    const transaction = new Transaction(core, points, { tid, isNumbered: true }, ended)
    transaction.#progress = 'prepared'
    for (const change of changes) {
      core.lock(change.state, change.chunk, tid)
      transaction.#changes.set(change.chunk, change)
    }
    return transaction
  }

  /** What it does to each chunk. */
  get changes(): readonly ChunkChange[] {
    return [...this.#changes.values()]
  }

  /**
   * Adds rows to a partition (`path` as partitionRows gives it, empty for a dimension table). `columns` are the table's in
   * its order; the last ones may be missing, as from writers who don't know of them yet. Their memory must not change
   * before it resolves. @throws StorageError
   */
  async append(database: string, table: string, path: string, columns: readonly Vector[]): Promise<void> {
    const target = this.#table(database, table)
    const stored = storedColumns(target.record, columns)
    await this.#stage(target.record, this.#change(target, path), stored)
  }

  /** Puts these rows in the place of all that the partition holds. With no rows, empties it. */
  async replace(database: string, table: string, path: string, columns: readonly Vector[]): Promise<void> {
    const target = this.#table(database, table)
    const stored = storedColumns(target.record, columns)
    await this.#stage(target.record, this.#emptied(target, path), stored)
  }

  /** Empties a partition. */
  remove(database: string, table: string, path: string): void {
    this.#emptied(this.#table(database, table), path)
  }

  /**
   * Says which chunk the partition is to be, where other nodes know. If another one lies there, it is what a chunk that is no more
   * has left, and its rows go.
   */
  identify(database: string, table: string, path: string, id: string): void {
    const target = this.#table(database, table)
    const change = this.#change(target, path)
    if (change.id === id) return
    change.id = id
    if (change.chunk.id !== id && change.chunk.newest) change.replace = true
  }

  /** Takes over what another node holds of a partition. `pull` gives the bytes of its segments. @throws StorageError */
  async adopt(
    database: string,
    table: string,
    path: string,
    copy: ChunkCopy,
    pull: (segment: ExportedSegment, position: number, length: number) => Promise<Uint8Array>,
  ): Promise<void> {
    const target = this.#table(database, table)
    const change = copy.replace ? this.#emptied(target, path) : this.#change(target, path)
    change.id = copy.id
    change.base = copy.base
    this.#underWay++
    try {
      for (const exported of copy.segments) {
        const staged = await this.#core.segments.adopt(
          target.record.id,
          change.chunk.number,
          exported.record,
          (position, length) => pull(exported, position, length),
          target.state.typeOf,
        )
        change.segments.push(staged)
      }
    } finally {
      this.#underWay--
    }
  }

  /** Makes everything durable, so that `commit` can't fail but for the disk, and a restart finds the transaction again. */
  async prepare(): Promise<void> {
    this.#begin()
    await prepareChanges(this.#core, this.tid, this.changes)
    this.#progress = 'prepared'
  }

  /** Makes the changes visible; gives the moment (`cid`) they belong to: the next one, unless the caller numbers them. */
  async commit(cid?: number): Promise<number> {
    const prepared = this.#progress === 'prepared'
    if (!prepared) this.#begin()
    const made = await commitChanges(this.#core, this.changes, {
      cid,
      prepared: prepared ? this.tid : undefined,
    })
    this.#end()
    return made
  }

  /** Forgets the changes. */
  async rollback(): Promise<void> {
    if (this.#progress === 'ended') return
    const { changes } = this
    if (this.#progress === 'prepared') await discardPrepared(this.#core, this.tid, changes)
    this.#end()
    for (const { state, chunk, segments } of changes) {
      for (const staged of segments) this.#core.segments.drop(staged)
      state.forget(chunk)
    }
    await this.#core.segments.sweep()
  }

  #begin(): void {
    this.#core.checkOpen()
    if (this.#progress !== 'open') throw new StorageError('closed', `Transaction ${this.tid} is over`)
    if (this.#underWay > 0) {
      throw new StorageError(
        'invalid',
        `Transaction ${this.tid} is still writing: await its changes before its commit`,
      )
    }
  }

  #end(): void {
    this.#progress = 'ended'
    for (const chunk of this.#changes.keys()) chunk.lockedBy = null
    this.#ended(this)
  }

  #table(database: string, name: string): CatalogTable {
    this.#core.checkOpen()
    if (this.#progress !== 'open') throw new StorageError('closed', `Transaction ${this.tid} is over`)
    return this.#core.catalog.table(database, name)
  }

  #change({ state }: CatalogTable, path: string): ChunkChange {
    const chunk = state.chunk(path, () => this.#core.newId())
    this.#core.lock(state, chunk, this.tid)
    let change = this.#changes.get(chunk)
    if (!change) {
      change = { state, chunk, replace: false, segments: [] }
      this.#changes.set(chunk, change)
    }
    return change
  }

  // A change that begins with nothing.
  #emptied(table: CatalogTable, path: string): ChunkChange {
    const change = this.#change(table, path)
    change.replace = true
    for (const staged of change.segments.splice(0)) this.#core.segments.drop(staged)
    return change
  }

  async #stage(record: TableRecord, change: ChunkChange, stored: readonly Vector[]): Promise<void> {
    if (stored[0]!.length === 0) return
    this.#underWay++
    try {
      const rows = {
        table: record,
        state: change.state,
        path: change.chunk.path,
        columns: stored,
        replace: change.replace,
      }
      await this.#points.check(rows, this.#pointTypes, !this.#isNumbered)
      const sorted = record.sortColumns.length > 0
      const arranged = sorted ? arrangeRows(record, stored, this.#core.options.mapSortKey) : stored
      const columns = segmentColumns(record, arranged)
      const staged = await this.#core.segments.stage(
        record.id,
        change.chunk.number,
        columns,
        segmentOptions(record),
      )
      change.segments.push(staged)
    } finally {
      this.#underWay--
    }
  }
}
