import type { Entry } from './entry.ts'

/**
 * What a leader knows of a member's log.
 *
 * - probe: where the logs part is not known; one append at a time.
 * - replicate: they agree up to `next`; appends are sent ahead of their answers, at most `window` of them.
 * - snapshot: it needs entries that were dropped; nothing is sent until it has taken a snapshot.
 *
 * Invariant: 0 ≤ match < next.
 */
export class Progress {
  state: 'probe' | 'replicate' | 'snapshot' = 'probe'
  /** Surely the leader's up to here. */
  match = 0
  /** What to send next. */
  next: number
  /** Answered since the last look at the quorum. */
  active = false
  /** An append is to be sent even if it is empty. */
  due = false
  /** What it was last told is committed. */
  told = 0
  /** The latest round of reads that it has answered. */
  round = 0
  #probing = false
  /** The last indexes of appends under way, ascending. */
  #underWay: number[] = []
  readonly #window: number

  constructor(next: number, window: number) {
    this.next = next
    this.#window = window
  }

  /** No append is to be sent now. */
  get paused(): boolean {
    if (this.state === 'probe') return this.#probing
    return this.state === 'snapshot' || this.#underWay.length >= this.#window
  }

  get underWay(): number {
    return this.#underWay.length
  }

  sent(entries: readonly Entry[], commit: number): void {
    this.due = false
    this.told = Math.max(this.told, commit)
    if (this.state === 'probe') this.#probing = true
    else if (entries.length > 0) {
      this.next = entries.at(-1)!.index + 1
      this.#underWay.push(this.next - 1)
    }
  }

  /** It answers: a probe that was lost may be sent again. */
  heard(): void {
    this.active = true
    this.#probing = false
  }

  /** It has everything up to `index`. Returns whether that is news. */
  advance(index: number): boolean {
    while (this.#underWay.length > 0 && this.#underWay[0]! <= index) this.#underWay.shift()
    this.next = Math.max(this.next, index + 1)
    if (index <= this.match) return false
    this.match = index
    return true
  }

  /** It refused entries behind `refused`; the logs may agree up to `hint`. Old refusals change nothing. */
  retreat(refused: number, hint: number): void {
    if (this.state === 'replicate') {
      if (refused > this.match) this.probe()
    } else if (this.state === 'probe' && this.next - 1 === refused) {
      this.next = Math.max(Math.min(refused, hint + 1), this.match + 1)
    }
  }

  /** `known`: up to where it said it has everything, though not by an answer to an append. */
  probe(known = 0): void {
    this.#become('probe')
    this.next = Math.max(this.match, known) + 1
  }

  replicate(): void {
    this.#become('replicate')
    this.next = this.match + 1
  }

  awaitSnapshot(): void {
    this.#become('snapshot')
  }

  #become(state: Progress['state']): void {
    this.state = state
    this.#probing = false
    this.#underWay = []
  }
}
