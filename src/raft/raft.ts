import { Prng } from '../base/prng.ts'
import { Candidate } from './candidate.ts'
import type { Point } from './entry.ts'
import { Follower } from './follower.ts'
import { Leader, type Refusal } from './leader.ts'
import { Log, type StoredLog } from './log.ts'
import { type MembershipChange, votersOf } from './membership.ts'
import type { Content, Message, VoteRequest } from './message.ts'
import type { HardState, ReadState, Ready } from './ready.ts'
import { ElectionTimer } from './timer.ts'

export interface RaftSettings {
  /** The least number of ticks without a leader after which a member stands for election; the most is twice that. */
  readonly electionTicks: number
  /** Ticks between a leader's heartbeats. */
  readonly heartbeatTicks: number
  /** Bytes of entries in one append, at most, but at least one entry. */
  readonly appendBytes: number
  /** Appends under way to one member. */
  readonly appendWindow: number
  /** Ticks after which members are told by themselves what is committed, if no entry has brought the news; 0: at once. */
  readonly newsTicks: number
}

export const usualSettings: RaftSettings = {
  electionTicks: 10,
  heartbeatTicks: 2,
  appendBytes: 256 * 1024,
  appendWindow: 64,
  newsTicks: 0,
}

/** What a member does while it is follower, candidate or leader. Messages that reach `step` are of the current term. */
export interface Role {
  readonly name: 'follower' | 'pre-candidate' | 'candidate' | 'leader'
  tick(): void
  step(message: Message): void
  /** It is over: gives back the reads that can't be answered. */
  end(): readonly ReadState[]
}

/**
 * One member of a Raft group (Ongaro and Ousterhout, 2014; Ongaro's dissertation, 2014). Messages and ticks go in through
 * `step` and `tick`. Messages of a leader, which depend on nothing that isn't stored, come out of `takeMessages` at any
 * time; all else comes out of `ready`, when `hasReady`. The same calls give the same results.
 */
export class Raft {
  readonly id: string
  readonly settings: RaftSettings
  readonly log: Log
  readonly timer: ElectionTimer
  term: number
  vote: string | null
  /** Who leads in this term, as far as is known. */
  leader: string | null = null
  #role: Role
  #stored: HardState
  #urgent: Message[] = []
  #held: Message[] = []
  #toSelf: Message[] = []
  /** The end of the log in the batch that is being made durable. */
  #storing: Point = { index: 0, term: 0 }
  #reads: ReadState[] = []
  /** A batch is being made durable. */
  #busy = false

  constructor(
    id: string,
    hardState: HardState,
    log: StoredLog,
    seed: number | bigint,
    settings: RaftSettings,
  ) {
    this.id = id
    this.settings = settings
    this.term = hardState.term
    this.vote = hardState.vote
    this.#stored = hardState
    this.log = new Log(log)
    this.timer = new ElectionTimer(settings.electionTicks, new Prng(seed))
    this.#role = new Follower(this)
  }

  get role(): Role['name'] {
    return this.#role.name
  }

  /** The leading side of this member, while it leads. */
  get leading(): Leader | null {
    return this.#role instanceof Leader ? this.#role : null
  }

  get voters(): string[] {
    return votersOf(this.log.members)
  }

  get mayStand(): boolean {
    return this.log.mayLead(this.id)
  }

  tick(): void {
    this.#role.tick()
  }

