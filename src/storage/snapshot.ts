import { Table } from '../values/forms/table.ts'
import type { Catalog, CatalogTable } from './catalog/catalog.ts'
import type { DatabaseRecord } from './catalog/database-record.ts'
import type { SchemaCatalog } from './catalog/schema-catalog.ts'
import { columnNamed, type TableRecord } from './catalog/table-record.ts'
import type { Chunk, ChunkVersion } from './chunk.ts'
import type { Bound } from './reading/block-filter.ts'
import type { ChunkReader } from './reading/chunk-reader.ts'
import { StorageError } from './storage-error.ts'
import type { StoreCore } from './store-core.ts'

/** A chunk as a snapshot shows it. */
export interface ChunkInfo {
  readonly id: string
  /** Of its partition: `20180807/0_50`; empty for a dimension table. */
  readonly path: string
  /** The moment its rows last changed. */
  readonly cid: number
  /** Stored rows; where duplicates are not kept, reading may give fewer. */
  readonly rows: number
  /** Bytes on the disk. */
  readonly bytes: number
  /** Files, and small segments in the catalog. */
  readonly segments: readonly { readonly name: string; readonly rows: number; readonly bytes: number }[]
}

/** Everything as it was at one moment, whatever is committed later. To be closed, so that old files can go. */
export class Snapshot {
  /** The moment: it shows what commits up to this one made. */
  readonly cid: number
  readonly #core: StoreCore
  readonly #reader: ChunkReader
  readonly #catalog: Catalog
  // What it has looked at: those segments stay until it is closed.
  readonly #held = new Map<Chunk, { readonly table: number; readonly version: ChunkVersion }>()
  #closed = false

  constructor(core: StoreCore, reader: ChunkReader, cid: number) {
    core.openMoment(cid)
    this.cid = cid
    this.#core = core
    this.#reader = reader
    this.#catalog = core.catalog
  }

  get databases(): readonly DatabaseRecord[] {
    return [...this.#catalog.databases.values()].map(({ record }) => record)
  }

  /** The catalogs that scripts group databases in. */
  get catalogs(): readonly SchemaCatalog[] {
    return [...this.#catalog.schemas.values()]
  }

  /** @throws StorageError `missing` */
  database(path: string): DatabaseRecord {
    return this.#catalog.database(path).record
  }

  /** @throws StorageError `missing` */
  tables(path: string): readonly TableRecord[] {
    return [...this.#catalog.database(path).tables.values()].map(({ record }) => record)
  }

  /** @throws StorageError `missing` */
  table(path: string, name: string): TableRecord {
    return this.#catalog.table(path, name).record
  }

  /** The chunks of a table that hold rows, by path. @throws StorageError `missing` */
  chunks(path: string, name: string): ReadonlyMap<string, ChunkInfo> {
    const table = this.#catalog.table(path, name)
    const found = new Map<string, ChunkInfo>()
    for (const chunk of table.state.chunks.values()) {
      const version = this.#version(table, chunk)
      if (version) found.set(chunk.path, describe(chunk, version))
    }
    return found
  }

  /**
   * Rows of one chunk: all columns, or those named, in that order. With bounds, rows that don't meet them may be left out.
   * A chunk that isn't there has no rows. @throws StorageError
   */
  async read(
    path: string,
    name: string,
    chunkPath: string,
    columns?: readonly string[],
    bounds?: readonly Bound[],
  ): Promise<Table> {
    this.#checkOpen()
    const table = this.#catalog.table(path, name)
    const { record, state } = table
    const wanted = columns ? columns.map(each => columnNamed(record, each)) : record.columns
    const chunk = state.chunks.get(chunkPath)
    const version = (chunk && this.#version(table, chunk)) ?? NO_ROWS
    const vectors = await this.#reader.read({ table: record, state, chunk: chunk!, version }, wanted, bounds)
    return new Table(
      wanted.map(column => column.name),
      vectors,
    )
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const { table, version } of this.#held.values()) this.#core.segments.release(table, version.segments)
    this.#core.closeMoment(this.cid)
    // Files that were only waiting for this reader.
    this.#core.sweepLater()
  }

  #checkOpen(): void {
    if (this.#closed) throw new StorageError('closed', 'The snapshot is closed')
  }

  // Once looked at, a chunk stays the same, though the same rows may be put into other segments meanwhile.
  #version({ state }: CatalogTable, chunk: Chunk): ChunkVersion | undefined {
    this.#checkOpen()
    const held = this.#held.get(chunk)
    if (held) return held.version
    const version = chunk.at(this.cid)
    if (!version || version.segments.length === 0) return undefined
    this.#core.segments.hold(version.segments)
    this.#held.set(chunk, { table: state.id, version })
    return version
  }
}

const NO_ROWS: ChunkVersion = { cid: 0, segments: [], rows: 0 }

function describe(chunk: Chunk, { cid, rows, segments }: ChunkVersion): ChunkInfo {
  const each = segments.map(({ source, summary }) => ({
    name: source.name,
    rows: summary.rows,
    bytes: summary.bytes,
  }))
  return {
    id: chunk.id,
    path: chunk.path,
    cid,
    rows,
    bytes: each.reduce((sum, { bytes }) => sum + bytes, 0),
    segments: each,
  }
}
