import type { Chunk } from './chunk.ts'
import type { TableState } from './table-state.ts'

/** A chunk that holds rows, as it is now. */
export interface HeldChunk {
  readonly id: string
  readonly table: number
  readonly database: string
  readonly tableName: string
  /** Of its partition. */
  readonly path: string
  /** Where its segments are, or would be: of several volumes, that of the first. */
  readonly folder: string
  readonly cid: number
  /** Of its last commits that are still in memory, oldest first. */
  readonly cids: readonly number[]
  /** Stored rows; where duplicates are not kept, reading may give fewer. */
  readonly rows: number
  readonly bytes: number
  /** The transaction that may write it, or null. */
  readonly lockedBy: number | null
}

/** The table's chunks that hold rows; of one chunk, it or nothing. */
export function heldChunks(state: TableState, only?: Chunk): HeldChunk[] {
  const chunks = only ? [only] : [...state.chunks.values()]
  return chunks.flatMap((chunk): HeldChunk[] => {
    const { newest } = chunk
    if (!newest || newest.segments.length === 0) return []
    return [
      {
        id: chunk.id,
        table: state.id,
        database: state.record.database,
        tableName: state.record.name,
        path: chunk.path,
        folder: state.folderOn(newest.segments.find(({ inline }) => !inline)?.volume ?? 0),
        cid: newest.cid,
        cids: chunk.versions.map(({ cid }) => cid),
        rows: newest.rows,
        bytes: newest.segments.reduce((sum, { summary }) => sum + summary.bytes, 0),
        lockedBy: chunk.lockedBy,
      },
    ]
  })
}
