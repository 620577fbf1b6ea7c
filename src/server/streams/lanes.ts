/** Where handlers run one after the other. */
export interface Lane {
  /** Counted from 1. */
  readonly id: number
  subscriptions: number
  /** Runs `work` when all that was given before has ended. */
  run<T>(work: () => Promise<T>): Promise<T>
}

function newLane(id: number): Lane {
  let last: Promise<unknown> = Promise.resolve()
  return {
    id,
    subscriptions: 0,
    run(work) {
      const done = last.then(work)
      last = done.catch(() => {})
      return done
    },
  }
}

/** As many lanes as there are threads for handlers. */
export class Lanes {
  readonly #lanes: readonly Lane[]

  constructor(count: number) {
    this.#lanes = Array.from({ length: count }, (_, i) => newLane(i + 1))
  }

  /** The lane that a hash stands for; for −1 that of the fewest subscriptions. */
  choose(hash: number): Lane {
    if (hash >= 0) return this.#lanes[hash % this.#lanes.length]!
    return this.#lanes.reduce((best, next) => (next.subscriptions < best.subscriptions ? next : best))
  }
}
