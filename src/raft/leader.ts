import { assert } from '../base/assert.ts'
import type { Payload } from './entry.ts'
import { changedMembers, type MembershipChange, reachedByMajority } from './membership.ts'
import type { AppendResponse, Message } from './message.ts'
import { Progress } from './progress.ts'
import type { Raft, Role } from './raft.ts'
import { ReadRounds } from './read-rounds.ts'
import type { ReadState } from './ready.ts'

/** Why something can't be done now. */
export type Refusal = 'not leader' | 'transferring' | 'membership is changing' | 'no change' | 'no such voter'

/** Writes entries and has them copied; what a majority has is committed (§5.3, §5.4). */
export class Leader implements Role {
  readonly name = 'leader'
  readonly #raft: Raft
  readonly #reads = new ReadRounds()
  #progress = new Map<string, Progress>()
  /** Who needs a snapshot that the driver hasn't been told of. */
  #wantSnapshot = new Set<string>()
  /** Who is asked to take over, and for how long it may take. */
  #successor: { readonly id: string; ticks: number } | null = null
  #sinceHeartbeat = 0
  #sinceQuorum = 0
  #sinceNews = 0

  constructor(raft: Raft) {
    this.#raft = raft
    this.#follow()
  }

  begin(): void {
    this.#append({ kind: 'empty' })
  }

