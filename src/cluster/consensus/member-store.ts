import { assert } from '../../base/assert.ts'
import type { KeyValue, KeyValueChange, KeyValueStore } from '../../host/kv.ts'
import type { Entry, Point } from '../../raft/entry.ts'
import type { StoredLog } from '../../raft/log.ts'
import type { Snapshot } from '../../raft/message.ts'
import type { HardState, Ready } from '../../raft/ready.ts'
import type { StateMachine } from './consensus.ts'
import {
  APPLIED_KEY,
  BASE_KEY,
  HARD_STATE_KEY,
  LOG_END,
  LOG_START,
  logKey,
  packRecord,
  STATE_END,
  STATE_START,
  unpackRecord,
} from './member-records.ts'

type Changes = Map<string, Uint8Array | undefined>

/** The part of a batch that is stored. */
export type Stored = Pick<Ready, 'snapshot' | 'entries' | 'hardState'>

/**
 * What a member keeps: log, hard state, and the state machine's entries with the index up to which they go, in one store.
 * Each commit takes all of these from one consistent moment to the next.
 *
 * Changes of the state machine are only gathered here: a crash loses them, and the log, which has them, brings them back.
 * So they need no commit of their own, and go along with the next.
 *
 * Invariant: base ≤ applied on the disk ≤ applied in memory.
 */
export class MemberStore {
  readonly #kv: KeyValueStore
  #lastIndex = 0
  #base: Point = { index: 0, term: 0 }
  /** As on the disk, once the commit under way is done. */
  #applied: Snapshot = { index: 0, term: 0, members: [] }
  /** As in memory. */
  #reached: Snapshot = this.#applied
  #gathered: Changes = new Map()
  /** Entries to be dropped and where the log begins then. */
  #dropped: KeyValueChange[] = []
  #frozen = 0
  #last: Promise<void> = Promise.resolve()

  constructor(kv: KeyValueStore) {
    this.#kv = kv
  }

