import type { Host } from '../../host/host.ts'
import type { KeyValue, KeyValueChange } from '../../host/kv.ts'
import type { Entry } from '../../raft/entry.ts'
import type { Member, MembershipChange } from '../../raft/membership.ts'
import type { Message, Snapshot } from '../../raft/message.ts'
import { Raft, usualSettings } from '../../raft/raft.ts'
import type { Ready } from '../../raft/ready.ts'
import { type Consensus, NotLeader, type StateMachine } from '../consensus.ts'
import { PeerError, type Peers } from '../peers.ts'
import { parseSite, type Site } from '../site.ts'
import { mayFound } from './founding.ts'
import { MemberStore } from './member-store.ts'
import type { PeerMessage, SnapshotPiece, Standing } from './peer-message.ts'
import { type ConsensusSettings, TICKS_PER_HEARTBEAT, usualConsensus } from './settings.ts'
import { SnapshotReceiver } from './snapshot-receiver.ts'
import { readState, sendState } from './snapshot-sender.ts'
import { WaitingRoom } from './waiting.ts'

export interface ConsensusOptions {
  readonly host: Pick<Host, 'clock' | 'kv' | 'random' | 'log'>
  readonly peers: Peers
  /** Where this member keeps log and state. */
  readonly folder: string
  readonly machine: StateMachine
  /**
   * Who founds the group, the same for all of them; of no account once this member has a log. A member that joins a group
   * founds nothing: none.
   */
  readonly founders: readonly Site[]
  readonly settings?: Partial<ConsensusSettings>
}

/** DolphinDB counts elections in ticks of so many milliseconds. */
const DOLPHINDB_TICK = 10
// How long a disk that refuses a commit is left alone before the next attempt.
const RETRY = 100
// How much a learner may be behind before it gets a vote (dissertation, §4.2.1).
const CAUGHT_UP = 100

type Stored = NonNullable<ReturnType<MemberStore['read']>>

const NOBODY = { index: 0, term: 0 }
const NEW: Stored = {
  hardState: { term: 0, vote: null },
  log: { base: NOBODY, entries: [], applied: 0, members: [] },
}

const NO_REPLY = new Uint8Array(0)
const NOTHING = { snapshot: null, entries: [], hardState: null }

/**
 * A member of the controllers' Raft group: drives the machine of src/raft with this host's clock and store.
 *
 * One batch of the machine is under way at a time. What is proposed meanwhile goes into the next, so that proposals share
 * the disk's flushes.
 */
export class RaftConsensus implements Consensus {
  readonly #host: ConsensusOptions['host']
  readonly #peers: Peers
  readonly #machine: StateMachine
  readonly #settings: ConsensusSettings
  readonly #store: MemberStore
  #raft: Raft
  /** Nothing is stored: it neither votes nor takes entries, since it may have forgotten that it has. */
  #blank: boolean
  /** When a member was last heard, in ticks. */
  readonly #heard = new Map<string, number>()
  readonly #readmitting = new Set<string>()
  #admitting = false
  #tick = 0
  readonly #waiting: WaitingRoom
  readonly #receiver = new SnapshotReceiver()
  /** The state that came with a snapshot, until it is stored. */
  readonly #states = new WeakMap<Snapshot, KeyValue[]>()
  /** Members that this one may not know of yet, since it has no log. */
  readonly #contacts = new Map<string, Site>()
  readonly #listeners = new Set<() => void>()
  /** What the machine has applied. */
  #applied: Snapshot
  #known = { leader: null as string | null, term: 0 }
  #awake = false
  #flushDue = false
  #busy = false
  #working: Promise<void> = Promise.resolve()
  #stopTimer = () => {}
  #closed = false

