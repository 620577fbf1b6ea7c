/** Chunks that are being brought to this node, so that what was said of them before doesn't count. */
export class Arrivals {
  // How many copies of each are under way.
  readonly #underWay = new Map<string, number>()
  readonly #watchers = new Set<Set<string>>()

  /** A copy begins; to be called back when it has ended. */
  begin(chunk: string): () => void {
    this.#underWay.set(chunk, (this.#underWay.get(chunk) ?? 0) + 1)
    for (const seen of this.#watchers) seen.add(chunk)
    return () => {
      const left = this.#underWay.get(chunk)! - 1
      if (left > 0) this.#underWay.set(chunk, left)
      else this.#underWay.delete(chunk)
    }
  }

  /** What is under way now, and whatever begins before `end`. */
  watch(): { readonly seen: ReadonlySet<string>; end(): void } {
    const seen = new Set(this.#underWay.keys())
    this.#watchers.add(seen)
    return { seen, end: () => this.#watchers.delete(seen) }
  }
}
