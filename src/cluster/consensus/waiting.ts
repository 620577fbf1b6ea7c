import { PeerError } from '../peers.ts'
import type { Site } from '../site.ts'
import { NotLeader } from './consensus.ts'

interface Waiting<T> {
  readonly resolve: (value: T) => void
  readonly reject: (error: Error) => void
  /** The tick at which it is given up. */
  readonly until: number
}

interface WaitingProposal extends Waiting<Uint8Array> {
  readonly term: number
}

interface WaitingRead extends Waiting<void> {
  /** Known once the leader is sure that it leads. */
  index: number | null
}

/** Who waits for the outcome of a proposal or for a read, and how long still. */
export class WaitingRoom {
  readonly #patience: number
  #tick = 0
  /** By the index they have; several, if the leader has changed and come back. */
  readonly #proposals = new Map<number, WaitingProposal[]>()
  readonly #reads = new Map<number, WaitingRead>()
  #token = 0

  /** @param patience in ticks */
  constructor(patience: number) {
    this.#patience = patience
  }

  proposal(index: number, term: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const same = this.#proposals.get(index) ?? []
      same.push({ term, resolve, reject, until: this.#tick + this.#patience })
      this.#proposals.set(index, same)
    })
  }

  /** Gives the token of a read to `ask`. */
  read(ask: (token: number) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const token = ++this.#token
      this.#reads.set(token, { resolve, reject, until: this.#tick + this.#patience, index: null })
      ask(token)
    })
  }

  /** An entry was applied. What waited for another at its index will never be: the log has only one there. */
  applied(index: number, term: number, reply: Uint8Array, leader: Site | null): void {
    for (const proposal of this.#proposals.get(index) ?? []) {
      if (proposal.term === term) proposal.resolve(reply)
      else proposal.reject(new NotLeader(leader))
    }
    this.#proposals.delete(index)
  }

  /** The state was replaced: what became of proposals up to `index` is not known. */
  skipped(index: number): void {
    this.#giveUp((_, at) => at <= index)
  }

  /** A read may be answered once `index` is applied; null: this member doesn't lead. */
  settled(token: number, index: number | null, leader: Site | null): void {
    const read = this.#reads.get(token)
    if (!read) return
    if (index !== null) read.index = index
    else {
      this.#reads.delete(token)
      read.reject(new NotLeader(leader))
    }
  }

  /** Answers the reads that need no more than `applied`. */
  answerReads(applied: number): void {
    for (const [token, read] of this.#reads) {
      if (read.index === null || read.index > applied) continue
      this.#reads.delete(token)
      read.resolve()
    }
  }

  tick(): void {
    this.#tick++
    this.#giveUp(proposal => proposal.until <= this.#tick)
    for (const [token, read] of this.#reads) {
      if (read.until > this.#tick) continue
      this.#reads.delete(token)
      read.reject(new PeerError('timeout', 'No majority of the controllers answered in time.'))
    }
  }

  close(): void {
    const closed = () => new PeerError('unreachable', 'This controller is being stopped.')
    for (const waiting of [...this.#proposals.values()].flat()) waiting.reject(closed())
    for (const read of this.#reads.values()) read.reject(closed())
    this.#proposals.clear()
    this.#reads.clear()
  }

  #giveUp(test: (proposal: WaitingProposal, index: number) => boolean): void {
    for (const [index, same] of this.#proposals) {
      const rest = same.filter(proposal => !test(proposal, index))
      if (rest.length === same.length) continue
      for (const proposal of same) if (test(proposal, index)) proposal.reject(unknownOutcome())
      if (rest.length > 0) this.#proposals.set(index, rest)
      else this.#proposals.delete(index)
    }
  }
}

function unknownOutcome(): PeerError {
  return new PeerError(
    'timeout',
    'The controllers have not said in time whether this was done: it may have been.',
  )
}
