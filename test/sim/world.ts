import type { Site } from '../../src/cluster/site.ts'
import { SimClock } from './clock.ts'
import { restarted, type SimHost, simHost } from './host.ts'
import { SimNetwork, type SimPeers } from './network.ts'
import { SimRandom } from './random.ts'
import { Timeline } from './timeline.ts'

/** A process on a machine of its own. */
export interface SimProcess {
  readonly site: Site
  readonly host: SimHost
  readonly clock: SimClock
  readonly peers: SimPeers
}

/** Machines, the network between them, and one time for all. Everything that happens follows from the seed. */
export class SimWorld {
  readonly timeline = new Timeline()
  readonly random: SimRandom
  readonly network: SimNetwork
  /** How long a machine's disk takes to make something durable: a moment, unless told here. */
  readonly slowDisks = new Map<string, number>()
  readonly #running = new Map<string, SimProcess>()
  readonly #stopped = new Map<string, SimHost>()
  readonly #rates = new Map<string, number>()

  constructor(seed: number) {
    this.random = new SimRandom(seed)
    this.network = new SimNetwork(this.timeline, new SimRandom(this.random.below(2 ** 32)))
  }

  /** How fast a machine's clock runs, from its next process on: 1 is right. */
  setClockRate(alias: string, rate: number): void {
    this.#rates.set(alias, rate)
  }

  /** Begins a process on what its machine has kept from the one before. */
  boot(site: Site): SimProcess {
    const { alias } = site
    const clock = new SimClock(this.timeline, this.#rates.get(alias) ?? 1)
    const before = this.#stopped.get(alias)
    const seed = this.random.below(2 ** 32)
    const host = before ? restarted(before, seed, clock) : simHost(seed, clock)
    this.#stopped.delete(alias)
    host.faults.pause = operation => this.#pause(alias, clock, operation)
    const process = { site, host, clock, peers: this.network.join(site) }
    this.#running.set(alias, process)
    return process
  }

  /** A process ends without a word, in the middle of what it does, and its machine forgets what it hasn't synced. */
  crash(alias: string): void {
    const process = this.process(alias)
    process.host.faults.crashed = true
    process.clock.stop()
    process.peers.stop()
    this.#running.delete(alias)
    this.#stopped.set(alias, process.host)
  }

  /** The machine of a process that does not run loses all it has kept. */
  wipe(alias: string): void {
    this.#stopped.delete(alias)
  }

  /** A process stands still for a while, and then goes on as if nothing had been. */
  suspend(alias: string, milliseconds: number): void {
    const until = this.timeline.now + milliseconds
    const { clock, peers } = this.process(alias)
    clock.suspendedUntil = until
    peers.suspendedUntil = until
  }

  isRunning(alias: string): boolean {
    return this.#running.has(alias)
  }

  process(alias: string): SimProcess {
    const process = this.#running.get(alias)
    if (!process) throw new Error(`${alias} does not run`)
    return process
  }

  #pause(alias: string, clock: SimClock, operation: string): Promise<void> {
    if (!/^(commit|sync)/.test(operation)) return Promise.resolve()
    const most = this.slowDisks.get(alias) ?? 1
    return clock.sleep((0.1 + 0.9 * this.random.next()) * most)
  }
}
