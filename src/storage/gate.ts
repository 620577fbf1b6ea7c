/**
 * Lets many pass together, or one alone, in the order they came. What is let through ends when its promise settles; a
 * failure is told to its caller only.
 */
export class Gate {
  // All that was let through last: everyone after waits for it.
  #alone: Promise<unknown> = Promise.resolve()
  #together: Promise<unknown>[] = []

  /** Runs beside others that came by `together`, after anyone `alone` who came before. */
  together<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#alone.then(action)
    const ended = result.catch(() => {})
    this.#together.push(ended)
    ended.then(() => {
      this.#together = this.#together.filter(each => each !== ended)
    })
    return result
  }

  /** Runs after everyone who came before has ended, and before everyone who comes later begins. */
  alone<T>(action: () => Promise<T>): Promise<T> {
    const before = Promise.all([this.#alone, ...this.#together])
    const result = before.then(action)
    this.#alone = result.catch(() => {})
    this.#together = []
    return result
  }
}
