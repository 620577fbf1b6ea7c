import type { CatalogChange } from '../../storage/catalog/schema-catalog.ts'
import type { Outcome } from '../../txn/outcome.ts'
import type { ClientNumber, ClientWrite, NodeEntry } from './entries.ts'

/** What the leader knows by itself and a command must carry, so that it means the same everywhere. */
export interface Circumstances {
  /** Data nodes that are heard of. */
  readonly alive: readonly string[]
  /** dfsReplicationFactor */
  readonly factor: number
  /** dfsReplicaReliabilityLevel: 0: replicas may share a machine; 1: they may not; 2: only if there is no other. */
  readonly reliability: 0 | 1 | 2
  /** Milliseconds since 1970: for people. */
  readonly at: number
  /** 16 fresh bytes, for identities. */
  readonly seed: Uint8Array
}

/** A partition that a transaction wants to write. */
export interface WantedChunk {
  readonly path: string
  readonly remove: boolean
  /** The commit of which its rows were read, if what is written was made from them; 0: there were none. */
  readonly read?: number
}

export interface BeginCommand {
  readonly is: 'begin'
  readonly type: string
  readonly coordinator: string
  readonly request: number
  readonly database: string
  readonly table: string
  readonly chunks: readonly WantedChunk[]
  /** `TRANS`: all chunks or a refusal; `CHUNK`: those that can be had. */
  readonly atomic: 'TRANS' | 'CHUNK'
  readonly client: ClientWrite | null
  /** All chunks are removed, also those that no node has a good replica of, or that are being recovered. */
  readonly force?: boolean
}

/** Everything that can change the metadata. */
export type Command =
  /** A definition that happens once, however often it is asked for under that number. */
  | {
      readonly is: 'once'
      readonly number: ClientNumber
      readonly command: Command
      readonly at: number
    }
  | { readonly is: 'registerNode'; readonly node: NodeEntry }
  | { readonly is: 'removeNode'; readonly alias: string }
  | { readonly is: 'createDatabase'; readonly json: string }
  | { readonly is: 'dropDatabase'; readonly path: string }
  | { readonly is: 'changeCatalogs'; readonly change: CatalogChange }
  | { readonly is: 'createTable'; readonly database: string; readonly spec: string }
  | { readonly is: 'dropTable' | 'truncate'; readonly database: string; readonly table: string }
  | { readonly is: 'renameTable'; readonly database: string; readonly table: string; readonly to: string }
  | { readonly is: 'addColumns'; readonly database: string; readonly table: string; readonly columns: string }
  | {
      readonly is: 'dropColumns'
      readonly database: string
      readonly table: string
      readonly names: readonly string[]
    }
  | {
      readonly is: 'retypeColumn'
      readonly database: string
      readonly table: string
      readonly column: string
      readonly type: string
    }
  | {
      readonly is: 'renameColumn'
      readonly database: string
      readonly table: string
      readonly from: string
      readonly to: string
    }
  | {
      readonly is: 'setColumnComments'
      readonly database: string
      readonly table: string
      readonly comments: Readonly<Record<string, string>>
    }
  | {
      readonly is: 'setTableComment'
      readonly database: string
      readonly table: string
      readonly comment: string
    }
  | { readonly is: 'setAtomicLevel'; readonly database: string; readonly atomic: 'TRANS' | 'CHUNK' }
  | {
      readonly is: 'addPartitions'
      readonly database: string
      readonly kind: 'VALUE' | 'RANGE'
      readonly level: number
      readonly type: string
      readonly keys: readonly (number | string)[]
    }
  /** Takes values out of the scheme of the first level, by names of their partitions. */
  | { readonly is: 'removePartitions'; readonly database: string; readonly names: readonly string[] }
  | (BeginCommand & { readonly now: Circumstances })
  | { readonly is: 'commit'; readonly tid: number; readonly prepared: readonly string[]; readonly at: number }
  | { readonly is: 'abort'; readonly tid: number; readonly reason: string; readonly at: number }
  /** A node has published what it was bound to. */
  | { readonly is: 'acknowledge'; readonly node: string; readonly tids: readonly number[] }
  /** What a node really holds, where it differs from what is known. null: nothing of the chunk. Answered with Findings. */
  | {
      readonly is: 'replicas'
      readonly node: string
      readonly asOf: Viewpoint
      readonly held: readonly {
        readonly chunk: string
        readonly cid: number | null
        readonly corrupted: boolean
      }[]
    }
  | { readonly is: 'addTasks'; readonly tasks: readonly NewTask[]; readonly at: number }
  | { readonly is: 'startTask'; readonly task: number; readonly at: number }
  /** Nobody writes the chunk until the task ends. */
  | { readonly is: 'holdWrites'; readonly task: number; readonly at: number }
  /** The destination holds the chunk as of `cid`; refused while that is not all of it. */
  | {
      readonly is: 'finishTask'
      readonly task: number
      readonly cid: number
      readonly incremental: boolean
      readonly at: number
    }
  | {
      readonly is: 'failTask'
      readonly task: number
      readonly reason: string
      readonly again: boolean
      readonly hopeless?: boolean
      readonly at: number
    }
  | { readonly is: 'deleteReplicas'; readonly chunks: readonly string[]; readonly node: string }
  | { readonly is: 'suspendRecovery' | 'resumeRecovery' }

/** How far the controllers were when a node looked at what it holds. */
export interface Viewpoint {
  /** The last commit. */
  readonly cid: number
  /** The last replica that was made or corrected. */
  readonly replica: number
}

export interface Findings {
  /** Chunks that have no place on the node. */
  readonly needless: readonly string[]
  /** Chunks that were in motion since it looked. */
  readonly again: readonly string[]
}

export interface NewTask {
  readonly type: 'ChunkRecovery' | 'LoadRebalance'
  readonly chunk: string
  readonly source: string
  readonly destination: string
  readonly deleteSource: boolean
}

/** A chunk that a transaction may write. */
export interface BegunChunk {
  readonly path: string
  readonly id: string
  /** What its replicas hold; 0: the chunk is new. */
  readonly base: number
  /** Nodes with a current replica that are heard of. */
  readonly nodes: readonly string[]
}

export type Begun =
  | {
      readonly is: 'begun'
      readonly tid: number
      readonly table: number
      readonly version: number
      readonly chunks: readonly BegunChunk[]
      /** With `CHUNK`: partitions that others hold now. */
      readonly skipped: readonly string[]
    }
  /** This very write of this client has happened already. */
  | { readonly is: 'repeated' }

/** What a transaction came to, with the reason where it was rolled back. */
export type Decision = Outcome & { readonly reason?: string }
