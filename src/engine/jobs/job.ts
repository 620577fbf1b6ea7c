import type { ErrorReport } from '../session/error-report.ts'

/** A client's own number for a call: it has the same when it is repeated, be it on another node. */
export interface ClientCall {
  readonly client: string
  readonly sequence: number
}

/** What a job is started with. */
export interface JobHandlers {
  /** 0 to 9, the highest first; 4 unless said. */
  readonly priority?: number
  /** How many parts of it may run at once; 2 unless said. */
  readonly parallelism?: number
  /** It doesn't wait for a worker that another job has. */
  readonly urgent?: boolean
  /** False: only administrators stop it. */
  readonly cancellable?: boolean
  /** What users call it by; a name of its own unless its client gave one, to several jobs perhaps. */
  readonly rootId?: string
  /** Null, or missing: its client gave it no number. */
  readonly call?: ClientCall | null
  /** Printed output, as it comes. */
  readonly onPrint?: (text: string) => void
  /** A top-level statement's value (transferred form), its place in the text, and how long it took. */
  readonly onResult?: (result: StatementResult) => void
}

export interface StatementResult {
  readonly value: unknown
  readonly start: number
  readonly end: number
  readonly milliseconds: number
}

/** How a job ended. `value` is the last statement's, in transferred form, or undefined. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorReport }

export type JobState = 'queued' | 'running' | 'cancelling'

/** One request of one session, waiting or running. */
export interface Job {
  readonly id: number
  /** What users call it by; no other job has it, on any node, unless a client gave it to several. */
  readonly rootId: string
  readonly session: number
  /** The threads it runs in. */
  readonly pool: string
  readonly user: string
  readonly priority: number
  readonly parallelism: number
  readonly urgent: boolean
  readonly cancellable: boolean
  readonly call: ClientCall | null
  /** The beginning of the script, or the called function. */
  readonly description: string
  readonly queued: bigint
  started: bigint | null
  state: JobState
}
