import type { KeyValueStore } from '../host/kv.ts'
import { everyChunkKey, everySegmentKey, numberOfKey, toText } from './catalog/keys.ts'
import type { SegmentRecord } from './catalog/segment-record.ts'
import { type TableRecord, typeOfColumn } from './catalog/table-record.ts'
import { Chunk, type ChunkRecord, versionOf } from './chunk.ts'
import { damaged } from './reading/segment-source.ts'
import type { Segment } from './segments/segment.ts'
import type { SegmentStore } from './segments/segment-store.ts'

/** What changes about a table: its chunks. Their versions come from the catalog when first asked for. */
export class TableState {
  readonly id: number
  dropped = false
  #record: TableRecord
  #definedAt = 0
  readonly #kv: KeyValueStore
  readonly #segments: SegmentStore
  #chunks: Map<string, Chunk> | null = null
  #nextNumber = 0

  constructor(record: TableRecord, kv: KeyValueStore, segments: SegmentStore) {
    this.id = record.id
    this.#record = record
    this.#kv = kv
    this.#segments = segments
  }

  /** As it was last published; a snapshot has its own. */
  get record(): TableRecord {
    return this.#record
  }

  /** Where its segments are on a volume, but for those in the catalog. */
  folderOn(volume: number): string {
    return this.#segments.folder(this.id, volume)
  }

  /** The moment that made it what it is; 0 if that was before this process. */
  get definedAt(): number {
    return this.#definedAt
  }

  redefine(record: TableRecord, cid: number): void {
    this.#record = record
    this.#definedAt = cid
  }

  /** By partition path; also those that hold nothing yet, or no more. */
  get chunks(): ReadonlyMap<string, Chunk> {
    return (this.#chunks ??= this.#load())
  }

  /** Whether the chunks are in memory. */
  get loaded(): boolean {
    return this.#chunks !== null
  }

  /** The chunk of a partition, made if need be. `makeId` gives a new one its id. */
  chunk(path: string, makeId: () => string): Chunk {
    const known = this.chunks.get(path)
    if (known) return known
    const chunk = new Chunk(makeId(), this.#nextNumber++, path)
    this.#chunks!.set(path, chunk)
    return chunk
  }

  /** Puts back a chunk that a prepared transaction will publish. */
  restore(id: string, number: number, path: string): Chunk {
    const known = this.chunks.get(path)
    if (known) return known
    const chunk = new Chunk(id, number, path)
    this.#chunks!.set(path, chunk)
    this.#nextNumber = Math.max(this.#nextNumber, number + 1)
    return chunk
  }

  /** Forgets a chunk that never held anything. */
  forget(chunk: Chunk): void {
    if (chunk.versions.length === 0) this.#chunks?.delete(chunk.path)
  }

  /** Bound to the newest record: a column that a later change added may be in a segment an old snapshot reads. */
  readonly typeOf = (id: number) => typeOfColumn(this.record, id)

  #load(): Map<string, Chunk> {
    const segments = new Map<number, Segment>()
    for (const { key, value } of this.#kv.range(...everySegmentKey(this.id))) {
      const number = numberOfKey(key)
      const record: SegmentRecord = JSON.parse(toText(value))
      segments.set(number, this.#segments.known(this.id, number, record, this.typeOf))
    }
    const chunks = new Map<string, Chunk>()
    for (const { key, value } of this.#kv.range(...everyChunkKey(this.id))) {
      const record: ChunkRecord = JSON.parse(toText(value))
      const chunk = new Chunk(record.id, numberOfKey(key), record.path)
      const own = record.segments.map(number => {
        const segment = segments.get(number)
        if (!segment) throw damaged(this.#segments.path(this.id, number), 'the catalog has no record of it.')
        return segment
      })
      this.#segments.hold(own)
      chunk.versions = [versionOf(record.cid, own)]
      chunk.recorded = true
      chunk.base = record.base ?? 0
      chunks.set(record.path, chunk)
      this.#nextNumber = Math.max(this.#nextNumber, chunk.number + 1)
    }
    return chunks
  }
}