  /** What was stored, or null if this is a new member. */
  read(): { hardState: HardState; log: StoredLog } | null {
    const applied = this.#kv.get(APPLIED_KEY)
    if (!applied) return null
    this.#applied = unpackRecord<Snapshot>(applied)
    this.#reached = this.#applied
    const base = this.#kv.get(BASE_KEY)
    if (base) this.#base = unpackRecord<Point>(base)
    const entries = [...this.#kv.range(LOG_START, LOG_END)].map(({ value }) => unpackRecord<Entry>(value))
    assert(
      (entries[0]?.index ?? this.#base.index + 1) === this.#base.index + 1,
      'the log begins behind its base',
    )
    this.#lastIndex = entries.at(-1)?.index ?? this.#base.index
    const hardState = this.#kv.get(HARD_STATE_KEY)
    return {
      hardState: hardState ? unpackRecord<HardState>(hardState) : { term: 0, vote: null },
      log: { base: this.#base, entries, applied: this.#applied.index, members: this.#applied.members },
    }
  }

  /** Makes a new member's store. */
  async found(members: Snapshot['members']): Promise<void> {
    this.#applied = { index: 0, term: 0, members }
    this.#reached = this.#applied
    await this.#kv.commit([{ key: APPLIED_KEY, value: packRecord(this.#applied) }])
  }

  /**
   * Makes the store of a member that was taken into a group in that term: it obeys nobody who led before, and has no vote left in
   * that term.
   */
  async admit(term: number, leader: string): Promise<void> {
    await this.#kv.commit([
      { key: APPLIED_KEY, value: packRecord(this.#applied) },
      { key: HARD_STATE_KEY, value: packRecord({ term, vote: leader }) },
    ])
  }

  /** What the machine's entries on the disk are. */
  get applied(): Snapshot {
    return this.#applied
  }

  /** There are changes that the disk doesn't know. */
  get hasGathered(): boolean {
    return this.#frozen === 0 && this.#reached.index > this.#applied.index
  }

  /** The machine has applied entries up to `reached`. */
  gather(reached: Snapshot, changes: readonly KeyValueChange[]): void {
    for (const { key, value } of changes) {
      assert(key >= STATE_START && key < STATE_END, `${key} is a key of the state`)
      this.#gathered.set(key, value)
    }
    this.#reached = reached
  }

  /** While frozen, the machine's entries on the disk stay as they are: somebody reads them. */
  freeze(): void {
    this.#frozen++
  }

  thaw(): void {
    this.#frozen--
  }

  /** Entries of the machine on the disk from a key on, of together about `bytes`; and the key to go on with. */
  piece(start: string, bytes: number): { entries: KeyValue[]; next: string | null } {
    const entries: KeyValue[] = []
    let room = bytes
    for (const { key, value } of this.#kv.range(start, STATE_END)) {
      entries.push({ key, value })
      room -= key.length + value.length
      if (room <= 0) return { entries, next: `${key} ` }
    }
    return { entries, next: null }
  }

  /** Drops entries up to `base` from the log, with the next commit. */
  compact(base: Point): void {
    assert(base.index <= this.#applied.index, 'only what is applied on the disk is dropped')
    for (let index = this.#base.index + 1; index <= base.index; index++) {
      this.#dropped.push({ key: logKey(index), value: undefined })
    }
    this.#dropped.push({ key: BASE_KEY, value: packRecord(base) })
    this.#base = base
  }

  /** A batch and all that was gathered, as the next changes to be committed. `state`: that of the batch's snapshot. */
  changesOf(batch: Stored, state: readonly KeyValue[]): KeyValueChange[] {
    const changes: KeyValueChange[] = []
    if (batch.snapshot) this.#replaceAll(batch.snapshot, state, changes)
    this.#takeGathered(changes)
    changes.push(...this.#dropped)
    this.#dropped = []
    this.#writeEntries(batch.entries, changes)
    if (batch.hardState) changes.push({ key: HARD_STATE_KEY, value: packRecord(batch.hardState) })
    return changes
  }

  /**
   * Commits what `changesOf` gave. A disk that refuses is asked again while `again` allows it.
   * @throws the disk's error when it does not
   */
  async commit(changes: readonly KeyValueChange[], again: (error: Error) => Promise<boolean>): Promise<void> {
    this.#last = this.#persist(changes, again)
    await this.#last
  }

  async #persist(
    changes: readonly KeyValueChange[],
    again: (error: Error) => Promise<boolean>,
  ): Promise<void> {
    for (;;) {
      try {
        return await this.#kv.commit(changes)
      } catch (error) {
        if (!(await again(error as Error))) throw error
      }
    }
  }

  /** Resolves when the disk has all that `changesOf` gave, however often it refuses first. @throws Error when it won't have it */
  settled(): Promise<void> {
    return this.#last
  }

  /** Lets the machine take up its entries. */
  load(machine: StateMachine): void {
    machine.load(this.#kv)
  }

  async close(): Promise<void> {
    await this.#kv.close()
  }

  #replaceAll(snapshot: Snapshot, state: readonly KeyValue[], changes: KeyValueChange[]): void {
    for (const key of this.#kv.keys(STATE_START, STATE_END)) changes.push({ key, value: undefined })
    for (const key of this.#kv.keys(LOG_START, LOG_END)) changes.push({ key, value: undefined })
    changes.push(...state)
    this.#base = { index: snapshot.index, term: snapshot.term }
    changes.push({ key: BASE_KEY, value: packRecord(this.#base) })
    changes.push({ key: APPLIED_KEY, value: packRecord(snapshot) })
    this.#lastIndex = snapshot.index
    this.#applied = snapshot
    this.#reached = snapshot
    this.#gathered = new Map()
    this.#dropped = []
  }

  #takeGathered(changes: KeyValueChange[]): void {
    if (!this.hasGathered) return
    for (const [key, value] of this.#gathered) changes.push({ key, value })
    changes.push({ key: APPLIED_KEY, value: packRecord(this.#reached) })
    this.#gathered = new Map()
    this.#applied = this.#reached
  }

  #writeEntries(entries: readonly Entry[], changes: KeyValueChange[]): void {
    if (entries.length === 0) return
    const last = entries.at(-1)!.index
    for (const entry of entries) changes.push({ key: logKey(entry.index), value: packRecord(entry) })
    // A leader's entries may take the place of more of this member's.
    for (let index = last + 1; index <= this.#lastIndex; index++) {
      changes.push({ key: logKey(index), value: undefined })
    }
    this.#lastIndex = last
  }
}
