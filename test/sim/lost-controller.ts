import type { RaftConsensus } from '../../src/cluster/consensus/raft-consensus.ts'
import type { Timeline } from './timeline.ts'

// Longer than a change of membership is waited for.
const SETTLED = 8000

/**
 * When a controller may lose its disk: once, while the others that vote are a majority, and nobody changes who they are. One whose
 * dismissal of another is under way would be one of too few.
 */
export class LostController {
  readonly #timeline: Timeline
  readonly #first: boolean
  #changed = 0
  #lost = Number.NEGATIVE_INFINITY

  /** @param first nobody comes or goes before a disk is lost: else there is hardly ever a time for that */
  constructor(timeline: Timeline, first: boolean) {
    this.#timeline = timeline
    this.#first = first
  }

  /** Whether members may come and go now; it is taken that they do. */
  mayChange(): boolean {
    if (this.#timeline.now - this.#lost < SETTLED || (this.#first && this.#lost < 0)) return false
    this.#changed = this.#timeline.now
    return true
  }

  /** Whether this one may lose all it has; it is taken that it does. */
  mayLose(alias: string, leader: RaftConsensus | undefined): boolean {
    const voters = leader?.voters ?? []
    if (this.#lost > 0 || this.#timeline.now - this.#changed < SETTLED) return false
    if (voters.length < 3 || !voters.includes(alias)) return false
    this.#lost = this.#timeline.now
    return true
  }
}
