import { AccountClient, usersIn, usersText } from './account-client.ts'
import { BearableDamage } from './bearable-damage.ts'
import { ChangeClient } from './change-client.ts'
import { Contents } from './checkers/contents.ts'
import { LogMatching } from './checkers/log-matching.ts'
import { leftoverFiles, openEnds, openEndsAt } from './checkers/nothing-leaks.ts'
import { OneLeader } from './checkers/one-leader.ts'
import { checkReplicaAgreement } from './checkers/replica-agreement.ts'
import { checkSameState } from './checkers/same-state.ts'
import { SnapshotReads } from './checkers/snapshot-reads.ts'
import { StateMachineSafety } from './checkers/state-machine-safety.ts'
import { type ControllerProcess, type DataProcess, DB, SimCluster, siteOf, tableSpec } from './cluster.ts'
import { CommitHistory } from './commit-history.ts'
import { DefinitionClient } from './definition-client.ts'
import { LostController } from './lost-controller.ts'
import { type FaultKind, Nemesis } from './nemesis.ts'
import { Operator } from './operator.ts'
import { SimRandom } from './random.ts'
import { showLog } from './stored-logs.ts'
import type { Story, Trace } from './story.ts'
import { TableClient } from './table-client.ts'

const kinds: readonly FaultKind[] = [
  'crash',
  'crash',
  'crash',
  'partition',
  'one-way partition',
  'bad weather',
  'bad weather',
  'suspension',
  'slow disk',
  'failing disk',
  'full disk',
  'slow node',
  'clock jump',
]

// Damage that lasts: one kind in a story, so that what is borne does not add up to what can't be.
const FLAVOURS = ['plain', 'flipped bit', 'lost disk'] as const

const FOUNDERS = ['c1', 'c2', 'c3']
const TROUBLE = 20_000
const RECOVERY = 90_000

/**
 * A cluster whose nodes append to several partitions at once, change, drop and read them, make and drop tables, while
 * replicas are moved, a node is added and the controllers' group changes: faults of all kinds, then peace.
 */
export const clusterStory: Story = async (seed, trace = null) => new ClusterStory(seed, trace).tell()

class ClusterStory {
  readonly #cluster: SimCluster
  readonly #log: (line: string) => void
  readonly #random: SimRandom
  readonly #flavour: (typeof FLAVOURS)[number]
  readonly #outcomes = new Map<string, number>()
  readonly #wrong: Error[] = []
  readonly #oneLeader = new OneLeader()
  readonly #safety = new StateMachineSafety()
  readonly #matching = new LogMatching()
  readonly #history = new CommitHistory()
  readonly #logs: [string, string[]][] = []
  readonly #aliases = [...FOUNDERS, 'n1', 'n2', 'n3']

