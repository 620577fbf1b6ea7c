import { RaftConsensus } from '../../src/cluster/consensus/raft-consensus.ts'
import type { ConsensusSettings } from '../../src/cluster/consensus/settings.ts'
import type { Site } from '../../src/cluster/site.ts'
import { SimClock } from './clock.ts'
import { restarted, type SimHost, simHost } from './host.ts'
import { SimNetwork } from './network.ts'
import { SimRandom } from './random.ts'
import { RegisterMachine } from './register-machine.ts'
import { Timeline } from './timeline.ts'

/** A process of a member, on its machine. */
export interface MemberProcess {
  readonly site: Site
  readonly host: SimHost
  readonly clock: SimClock
  readonly machine: RegisterMachine
  readonly consensus: RaftConsensus
}

export const siteOf = (alias: string): Site => ({ host: 'sim', port: 8900, alias })

/** A group of controllers that keep registers, on simulated machines. */
export class SimGroup {
  readonly timeline = new Timeline()
  readonly random: SimRandom
  readonly network: SimNetwork
  readonly settings: Partial<ConsensusSettings>
  /** The members whose process runs. */
  readonly running = new Map<string, MemberProcess>()
  /** How long a commit takes, from least to most. */
  commitDelay: readonly [number, number] = [0.1, 1]
  /** Called when a process begins, before it does anything. */
  onStart: (alias: string, machine: RegisterMachine) => void = () => {}
  /** The machines whose process is dead. */
  readonly #stopped = new Map<string, SimHost>()
  /** How fast each member's clock runs. */
  readonly #rates = new Map<string, number>()

  constructor(seed: number, settings: Partial<ConsensusSettings> = {}) {
    this.random = new SimRandom(seed)
    this.network = new SimNetwork(this.timeline, new SimRandom(this.random.below(2 ** 32)))
    this.settings = settings
  }

  setClockRate(alias: string, rate: number): void {
    this.#rates.set(alias, rate)
  }

  /** Starts members that found a group. */
  async found(...aliases: string[]): Promise<void> {
    for (const alias of aliases) await this.start(alias, aliases.map(siteOf))
  }

  /** Starts a member, on what its machine has kept if it ran before. */
  async start(alias: string, founders: readonly Site[] = []): Promise<MemberProcess> {
    const clock = new SimClock(this.timeline, this.#rates.get(alias) ?? 1)
    const before = this.#stopped.get(alias)
    const seed = this.random.below(2 ** 32)
    const host = before ? restarted(before, seed, clock) : simHost(seed, clock)
    this.#stopped.delete(alias)
    host.faults.pause = operation => this.#pause(clock, operation)
    const site = siteOf(alias)
    const machine = new RegisterMachine()
    this.onStart(alias, machine)
    const peers = this.network.join(site)
    const opened = RaftConsensus.open({
      host,
      peers,
      folder: '/consensus',
      machine,
      founders,
      settings: this.settings,
    })
    const consensus = await this.timeline.result(opened)
    const process = { site, host, clock, machine, consensus }
    this.running.set(alias, process)
    return process
  }

  /** The process ends without a word, in the middle of what it does. */
  crash(alias: string): void {
    const process = this.running.get(alias)!
    process.host.faults.crashed = true
    process.clock.stop()
    this.network.running(alias)?.stop()
    this.running.delete(alias)
    this.#stopped.set(alias, process.host)
  }

  member(alias: string): MemberProcess {
    const process = this.running.get(alias)
    if (!process) throw new Error(`${alias} does not run`)
    return process
  }

  /** The member that leads in the newest term, if one says that it does. */
  leader(): MemberProcess | undefined {
    return [...this.running.values()]
      .filter(({ consensus, site }) => consensus.leader()?.alias === site.alias)
      .sort((a, b) => b.consensus.term - a.consensus.term)[0]
  }

  /** Waits until there is a leader. */
  async elected(milliseconds = 10_000): Promise<MemberProcess> {
    await this.timeline.until(() => this.leader() !== undefined, milliseconds, 'the election of a leader')
    return this.leader()!
  }

  #pause(clock: SimClock, operation: string): Promise<void> {
    if (!operation.startsWith('commit')) return Promise.resolve()
    const [least, most] = this.commitDelay
    return clock.sleep(least + this.random.next() * (most - least))
  }
}
