import type { Entry } from '../../../src/raft/entry.ts'

/**
 * Log matching: entries of the same index and term are the same, and so are all before them (Raft paper, figure 3). It is
 * enough that each has the same content and the same term before it, wherever it is stored.
 */
export class LogMatching {
  readonly #seen = new Map<string, string>()

  /** A member has stored an entry behind one of the term `before`. */
  stored(entry: Entry, before: number): void {
    const name = `${entry.index}/${entry.term}`
    const { payload } = entry
    const content =
      payload.kind === 'command' ? Buffer.from(payload.command).toString('latin1') : JSON.stringify(payload)
    const text = `behind ${before}: ${content}`
    const known = this.#seen.get(name)
    if (known === undefined) this.#seen.set(name, text)
    else if (known !== text) throw new Error(`The entry ${name} is both "${known}" and "${text}".`)
  }
}
