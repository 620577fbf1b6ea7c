import type { Host } from '../host/host.ts'
import type { KeyValueChange, KeyValueStore } from '../host/kv.ts'
import { SymbolBase } from '../values/vectors/symbol-vector.ts'
import type { Vector } from '../values/vectors/vector.ts'
import { Catalog } from './catalog/catalog.ts'
import { COUNTERS_KEY, toBytes } from './catalog/keys.ts'
import { type Chunk, type ChunkVersion, versionOf } from './chunk.ts'
import { Gate } from './gate.ts'
import type { Segment } from './segments/segment.ts'
import { SegmentStore } from './segments/segment-store.ts'
import type { Volumes } from './segments/volumes.ts'
import { StorageError } from './storage-error.ts'
import type { TableState } from './table-state.ts'

export interface StoreOptions {
  /** Bytes of columns kept in memory. */
  readonly cacheBytes?: number
  /** Rows that take up no more than this are kept in the catalog instead of a file of their own. */
  readonly inlineBytes?: number
  /** Folders that take segments beside the store's own. */
  readonly volumes?: readonly string[]
  /** Whether small segments are joined into larger ones beside other work. */
  readonly compaction?: 'automatic' | 'manual'
  /** What a sort key's mapping function does to a column. `hashBucket{,n}` is known without it. */
  readonly mapSortKey?: (source: string, column: Vector) => Vector
}

/** Numbers that are never given twice. */
export interface Counters {
  cid: number
  tid: number
  table: number
  segment: number
}

// A base larger than this is left to those who have it, and a new one begun.
const LARGEST_SHARED_BASE = 1 << 20

/** What the parts of a store share: the catalog, the gate of commits, who reads which moment. */
export class StoreCore {
  readonly host: Host
  readonly kv: KeyValueStore
  readonly folder: string
  readonly options: StoreOptions
  readonly segments: SegmentStore
  readonly volumes: Volumes
  /** Commits of rows pass together, changes of definitions and compactions alone. */
  readonly gate = new Gate()
  readonly counters: Counters
  catalog = new Catalog()
  /** By id; those that were dropped are gone. */
  readonly tables = new Map<number, TableState>()
  /** The newest moment that readers can see. */
  published: number
  /** Readers may still ask for moments from here on. */
  keptSince = Number.POSITIVE_INFINITY
  closed = false
  // How many snapshots there are of each moment.
  readonly #snapshots = new Map<number, number>()
  // Chunks with more than one version.
  readonly #layered = new Map<Chunk, TableState>()
  #sweeping: Promise<void> = Promise.resolve()
  readonly #bases = new Map<string, SymbolBase>()

  constructor(
    host: Host,
    kv: KeyValueStore,
    folder: string,
    options: StoreOptions,
    { counters, volumes }: { readonly counters: Counters; readonly volumes: Volumes },
  ) {
    this.host = host
    this.kv = kv
    this.folder = folder
    this.options = options
    this.counters = counters
    this.published = counters.cid
    this.segments = new SegmentStore(host, kv, folder, {
      nextNumber: () => this.counters.segment++,
      inlineBytes: options.inlineBytes,
      volumes,
    })
    this.volumes = volumes
  }

  /** @throws StorageError `closed` */
  checkOpen(): void {
    if (this.closed) throw new StorageError('closed', 'The store is closed')
  }

  /** Part of every commit. */
  countersChange(): KeyValueChange {
    return { key: COUNTERS_KEY, value: toBytes(JSON.stringify(this.counters)) }
  }

  /** A new identity in the form of a UUID. */
  newId(): string {
    const hex = Array.from(this.host.random.bytes(16), byte => byte.toString(16).padStart(2, '0')).join('')
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }

  /** The base that all of a column's SYMBOLs share, so that equal codes are equal texts in all chunks. */
  symbolBase(tableId: number, columnId: number): SymbolBase {
    const key = `${tableId}/${columnId}`
    let base = this.#bases.get(key)
    if (!base || base.size > LARGEST_SHARED_BASE) {
      base = new SymbolBase()
      this.#bases.set(key, base)
    }
    return base
  }

  /** @throws StorageError `conflict` */
  lock(state: TableState, chunk: Chunk, tid: number): void {
    if (chunk.lockedBy !== null && chunk.lockedBy !== tid) {
      const { database } = state.record
      throw new StorageError(
        'conflict',
        `<ChunkInTransaction>filepath '${database.replace(/^[a-z]+:\//, '')}/${chunk.path}' of the table ${state.record.name} has been owned by transaction ${chunk.lockedBy}. RefId: S00002`,
      )
    }
    chunk.lockedBy = tid
  }

  /** Makes a new state of a chunk what readers see from moment `cid` on. */
  publish(state: TableState, chunk: Chunk, cid: number, segments: readonly Segment[]): void {
    const version = versionOf(cid, segments)
    this.segments.hold(segments)
    const newest = chunk.newest
    if (newest?.cid === cid) {
      // The same moment told in other segments: readers that hold the old ones go on with them.
      chunk.versions = [...chunk.versions.slice(0, -1), version]
      this.segments.release(state.id, newest.segments)
    } else chunk.versions = [...chunk.versions, version]
    chunk.recorded = segments.length > 0
    this.#trim(state, chunk)
    this.published = Math.max(this.published, cid)
  }

  /** Someone reads moment `cid` from now on. @throws StorageError `closed` if it is not kept */
  openMoment(cid: number): void {
    if (cid < this.published && cid < this.keptSince && !this.#snapshots.has(cid)) {
      throw new StorageError('closed', `Moment ${cid} is no longer kept; the newest is ${this.published}`)
    }
    this.#snapshots.set(cid, (this.#snapshots.get(cid) ?? 0) + 1)
  }

  closeMoment(cid: number): void {
    const left = this.#snapshots.get(cid)! - 1
    if (left > 0) {
      this.#snapshots.set(cid, left)
      return
    }
    this.#snapshots.delete(cid)
    for (const [chunk, state] of [...this.#layered]) this.#trim(state, chunk)
  }

  /** Old states are kept for readers of moments from `cid` on, though none has come yet. */
  keepSince(cid: number): void {
    this.keptSince = cid
    for (const [chunk, state] of [...this.#layered]) this.#trim(state, chunk)
    this.sweepLater()
  }

  /** The oldest moment that someone reads. */
  get oldestRead(): number {
    return Math.min(this.published, this.keptSince, ...this.#snapshots.keys())
  }

  /** Removes what nobody needs any more, beside other work. */
  sweepLater(): void {
    if (this.segments.hasGarbage && !this.closed)
      this.#sweeping = this.#sweeping.then(() => this.segments.sweep())
  }

  /** Waits for such removals. */
  async swept(): Promise<void> {
    await this.#sweeping
  }

  // Drops the states that nobody reads or may come to read.
  #trim(state: TableState, chunk: Chunk): void {
    const { versions } = chunk
    const kept: ChunkVersion[] = []
    versions.forEach((version, i) => {
      const next = versions[i + 1]
      if (!next || this.#isRead(version.cid, next.cid, state.dropped)) kept.push(version)
      else this.segments.release(state.id, version.segments)
    })
    if (kept.length < versions.length) chunk.versions = kept
    if (kept.length > 1) this.#layered.set(chunk, state)
    else this.#layered.delete(chunk)
  }

  // Nobody will come to read a table that is no more.
  #isRead(from: number, to: number, dropped: boolean): boolean {
    if (this.keptSince < to && !dropped) return true
    for (const cid of this.#snapshots.keys()) if (cid >= from && cid < to) return true
    return false
  }
}
