/** Rows that one transaction writes: numbers that no other writes, by partition. */
export interface WrittenRows {
  readonly name: string
  readonly rows: ReadonlyMap<string, readonly number[]>
  /** When it was asked for. */
  readonly called: number
  /** When it was acknowledged; infinity: it wasn't, and may have happened or not. */
  acknowledged: number
}

/**
 * Transactions are durable, atomic and seen in order: what was acknowledged before a read began is in it, and of each
 * transaction a read shows all rows or none, each once, and none before it was asked for.
 */
export class SnapshotReads {
  readonly written: WrittenRows[] = []
  /** Transactions that were never acknowledged but were seen: from the first read that shows one, all later show it. */
  readonly #seen = new Map<WrittenRows, number>()

  /** A read that saw these partitions, all as of one moment between `began` and `ended`. */
  read(reader: string, began: number, ended: number, seen: ReadonlyMap<string, readonly number[]>): void {
    const known = new Set<number>()
    for (const [partition, rows] of seen) {
      if (new Set(rows).size !== rows.length)
        throw new Error(`${reader} sees rows of ${partition} twice: ${rows}`)
    }
    for (const transaction of this.written) {
      const wanted: number[] = []
      const there: number[] = []
      for (const [partition, rows] of transaction.rows) {
        const found = seen.get(partition)
        if (!found) continue
        wanted.push(...rows)
        there.push(...rows.filter(row => found.includes(row)))
      }
      for (const row of wanted) known.add(row)
      const about = `${transaction.name} (asked at ${transaction.called.toFixed(1)}, acknowledged at ${transaction.acknowledged.toFixed(1)})`
      const when = `${reader} (${began.toFixed(1)}–${ended.toFixed(1)})`
      if (there.length > 0 && there.length < wanted.length) {
        throw new Error(`${when} sees only ${there} of ${wanted} of ${about}.`)
      }
      if (wanted.length === 0) continue
      if (there.length > 0) {
        if (transaction.called > ended) throw new Error(`${when} sees ${about} before it was asked for.`)
        const first = this.#seen.get(transaction) ?? Number.POSITIVE_INFINITY
        this.#seen.set(transaction, Math.min(first, ended))
      } else {
        if (transaction.acknowledged < began) throw new Error(`${when} doesn't see ${about}.`)
        if ((this.#seen.get(transaction) ?? Number.POSITIVE_INFINITY) < began) {
          throw new Error(`${when} doesn't see ${about}, which was seen before.`)
        }
      }
    }
    for (const [partition, rows] of seen) {
      const unknown = rows.filter(row => !known.has(row))
      if (unknown.length > 0)
        throw new Error(`${reader} sees rows of ${partition} that nobody wrote: ${unknown}`)
    }
  }
}
