import type { Worker } from 'node:worker_threads'
import type { JobRequest } from '../messages.ts'
import type { Job, JobHandlers, Outcome } from './job.ts'
import type { JobQueue } from './job-queue.ts'
import type { Turns } from './turns.ts'

/** A job that waits or runs, and what is to be told of it. */
export interface Pending {
  readonly job: Job
  readonly request: JobRequest
  readonly handlers: JobHandlers
  readonly resolve: (outcome: Outcome) => void
  /** Where it waits or runs. */
  slot: WorkerSlot
  /** It runs apart from its session, whose worker is busy. */
  aside: boolean
  /** Its turn there, once it was given: see Turns. */
  turn: number
}

/** A thread, the jobs that it was given, and those that wait for it. */
export interface WorkerSlot {
  readonly pool: string
  thread: Worker
  turns: Turns
  progress: Int32Array
  replySignal: Int32Array
  sessions: number
  /** Its sessions share values that other workers don't see. */
  isBound: boolean
  /** The first one runs, the others are there already when it ends. */
  given: Pending[]
  queue: JobQueue
}

/** How much a new session would have to wait for there: what runs and waits counts before the sessions that are there. */
export const load = ({ given, queue, sessions }: WorkerSlot): number =>
  sessions + (given.length + queue.length) * 1e6
