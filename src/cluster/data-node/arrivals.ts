/** Chunks that are being brought to this node, so that what was said of them before doesn't count. */
export class Arrivals {
  // How many copies of each are under way.
  readonly #underWay = new Map<string, number>()
  readonly #watchers = new Set<Set<string>>()
  // Whose copies have ended since `takeLanded`.
  #landed = new Set<string>()

  /** A copy begins; to be called back when it has ended. */
  begin(chunk: string): () => void {
    this.#underWay.set(chunk, (this.#underWay.get(chunk) ?? 0) + 1)
    for (const seen of this.#watchers) seen.add(chunk)
    return () => {
      const left = this.#underWay.get(chunk)! - 1
      if (left > 0) this.#underWay.set(chunk, left)
      else this.#underWay.delete(chunk)
      this.#landed.add(chunk)
    }
  }

  get underWay(): readonly string[] {
    return [...this.#underWay.keys()]
  }

  /** Chunks that came since the last call: whoever asked for them may not want them any more. */
  takeLanded(): readonly string[] {
    const landed = [...this.#landed]
    this.#landed.clear()
    return landed
  }

  /** What is under way now, and whatever begins before `end`. */
  watch(): { readonly seen: ReadonlySet<string>; end(): void } {
    const seen = new Set(this.#underWay.keys())
    this.#watchers.add(seen)
    return { seen, end: () => this.#watchers.delete(seen) }
  }
}
