import { RaftConsensus } from '../../src/cluster/consensus/raft-consensus.ts'
import type { ConsensusSettings } from '../../src/cluster/consensus/settings.ts'
import type { Site } from '../../src/cluster/site.ts'
import { RegisterMachine } from './register-machine.ts'
import { type SimProcess, SimWorld } from './world.ts'

/** A process of a member. */
export interface MemberProcess extends SimProcess {
  readonly machine: RegisterMachine
  readonly consensus: RaftConsensus
}

export const siteOf = (alias: string): Site => ({ host: 'sim', port: 8900, alias })

/** A group of controllers that keep registers, on simulated machines. */
export class SimGroup {
  readonly world: SimWorld
  readonly settings: Partial<ConsensusSettings>
  /** The members whose process runs and has opened its store. */
  readonly running = new Map<string, MemberProcess>()
  /** Called when a process begins, before it does anything, and when it takes part. */
  onStart: (alias: string, machine: RegisterMachine) => void = () => {}
  onOpen: (member: MemberProcess) => void = () => {}

  constructor(seed: number, settings: Partial<ConsensusSettings> = {}) {
    this.world = new SimWorld(seed)
    this.settings = settings
  }

  get timeline() {
    return this.world.timeline
  }

  /** Starts members that found a group. */
  async found(...aliases: string[]): Promise<void> {
    for (const alias of aliases) await this.start(alias, aliases.map(siteOf))
  }

  /** Starts a member, and lets time pass until it takes part. */
  start(alias: string, founders: readonly Site[] = []): Promise<MemberProcess> {
    return this.timeline.result(this.launch(alias, founders))
  }

  /** Starts a member, on what its machine has kept if it ran before. Never settles if it crashes meanwhile. */
  async launch(alias: string, founders: readonly Site[] = []): Promise<MemberProcess> {
    const process = this.world.boot(siteOf(alias))
    const { host, peers } = process
    const machine = new RegisterMachine()
    this.onStart(alias, machine)
    const { settings } = this
    const consensus = await RaftConsensus.open({
      host,
      peers,
      folder: '/consensus',
      machine,
      founders,
      settings,
    })
    const member = { ...process, machine, consensus }
    this.running.set(alias, member)
    this.onOpen(member)
    return member
  }

  crash(alias: string): void {
    this.world.crash(alias)
    this.running.delete(alias)
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
}