  tick(): void {
    const { settings } = this.#raft
    if (this.#successor && --this.#successor.ticks <= 0) this.#successor = null
    this.#sinceNews++
    if (++this.#sinceHeartbeat >= settings.heartbeatTicks) this.#heartbeat()
    if (++this.#sinceQuorum >= this.#raft.timer.ticks) {
      this.#sinceQuorum = 0
      this.#checkQuorum()
    }
  }

  step(message: Message): void {
    const progress = this.#progress.get(message.from)
    switch (message.type) {
      case 'append-response':
        if (progress) this.#appended(message, progress)
        return
      case 'heartbeat-response':
        if (progress) this.#heard(progress, message.round)
        return
      case 'append':
      case 'heartbeat':
      case 'snapshot':
        return assert(false, `one leader in a term, not ${message.from} and ${message.to} in ${message.term}`)
      default:
      // Answers of late voters.
    }
  }

  end(): ReadState[] {
    return this.#reads.drop()
  }

  propose(payload: Payload): number | Refusal {
    if (this.#successor) return 'transferring'
    return this.#append(payload)
  }

  /**
   * One change at a time, and none before the first commit in this term: else two leaders could each believe in a majority
   * of their own (dissertation, §4.1, and its erratum of 2015).
   */
  proposeMembership(change: MembershipChange): number | Refusal {
    const { log } = this.#raft
    if (log.membersIndex > log.commit || !this.#hasCommitted) return 'membership is changing'
    const members = changedMembers(log.members, change)
    if (!members || members.every(member => !member.votes)) return 'no change'
    return this.propose({ kind: 'membership', members })
  }

  readIndex(token: number): void {
    const { commit } = this.#raft.log
    this.#reads.ask(token, this.#hasCommitted ? commit : null)
  }

  /** Sends what was proposed, and begins one round of heartbeats for all reads that wait. */
  flush(): void {
    this.#replicateAll()
    if (!this.#reads.hasUnsent) return
    this.#reads.begin()
    this.#heartbeat()
    this.#confirmReads()
  }

  transfer(to: string): Refusal | null {
    const progress = this.#progress.get(to)
    if (!progress || to === this.#raft.id || !this.#raft.voters.includes(to)) return 'no such voter'
    this.#successor = { id: to, ticks: this.#raft.timer.ticks }
    if (progress.match === this.#raft.log.last.index) this.#raft.sendNow(to, { type: 'timeout-now' })
    else progress.due = true
    return null
  }

  /** Who needs a snapshot since the last call. */
  takeSnapshotRequests(): string[] {
    const taken = [...this.#wantSnapshot].filter(id => this.#progress.get(id)?.state === 'snapshot')
    this.#wantSnapshot = new Set()
    return taken
  }

  /** Whether a member has got its snapshot, up to `index`; null: it is tried anew when the member is heard of. */
  snapshotSent(to: string, index: number | null): void {
    const progress = this.#progress.get(to)
    if (progress?.state === 'snapshot') progress.probe(index ?? 0)
  }

  /** The leader itself has stored its log up to `index`. */
  stored(index: number): void {
    const progress = this.#progress.get(this.#raft.id)
    if (!progress || progress.advance(index)) this.#commit()
  }

  progressOf(id: string): Progress | undefined {
    return this.#progress.get(id)
  }

  get members(): readonly string[] {
    return [...this.#progress.keys()]
  }

  get successor(): string | null {
    return this.#successor?.id ?? null
  }

  #append(payload: Payload): number {
    const { log, term } = this.#raft
    const entry = { index: log.last.index + 1, term, payload }
    log.append([entry])
    if (payload.kind === 'membership') this.#follow()
    return entry.index
  }

  // Who is in the group now. Newcomers begin at the end of the log.
  #follow(): void {
    const { log, settings } = this.#raft
    const known = this.#progress
    this.#progress = new Map()
    for (const { id } of log.members) {
      this.#progress.set(id, known.get(id) ?? new Progress(log.last.index + 1, settings.appendWindow))
    }
  }

  get #hasCommitted(): boolean {
    const { log, term } = this.#raft
    return log.termAt(log.commit) === term
  }

  #appended({ from, index, hint }: Message & AppendResponse, progress: Progress): void {
    const { log } = this.#raft
    progress.heard()
    if (hint) return progress.retreat(index, log.lastUpTo(hint).index)
    const news = progress.advance(index)
    if (progress.state === 'probe' && news) progress.replicate()
    else if (progress.state === 'snapshot' && index >= log.base.index) progress.replicate()
    if (news) this.#commit()
    if (this.#successor?.id === from && progress.match === log.last.index) {
      this.#raft.sendNow(from, { type: 'timeout-now' })
    }
  }

  #heard(progress: Progress, round: number): void {
    progress.heard()
    progress.round = Math.max(progress.round, round)
    // Appends may have been lost: an empty one brings it to light.
    if (progress.match < this.#raft.log.last.index || progress.state === 'probe') progress.due = true
    this.#confirmReads()
  }

  // Entries of earlier terms are committed by way of one of its own: counting copies of them isn't enough (§5.4.2, figure 8).
  #commit(): void {
    const { log, term, id, voters } = this.#raft
    const reached = reachedByMajority(voters, voter => this.#progress.get(voter)?.match ?? 0)
    if (log.termAt(reached) !== term) return
    const first = !this.#hasCommitted
    if (!log.commitTo(reached)) return
    if (first) this.#reads.committed(log.commit)
    const removed = !log.members.some(member => member.id === id)
    if (removed && log.membersIndex <= log.commit) this.#leave()
  }

  // A leader that isn't a member any longer leads until that is committed (dissertation, §4.2.2).
  #leave(): void {
    const best = this.#raft.voters
      .map(id => ({ id, match: this.#progress.get(id)?.match ?? 0 }))
      .reduce((a, b) => (b.match > a.match ? b : a))
    this.#sinceNews = this.#raft.settings.newsTicks
    this.#replicateAll()
    this.#raft.sendNow(best.id, { type: 'timeout-now' })
    this.#raft.follow(this.#raft.term, null)
  }

  #replicateAll(): void {
    for (const [id, progress] of this.#progress) {
      if (id !== this.#raft.id && progress.state !== 'snapshot') this.#replicate(id, progress)
    }
    if (this.#tells) this.#sinceNews = 0
  }

  // News of what is committed wait for entries that go there anyway, but not for long.
  get #tells(): boolean {
    return this.#sinceNews >= this.#raft.settings.newsTicks
  }

  // As much as the member's window has room for; of what is committed it is told with it, or with an empty append.
  #replicate(to: string, progress: Progress): void {
    const { log, settings } = this.#raft
    // With a full window an empty append still shows whether the others arrived.
    if (progress.due && progress.paused) this.#sendAppend(to, progress, 0)
    while (
      !progress.paused &&
      (progress.due || progress.next <= log.last.index || (this.#tells && progress.told < log.commit))
    ) {
      // Sending it changes what is next, so it ends.
      if (!this.#sendAppend(to, progress, settings.appendBytes)) return
    }
  }

  #sendAppend(to: string, progress: Progress, bytes: number): boolean {
    const { log } = this.#raft
    const term = log.termAt(progress.next - 1)
    if (term === undefined) {
      this.#needsSnapshot(to, progress)
      return false
    }
    const previous = { index: progress.next - 1, term }
    const entries = bytes > 0 ? log.from(progress.next, bytes) : []
    this.#raft.sendNow(to, { type: 'append', previous, entries, commit: log.commit })
    progress.sent(entries, log.commit)
    return true
  }

  #needsSnapshot(to: string, progress: Progress): void {
    progress.due = false
    // Nobody is sent all of the state who may not be there.
    if (!progress.active) return
    progress.awaitSnapshot()
    this.#wantSnapshot.add(to)
  }

  #heartbeat(): void {
    this.#sinceHeartbeat = 0
    const { log, id } = this.#raft
    for (const [to, progress] of this.#progress) {
      if (to === id) continue
      const commit = Math.min(progress.match, log.commit)
      this.#raft.sendNow(to, { type: 'heartbeat', commit, round: this.#reads.round })
      progress.told = Math.max(progress.told, commit)
    }
  }

  #confirmReads(): void {
    const { id, voters } = this.#raft
    const { round } = this.#reads
    const confirmed = reachedByMajority(voters, voter =>
      voter === id ? round : (this.#progress.get(voter)?.round ?? 0),
    )
    this.#raft.settleReads(this.#reads.confirm(confirmed))
  }

  // A leader that a majority doesn't answer makes room (dissertation, §6.2).
  #checkQuorum(): void {
    const { id, voters, term } = this.#raft
    const reached = reachedByMajority(voters, voter =>
      voter === id || this.#progress.get(voter)?.active ? 1 : 0,
    )
    for (const progress of this.#progress.values()) progress.active = false
    if (reached === 0) this.#raft.follow(term, null)
  }
}
