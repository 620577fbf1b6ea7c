/** A chunk at this node, as it passes between threads. */
export interface StoredChunk {
  readonly site: string
  readonly id: string
  /** Where its segments are, on the disk. */
  readonly folder: string
  /** `/db/partition`. */
  readonly dfsPath: string
  readonly table: string
  readonly cids: readonly number[]
  readonly rows: number
  readonly bytes: number
  /** 0: nothing is under way; 1: a transaction writes it; 2: one is committed, or waits to hear that it is. */
  readonly state: 0 | 1 | 2
}

/** A replica that is to go from one node to another. */
export interface MoveMessage {
  readonly chunk: string
  readonly source: string
  readonly destination: string
}
