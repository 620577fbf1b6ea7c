import type { CatalogTable } from './catalog/catalog.ts'
import { recordOfSegment, type SegmentRecord } from './catalog/segment-record.ts'
import type { Chunk, ChunkVersion } from './chunk.ts'
import { checkSegment } from './segments/segment-check.ts'
import { StorageError } from './storage-error.ts'
import type { StoreCore } from './store-core.ts'

/** A segment as another node may copy it: what the catalog says of it, and its bytes by number. */
export interface ExportedSegment {
  readonly number: number
  readonly record: SegmentRecord
}

/** What another node needs of a chunk to have the same. */
export interface ChunkCopy {
  readonly id: string
  readonly cid: number
  /** The commit that last replaced all rows. */
  readonly base: number
  /** Whether what the other node holds goes. */
  readonly replace: boolean
  readonly segments: readonly ExportedSegment[]
}

/** The newest state of a chunk, held until it is closed, for another node that has it as of some commit, or not at all. */
export class ChunkExport {
  readonly #core: StoreCore
  readonly #table: CatalogTable
  readonly #chunk: Chunk
  readonly #version: ChunkVersion
  #closed = false

  constructor(core: StoreCore, table: CatalogTable, path: string) {
    const chunk = table.state.chunks.get(path)
    if (!chunk?.newest) throw new StorageError('missing', `There is no chunk ${path} of ${table.record.name}`)
    this.#core = core
    this.#table = table
    this.#chunk = chunk
    this.#version = chunk.newest
    core.segments.hold(this.#version.segments)
  }

  /** What a node lacks that holds the chunk as of commit `cid`; 0: it holds nothing. */
  since(cid: number): ChunkCopy {
    const { id, base } = this.#chunk
    const { segments } = this.#version
    const exported = segments.map(
      (segment): ExportedSegment => ({
        number: segment.number,
        record: recordOfSegment(segment),
      }),
    )
    // A joined segment may hold rows from before and after: then all is copied.
    const known = segments.findIndex(({ commits }) => commits === null || commits[1] > cid)
    const first = known < 0 ? segments.length : known
    const clean = segments.slice(first).every(({ commits }) => commits !== null && commits[0] > cid)
    const replace = cid === 0 || base > cid || !clean
    return { id, cid: this.#version.cid, base, replace, segments: replace ? exported : exported.slice(first) }
  }

  /** Bytes of one of its segments. @throws StorageError */
  async read(number: number, position: number, length: number): Promise<Uint8Array> {
    if (this.#closed) throw new StorageError('closed', 'The copy of the chunk is over')
    const segment = this.#version.segments.find(each => each.number === number)
    if (!segment) throw new StorageError('missing', `The chunk ${this.#chunk.path} has no segment ${number}`)
    const bytes = new Uint8Array(length)
    await segment.source.read([bytes], position)
    return bytes
  }

  /** Reads all of it against its checksums. @throws StorageError `damaged` */
  async check(): Promise<void> {
    if (this.#closed) throw new StorageError('closed', 'The copy of the chunk is over')
    for (const segment of this.#version.segments) await checkSegment(segment, this.#table.state.typeOf)
  }

  get id(): string {
    return this.#chunk.id
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#core.segments.release(this.#table.state.id, this.#version.segments)
    this.#core.sweepLater()
  }
}
