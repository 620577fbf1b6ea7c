import { tally } from './membership.ts'
import type { Message } from './message.ts'
import type { Raft, Role } from './raft.ts'

/**
 * Asks for votes (§5.2). In the first round, `pre-vote`, no term changes: it only asks who would vote for it, so that a
 * member that was cut off doesn't end the term of a leader that the others hear (dissertation, §9.6).
 */
export class Candidate implements Role {
  readonly name: 'pre-candidate' | 'candidate'
  readonly #raft: Raft
  readonly #round: 'pre-vote' | 'vote'
  readonly #transfer: boolean
  readonly #votes = new Map<string, boolean>()

  constructor(raft: Raft, round: 'pre-vote' | 'vote', transfer: boolean) {
    this.#raft = raft
    this.#round = round
    this.#transfer = transfer
    this.name = round === 'vote' ? 'candidate' : 'pre-candidate'
  }

  begin(): void {
    const { id, log, voters } = this.#raft
    for (const voter of voters) {
      if (voter === id) continue
      const request = { type: this.#round, last: log.last, transfer: this.#transfer }
      if (this.#round === 'pre-vote') this.#raft.sendNow(voter, request, this.#term)
      else this.#raft.send(voter, request)
    }
    // Its own vote counts once it is stored; its opinion at once; neither, if the latest membership is without it.
    if (this.#round === 'vote') this.#raft.send(id, { type: 'vote-response', granted: true })
    else this.#count(id, true)
  }

  tick(): void {
    if (this.#raft.timer.tick()) this.#raft.campaign()
  }

  step(message: Message): void {
    switch (message.type) {
      case 'append':
      case 'heartbeat':
      case 'snapshot':
        this.#raft.follow(message.term, message.from)
        return this.#raft.step(message)
      case 'pre-vote-response':
      case 'vote-response':
        if (message.type !== `${this.#round}-response`) return
        if (message.granted && message.term !== this.#term) return
        return this.#count(message.from, message.granted)
      case 'timeout-now':
        return this.#raft.campaign(true)
      default:
      // Answers to what this member asked as a leader.
    }
  }

  end(): [] {
    return []
  }

  /** The term it would lead in. */
  get #term(): number {
    return this.#round === 'vote' ? this.#raft.term : this.#raft.term + 1
  }

  #count(from: string, granted: boolean): void {
    // The first answer counts: a second is the same message again.
    if (!this.#votes.has(from)) this.#votes.set(from, granted)
    const outcome = tally(this.#raft.voters, this.#votes)
    if (outcome === 'lost') this.#raft.follow(this.#raft.term, null)
    else if (outcome === 'won') {
      if (this.#round === 'vote') this.#raft.lead()
      else this.#raft.stand(false)
    }
  }
}
