/** Work of which so many pieces go on at once; the others wait for their turn. */
export class Lanes {
  #most: number
  #running = 0
  readonly #waiting: (() => void)[] = []

  constructor(most: number) {
    this.#most = most
  }

  get most(): number {
    return this.#most
  }

  set most(most: number) {
    this.#most = most
    this.#admit()
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#most) this.#running++
    else await new Promise<void>(resolve => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      this.#running--
      this.#admit()
    }
  }

  // Whoever is admitted counts from then on.
  #admit(): void {
    while (this.#running < this.#most && this.#waiting.length > 0) {
      this.#running++
      this.#waiting.shift()!()
    }
  }
}
