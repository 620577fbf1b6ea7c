import type { Worker } from 'node:worker_threads'
import type { Job, JobHandlers, Outcome } from './job.ts'
import type { JobRequest } from './messages.ts'
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
  /** The first one runs, the others are there already when it ends. */
  given: Pending[]
  queue: Pending[]
}

/** How much a new session would have to wait for there: what runs and waits counts before the sessions that are there. */
export const load = ({ given, queue, sessions }: WorkerSlot): number =>
  sessions + (given.length + queue.length) * 1e6

/** Takes the next job out of a queue: the highest priority first, then the oldest; those of one session in their order. */
export function takeNext(queue: Pending[]): Pending | undefined {
  const [first] = queue
  // As most queues are.
  if (queue.every(({ job }) => job.priority === first!.job.priority)) return queue.shift()
  let best: Pending | undefined
  const seen = new Set<number>()
  for (const pending of queue) {
    if (seen.has(pending.job.session)) continue
    seen.add(pending.job.session)
    if (!best || pending.job.priority > best.job.priority) best = pending
  }
  if (best) queue.splice(queue.indexOf(best), 1)
  return best
}
