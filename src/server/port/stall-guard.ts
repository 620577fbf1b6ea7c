import type { Clock } from '../../host/clock.ts'

/** A connection as the guard sees it. */
export interface Guarded {
  /** Bytes read and written so far. */
  progress(): number
  /** Whether a request was begun and not finished, or an answer is not taken. */
  waiting(): boolean
  /** Ends it. */
  drop(): void
}

interface Watch {
  progress: number
  since: number
}

/**
 * Ends connections that stand still in the middle of something: half-open ones, and those that read or write too slowly
 * to tell. Idle ones may stay. One look over all of them now and then costs less than a timer each.
 */
export class StallGuard {
  readonly #clock: Clock
  readonly #patience: number
  readonly #watched = new Map<Guarded, Watch>()
  #stop: () => void = () => {}

  /** `patience`: milliseconds without a byte. */
  constructor(clock: Clock, patience: number) {
    this.#clock = clock
    this.#patience = patience
    this.#sleep()
  }

  watch(connection: Guarded): void {
    this.#watched.set(connection, { progress: -1, since: this.#now() })
  }

  forget(connection: Guarded): void {
    this.#watched.delete(connection)
  }

  close(): void {
    this.#stop()
    this.#watched.clear()
  }

  #now(): number {
    return Number(this.#clock.monotonic() / 1_000_000n)
  }

  #sleep(): void {
    this.#stop = this.#clock.after(this.#patience / 4, () => {
      this.#look()
      this.#sleep()
    })
  }

  #look(): void {
    const now = this.#now()
    for (const [connection, watch] of this.#watched) {
      const progress = connection.progress()
      if (progress !== watch.progress || !connection.waiting()) {
        watch.progress = progress
        watch.since = now
      } else if (now - watch.since >= this.#patience) {
        this.#watched.delete(connection)
        connection.drop()
      }
    }
  }
}
