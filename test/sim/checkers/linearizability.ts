/** What a client did to one register. */
export interface Operation {
  readonly client: string
  readonly text: string
  /** When it was asked. */
  readonly called: number
  /** When the answer came; infinity: none came, and it may happen at any time or never. */
  readonly returned: number
  /** What the register holds afterwards, or null if the answer doesn't fit what it held. */
  readonly apply: (state: string) => string | null
}

/**
 * Whether the operations could have happened one after the other, each at one moment between its call and its return, with
 * the answers they had (Herlihy and Wing, 1990). Searches as Wing and Gong (1993), remembering where it has been (Lowe, 2017).
 * Returns a description of what doesn't fit, or null.
 */
export function linearizabilityFault(history: readonly Operation[], initial: string): string | null {
  const operations = [...history].sort((a, b) => a.called - b.called)
  const search = new Search(operations)
  if (search.from(initial)) return null
  const shown = operations.map(
    ({ client, text, called, returned }) =>
      `  ${called.toFixed(1)}–${returned === Number.POSITIVE_INFINITY ? '?' : returned.toFixed(1)} ${client} ${text}`,
  )
  return `No order explains these answers (${search.best} of ${operations.length} fit):\n${shown.join('\n')}`
}

class Search {
  /** How many operations were put in order at most. */
  best = 0
  readonly #operations: readonly Operation[]
  readonly #done: boolean[]
  readonly #seen = new Set<string>()
  /** Operations before this one are all done. */
  #first = 0
  #count = 0

  constructor(operations: readonly Operation[]) {
    this.#operations = operations
    this.#done = operations.map(() => false)
  }

  from(state: string): boolean {
    this.best = Math.max(this.best, this.#count)
    const candidates = this.#candidates()
    if (candidates === null) return true
    const before = this.#first
    for (const at of candidates) {
      const next = this.#operations[at]!.apply(state)
      if (next === null) continue
      this.#take(at)
      const place = `${this.#first}:${this.#beyond()}:${next}`
      if (!this.#seen.has(place)) {
        this.#seen.add(place)
        if (this.from(next)) return true
      }
      this.#giveBack(at, before)
    }
    return false
  }

  // Whatever may come next: called before every one that isn't done returned. Null: all that have returned are done.
  #candidates(): number[] | null {
    let earliest = Number.POSITIVE_INFINITY
    for (let at = this.#first; at < this.#operations.length; at++) {
      const { called, returned } = this.#operations[at]!
      if (called > earliest) break
      if (!this.#done[at]) earliest = Math.min(earliest, returned)
    }
    if (earliest === Number.POSITIVE_INFINITY) return null
    const found: number[] = []
    for (let at = this.#first; at < this.#operations.length; at++) {
      if (this.#operations[at]!.called > earliest) break
      if (!this.#done[at]) found.push(at)
    }
    return found
  }

  #take(at: number): void {
    this.#done[at] = true
    this.#count++
    while (this.#done[this.#first]) this.#first++
  }

  #giveBack(at: number, first: number): void {
    this.#done[at] = false
    this.#count--
    this.#first = first
  }

  #beyond(): string {
    const ahead: number[] = []
    for (let at = this.#first; at < this.#operations.length; at++) if (this.#done[at]) ahead.push(at)
    return ahead.join()
  }
}
