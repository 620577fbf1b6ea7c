import type { Site } from '../site.ts'
import type { BeginCommand, Command, Viewpoint } from './command.ts'
import type { ChunkEntry, ClientNumber, NodeEntry, TaskEntry, TransactionEntry } from './entries.ts'

/** Changes of definitions, as data nodes ask for them. */
export type DefinitionCommand = Extract<
  Command,
  {
    readonly is:
      | 'createDatabase'
      | 'dropDatabase'
      | 'changeCatalogs'
      | 'createTable'
      | 'dropTable'
      | 'truncate'
      | 'renameTable'
      | 'addColumns'
      | 'dropColumns'
      | 'renameColumn'
      | 'retypeColumn'
      | 'setColumnComments'
      | 'setTableComment'
      | 'setAtomicLevel'
      | 'addPartitions'
      | 'removePartitions'
  }
>

/** What a node that reads and writes tables tells of itself, again and again. */
export interface Heartbeat {
  readonly is: 'heartbeat'
  /** Another one after each start. */
  readonly incarnation: string
  /** Whether it takes chunks. */
  readonly holds: boolean
  /** Undecided transactions that it coordinates. */
  readonly coordinates: readonly number[]
  /** Transactions that it has published. */
  readonly published: readonly number[]
  /** Those that are being written or prepared here, of the ones decided up to the commit `upTo` all. */
  readonly underWay: readonly number[]
  readonly upTo: number
  /** Readers here look at commits from this one on; null: nobody reads. */
  readonly oldestRead: number | null
}

export interface HeartbeatReply {
  /** Versions that were replaced before this commit are no longer needed. */
  readonly keepSince: number
  /** Transactions that need not be named as published any more. */
  readonly forget: readonly number[]
  /** What the controller wants to hear of what the node holds. */
  readonly report: ReportWish
  /** How far the controllers are. */
  readonly asOf: Viewpoint
  /** The controllers there are now. */
  readonly controllers: readonly Site[]
}

/** Everything a node holds, or some of it. */
export type ReportWish = 'all' | { readonly chunks: readonly string[]; readonly tables: readonly number[] }

/** What a node holds, of what it was asked for. */
export interface Report {
  readonly is: 'report'
  readonly incarnation: string
  readonly of: ReportWish
  /** It looked later than that. */
  readonly asOf: Viewpoint
  readonly held: readonly { readonly chunk: string; readonly cid: number }[]
  /** Chunks that a transaction here is about to change. */
  readonly unsure: readonly string[]
  /** Those transactions. */
  readonly underWay: readonly number[]
  /** Tables whose definition is here. */
  readonly tables: readonly number[]
}

/** What has no place on the node that reported. */
export interface Needless {
  readonly chunks: readonly string[]
  readonly tables: readonly number[]
}

/** What data nodes and people ask of the controllers' leader. Topic `metadata`. */
export type ControllerRequest =
  | BeginCommand
  | {
      readonly is: 'commit'
      readonly tid: number
      readonly prepared: readonly string[]
      /** Nodes that did not answer: they are taken for dead until they are heard of. */
      readonly silent: readonly string[]
    }
  | { readonly is: 'abort'; readonly tid: number; readonly reason: string }
  | { readonly is: 'outcome'; readonly tid: number }
  /** `number`: the same when it is asked again, as its answer was lost. */
  | { readonly is: 'define'; readonly command: DefinitionCommand; readonly number: ClientNumber }
  | { readonly is: 'databases' | 'catalogs' | 'nodes' }
  | { readonly is: 'database' | 'tables'; readonly path: string }
  | { readonly is: 'table' | 'chunks'; readonly database: string; readonly table: string }
  | { readonly is: 'definition'; readonly table: number }
  | Heartbeat
  | Report
  | { readonly is: 'corrupted'; readonly chunk: string; readonly asOf: Viewpoint }
  | {
      readonly is: 'copyReplicas'
      readonly source: string
      readonly destination: string
      readonly chunks: readonly string[]
      readonly move: boolean
    }
  | { readonly is: 'deleteReplicas'; readonly chunks: readonly string[]; readonly node: string }
  | { readonly is: 'suspendRecovery' | 'resumeRecovery' }
  /** Those of the type that have not begun. */
  | { readonly is: 'cancelTasks'; readonly type: TaskEntry['type']; readonly tasks: readonly number[] }
  /** How many of the type go on at once; with `most`, that is changed, for as long as this leader leads. */
  | { readonly is: 'concurrency'; readonly type: TaskEntry['type']; readonly most: number | null }
  /** The node is to tell again what it holds; null: of everything. */
  | { readonly is: 'triggerReport'; readonly node: string; readonly chunks: readonly string[] | null }
  /** Answered with InspectAnswer. Chunks may be millions: they come only where they are wanted. */
  | { readonly is: 'inspect'; readonly chunks: boolean }

export interface TableAnswer {
  /** As databaseToJson gives it. */
  readonly database: string
  readonly table: string
  readonly version: number
}

/** A chunk for readers: as of its last completed commit, and where that lies. */
export interface PlacedChunk {
  readonly id: string
  readonly path: string
  readonly cid: number
  readonly nodes: readonly Site[]
}

export interface ChunksAnswer extends TableAnswer {
  readonly chunks: readonly PlacedChunk[]
  /** No commit before this one will still replace what is shown here. */
  readonly floor: number
}

/** Everything about chunks, transactions and recoveries, for those who look. */
export interface InspectAnswer {
  /** `size`: in bytes, where nodes were asked for it. */
  readonly chunks: readonly (ChunkEntry & { readonly file: string; readonly size?: number })[]
  readonly transactions: readonly TransactionEntry[]
  readonly tasks: readonly TaskEntry[]
  /** Data nodes that take chunks. */
  readonly nodes: readonly NodeEntry[]
  /** dfsReplicaReliabilityLevel */
  readonly reliability: 0 | 1 | 2
  /** When it was looked at. */
  readonly at: number
}
