import type { Pending } from './worker-slot.ts'

const LANES = 10

const laneOf = ({ job }: Pending) => Math.max(0, Math.min(LANES - 1, Math.trunc(job.priority)))

/**
 * Jobs that wait for one worker. The highest priority goes first, then the oldest; those of one session go in the order they
 * came, whatever their priorities. Jobs are numbered as they come, so one that was taken out goes back to where it was.
 */
export class JobQueue {
  // By priority, the first job of each session. Oldest first, here and below.
  readonly #lanes: Pending[][] = Array.from({ length: LANES }, () => [])
  readonly #bySession = new Map<number, Pending[]>()
  #length = 0

  get length(): number {
    return this.#length
  }

  *[Symbol.iterator](): Generator<Pending> {
    for (const waiting of this.#bySession.values()) yield* waiting
  }

  add(pending: Pending): void {
    const waiting = this.#bySession.get(pending.job.session) ?? []
    const [first] = waiting
    insert(waiting, pending)
    this.#bySession.set(pending.job.session, waiting)
    this.#length++
    if (waiting[0] !== pending) return
    if (first) remove(this.#lanes[laneOf(first)]!, first)
    insert(this.#lanes[laneOf(pending)]!, pending)
  }

  /** Takes out the job whose turn it is. */
  take(): Pending | undefined {
    const next = this.#lanes.findLast(lane => lane.length > 0)?.[0]
    if (next) this.delete(next)
    return next
  }

  /** False: it isn't there. */
  delete(pending: Pending): boolean {
    const { session } = pending.job
    const waiting = this.#bySession.get(session) ?? []
    const wasFirst = waiting[0] === pending
    if (!remove(waiting, pending)) return false
    this.#length--
    if (wasFirst) {
      remove(this.#lanes[laneOf(pending)]!, pending)
      const [next] = waiting
      if (next) insert(this.#lanes[laneOf(next)]!, next)
      else this.#bySession.delete(session)
    }
    return true
  }
}

// Where a job of that number is, or would be.
function placeOf(jobs: readonly Pending[], id: number): number {
  let [low, high] = [0, jobs.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (jobs[middle]!.job.id < id) low = middle + 1
    else high = middle
  }
  return low
}

function insert(jobs: Pending[], pending: Pending): void {
  const newest = jobs.at(-1)
  if (!newest || newest.job.id < pending.job.id) jobs.push(pending)
  else jobs.splice(placeOf(jobs, pending.job.id), 0, pending)
}

function remove(jobs: Pending[], pending: Pending): boolean {
  const place = placeOf(jobs, pending.job.id)
  if (jobs[place] !== pending) return false
  if (place === 0) jobs.shift()
  else jobs.splice(place, 1)
  return true
}
