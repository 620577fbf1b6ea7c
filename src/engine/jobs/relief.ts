import type { Pending, WorkerSlot } from './worker-slot.ts'

/** How long a job runs before those behind it are looked after, in milliseconds. */
const LONG = 50

export interface ReliefSurroundings {
  /** Milliseconds since 1970. */
  readonly now: () => bigint
  readonly after: (milliseconds: number, action: () => void) => () => void
  /** A worker of the pool that none of these jobs has for long; undefined: there is none. */
  readonly roomiest: (pool: string, isLong: (slot: WorkerSlot) => boolean) => WorkerSlot | undefined
  /** Moves the session of a job that waits to another worker. False: it has something there. */
  readonly move: (pending: Pending, to: WorkerSlot) => boolean
}

/**
 * Where jobs wait behind a long one, those of sessions that have nothing in their worker go to another. A timer runs only
 * while some wait.
 */
export class Relief {
  readonly #surroundings: ReliefSurroundings
  readonly #watched = new Set<WorkerSlot>()

  constructor(surroundings: ReliefSurroundings) {
    this.#surroundings = surroundings
  }

  /** Jobs may wait there. */
  watch(slot: WorkerSlot): void {
    if (this.#watched.has(slot) || slot.given.length + slot.queue.length < 2) return
    this.#watched.add(slot)
    this.#surroundings.after(LONG, () => {
      this.#watched.delete(slot)
      if (this.#isLong(slot)) this.#relieve(slot)
      this.watch(slot)
    })
  }

  readonly #isLong = ({ given }: WorkerSlot): boolean => {
    const started = given[0]?.job.started
    return started != null && this.#surroundings.now() - started >= LONG
  }

  #relieve(slot: WorkerSlot): void {
    const { roomiest, move } = this.#surroundings
    for (const pending of [...slot.given.slice(1), ...slot.queue]) {
      // It went along with another of its session.
      if (pending.slot !== slot) continue
      const to = roomiest(slot.pool, this.#isLong)
      if (!to) return
      move(pending, to)
    }
  }
}
