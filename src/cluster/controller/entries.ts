/** Numbers that are never given twice, and switches. */
export interface Counters {
  /** Of transactions. */
  readonly tid: number
  /** Of commits: the moments of a chunk's versions. */
  readonly cid: number
  /** Of completed commits: what readers may see. */
  readonly sid: number
  readonly table: number
  readonly chunk: number
  /** Of recovery tasks. */
  readonly task: number
  /** Of replicas that were made or found to be other than they should be, without a transaction. */
  readonly replica: number
  /** Whether waiting recoveries stay waiting. */
  readonly suspended: boolean
}

/** A copy of a chunk. It is current if its cid is the chunk's. */
export interface ReplicaEntry {
  readonly node: string
  /** The newest commit it holds; 0: nothing yet. */
  readonly cid: number
  readonly corrupted?: boolean
  /** Its number among those counted as `replica`, if it was made by a recovery or corrected by a report. */
  readonly made?: number
}

/** The rows of a table in one partition, with where they are. */
export interface ChunkEntry {
  readonly id: string
  readonly table: number
  /** Of its partition, as storage gives it; empty for a dimension table. */
  readonly path: string
  /** Of the last completed commit; 0 while the transaction that makes it is under way. */
  readonly cid: number
  readonly sid: number
  /** How often it was written. */
  readonly version: number
  readonly replicas: readonly ReplicaEntry[]
  /** The transaction that may write it; 0: none. */
  readonly lockedBy: number
  /** The recovery that is about to switch a replica in; 0: none. Nobody writes meanwhile. */
  readonly recoveredBy: number
  /** Milliseconds since 1970. */
  readonly updated: number
}

export type TransactionStatus = 'BEGIN' | 'COMPLETE' | 'ROLLBACK'

export interface TransactionEntry {
  readonly tid: number
  /** APPEND, SQLUPDATE, DROP …: as users are shown it. */
  readonly type: string
  readonly status: TransactionStatus
  /** `alias#incarnation`: a node that was restarted is another coordinator. */
  readonly coordinator: string
  /** The coordinator's own number: a repeated request is the same transaction. */
  readonly request: number
  readonly chunks: readonly TransactionChunk[]
  /** 0 before it is committed. */
  readonly cid: number
  /** Once complete: nodes that hold it prepared, and may not have published yet. */
  readonly waiting: readonly string[]
  readonly started: number
  readonly ended: number
  readonly reason: string
  readonly client: ClientWrite | null
}

export interface TransactionChunk {
  readonly id: string
  readonly path: string
  /** The chunk is gone afterwards. */
  readonly remove: boolean
  /** Whether or not a good replica of it is anywhere: no node prepares for that. */
  readonly force?: boolean
}

/** A client's own number for a write, so that a repeated one happens once. */
export interface ClientNumber {
  readonly id: string
  readonly sequence: number
}

export interface ClientWrite extends ClientNumber {
  /** Whether the write ends with this transaction: of several (`atomic='CHUNK'`) only the last does. */
  readonly last: boolean
}

export interface ClientEntry {
  readonly id: string
  readonly sequence: number
  /** Partitions that this write has reached; null: it is over. */
  readonly done: readonly string[] | null
  /** What a definition gave. */
  readonly reply?: unknown
  readonly updated: number
}

export interface NodeEntry {
  readonly alias: string
  readonly host: string
  readonly port: number
  /** Takes no new chunks, and loses those it has. */
  readonly draining: boolean
}

export type TaskStatus = 'Waiting' | 'In-Progress' | 'Finished' | 'Aborted'

/** A replica to be made or mended. */
export interface TaskEntry {
  readonly id: number
  readonly type: 'ChunkRecovery' | 'LoadRebalance'
  readonly chunk: string
  readonly chunkPath: string
  readonly source: string
  readonly destination: string
  readonly status: TaskStatus
  readonly attempts: number
  readonly deleteSource: boolean
  readonly created: number
  readonly dequeued: number
  readonly started: number
  readonly finished: number
  readonly incremental: boolean
  readonly changedToFull: boolean
  /** When writes were held up for the last piece; 0: never. */
  readonly changedToSync: number
  readonly reason: string
  /** Given up: what the destination lacks is damaged on the source, and nobody else has it. */
  readonly hopeless?: boolean
}
