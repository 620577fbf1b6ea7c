import { Table } from '../values/forms/table.ts'
import { type ColumnRecord, columnNamed } from './catalog/table-record.ts'
import type { Bound } from './reading/block-filter.ts'
import type { ChunkReader, ChunkView, PickedRows } from './reading/chunk-reader.ts'
import { StorageError } from './storage-error.ts'
import type { StoreCore } from './store-core.ts'

/** Rows of one chunk as one commit left it. */
export interface VersionRead {
  readonly database: string
  readonly table: string
  /** Of the partition. */
  readonly path: string
  readonly cid: number
  readonly columns: readonly string[]
  readonly bounds: readonly Bound[]
}

/**
 * One chunk as one commit left it, however long that takes: it may be read column by column, and each has the same rows in the same
 * order. To be closed.
 */
export class VersionReader {
  /** All rows, of which bounds may leave some out. */
  readonly rows: number
  readonly columns: readonly ColumnRecord[]
  readonly #core: StoreCore
  readonly #reader: ChunkReader
  readonly #view: ChunkView
  readonly #bounds: readonly Bound[]
  #picked: Promise<PickedRows | null> | null = null
  #closed = false

  /** @throws StorageError `missing` where that version isn't there */
  constructor(
    core: StoreCore,
    reader: ChunkReader,
    { database, table: name, path, cid, columns, bounds }: VersionRead,
  ) {
    const { record, state } = core.catalog.table(database, name)
    const chunk = state.chunks.get(path)
    const version = chunk?.versions.find(each => each.cid === cid)
    // A partition without rows lies nowhere. What is empty was removed from here, maybe under the very commit that is asked for.
    if (!chunk || !version?.segments.length) {
      throw new StorageError('missing', `The partition ${path} of ${name} is not here as of commit ${cid}`)
    }
    this.columns = columns.map(each => columnNamed(record, each))
    this.rows = version.rows
    this.#core = core
    this.#reader = reader
    this.#view = { table: record, state, chunk, version }
    this.#bounds = bounds
    core.segments.hold(version.segments)
  }

  /** Some of the columns. @throws StorageError */
  async read(columns: readonly ColumnRecord[] = this.columns): Promise<Table> {
    if (this.#closed) throw new StorageError('closed', 'The reading of the partition is over')
    this.#picked ??= this.#reader.pick(this.#view, this.columns, this.#bounds)
    const vectors = await this.#reader.readPicked(this.#view, columns, await this.#picked)
    return new Table(
      columns.map(({ name }) => name),
      vectors,
    )
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#core.segments.release(this.#view.state.id, this.#view.version.segments)
    this.#core.sweepLater()
  }
}
