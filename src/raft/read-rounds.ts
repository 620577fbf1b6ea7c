import type { ReadState } from './ready.ts'

interface Read {
  readonly token: number
  /** What was committed when it was asked for. */
  readonly index: number
  /** The round that began after it was asked for. */
  readonly round: number
}

/**
 * Linearizable reads without writing (dissertation, §6.4): a leader that has committed an entry of its term notes what is
 * committed, makes sure in a round of heartbeats that it still leads, and lets the read see the state at that index.
 * Reads that are asked for between two rounds share one.
 */
export class ReadRounds {
  /** The latest round that was begun. */
  round = 0
  /** Asked for before the leader has committed anything of its own. */
  #early: number[] = []
  #unsent: { token: number; index: number }[] = []
  #confirming: Read[] = []

  ask(token: number, commit: number | null): void {
    if (commit === null) this.#early.push(token)
    else this.#unsent.push({ token, index: commit })
  }

  /** The first entry of the leader's term is committed. */
  committed(commit: number): void {
    for (const token of this.#early) this.#unsent.push({ token, index: commit })
    this.#early = []
  }

  get hasUnsent(): boolean {
    return this.#unsent.length > 0
  }

  /** Begins a round for those that wait for one. */
  begin(): void {
    this.round++
    for (const read of this.#unsent) this.#confirming.push({ ...read, round: this.round })
    this.#unsent = []
  }

  /** Reads that are settled once a majority has answered `round`. */
  confirm(round: number): ReadState[] {
    const settled = this.#confirming.filter(read => read.round <= round)
    this.#confirming = this.#confirming.filter(read => read.round > round)
    return settled.map(({ token, index }) => ({ token, index }))
  }

  /** The leader leads no more. */
  drop(): ReadState[] {
    const tokens = [...this.#early, ...[...this.#unsent, ...this.#confirming].map(read => read.token)]
    return tokens.map(token => ({ token, index: null }))
  }
}
