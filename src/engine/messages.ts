import type { ErrorReport } from './session/error-report.ts'
import type { ShippedFunction } from './session/shipped-function.ts'

// What the node's main thread and a worker say to each other. Everything is structured-cloned; columns are shared
// memory and pass by reference.

/** What a worker needs to begin. */
export interface WorkerStart {
  /** Non-zero while the running job is to stop. */
  readonly cancelFlag: Int32Array
  /** Which of the jobs it was given are begun: see Turns. */
  readonly turns: Int32Array
  /** Where its queries tell how far they are. */
  readonly progress: Int32Array
  /** Counts replies on `bridge`; the worker sleeps on it. */
  readonly replySignal: Int32Array
  readonly bridge: import('node:worker_threads').MessagePort
  readonly settings: SessionSettings
  /** Counted from 1. */
  readonly worker: number
  /** Locks and versions of shared tables: see SharedBoard. */
  readonly sharedWords: Int32Array
}

export interface SessionSettings {
  /** Scripts' relative paths are taken from here. */
  readonly workingFolder: string
  /** Modules (`use a::b`) are looked for here. */
  readonly moduleFolder: string
  /** Trading calendars are kept here. */
  readonly holidayFolder: string
  /** Folders whose files scripts may use, and those in them that are the node's own. */
  readonly fileFolders: { readonly allowed: readonly string[]; readonly kept: readonly string[] }
  /** Four 32-bit numbers, for reproducible random numbers; null: from the system. */
  readonly seeds: readonly [number, number, number, number] | null
}

/** To a worker. */
export type Request = SessionChange | GivenRequest

/** A job, and its turn: see Turns. */
export type GivenRequest = (JobRequest | AsideRequest) & { readonly turn: number }

export type SessionChange =
  | { readonly is: 'open'; readonly session: number; readonly user: string }
  | { readonly is: 'close'; readonly session: number }
  /** What a request that ran aside has left to the session. */
  | { readonly is: 'inherit'; readonly session: number; readonly left: SessionLeft }

/** What is done within a session. */
export type JobRequest =
  | {
      readonly is: 'execute'
      readonly session: number
      readonly job: number
      readonly text: string
      /** Its statements, if they are known: see readAhead. */
      readonly read: Uint8Array | null
      /** Tell the value of each statement as it comes. */
      readonly each: boolean
    }
  | {
      readonly is: 'call'
      readonly session: number
      readonly job: number
      /** A function's name, or an expression that gives one. */
      readonly callee: string
      readonly args: readonly unknown[]
    }
  /** A function that came from another session, called without arguments. */
  | { readonly is: 'apply'; readonly session: number; readonly job: number; readonly work: ShippedFunction }
  /** The same, kept as a variable. */
  | {
      readonly is: 'keep'
      readonly session: number
      readonly job: number
      readonly name: string
      readonly work: ShippedFunction
    }
  | {
      readonly is: 'assign'
      readonly session: number
      readonly job: number
      readonly values: readonly (readonly [string, unknown])[]
    }
  /** What a script becomes, without running it. */
  | { readonly is: 'emit'; readonly session: number; readonly job: number; readonly text: string }
  | {
      readonly is: 'complete'
      readonly session: number
      readonly job: number
      readonly text: string
      readonly at: number
    }

/** A request of a session whose worker is busy, to be run in another one, in a session of its own. */
export interface AsideRequest {
  readonly is: 'aside'
  readonly session: number
  readonly job: number
  readonly user: string
  readonly work: Extract<JobRequest, { is: 'execute' | 'call' }>
  /** The functions that the session has defined, and the names of its variables, as of its last job. */
  readonly definitions: readonly string[]
  readonly variables: readonly string[]
  /** The client asked for hurry. */
  readonly urgent: boolean
}

/** What a request that ran aside has defined and set: its session has it from its next job on. */
export interface SessionLeft {
  readonly definitions: readonly string[]
  readonly values: readonly (readonly [name: string, value: unknown])[]
  /** Variables that are tables which sessions share, and their shared names. */
  readonly shares: readonly (readonly [name: string, sharedName: string])[]
}

/** What a session has now. */
export interface SessionState {
  /** The texts of its functions. */
  readonly definitions: readonly string[]
  /** The names of its variables. */
  readonly variables: readonly string[]
  /** It has nothing else either that it would miss in another worker. */
  readonly isBlank: boolean
}

/** From a worker. */
export type Report =
  | { readonly is: 'ready' }
  | { readonly is: 'print'; readonly job: number; readonly text: string }
  /** A top-level statement ended; `value` is a transferred value where it shows one. */
  | {
      readonly is: 'result'
      readonly job: number
      readonly value: unknown
      readonly start: number
      readonly end: number
      readonly milliseconds: number
    }
  | ({ readonly is: 'done'; readonly value: unknown } & Ending)
  | ({ readonly is: 'failed'; readonly error: ErrorReport } & Ending)
  /** What was to run aside needs its session. */
  | { readonly is: 'unfit'; readonly job: number }

interface Ending {
  readonly job: number
  /** About how many bytes the session's variables take up now. */
  readonly memory: number
  /** Null: as it was told last. */
  readonly state: SessionState | null
  /** Sessions of this worker share values that other workers don't see. */
  readonly isBound: boolean
  /** Of a job that ran aside; else null. */
  readonly left: SessionLeft | null
}

/** A call that a script's thread waits for, answered by the main thread. */
export interface BridgeCall {
  readonly id: number
  readonly job: number
  readonly service: string
  readonly method: string
  readonly args: readonly unknown[]
}

export type BridgeReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: ErrorReport }
