import type { Prng } from '../base/prng.ts'

/** When a member that hears of no leader stands for election: after a random time, so that few stand at once (§5.2). */
export class ElectionTimer {
  #ticks: number
  #elapsed = 0
  #limit = 0
  readonly #random: Prng

  constructor(ticks: number, random: Prng) {
    this.#ticks = ticks
    this.#random = random
    this.restart()
  }

  /** The least number of ticks; the most is twice that, less one. */
  get ticks(): number {
    return this.#ticks
  }

  /** Counts at once, with what has passed already. */
  set ticks(ticks: number) {
    this.#ticks = ticks
    this.#limit = ticks + this.#random.below(ticks)
  }

  restart(): void {
    this.#elapsed = 0
    this.#limit = this.ticks + this.#random.below(this.ticks)
  }

  /** Something was heard of the leader. */
  postpone(): void {
    this.#elapsed = 0
  }

  /** The leader is gone: what is left of the time is at most the least one. */
  hasten(): void {
    this.#elapsed = Math.max(this.#elapsed, this.#limit - 1 - this.#random.below(this.ticks))
  }

  /** Whether the time is over, which begins anew then. */
  tick(): boolean {
    if (++this.#elapsed < this.#limit) return false
    this.restart()
    return true
  }

  /** Whether the leader was heard of within the least time. */
  get isFresh(): boolean {
    return this.#elapsed < this.ticks
  }
}
