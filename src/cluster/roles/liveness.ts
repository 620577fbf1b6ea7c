import type { Clock } from '../../host/clock.ts'
import type { Heartbeat, Measure } from './message.ts'

interface Heard {
  readonly heartbeat: Heartbeat
  readonly at: number
  /** When its last link went; null while it has one. */
  readonly gone: number | null
}

// A node that loses its link makes a new one with its next heartbeat, unless it is gone.
const GRACE = 1200

/** Which nodes are heard of, and what they last told. */
export class Liveness {
  readonly #clock: Clock
  readonly #timeout: number
  readonly #heard = new Map<string, Heard>()

  /** `timeout`: milliseconds of silence after which a node counts as gone. */
  constructor(clock: Clock, timeout: number) {
    this.#clock = clock
    this.#timeout = timeout
  }

  hear(alias: string, heartbeat: Heartbeat): void {
    this.#heard.set(alias, { heartbeat, at: this.#now(), gone: null })
  }

  /** A node's last link went: it is taken for dead sooner. */
  lose(alias: string): void {
    const heard = this.#heard.get(alias)
    if (heard) this.#heard.set(alias, { ...heard, gone: this.#now() })
  }

  isAlive(alias: string): boolean {
    const heard = this.#heard.get(alias)
    if (!heard) return false
    const { at, gone } = heard
    return this.#now() - at < this.#timeout && (gone === null || this.#now() - gone < GRACE)
  }

  isReady(alias: string): boolean {
    return this.isAlive(alias) && this.#heard.get(alias)!.heartbeat.ready
  }

  /** Milliseconds since it was last heard of; null: never. */
  silence(alias: string): number | null {
    const heard = this.#heard.get(alias)
    return heard ? this.#now() - heard.at : null
  }

  /** Its row of getClusterPerf, null for a node that isn't there. */
  row(alias: string): readonly Measure[] | null {
    return this.isAlive(alias) ? this.#heard.get(alias)!.heartbeat.row : null
  }

  #now(): number {
    return Number(this.#clock.monotonic() / 1_000_000n)
  }
}
