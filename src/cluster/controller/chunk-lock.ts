import type { TableRecord } from '../../storage/catalog/table-record.ts'
import { StorageError } from '../../storage/storage-error.ts'
import type { ChunkEntry } from './entries.ts'

/** `/db/20180807/0_50/table`, as DolphinDB shows a chunk's place. */
export function chunkPathOf(table: TableRecord, path: string): string {
  const database = table.database.replace(/^[a-z]+:\/\//, '')
  return `/${[database, path, table.name].filter(part => part !== '').join('/')}`
}

/** Another transaction holds the chunk. */
export function lockConflict(table: TableRecord, chunk: ChunkEntry): StorageError {
  return new StorageError(
    'conflict',
    `<ChunkInTransaction>filepath '${chunkPathOf(table, chunk.path)}' has been owned by transaction ${chunk.lockedBy}. RefId: S00002`,
  )
}

/** What was made from the chunk's rows can't take their place: they are others now. */
export function changedConflict(table: TableRecord, path: string): StorageError {
  return new StorageError(
    'changed',
    `<ChunkChanged>filepath '${chunkPathOf(table, path)}' was changed by another transaction since it was read`,
  )
}

/** The chunk takes no writes for the moment that a recovery needs for its last step. */
export function recoveryConflict(table: TableRecord, chunk: ChunkEntry): StorageError {
  return new StorageError(
    'conflict',
    `<ChunkInRecovery>filepath '${chunkPathOf(table, chunk.path)}' is in recovery by task ${chunk.recoveredBy}`,
  )
}
