import { Table } from '../values/table.ts'
import type { Bound } from './block-filter.ts'
import type { ChunkReader } from './chunk-reader.ts'
import { StorageError } from './storage-error.ts'
import type { StoreCore } from './store-core.ts'
import { columnNamed } from './table-record.ts'

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

/** @throws StorageError `missing` where that version isn't there */
export async function readVersion(
  core: StoreCore,
  reader: ChunkReader,
  { database, table: name, path, cid, columns, bounds }: VersionRead,
): Promise<Table> {
  const { record, state } = core.catalog.table(database, name)
  const chunk = state.chunks.get(path)
  const version = chunk?.versions.find(each => each.cid === cid)
  if (!chunk || !version) {
    throw new StorageError('missing', `The partition ${path} of ${name} is not here as of commit ${cid}`)
  }
  const wanted = columns.map(each => columnNamed(record, each))
  core.segments.hold(version.segments)
  try {
    const vectors = await reader.read({ table: record, state, chunk, version }, wanted, bounds)
    return new Table(
      wanted.map(column => column.name),
      vectors,
    )
  } finally {
    core.segments.release(state.id, version.segments)
    core.sweepLater()
  }
}
