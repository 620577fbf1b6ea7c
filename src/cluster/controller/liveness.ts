import type { Heartbeat } from './request.ts'

interface Heard {
  readonly at: number
  readonly heartbeat: Heartbeat
}

// In this time, in milliseconds, every node that lives sends a heartbeat to a new leader.
const FIRST = 1500

/**
 * Who is alive, as far as this leader knows: data nodes say so again and again. Nothing depends on it but what is tried
 * first: a node taken for dead is only left out, and a transaction is given up by a command, never by the clock alone.
 */
export class Liveness {
  readonly #heard = new Map<string, Heard>()
  // In how many heartbeats in a row a coordinator did not name a transaction.
  readonly #unnamed = new Map<number, number>()
  readonly #timeout: number
  // Nodes that did not answer somebody, and were not heard of since.
  readonly #suspected = new Set<string>()
  #since = Number.NEGATIVE_INFINITY

  /** `timeout`: milliseconds of silence after which a node is taken for dead. */
  constructor(timeout: number) {
    this.#timeout = timeout
  }

  /** A new leader has heard of nobody yet. */
  reset(now: number): void {
    this.#heard.clear()
    this.#unnamed.clear()
    this.#suspected.clear()
    this.#since = now
  }

  hear(alias: string, heartbeat: Heartbeat, now: number, undecided: readonly number[]): void {
    this.#suspected.delete(alias)
    this.#heard.set(alias, { at: now, heartbeat })
    for (const tid of undecided) {
      if (heartbeat.coordinates.includes(tid)) this.#unnamed.delete(tid)
      else this.#unnamed.set(tid, (this.#unnamed.get(tid) ?? 0) + 1)
    }
  }

  /** It did not answer somebody. */
  suspect(alias: string): void {
    this.#heard.delete(alias)
    this.#suspected.add(alias)
  }

  /** It was lost then: unless it was heard of afterwards, it is taken for dead. */
  suspectSince(alias: string, lost: number): void {
    if ((this.#heard.get(alias)?.at ?? lost) <= lost) this.suspect(alias)
  }

  isAlive(alias: string, now: number): boolean {
    const heard = this.#heard.get(alias)
    if (heard) return now - heard.at < this.#timeout
    // A new leader takes all for alive until they had the time to be heard.
    return now - this.#since < Math.min(FIRST, this.#timeout) && !this.#suspected.has(alias)
  }

  /** Milliseconds since a node was heard of, as far as this leader can tell. */
  silence(alias: string, now: number): number {
    return now - (this.#heard.get(alias)?.at ?? this.#since)
  }

  /** Whether it was heard of since this leader leads, or has had the time for it. */
  isHeard(alias: string, now: number): boolean {
    return this.#heard.has(alias) || now - this.#since >= this.#timeout
  }

  incarnation(alias: string): string | undefined {
    return this.#heard.get(alias)?.heartbeat.incarnation
  }

  /** Whether nobody leads the transaction any more: its coordinator was restarted, fell silent, or has forgotten it. */
  isAbandoned(tid: number, coordinator: string, now: number): boolean {
    const [alias, incarnation] = coordinator.split('#') as [string, string]
    const heard = this.#heard.get(alias)
    // A new leader waits until every node had the time to be heard.
    if (!heard) return now - this.#since >= this.#timeout
    if (heard.heartbeat.incarnation !== incarnation) return true
    if (now - heard.at >= this.#timeout) return true
    // One heartbeat may have been on its way when the transaction began.
    return (this.#unnamed.get(tid) ?? 0) >= 2
  }

  /** The oldest commit that some reader looks at; null: nobody reads. */
  get oldestRead(): number | null {
    const oldest = [...this.#heard.values()].flatMap(({ heartbeat }) => heartbeat.oldestRead ?? [])
    return oldest.length === 0 ? null : Math.min(...oldest)
  }
}
