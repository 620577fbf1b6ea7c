import { PeerError, type Peers } from '../peers.ts'
import type { Site } from '../site.ts'
import { Admission } from './admission.ts'
import { Batches } from './batches.ts'
import type { Consensus, StateMachine } from './consensus.ts'
import { NotLeader } from './consensus.ts'
import { GroupChanges } from './group-changes.ts'
import { Member, type MemberHost, type MemberOptions } from './member.ts'
import { MemberStore } from './member-store.ts'
import type { PeerMessage, Standing } from './peer-message.ts'
import { type ConsensusSettings, usualConsensus } from './settings.ts'
import { Snapshots } from './snapshots.ts'

export interface ConsensusOptions {
  readonly host: MemberHost
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

/**
 * A member of the controllers' Raft group: drives the machine of src/raft with this host's clock and store. What comes in, ticks,
 * messages and calls, comes in here; `batches.ts` does what the machine wants done.
 */
export class RaftConsensus implements Consensus {
  readonly #member: Member
  readonly #changes: GroupChanges
  readonly #snapshots: Snapshots
  readonly #batches: Batches
  readonly #admission: Admission
  readonly #listeners = new Set<() => void>()
  #known = { leader: null as string | null, term: 0 }
  #awake = false

  /** Takes up what the folder holds, and takes part from then on. */
  static async open(options: ConsensusOptions): Promise<RaftConsensus> {
    const { host, peers, folder, machine, founders } = options
    const settings = { ...usualConsensus, ...options.settings }
    const store = new MemberStore(await host.kv.open(folder))
    const consensus = new RaftConsensus({ host, peers, machine, settings, store, stored: store.read() })
    await consensus.#admission.begin(founders)
    return consensus
  }

  private constructor(options: Omit<MemberOptions, 'wake'>) {
    const member = new Member({ ...options, wake: () => this.#wake() })
    this.#member = member
    this.#changes = new GroupChanges(member)
    this.#snapshots = new Snapshots(member)
    this.#batches = new Batches(member, this.#snapshots, () => this.#afterInput())
    this.#admission = new Admission(member, () => {
      member.takeUp()
      this.#batches.takeUp()
      this.#begin()
    })
    member.peers.serve('raft', async (request, from) => this.#receive(request as PeerMessage, from))
    member.everyTick(() => this.#tick())
    this.#begin()
  }

  #begin(): void {
    const { raft } = this.#member
    this.#known.term = raft.term
    // Alone, it need not wait for anybody.
    if (raft.mayStand && raft.voters.length === 1) raft.campaign()
    this.#wake()
  }

  async propose(command: Uint8Array): Promise<Uint8Array> {
    const { raft, waiting } = this.#member
    const index = raft.propose(command)
    if (typeof index === 'string') throw new NotLeader(index === 'not leader' ? this.leader() : null)
    const outcome = waiting.proposal(index, raft.term)
    this.#wake()
    return outcome
  }

  async readIndex(): Promise<void> {
    const { raft, waiting } = this.#member
    const read = waiting.read(token => raft.readIndex(token))
    this.#wake()
    return read
  }

  leader(): Site | null {
    return this.#member.leader()
  }

  get term(): number {
    return this.#member.raft.term
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  transferLeadership(to: string): Promise<void> {
    return this.#changes.transferLeadership(to)
  }

  /** The process of another member is known to be gone: if it led, it is not waited for. */
  miss(alias: string): void {
    this.#member.raft.miss(alias)
    this.#wake()
  }

  addMember(site: Site): Promise<void> {
    return this.#changes.add(site)
  }

  removeMember(alias: string): Promise<void> {
    return this.#changes.remove(alias)
  }

  members(): readonly Site[] {
    return this.#member.addresses.all()
  }

  /** Those of the members that have a vote, by alias. */
  get voters(): readonly string[] {
    return this.#member.raft.voters
  }

  get electionTicks(): number {
    const { raft, tickMilliseconds } = this.#member
    return (raft.timer.ticks * tickMilliseconds) / DOLPHINDB_TICK
  }

  set electionTicks(ticks: number) {
    this.#member.raft.timer.ticks = this.#member.ticks(ticks * DOLPHINDB_TICK)
  }

  /** How far the member is, for status pages and tests. */
  get progress(): { readonly last: number; readonly commit: number; readonly applied: number } {
    const { log } = this.#member.raft
    return { last: log.last.index, commit: log.commit, applied: this.#batches.applied }
  }

  async close(): Promise<void> {
    this.#member.stop()
    await this.#batches.rest()
    await this.#member.store.close()
  }

  #tick(): void {
    this.#changes.tick()
    this.#member.raft.tick()
    this.#member.waiting.tick()
    this.#batches.tick()
    this.#wake()
  }

  #receive(request: PeerMessage, from: Site): Standing | null {
    const member = this.#member
    if (member.closed) throw new PeerError('unreachable', 'This controller is being stopped.')
    member.addresses.met(from)
    // Who has nothing, and says so or asks how to found, decides nothing.
    if (request.kind !== 'blank' && request.kind !== 'standing') this.#changes.heard(from.alias)
    if (request.kind === 'standing') return this.#admission.standing
    if (request.kind === 'admit') this.#admission.admit(request.term, from)
    else if (request.kind === 'blank') this.#changes.meetBlank(from)
    else if (member.blank) member.tell(from, { kind: 'blank' })
    else if (request.kind === 'piece') this.#snapshots.receive(request, from)
    else if (request.message.from === from.alias) member.step(request.message)
    return null
  }

  // Everything that comes in during one turn goes out together.
  #wake(): void {
    if (this.#awake || this.#member.closed) return
    this.#awake = true
    void Promise.resolve().then(() => {
      this.#awake = false
      if (this.#member.closed) return
      this.#afterInput()
      this.#batches.run()
    })
  }

  #afterInput(): void {
    const { raft } = this.#member
    this.#member.send(raft.takeMessages())
    this.#snapshots.sendDue()
    const { leader, term } = raft
    if (leader === this.#known.leader && term === this.#known.term) return
    this.#known = { leader, term }
    for (const listener of [...this.#listeners]) listener()
  }
}
