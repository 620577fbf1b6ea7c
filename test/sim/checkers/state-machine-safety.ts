/** State-machine safety: what one member applies at an index, no other applies differently (Raft paper, figure 3). */
export class StateMachineSafety {
  readonly #applied = new Map<number, string>()
  /** The last index that any member has applied. */
  last = 0

  applied(id: string, index: number, content: string): void {
    const known = this.#applied.get(index)
    if (known === undefined) this.#applied.set(index, content)
    else if (known !== content) {
      throw new Error(`${id} applies "${content}" at ${index}, where another has applied "${known}".`)
    }
    this.last = Math.max(this.last, index)
  }

  at(index: number): string | undefined {
    return this.#applied.get(index)
  }
}
