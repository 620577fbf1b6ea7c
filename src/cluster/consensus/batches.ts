import type { KeyValueChange } from '../../host/kv.ts'
import type { Entry } from '../../raft/entry.ts'
import type { Snapshot } from '../../raft/message.ts'
import type { Ready } from '../../raft/ready.ts'
import type { Member } from './member.ts'
import type { Snapshots } from './snapshots.ts'

// How long a disk that refuses a commit is left alone before the next attempt.
const RETRY = 100
// For how many ticks changes of the state wait for another commit to go with.
const PATIENCE = 40

const NO_REPLY = new Uint8Array(0)
const NOTHING = { snapshot: null, entries: [], hardState: null }

/**
 * Does what the machine wants done: stores, sends, applies, answers. One batch is under way at a time; what is proposed meanwhile
 * goes into the next, so that proposals share the disk's flushes.
 */
export class Batches {
  readonly #member: Member
  readonly #snapshots: Snapshots
  /** Called when a batch is done, whose outcome may have given the machine something to say. */
  readonly #done: () => void
  /** What the machine has applied. */
  #applied: Snapshot
  #flushDue = false
  /** Ticks since the disk was last told of changes of the state, and what it was told. */
  #sinceFlush = 0
  #flushed = 0
  #busy = false
  #working: Promise<void> = Promise.resolve()

  constructor(member: Member, snapshots: Snapshots, done: () => void) {
    this.#member = member
    this.#snapshots = snapshots
    this.#done = done
    this.#applied = member.store.applied
  }

  /** The index up to which the state machine has applied the log. */
  get applied(): number {
    return this.#applied.index
  }

  /** The store was made, or made anew. */
  takeUp(): void {
    this.#applied = this.#member.store.applied
  }

  /** Some time passed: changes of the state that found no other commit to go with are committed by themselves. */
  tick(): void {
    const { store } = this.#member
    if (store.applied.index !== this.#flushed) {
      this.#flushed = store.applied.index
      this.#sinceFlush = 0
    }
    this.#flushDue = ++this.#sinceFlush >= PATIENCE && store.hasGathered
  }

  /** Goes to work, unless work is under way. */
  run(): void {
    if (!this.#busy) this.#working = this.#work()
  }

  /** Resolves when no work is under way. */
  rest(): Promise<void> {
    return this.#working
  }

  async #work(): Promise<void> {
    const member = this.#member
    this.#busy = true
    try {
      while (!member.closed && (member.raft.hasReady || this.#flushDue)) {
        this.#flushDue = false
        if (member.raft.hasReady) await this.#handle(member.raft.ready())
        else await this.#commit(member.store.changesOf(NOTHING, []))
      }
    } catch (error) {
      member.fail(error)
    }
    this.#busy = false
  }

  async #handle(ready: Ready): Promise<void> {
    const { store, raft, waiting } = this.#member
    const { snapshot, entries, hardState } = ready
    if (snapshot || hardState || entries.length > 0) {
      const state = snapshot ? this.#snapshots.stateOf(snapshot) : []
      await this.#commit(store.changesOf({ snapshot, entries, hardState }, state))
      if (this.#member.closed) return
    }
    raft.advance()
    this.#member.send(ready.messages)
    if (snapshot) this.#takeOver(snapshot)
    this.#apply(ready.committed)
    for (const { token, index } of ready.reads) waiting.settled(token, index, this.#member.leader())
    waiting.answerReads(this.#applied.index)
    this.#compact()
    this.#done()
  }

  // A disk that refuses is asked again: until then this member promises nothing and leads nobody.
  async #commit(changes: readonly KeyValueChange[]): Promise<void> {
    const member = this.#member
    if (changes.length === 0 || member.closed) return
    const again = async (error: Error) => {
      member.host.log.write('error', `The controllers' log can't be written: ${error.message}`)
      await member.sleep(RETRY)
      return !member.closed
    }
    await member.store.commit(changes, again).catch(error => {
      if (!member.closed) throw error
    })
  }

  #takeOver(snapshot: Snapshot): void {
    const { store, machine, waiting } = this.#member
    store.load(machine)
    this.#applied = snapshot
    waiting.skipped(snapshot.index)
  }

  #apply(entries: readonly Entry[]): void {
    if (entries.length === 0) return
    const { machine, waiting, store } = this.#member
    const leader = this.#member.leader()
    let { members } = this.#applied
    for (const { index, term, payload } of entries) {
      const reply = payload.kind === 'command' ? machine.apply(payload.command, index) : NO_REPLY
      if (payload.kind === 'membership') members = payload.members
      waiting.applied(index, term, reply, leader)
    }
    const { index, term } = entries.at(-1)!
    this.#applied = { index, term, members }
    store.gather(this.#applied, machine.changes())
  }

  #compact(): void {
    const { raft, store, settings } = this.#member
    const keepFrom = store.applied.index - settings.kept
    if (keepFrom - raft.log.base.index < settings.compaction) return
    raft.compact(keepFrom)
    store.compact(raft.log.base)
  }
}
