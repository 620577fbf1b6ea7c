/** Goes through something large a piece at a time, again and again: what is added or replaced meanwhile is seen in its turn. */
export class Rounds<T> {
  #source: Iterable<T> | null = null
  #rest: Iterator<T> | null = null

  /** The next ones, at most so many; fewer at the end of a round. */
  take(source: Iterable<T>, most: number): T[] {
    if (source !== this.#source) this.#rest = null
    this.#source = source
    this.#rest ??= source[Symbol.iterator]()
    const taken: T[] = []
    while (taken.length < most) {
      const next = this.#rest.next()
      if (next.done) {
        this.#rest = null
        break
      }
      taken.push(next.value)
    }
    return taken
  }
}