  /** Takes up what the folder holds, and takes part from then on. */
  static async open(options: ConsensusOptions): Promise<RaftConsensus> {
    const store = new MemberStore(await options.host.kv.open(options.folder))
    const stored = store.read()
    const consensus = new RaftConsensus(options, store, stored)
    const { founders } = options
    const { alias } = options.peers.self
    // Alone, it need not ask anybody.
    if (!stored && founders.length === 1 && founders[0]!.alias === alias) await consensus.#found(founders)
    else if (!stored && founders.some(site => site.alias === alias)) void consensus.#foundTogether(founders)
    return consensus
  }

  private constructor(options: ConsensusOptions, store: MemberStore, stored: Stored | null) {
    this.#host = options.host
    this.#peers = options.peers
    this.#machine = options.machine
    this.#settings = { ...usualConsensus, ...options.settings }
    this.#store = store
    this.#applied = store.applied
    this.#waiting = new WaitingRoom(this.#ticks(this.#settings.patience))
    this.#blank = stored === null
    this.#raft = this.#member(stored ?? NEW)
    store.load(this.#machine)
    options.peers.serve('raft', async (request, from) => this.#receive(request as PeerMessage, from))
    this.#scheduleTick()
    this.#begin()
  }

  #member({ hardState, log }: Stored): Raft {
    const seed = new DataView(this.#host.random.bytes(8).slice().buffer).getBigUint64(0)
    return new Raft(this.#peers.self.alias, hardState, log, seed, {
      ...usualSettings,
      heartbeatTicks: TICKS_PER_HEARTBEAT,
      electionTicks: this.#ticks(this.#settings.election),
    })
  }

  #begin(): void {
    this.#known.term = this.#raft.term
    // Alone, it need not wait for anybody.
    if (this.#raft.mayStand && this.#raft.voters.length === 1) this.#raft.campaign()
    this.#wake()
  }

  // Takes part from now on, with what was just stored.
  #wakeUp(): void {
    this.#blank = false
    this.#raft = this.#member(this.#store.read()!)
    this.#applied = this.#store.applied
    this.#begin()
  }