  /** Takes a message of another member. */
  step(message: Message): void {
    if (message.term > this.term && !this.#meetsNewerTerm(message)) return
    if (message.term < this.term) return this.#answerOlderTerm(message)
    if (message.type === 'vote' || message.type === 'pre-vote') this.#answerCandidate(message)
    else this.#role.step(message)
  }

  /** Gives a command its place in the log, or says why not. */
  propose(command: Uint8Array): number | Refusal {
    return this.leading?.propose({ kind: 'command', command }) ?? 'not leader'
  }

  /** Gives the members after a change their place in the log, or says why not. */
  proposeMembership(change: MembershipChange): number | Refusal {
    return this.leading?.proposeMembership(change) ?? 'not leader'
  }

  /** A `ReadState` with this token will come. */
  readIndex(token: number): void {
    if (this.leading) this.leading.readIndex(token)
    else this.#reads.push({ token, index: null })
  }

  /** Asks a voter to take over. Given up after an election's time. Returns why not, or null. */
  transferLeadership(to: string): Refusal | null {
    return this.leading ? this.leading.transfer(to) : 'not leader'
  }

  /** Stands for election now: first asks whether it would be elected (dissertation, §9.6), unless the leader sent it. */
  campaign(transfer = false): void {
    if (!this.mayStand || this.leading) return
    if (transfer) this.stand(true)
    else {
      this.leader = null
      this.#become(new Candidate(this, 'pre-vote', false))
    }
  }

  /**
   * The process of that leader is known to be gone. A follower stands sooner then, and lets others stand; if it was wrong, the
   * leader's next message puts all as it was.
   */
  miss(leader: string): void {
    if (this.leader !== leader || this.role !== 'follower') return
    this.leader = null
    this.timer.hasten()
  }

  /** The driver has applied and stored everything up to `index` and can do without the entries. */
  compact(index: number): void {
    this.log.compact(index)
  }

  // What roles do to their member.

  follow(term: number, leader: string | null): void {
    if (term !== this.term) {
      this.term = term
      this.vote = null
    }
    this.leader = leader
    this.timer.restart()
    this.#become(new Follower(this))
  }

  stand(transfer: boolean): void {
    this.term++
    this.vote = this.id
    this.leader = null
    this.timer.restart()
    this.#become(new Candidate(this, 'vote', transfer))
  }

  lead(): void {
    this.leader = this.id
    this.timer.restart()
    const leader = new Leader(this)
    this.#become(leader)
    leader.begin()
  }

  /** Sends once all that was changed up to now is durable; to itself, that is how a member learns of it. */
  send(to: string, content: Content, term = this.term): void {
    this.#held.push({ from: this.id, to, term, ...content })
  }

  /**
   * Sends at once. For what stays true if this member forgets what it hasn't stored: that the leader of a term exists has
   * been stored by a majority, since it was elected; that its own entries are stored it tells itself separately.
   */
  sendNow(to: string, content: Content, term = this.term): void {
    this.#urgent.push({ from: this.id, to, term, ...content })
  }

  settleReads(reads: readonly ReadState[]): void {
    this.#reads.push(...reads)
  }

  // What the driver takes.

  takeMessages(): readonly Message[] {
    this.leading?.flush()
    const taken = this.#urgent
    this.#urgent = []
    return taken
  }

  get hasReady(): boolean {
    if (this.#busy) return false
    return (
      this.log.hasNews || this.#held.length > 0 || this.#reads.length > 0 || this.#changedState() !== null
    )
  }

  ready(): Ready {
    const hardState = this.#changedState()
    const messages = this.#held
    const reads = this.#reads
    this.#held = []
    this.#reads = []
    this.#busy = true
    this.#toSelf = messages.filter(message => message.to === this.id)
    this.#storing = this.log.last
    if (hardState) this.#stored = hardState
    return {
      snapshot: this.log.takeSnapshot(),
      entries: this.log.takeUnstored(),
      hardState,
      messages: messages.filter(message => message.to !== this.id),
      committed: this.log.takeCommitted(),
      reads,
    }
  }

  /** The batch that `ready` gave is durable. */
  advance(): void {
    this.#busy = false
    const messages = this.#toSelf
    this.#toSelf = []
    for (const message of messages) this.step(message)
    if (this.log.has(this.#storing)) this.leading?.stored(this.#storing.index)
  }

  #changedState(): HardState | null {
    if (this.term === this.#stored.term && this.vote === this.#stored.vote) return null
    return { term: this.term, vote: this.vote }
  }

  #become(role: Role): void {
    this.settleReads(this.#role.end())
    this.#role = role
    if (role instanceof Candidate) role.begin()
  }

  /** Whether the message is to be looked at further. */
  #meetsNewerTerm(message: Message): boolean {
    switch (message.type) {
      case 'vote':
      case 'pre-vote':
        // Who hears from a leader lets nobody disturb it (dissertation, §4.2.3).
        if (this.leader !== null && this.timer.isFresh && !message.transfer) return false
        if (message.type === 'vote') this.follow(message.term, null)
        return true
      case 'pre-vote-response':
        // What is granted belongs to a term that nobody has begun.
        if (!message.granted) this.follow(message.term, null)
        return true
      case 'append':
      case 'heartbeat':
      case 'snapshot':
        this.follow(message.term, message.from)
        return true
      default:
        this.follow(message.term, null)
        return true
    }
  }

  #answerOlderTerm({ type, from }: Message): void {
    if (type === 'vote' || type === 'pre-vote') {
      this.send(from, { type: `${type}-response`, granted: false })
    } else if (type === 'append' || type === 'heartbeat' || type === 'snapshot') {
      // A leader of the past, which is to learn so (§5.1): else it and this member could keep each other from working.
      this.send(from, { type: 'append-response', index: 0, hint: null })
    }
  }

  #answerCandidate(message: Message & VoteRequest): void {
    const { type, from, term } = message
    const free = type === 'pre-vote' ? term > this.term : this.vote === null && this.leader === null
    const granted = (free || this.vote === from) && this.log.isCoveredBy(message.last)
    if (granted && type === 'vote') {
      this.vote = from
      this.timer.restart()
    }
    this.send(from, { type: `${type}-response`, granted }, granted ? term : this.term)
  }
}
