import type { Store } from '../storage/store.ts'
import type { StoredChunk } from './bridge/replica-message.ts'

/** What a store holds, for people. `doubtful`: transactions that wait for their outcome. */
export function storedChunks(site: string, store: Store, doubtful: readonly number[]): StoredChunk[] {
  return store.held().map(({ id, database, tableName, path, folder, cids, rows, bytes, lockedBy }) => ({
    site,
    id,
    folder,
    dfsPath: `/${[database.replace(/^[a-z]+:\/\//, ''), path].filter(part => part !== '').join('/')}`,
    table: tableName,
    cids,
    rows,
    bytes,
    state: lockedBy === null ? 0 : doubtful.includes(lockedBy) ? 2 : 1,
  }))
}
