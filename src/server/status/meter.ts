import type { Job } from '../../engine/jobs/job.ts'
import type { Host } from '../../host/host.ts'
import type { Traffic } from '../sessions/sessions.ts'

/** Counters at one moment, in nanoseconds of the monotonic clock; microseconds of processor time; bytes. */
interface Sample {
  readonly at: bigint
  readonly processor: number
  readonly read: number
  readonly written: number
  readonly sent: number
  readonly received: number
}

/** Bytes a second at last, and in the last minute. */
export interface Flow {
  readonly rate: number
  readonly lastMinute: number
}

/** How long queries took: of the last ten and hundred the median and the longest, in nanoseconds. */
export interface QueryTimes {
  readonly median10: number
  readonly longest10: number
  readonly median100: number
  readonly longest100: number
}

const PERIOD = 5000
const KEPT = 60_000 / PERIOD + 1
const NANOSECONDS = 1_000_000_000

/** Measures what the node does: looks at its counters every five seconds, and remembers a minute. */
export class Meter {
  readonly #host: Host
  readonly #traffic: Traffic
  readonly #samples: Sample[] = []
  readonly #times: number[] = []
  #stop = () => {}

  constructor(host: Host, traffic: Traffic) {
    this.#host = host
    this.#traffic = traffic
    this.#take()
  }

  start(): void {
    this.#stop = this.#host.clock.after(PERIOD, () => {
      this.#take()
      this.start()
    })
  }

  stop(): void {
    this.#stop()
  }

  /** A job has ended. */
  ended({ started }: Job): void {
    if (started === null) return
    this.#times.push(Number(this.#host.clock.now() - started) * 1_000_000)
    if (this.#times.length > 100) this.#times.shift()
  }

  /** The part of all processors that the node took, 0 to 1. */
  processorUsage(): number {
    const [before, now] = this.#last()
    const elapsed = Number(now.at - before.at) / 1000
    if (elapsed === 0) return 0
    return Math.min(1, (now.processor - before.processor) / elapsed / this.#host.machine.processors)
  }

  flow(of: 'read' | 'written' | 'sent' | 'received'): Flow {
    const [before, now] = this.#last()
    const seconds = Number(now.at - before.at) / NANOSECONDS
    const minuteAgo = this.#samples[0]!
    return {
      rate: seconds === 0 ? 0 : Math.max(0, Math.round((now[of] - before[of]) / seconds)),
      lastMinute: Math.max(0, now[of] - minuteAgo[of]),
    }
  }

  queryTimes(): QueryTimes {
    const [ten, hundred] = [this.#times.slice(-10), this.#times]
    return {
      median10: median(ten),
      longest10: Math.max(0, ...ten),
      median100: median(hundred),
      longest100: Math.max(0, ...hundred),
    }
  }

  // The sample before the newest, or the newest when there is no other, and the counters now.
  #last(): [before: Sample, now: Sample] {
    return [this.#samples.at(-2) ?? this.#samples.at(-1)!, this.#sample()]
  }

  #take(): void {
    this.#samples.push(this.#sample())
    if (this.#samples.length > KEPT) this.#samples.shift()
  }

  #sample(): Sample {
    const { clock, machine } = this.#host
    const { read, written } = machine.diskTraffic()
    const { sent, received } = this.#traffic
    return { at: clock.monotonic(), processor: machine.processorTime(), read, written, sent, received }
  }
}

function median(times: readonly number[]): number {
  if (times.length === 0) return 0
  const sorted = times.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : Math.round((sorted[middle - 1]! + sorted[middle]!) / 2)
}
