import { assert } from '../base/assert.ts'
import { type Entry, type Point, sizeOf } from './entry.ts'
import { type Member, votersOf } from './membership.ts'
import type { Snapshot } from './message.ts'

/** A log as it was stored. */
export interface StoredLog {
  /** The last entry that was dropped, or index 0 and term 0. */
  readonly base: Point
  /** All entries behind `base`. */
  readonly entries: readonly Entry[]
  /** Up to where the state machine is: everything up to there is committed. */
  readonly applied: number
  /** The members at `applied`. */
  readonly members: readonly Member[]
}

interface Era {
  readonly index: number
  readonly members: readonly Member[]
}

/**
 * The log in memory, behind what compaction has dropped.
 *
 * Invariant: base ≤ handed ≤ commit ≤ last, and offered ≤ last. Entries up to `commit` never change.
 */
export class Log {
  #base: Point
  #entries: Entry[]
  #commit: number
  /** Given out to be applied. */
  #handed: number
  /** Given out to be stored. */
  #offered: number
  /** Who belonged to the group from which entry on: the last at or before `handed`, and all after it. */
  #eras: Era[]
  #snapshot: Snapshot | null = null

  constructor(stored: StoredLog) {
    this.#base = stored.base
    this.#entries = [...stored.entries]
    this.#commit = stored.applied
    this.#handed = stored.applied
    this.#offered = this.last.index
    this.#eras = [{ index: stored.applied, members: stored.members }]
    assert(stored.applied >= stored.base.index, 'what was dropped is applied')
    assert(stored.applied <= this.last.index, 'what is applied is in the log')
    for (const entry of this.#entries) if (entry.index > stored.applied) this.#noteMembers(entry)
  }

  get base(): Point {
    return this.#base
  }

  get last(): Point {
    return this.#entries.at(-1) ?? this.#base
  }

  get commit(): number {
    return this.#commit
  }

  /** Up to which entry all were given out to be applied. */
  get handed(): number {
    return this.#handed
  }

  /** Those of the latest membership in the log, committed or not (dissertation, §4.1). */
  get members(): readonly Member[] {
    return this.#eras.at(-1)!.members
  }

  /**
   * Whether a member votes by any membership that may count: the committed one or one behind it. One that the latest has
   * removed may still be needed, since only it may have all entries (dissertation, §4.2.2 and figure 4.6).
   */
  mayLead(id: string): boolean {
    const committed = this.#eras.findLastIndex(era => era.index <= this.#commit)
    return this.#eras.slice(Math.max(0, committed)).some(era => votersOf(era.members).includes(id))
  }

  /** The entry that made `members` what they are. */
  get membersIndex(): number {
    return this.#eras.at(-1)!.index
  }

  /** The term of an entry; undefined if it was dropped or isn't there. */
  termAt(index: number): number | undefined {
    if (index === this.#base.index) return this.#base.term
    return this.#entries[index - this.#base.index - 1]?.term
  }

  has(point: Point): boolean {
    return this.termAt(point.index) === point.term
  }

  /** Whether a log that ends with `last` has all that this one has (§5.4.1). */
  isCoveredBy(last: Point): boolean {
    const mine = this.last
    return last.term > mine.term || (last.term === mine.term && last.index >= mine.index)
  }

  /** Entries from `index` on, of together at most `bytes`, but at least one. `index` lies behind `base`. */
  from(index: number, bytes = Number.POSITIVE_INFINITY): readonly Entry[] {
    const start = index - this.#base.index - 1
    let end = start
    for (let room = bytes; end < this.#entries.length; end++) {
      room -= sizeOf(this.#entries[end]!)
      if (room < 0 && end > start) break
    }
    return this.#entries.slice(start, end)
  }

  /**
   * The last entry at or before `point.index` whose term is at most `point.term`: before it, the logs may agree; after it,
   * they don't.
   */
  lastUpTo(point: Point): Point {
    let index = Math.min(point.index, this.last.index)
    while (index > this.#base.index && this.termAt(index)! > point.term) index--
    return { index, term: this.termAt(index) ?? 0 }
  }

  /** Puts new entries at the end. */
  append(entries: readonly Entry[]): void {
    for (const entry of entries) {
      assert(entry.index === this.last.index + 1, 'the log has no gaps')
      assert(entry.term >= this.last.term, 'terms in a log never go back')
      this.#entries.push(entry)
      this.#noteMembers(entry)
    }
  }

  /** Takes over a leader's entries: what is there already stays, the first that differs and all behind it go (§5.3). */
  merge(entries: readonly Entry[]): void {
    const fresh = entries.findIndex(entry => !this.has(entry) && entry.index > this.#base.index)
    if (fresh < 0) return
    this.#truncate(entries[fresh]!.index)
    this.append(entries.slice(fresh))
  }

  commitTo(index: number): boolean {
    if (index <= this.#commit) return false
    assert(index <= this.last.index, 'only what is in the log is committed')
    this.#commit = index
    return true
  }

  /** Takes a snapshot in place of all entries. */
  restore(snapshot: Snapshot): void {
    assert(snapshot.index > this.#commit, 'a snapshot brings something new')
    this.#base = { index: snapshot.index, term: snapshot.term }
    this.#entries = []
    this.#commit = snapshot.index
    this.#handed = snapshot.index
    this.#offered = snapshot.index
    this.#eras = [{ index: snapshot.index, members: snapshot.members }]
    this.#snapshot = snapshot
  }

  /** Drops entries up to `index`, which the driver has applied and stored. */
  compact(index: number): void {
    if (index <= this.#base.index) return
    assert(index <= this.#handed, 'only what is applied is dropped')
    const term = this.termAt(index)!
    this.#entries.splice(0, index - this.#base.index)
    this.#base = { index, term }
  }

  get hasNews(): boolean {
    return this.#snapshot !== null || this.#offered < this.last.index || this.#handed < this.#commit
  }

  takeSnapshot(): Snapshot | null {
    const taken = this.#snapshot
    this.#snapshot = null
    return taken
  }

  /** Entries to be stored. */
  takeUnstored(): readonly Entry[] {
    if (this.#offered >= this.last.index) return []
    const taken = this.from(this.#offered + 1)
    this.#offered = this.last.index
    return taken
  }

  /** Entries to be applied. */
  takeCommitted(): readonly Entry[] {
    if (this.#handed >= this.#commit) return []
    const taken = this.from(this.#handed + 1).slice(0, this.#commit - this.#handed)
    this.#handed = this.#commit
    while (this.#eras.length > 1 && this.#eras[1]!.index <= this.#handed) this.#eras.shift()
    return taken
  }

  #truncate(index: number): void {
    assert(index > this.#commit, 'committed entries stay')
    this.#entries.length = index - this.#base.index - 1
    this.#offered = Math.min(this.#offered, index - 1)
    while (this.#eras.at(-1)!.index >= index) this.#eras.pop()
  }

  #noteMembers({ index, payload }: Entry): void {
    if (payload.kind === 'membership') this.#eras.push({ index, members: payload.members })
  }
}