  async #found(founders: readonly Site[]): Promise<void> {
    const members = founders.map(site => memberAt(site, true))
    await this.#store.found(members.sort((a, b) => (a.id < b.id ? -1 : 1)))
    this.#wakeUp()
  }

  // Founds the group once nobody has more than this one. If there is a group already, this one was of it, and waits to be
  // taken in again.
  async #foundTogether(founders: readonly Site[]): Promise<void> {
    const { election } = this.#settings
    const over = () => !this.#blank || this.#closed
    try {
      if (await mayFound(founders, this.#peers, this.#host.clock, election, over)) await this.#found(founders)
    } catch (error) {
      this.#fail(error)
    }
  }

  get #standing(): Standing {
    if (this.#blank) return 'blank'
    return this.#raft.log.last.index === 0 ? 'founded' : 'group'
  }

  async propose(command: Uint8Array): Promise<Uint8Array> {
    const index = this.#raft.propose(command)
    if (typeof index === 'string') throw new NotLeader(index === 'not leader' ? this.leader() : null)
    const outcome = this.#waiting.proposal(index, this.#raft.term)
    this.#wake()
    return outcome
  }

  async readIndex(): Promise<void> {
    const read = this.#waiting.read(token => this.#raft.readIndex(token))
    this.#wake()
    return read
  }

  leader(): Site | null {
    return this.#siteOf(this.#raft.leader)
  }

  get term(): number {
    return this.#raft.term
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async transferLeadership(to: string): Promise<void> {
    const refusal = this.#raft.transferLeadership(to)
    if (refusal === 'not leader') throw new NotLeader(this.leader())
    if (refusal) throw new Error(`The controller ${to} can't take over: ${refusal}.`)
    this.#wake()
    await this.#until(() => this.#raft.leader !== null && this.#raft.leader !== this.#peers.self.alias)
  }

  /** The process of another member is known to be gone: if it led, it is not waited for. */
  miss(alias: string): void {
    this.#raft.miss(alias)
    this.#wake()
  }

  async addMember(site: Site): Promise<void> {
    const isMember = (votes: boolean) =>
      this.#raft.log.members.some(member => member.id === site.alias && (member.votes || !votes))
    // Learner first: a voter without a log would only be counted, and could keep entries from being committed.
    if (!isMember(false)) await this.#change({ add: memberAt(site, false) })
    if (isMember(true)) return
    await this.#until(() => {
      const progress = this.#leading().progressOf(site.alias)
      return (
        progress !== undefined &&
        progress.match + CAUGHT_UP >= this.#raft.log.last.index &&
        progress.match > 0
      )
    })
    await this.#change({ promote: site.alias })
  }

  async removeMember(alias: string): Promise<void> {
    this.#leading()
    const left = this.#raft.voters.filter(id => id !== alias)
    const present = left.filter(id => id === this.#peers.self.alias || this.#isHeard(id))
    if (2 * present.length <= left.length) {
      throw new Error(`The controllers can't be changed now: without ${alias} no majority of them is there.`)
    }
    await this.#change({ remove: alias })
  }

  #isHeard(alias: string): boolean {
    const heard = this.#heard.get(alias)
    return heard !== undefined && this.#tick - heard <= 2 * this.#ticks(this.#settings.election)
  }

  members(): readonly Site[] {
    return this.#raft.log.members.map(member => parseSite(member.address))
  }

  get electionTicks(): number {
    return (this.#raft.timer.ticks * this.#tickMilliseconds) / DOLPHINDB_TICK
  }

  set electionTicks(ticks: number) {
    this.#raft.timer.ticks = this.#ticks(ticks * DOLPHINDB_TICK)
  }

  /** How far the member is, for status pages and tests. */
  get progress(): { readonly last: number; readonly commit: number; readonly applied: number } {
    const { log } = this.#raft
    return { last: log.last.index, commit: log.commit, applied: this.#applied.index }
  }

  async close(): Promise<void> {
    this.#stop()
    await this.#working
    await this.#store.close()
  }

  // Input: ticks, messages, and what was called above.

  get #tickMilliseconds(): number {
    return this.#settings.heartbeat / TICKS_PER_HEARTBEAT
  }

  #ticks(milliseconds: number): number {
    return Math.max(1, Math.round(milliseconds / this.#tickMilliseconds))
  }

  #scheduleTick(): void {
    this.#stopTimer = this.#host.clock.after(this.#tickMilliseconds, () => {
      if (this.#closed) return
      this.#scheduleTick()
      this.#tick++
      this.#raft.tick()
      this.#waiting.tick()
      // Changes of the state that found no other commit to go with.
      this.#flushDue = this.#store.hasGathered
      this.#wake()
    })
  }

  #receive(request: PeerMessage, from: Site): Standing | null {
    if (this.#closed) throw new PeerError('unreachable', 'This controller is being stopped.')
    this.#contacts.set(from.alias, from)
    // Who has nothing decides nothing.
    if (request.kind !== 'blank') this.#heard.set(from.alias, this.#tick)
    if (request.kind === 'standing') return this.#standing
    if (request.kind === 'admit') this.#admitted(request.term, from)
    else if (request.kind === 'blank') this.#meetBlank(from)
    else if (this.#blank) {
      const told: PeerMessage = { kind: 'blank' }
      this.#peers.tell(from, 'raft', told)
    } else this.#take(request, from)
    return null
  }

  #admitted(term: number, from: Site): void {
    if (!this.#blank || this.#admitting) return
    this.#admitting = true
    this.#store
      .admit(term, from.alias)
      .then(() => this.#wakeUp())
      .catch(error =>
        this.#host.log.write('error', `The controllers' log can't be written: ${error.message}`),
      )
      .finally(() => {
        this.#admitting = false
      })
  }

  // A member that has nothing: new, or one that has lost what it had, and with it what it has promised. That one counts only
  // after it has been taken in anew, under a membership that those who remember have agreed on.
  #meetBlank(from: Site): void {
    const { leading, log } = this.#raft
    const member = log.members.find(({ id }) => id === from.alias)
    if (!leading || !member) return
    const isNew = !member.votes && leading.progressOf(member.id)?.match === 0
    if (isNew) {
      if (log.commit < log.membersIndex) return
      const told: PeerMessage = { kind: 'admit', term: this.#raft.term }
      this.#peers.tell(from, 'raft', told)
    } else void this.#readmit(from)
  }

  async #readmit(site: Site): Promise<void> {
    if (this.#readmitting.has(site.alias)) return
    this.#readmitting.add(site.alias)
    try {
      this.#host.log.write('warning', `${site.alias} has lost its log, and is taken into the group anew.`)
      await this.removeMember(site.alias)
      await this.addMember(site)
    } catch (error) {
      this.#host.log.write('warning', `${site.alias} was not taken in anew: ${(error as Error).message}`)
    } finally {
      this.#readmitting.delete(site.alias)
    }
  }

  #take(request: Extract<PeerMessage, { kind: 'step' | 'piece' }>, from: Site): void {
    if (request.kind === 'step') {
      if (request.message.from === from.alias) this.#step(request.message)
    } else this.#receivePiece(request, from)
  }

  #receivePiece(piece: SnapshotPiece, from: Site): void {
    const state = this.#receiver.take(from.alias, piece)
    const { term, snapshot } = piece
    const to = this.#peers.self.alias
    if (state) {
      this.#states.set(snapshot, state)
      this.#step({ type: 'snapshot', from: from.alias, to, term, snapshot })
    } else {
      // It may take long: let the leader be heard.
      this.#step({ type: 'heartbeat', from: from.alias, to, term, commit: 0, round: 0 })
    }
  }

  #step(message: Message): void {
    try {
      this.#raft.step(message)
    } catch (error) {
      this.#fail(error)
    }
    this.#wake()
  }

  // Everything that comes in during one turn goes out together.
  #wake(): void {
    if (this.#awake || this.#closed) return
    this.#awake = true
    void Promise.resolve().then(() => {
      this.#awake = false
      if (this.#closed) return
      this.#afterInput()
      if (!this.#busy) this.#working = this.#work()
    })
  }

  #afterInput(): void {
    this.#send(this.#raft.takeMessages())
    for (const to of this.#raft.leading?.takeSnapshotRequests() ?? []) void this.#sendSnapshot(to)
    const { leader, term } = this.#raft
    if (leader === this.#known.leader && term === this.#known.term) return
    this.#known = { leader, term }
    for (const listener of [...this.#listeners]) listener()
  }

  // Output: one batch after the other.

  async #work(): Promise<void> {
    this.#busy = true
    try {
      while (!this.#closed && (this.#raft.hasReady || this.#flushDue)) {
        this.#flushDue = false
        if (this.#raft.hasReady) await this.#handle(this.#raft.ready())
        else await this.#commit(this.#store.changesOf(NOTHING, []))
      }
    } catch (error) {
      this.#fail(error)
    }
    this.#busy = false
  }

  // A broken invariant: this member stops before it does harm, and is one of the minority that may.
  #fail(error: unknown): void {
    this.#host.log.write('error', `This controller leaves its group: ${(error as Error).stack}`)
    this.#stop()
  }

  #stop(): void {
    this.#closed = true
    this.#stopTimer()
    this.#waiting.close()
  }

  async #handle(ready: Ready): Promise<void> {
    const { snapshot, entries, hardState } = ready
    if (snapshot || hardState || entries.length > 0) {
      const state = snapshot ? this.#states.get(snapshot)! : []
      await this.#commit(this.#store.changesOf({ snapshot, entries, hardState }, state))
      if (this.#closed) return
    }
    this.#raft.advance()
    this.#send(ready.messages)
    if (snapshot) this.#takeOver(snapshot)
    this.#apply(ready.committed)
    for (const { token, index } of ready.reads) this.#waiting.settled(token, index, this.leader())
    this.#waiting.answerReads(this.#applied.index)
    this.#compact()
    this.#afterInput()
  }

  // A disk that refuses is asked again: until then this member promises nothing and leads nobody.
  async #commit(changes: readonly KeyValueChange[]): Promise<void> {
    if (changes.length === 0 || this.#closed) return
    const again = async (error: Error) => {
      this.#host.log.write('error', `The controllers' log can't be written: ${error.message}`)
      await new Promise<void>(resolve => this.#host.clock.after(RETRY, resolve))
      return !this.#closed
    }
    await this.#store.commit(changes, again).catch(error => {
      if (!this.#closed) throw error
    })
  }

  #takeOver(snapshot: Snapshot): void {
    this.#store.load(this.#machine)
    this.#applied = snapshot
    this.#waiting.skipped(snapshot.index)
  }

  #apply(entries: readonly Entry[]): void {
    if (entries.length === 0) return
    const leader = this.leader()
    let { members } = this.#applied
    for (const { index, term, payload } of entries) {
      const reply = payload.kind === 'command' ? this.#machine.apply(payload.command, index) : NO_REPLY
      if (payload.kind === 'membership') members = payload.members
      this.#waiting.applied(index, term, reply, leader)
    }
    const { index, term } = entries.at(-1)!
    this.#applied = { index, term, members }
    this.#store.gather(this.#applied, this.#machine.changes())
  }

  #compact(): void {
    const { log } = this.#raft
    const keepFrom = this.#store.applied.index - this.#settings.kept
    if (keepFrom - log.base.index < this.#settings.compaction) return
    this.#raft.compact(keepFrom)
    this.#store.compact(log.base)
  }

  #send(messages: readonly Message[]): void {
    for (const message of messages) {
      const to = this.#siteOf(message.to)
      const told: PeerMessage = { kind: 'step', message }
      if (to) this.#peers.tell(to, 'raft', told)
    }
  }

  async #sendSnapshot(to: string): Promise<void> {
    const { term } = this.#raft
    const site = this.#siteOf(to)
    let sent: number | null = null
    try {
      const { snapshot, pieces } = await readState(this.#store, this.#host.clock, this.#settings.pieceBytes)
      if (site) await sendState(this.#peers, site, term, snapshot, pieces)
      sent = snapshot.index
    } catch (error) {
      this.#host.log.write(
        'warning',
        `${to} did not take a snapshot of the metadata: ${(error as Error).message}`,
      )
    }
    if (this.#raft.term !== term) return
    this.#raft.leading?.snapshotSent(to, sent)
    this.#wake()
  }

  async #change(change: MembershipChange): Promise<void> {
    const index = this.#raft.proposeMembership(change)
    if (index === 'not leader') throw new NotLeader(this.leader())
    if (typeof index === 'string') throw new Error(`The controllers can't be changed now: ${index}.`)
    const outcome = this.#waiting.proposal(index, this.#raft.term)
    this.#wake()
    await outcome
  }

  #leading() {
    const { leading } = this.#raft
    if (!leading) throw new NotLeader(this.leader())
    return leading
  }

  /** @throws PeerError `timeout`, and what the condition throws. */
  async #until(condition: () => boolean): Promise<void> {
    const ticks = this.#ticks(this.#settings.patience)
    for (let tick = 0; tick < ticks && !this.#closed; tick++) {
      if (condition()) return
      await new Promise<void>(resolve => this.#host.clock.after(this.#tickMilliseconds, resolve))
    }
    throw new PeerError('timeout', 'The controllers did not change in time.')
  }

  #siteOf(id: string | null): Site | null {
    const member = this.#raft.log.members.find(one => one.id === id)
    return member ? parseSite(member.address) : (this.#contacts.get(id ?? '') ?? null)
  }
}

function memberAt(site: Site, votes: boolean): Member {
  return { id: site.alias, address: `${site.host}:${site.port}:${site.alias}`, votes }
}
