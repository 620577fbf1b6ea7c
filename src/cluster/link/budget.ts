/** Memory for messages under way. Whoever takes more than is left waits for its turn. */
export class Budget {
  readonly #bytes: number
  #taken = 0
  readonly #waiting: { bytes: number; go: () => void }[] = []

  constructor(bytes: number) {
    this.#bytes = bytes
  }

  /** Null: taken at once. Of more than there is, one has it alone. */
  take(bytes: number): Promise<void> | null {
    if (this.#waiting.length === 0 && this.#fits(bytes)) {
      this.#taken += bytes
      return null
    }
    return new Promise(go => this.#waiting.push({ bytes, go }))
  }

  give(bytes: number): void {
    this.#taken -= bytes
    while (this.#waiting.length > 0 && this.#fits(this.#waiting[0]!.bytes)) {
      const next = this.#waiting.shift()!
      this.#taken += next.bytes
      next.go()
    }
  }

  #fits(bytes: number): boolean {
    return this.#taken === 0 || this.#taken + bytes <= this.#bytes
  }
}