  constructor(seed: number, trace: Trace | null) {
    this.#random = new SimRandom(seed)
    this.#flavour = FLAVOURS[this.#random.below(FLAVOURS.length)]!
    const files = this.#flavour === 'flipped bit' || this.#random.chance(0.5)
    const cluster = new SimCluster(
      seed,
      { heartbeatTimeout: 2000 },
      { inlineBytes: files ? 30 : 4096, cacheBytes: this.#random.chance(0.5) ? 0 : 1 << 20 },
    )
    this.#cluster = cluster
    this.#log = line => trace?.(`${cluster.timeline.now.toFixed(3)} ${line}`)
    if (trace) cluster.network.traceTo(this.#log)
    this.#observe()
  }

  #observe(): void {
    const cluster = this.#cluster
    cluster.onStart = ({ site, host }) => this.#logs.push([site.alias, host.lines])
    cluster.onController = ({ site, consensus }) =>
      consensus.subscribe(() => {
        if (consensus.leader()?.alias === site.alias) this.#oneLeader.saw(site.alias, consensus.term)
      })
    cluster.onApplied = (alias, index, command, reply) => {
      const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
      if (text(reply).includes('Broken invariant')) this.#fail(new Error(text(reply)))
      this.#safety.applied(alias, index, `${text(command)} → ${text(reply)}`)
      this.#history.applied(index, command)
    }
    cluster.onCrash = alias => {
      if (alias.startsWith('c')) showLog(this.#matching, cluster.world.process(alias).host, '/consensus')
    }
  }

  readonly #fail = (error: Error): void => void this.#wrong.push(error)

  async tell() {
    const cluster = this.#cluster
    const { timeline } = cluster
    await cluster.start(3, 3)
    await cluster.createTable('n1')
    await cluster.call('n1', 'createTable', DB, tableSpec('u'))
    const lost = new LostController(timeline, this.#flavour === 'lost disk' && this.#random.chance(0.5))
    const nemesis = this.#nemesis(lost)
    const contents = new Contents(this.#history, 'u')
    const reads = new SnapshotReads()
    const shared = { cluster, outcomes: this.#outcomes, trace: this.#log, wrong: this.#fail }
    const appenders = [1, 2].map(
      index => new TableClient(index, cluster, reads, this.#outcomes, this.#log, this.#fail),
    )
    const changers = [8, 9].map(
      index => new ChangeClient({ ...shared, name: `p${index}`, table: 'u', checker: contents }),
    )
    const definer = new DefinitionClient(cluster, this.#outcomes, this.#fail)
    const clerk = new AccountClient(cluster, this.#outcomes, this.#fail)
    const removes = this.#flavour === 'plain'
    const operator = new Operator({ ...shared, controllers: [...FOUNDERS, 'c4'], lost, removes })
    for (const client of [...appenders, ...changers]) client.begin(250)
    definer.begin(400)
    clerk.begin(600)
    operator.begin(700)
    nemesis.begin(1500)
    await timeline.run(TROUBLE / 2)
    this.#addNode()
    await timeline.run(TROUBLE / 2)
    nemesis.calm()
    operator.stop()
    await timeline.run(2000)
    for (const client of [...appenders, ...changers, definer, clerk]) client.stop()
    this.#check()
    await this.#comesTogether()
    for (const [alias, { node }] of cluster.nodes) {
      // Damage is on the disk, and is to be found.
      node.store.clearCache()
      const done = [
        await timeline.result(appenders[0]!.read(alias)),
        await timeline.result(changers[0]!.read(alias)),
      ]
      if (done.some(each => !each)) throw new Error(`In peace, ${alias} can't read.`)
    }
    // What reading has found is mended.
    await this.#comesTogether()
    await this.#agrees()
    contents.settle()
    definer.check()
    clerk.check()
    this.#check()
    const counts = new Map<string, number>([
      ...this.#outcomes,
      ...Object.entries(cluster.network.counts).map(([name, count]) => [`messages ${name}`, count] as const),
      ['leaders', this.#oneLeader.leaders.size],
      ['commands applied', this.#safety.last],
      ['transactions committed', this.#history.committed.length],
    ])
    const milliseconds = timeline.now
    await this.#leavesNothing()
    return { milliseconds, faults: nemesis.counts, counts }
  }

  #nemesis(lost: LostController): Nemesis {
    const cluster = this.#cluster
    const damage = new BearableDamage(
      cluster,
      this.#history,
      lost,
      new SimRandom(this.#random.below(2 ** 32)),
    )
    const victims = {
      world: cluster.world,
      aliases: this.#aliases,
      crash: (alias: string) => cluster.crash(alias),
      restart: (alias: string) => void cluster.launch(alias).catch(this.#fail),
      favourite: () => cluster.leader()?.site.alias,
      flip: (alias: string) => damage.flip(alias),
      wipe: (alias: string) => damage.wipe(alias),
    }
    const lasting = this.#flavour === 'plain' ? [] : Array(3).fill(this.#flavour)
    return new Nemesis(victims, [...kinds, ...lasting], this.#log)
  }

  // A data node joins, and a controller that belongs to no group yet.
  #addNode(): void {
    for (const alias of ['n4', 'c4']) {
      this.#aliases.push(alias)
      void this.#cluster.launch(alias).catch(this.#fail)
    }
  }

  #check(): void {
    if (this.#wrong[0]) throw this.#wrong[0]
    for (const [alias, lines] of this.#logs) {
      const broken = lines.find(line => /Broken invariant|TypeError|leaves its group/.test(line))
      if (broken) throw new Error(`${alias}: ${broken}`)
    }
  }

  // In peace everybody runs, nothing stays open or held, and every chunk has all its replicas.
  async #comesTogether(): Promise<void> {
    const cluster = this.#cluster
    const { timeline } = cluster
    const running = () =>
      this.#aliases.every(alias => cluster.controllers.has(alias) || cluster.nodes.has(alias))
    await timeline.until(running, RECOVERY, 'that everybody runs again')
    await this.#wholeGroup()
    const [node] = cluster.nodes.values()
    const resume = () => node!.node.controllers.ask({ is: 'resumeRecovery' }, RECOVERY)
    await timeline.result(resume())
    const open = () => {
      const state = cluster.leader()?.machine.state
      if (!state) return ['nobody leads']
      // An order to suspend them may have come late.
      if (state.counters.suspended) resume().catch(this.#fail)
      const few = [...state.chunks.values()].filter(({ replicas }) => replicas.length < 2)
      return [
        ...openEnds(state),
        ...few.map(({ path }) => `chunk ${path} has too few replicas`),
        ...(cluster.isQuiet() ? [] : ['a replica is behind']),
        ...[...cluster.nodes].flatMap(([alias, process]) => openEndsAt(alias, process, state)),
      ]
    }
    try {
      await timeline.until(() => open().length === 0, RECOVERY, 'that nothing is open', 50)
    } catch (error) {
      throw new Error(`${(error as Error).message}: ${open().join('; ')}; ${cluster.chunks().join(', ')}`)
    }
  }

  // The founders are members again.
  async #wholeGroup(): Promise<void> {
    const cluster = this.#cluster
    const { timeline } = cluster
    const missing = () => {
      const members = cluster.leader()?.consensus.members()
      return members && FOUNDERS.find(alias => !members.some(member => member.alias === alias))
    }
    const end = timeline.now + RECOVERY
    for (;;) {
      if (timeline.now > end) throw new Error('In peace, the controllers did not become one group again.')
      const leader = cluster.leader()
      const alias = missing()
      if (leader && alias === undefined) return
      if (leader) {
        await timeline.result(leader.consensus.addMember(siteOf(alias!)).catch(() => {}))
      } else await timeline.run(100)
    }
  }

  async #agrees(): Promise<void> {
    const cluster = this.#cluster
    const { timeline } = cluster
    const members = () => {
      const aliases =
        cluster
          .leader()
          ?.consensus.members()
          .map(({ alias }) => alias) ?? []
      return aliases.map(alias => cluster.controllers.get(alias)!)
    }
    const last = () => members().map(({ consensus }) => consensus.progress.applied)
    await timeline.until(
      () => new Set(last()).size === 1,
      RECOVERY,
      'that all controllers have applied the same',
    )
    checkSameState(new Map(members().map(({ site, machine }) => [site.alias, machine.state])))
    await this.#knowsUsers(members())
    for (const { host } of members()) showLog(this.#matching, host, '/consensus')
    const { state } = cluster.leader()!.machine
    await timeline.result(
      checkReplicaAgreement(
        [...state.chunks.values()],
        id => state.tables.get(id)!.record.name,
        new Map([...cluster.nodes].map(([alias, { node }]) => [alias, node.store])),
        2,
      ),
    )
  }

  // Controllers have the same users, and so have all nodes' copies soon.
  async #knowsUsers(members: readonly ControllerProcess[]): Promise<void> {
    const records = ({ accounts }: ControllerProcess) =>
      accounts.news({ era: '', revision: 0 }).changes.map(change => JSON.stringify(change))
    const kinds = new Set(members.map(member => records(member).sort().join()))
    if (kinds.size > 1) throw new Error(`The controllers know other users each: ${[...kinds].join(' or ')}`)
    const known = usersIn(members[0]!.accounts.news({ era: '', revision: 0 }))
    const same = (process: DataProcess) => usersText(process.accounts.directory.users.values()) === known
    const all = () => [...this.#cluster.nodes.values()].every(same)
    await this.#cluster.timeline.until(all, RECOVERY, `that all nodes know the users ${known}`)
  }

  async #leavesNothing(): Promise<void> {
    // What a reader might still have come for.
    await this.#cluster.timeline.run(6000)
    for (const [alias, process] of this.#cluster.nodes) {
      const left = await this.#cluster.timeline.result(leftoverFiles(process))
      if (left.length > 0) throw new Error(`${alias} has left ${left.join(', ')}.`)
    }
  }
}
