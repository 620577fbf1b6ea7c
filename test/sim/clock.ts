import type { Clock } from '../../src/host/clock.ts'
import type { Timeline } from './timeline.ts'

const EPOCH = 1_700_000_000_000

/** A machine's clock, which runs fast or slow and jumps; time elapsed only drifts. */
export class SimClock implements Clock {
  readonly #timeline: Timeline
  readonly #rate: number
  #offset = 0
  #stopped = false
  /** Nobody is called before: the process stands still. */
  suspendedUntil = 0

  /** @param rate how fast it runs: 1 is right */
  constructor(timeline: Timeline, rate = 1) {
    this.#timeline = timeline
    this.#rate = rate
  }

  /** Sets the time of day, forward or back. */
  jump(milliseconds: number): void {
    this.#offset += milliseconds
  }

  /** The process is dead: nobody is called any more. */
  stop(): void {
    this.#stopped = true
  }

  get #elapsed(): number {
    return this.#timeline.now * this.#rate
  }

  now(): bigint {
    return BigInt(Math.floor(EPOCH + this.#offset + this.#elapsed))
  }

  nowNanoseconds(): bigint {
    return this.now() * 1_000_000n
  }

  monotonic(): bigint {
    return BigInt(Math.floor(this.#elapsed * 1_000_000))
  }

  zoneOffset(): number {
    return 0
  }

  after(milliseconds: number, callback: () => void): () => void {
    let cancelled = false
    const call = () => {
      if (this.#stopped || cancelled) return
      const rest = this.suspendedUntil - this.#timeline.now
      if (rest > 0) cancel = this.#timeline.after(rest, call)
      else callback()
    }
    let cancel = this.#timeline.after(milliseconds / this.#rate, call)
    return () => {
      cancelled = true
      cancel()
    }
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => this.after(milliseconds, resolve))
  }

  turn(): Promise<void> {
    return this.sleep(0)
  }
}
