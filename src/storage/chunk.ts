import type { Segment } from './segments/segment.ts'

/** A state of a chunk: what a reader of some moment sees. Immutable. */
export interface ChunkVersion {
  /** Of the commit that made it. */
  readonly cid: number
  /** In the order of their rows. */
  readonly segments: readonly Segment[]
  /** Stored rows; where duplicates are not kept, readers may see fewer. */
  readonly rows: number
}

/** The rows of a table in one partition. */
export class Chunk {
  /** For people and other nodes. */
  id: string
  /** Within its table. */
  readonly number: number
  /** Of its partition: `20180807/0_50`; empty for a dimension table. */
  readonly path: string
  /** Oldest first; never empty once it is published. */
  versions: readonly ChunkVersion[] = []
  /** The commit that last replaced all it held; 0: nothing was replaced yet. */
  base = 0
  /** The transaction that may write it. */
  lockedBy: number | null = null
  /** Whether the catalog has it. */
  recorded = false

  constructor(id: string, number: number, path: string) {
    this.id = id
    this.number = number
    this.path = path
  }

  get newest(): ChunkVersion | undefined {
    return this.versions.at(-1)
  }

  /** What a reader of moment `cid` sees; undefined if it is younger. */
  at(cid: number): ChunkVersion | undefined {
    for (let i = this.versions.length - 1; i >= 0; i--) {
      if (this.versions[i]!.cid <= cid) return this.versions[i]
    }
    return undefined
  }
}

/** @param segments in the order of their rows. */
export function versionOf(cid: number, segments: readonly Segment[]): ChunkVersion {
  return { cid, segments, rows: segments.reduce((sum, segment) => sum + segment.rows, 0) }
}

/** What is kept of a chunk in the catalog. */
export interface ChunkRecord {
  readonly id: string
  readonly path: string
  readonly cid: number
  readonly base?: number
  readonly segments: readonly number[]
}
