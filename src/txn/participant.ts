import { unreachable } from '../base/assert.ts'
import type { Outcome } from './outcome.ts'

/** What happens to a transaction at a node that holds some of its chunks. */
export type ParticipantEvent =
  /** Rows arrived: they are being written. */
  | { readonly is: 'stage' }
  /** What was asked of the disk is done. */
  | { readonly is: 'staged' }
  | { readonly is: 'failed'; readonly reason: string }
  /** The coordinator has sent everything. */
  | { readonly is: 'prepare' }
  | { readonly is: 'prepared' }
  /** The controller's outcome, from the coordinator or asked for. */
  | { readonly is: 'outcome'; readonly outcome: Outcome }
  | { readonly is: 'published' }
  | { readonly is: 'rolledBack' }
  /** Some time passed. */
  | { readonly is: 'tick' }

/** What the transaction wants done at its node. */
export type ParticipantEffect =
  | { readonly is: 'prepare' }
  | { readonly is: 'publish'; readonly cid: number }
  | { readonly is: 'rollback' }
  /** Ask the leader of the controllers what became of it. */
  | { readonly is: 'ask' }
  /** Tell the coordinator, if it still waits. */
  | { readonly is: 'answer'; readonly answer: 'prepared' | 'published' | 'rolledBack' }
  | { readonly is: 'refuse'; readonly reason: string }

export type ParticipantPhase =
  /** Rows come; a crash loses them. */
  | 'staging'
  | 'preparing'
  /** Durable, and bound to whatever the controller decides. */
  | 'prepared'
  | 'publishing'
  | 'rollingBack'
  | 'ended'

/** Ticks without a word after which the controller is asked. */
export const PATIENCE = 4

/**
 * A transaction at one node. Before it is prepared it may be given up here, unless the controller has already been told
 * otherwise, which it hasn't: nobody commits with a node that did not answer `prepared`. Afterwards only the controller's word counts.
 */
export class Participant {
  phase: ParticipantPhase
  #cid = 0
  // Writes to the disk under way.
  #writing = 0
  #silence = 0
  // What came while the disk was busy.
  #wanted: 'nothing' | 'prepare' | 'rollback' = 'nothing'
  #reason: string | null = null

  /** `prepared`: found so on the disk after a crash. */
  constructor(phase: 'staging' | 'prepared' = 'staging') {
    this.phase = phase
  }

  /** Whether it waits for an outcome that only others know. */
  get inDoubt(): boolean {
    return this.phase === 'prepared'
  }

  /** Whether its outcome is known, and being written to the disk. */
  get isEnding(): boolean {
    return this.phase === 'publishing' || this.phase === 'rollingBack'
  }

  step(event: ParticipantEvent): ParticipantEffect[] {
    if (event.is !== 'tick') this.#silence = 0
    switch (event.is) {
      case 'stage':
        if (this.phase !== 'staging') return [refusal(this.phase)]
        this.#writing++
        return []
      case 'staged':
        this.#writing--
        return this.#idle()
      case 'failed':
        return this.#failed(event.reason)
      case 'prepare':
        return this.#prepare()
      case 'prepared':
        this.phase = 'prepared'
        if (this.#wanted === 'rollback') return this.#rollback()
        return [{ is: 'answer', answer: 'prepared' }]
      case 'outcome':
        return this.#outcome(event.outcome)
      case 'published':
        this.phase = 'ended'
        return [{ is: 'answer', answer: 'published' }]
      case 'rolledBack':
        this.phase = 'ended'
        return [{ is: 'answer', answer: 'rolledBack' }]
      case 'tick':
        return this.#tick()
      default:
        return unreachable(event)
    }
  }

  #prepare(): ParticipantEffect[] {
    switch (this.phase) {
      case 'staging':
        this.#wanted = 'prepare'
        return this.#idle()
      case 'prepared':
        return [{ is: 'answer', answer: 'prepared' }]
      case 'preparing':
        return []
      default:
        return [refusal(this.phase)]
    }
  }

  // What a write failed at can't be prepared; what failed while publishing is tried again by the next tick.
  #failed(reason: string): ParticipantEffect[] {
    if (this.phase === 'staging') {
      this.#writing--
      this.#reason ??= reason
      return this.#idle()
    }
    if (this.phase === 'preparing') {
      this.#reason ??= reason
      return [{ is: 'refuse', reason }, ...this.#rollback()]
    }
    if (this.phase === 'publishing') this.phase = 'prepared'
    // Still bound: the next tick asks for the outcome again.
    if (this.phase === 'rollingBack') this.phase = 'prepared'
    return [{ is: 'refuse', reason }]
  }

  #outcome(outcome: Outcome): ParticipantEffect[] {
    switch (outcome.is) {
      case 'UNCOMMITTED':
        return []
      case 'COMMITTED':
        this.#cid = outcome.cid
        if (this.phase === 'prepared') {
          this.phase = 'publishing'
          return [{ is: 'publish', cid: this.#cid }]
        }
        if (this.phase === 'ended') return [{ is: 'answer', answer: 'published' }]
        // It was committed without this node, whose rows are stale now.
        return this.phase === 'staging' ? this.#giveUp() : []
      case 'ROLLBACK':
        if (this.phase === 'ended') return [{ is: 'answer', answer: 'rolledBack' }]
        return this.phase === 'staging' || this.phase === 'preparing' ? this.#giveUp() : this.#rollback()
      default:
        return unreachable(outcome)
    }
  }

  #giveUp(): ParticipantEffect[] {
    this.#wanted = 'rollback'
    return this.phase === 'preparing' ? [] : this.#idle()
  }

  // Nothing is being staged any more: what was wanted meanwhile.
  #idle(): ParticipantEffect[] {
    if (this.phase !== 'staging' || this.#writing > 0) return []
    if (this.#wanted === 'rollback') return this.#rollback()
    if (this.#wanted === 'nothing') return []
    if (this.#reason !== null) return [{ is: 'refuse', reason: this.#reason }, ...this.#rollback()]
    this.phase = 'preparing'
    return [{ is: 'prepare' }]
  }

  #rollback(): ParticipantEffect[] {
    if (this.phase === 'publishing' || this.phase === 'rollingBack' || this.phase === 'ended') return []
    this.phase = 'rollingBack'
    return [{ is: 'rollback' }]
  }

  #tick(): ParticipantEffect[] {
    if (this.phase !== 'prepared' && this.phase !== 'staging') return []
    if (++this.#silence < PATIENCE) return []
    this.#silence = 0
    return [{ is: 'ask' }]
  }
}

const refusal = (phase: ParticipantPhase): ParticipantEffect => ({
  is: 'refuse',
  reason: `The transaction is past taking rows here (${phase}).`,
})
