/** How many bytes of unfinished requests a node holds at most, over all its connections. */
export class ReadBudget {
  readonly limit: number
  #held = 0

  constructor(limit: number) {
    this.limit = limit
  }

  get held(): number {
    return this.#held
  }

  /** Counts bytes that came; false when they are beyond the limit. They count until given back all the same. */
  take(bytes: number): boolean {
    this.#held += bytes
    return this.#held <= this.limit
  }

  giveBack(bytes: number): void {
    this.#held -= bytes
  }
}
