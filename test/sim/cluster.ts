import { RaftConsensus } from '../../src/cluster/consensus/raft-consensus.ts'
import { Controller, type ControllerSettings } from '../../src/cluster/controller/controller.ts'
import { MetadataMachine } from '../../src/cluster/controller/machine.ts'
import { clusterStoreService } from '../../src/cluster/data-node/cluster-store-service.ts'
import { DataNode } from '../../src/cluster/data-node/data-node.ts'
import type { Site } from '../../src/cluster/site.ts'
import type { Service } from '../../src/engine/bridge-host.ts'
import { databaseToJson } from '../../src/storage/database-record.ts'
import { valueLevel } from '../../src/storage/partition-scheme.ts'
import type { StoreOptions } from '../../src/storage/store-core.ts'
import { type FixedVector, ints } from '../../src/values/fixed-vector.ts'
import { Table } from '../../src/values/table.ts'
import { fromTransferable, toTransferable } from '../../src/values/transfer.ts'
import { SimClock } from './clock.ts'
import { restarted, type SimHost, simHost } from './host.ts'
import { SimNetwork } from './network.ts'
import { SimRandom } from './random.ts'
import { Timeline } from './timeline.ts'

interface Process {
  readonly host: SimHost
  readonly clock: SimClock
}

export interface ControllerProcess extends Process {
  readonly controller: Controller
  readonly consensus: RaftConsensus
  readonly machine: MetadataMachine
}

export interface DataProcess extends Process {
  readonly node: DataNode
  readonly service: Service
}

export const DB = 'dfs://trades'

/** Controllers and data nodes in one process, on simulated machines. */
export class SimCluster {
  readonly timeline = new Timeline()
  readonly random: SimRandom
  readonly network: SimNetwork
  readonly controllers = new Map<string, ControllerProcess>()
  readonly nodes = new Map<string, DataProcess>()
  readonly settings: Partial<ControllerSettings>
  readonly store: StoreOptions
  readonly #sites: Site[] = []
  readonly #stopped = new Map<string, SimHost>()
  #job = 0

  constructor(seed: number, settings: Partial<ControllerSettings> = {}, store: StoreOptions = {}) {
    this.random = new SimRandom(seed)
    this.network = new SimNetwork(this.timeline, new SimRandom(this.random.below(2 ** 32)))
    this.settings = { heartbeatTimeout: 2000, ...settings }
    this.store = store
  }

  /** Starts so many of each, and waits until they know each other. */
  async start(controllers: number, nodes: number): Promise<void> {
    this.#sites.push(...Array.from({ length: controllers }, (_, i) => siteOf(`c${i + 1}`)))
    for (const { alias } of this.#sites) await this.startController(alias)
    for (let i = 1; i <= nodes; i++) await this.startNode(`n${i}`)
    await this.until(
      () => (this.leader()?.machine.state.nodes.size ?? 0) === nodes,
      'all nodes are registered',
    )
  }

  async startController(alias: string): Promise<void> {
    const { host, clock } = this.#machine(alias)
    const peers = this.network.join(siteOf(alias))
    const machine = new MetadataMachine()
    const founders = this.#sites
    const opened = RaftConsensus.open({ host, peers, folder: '/consensus', machine, founders })
    const consensus = await this.timeline.result(opened)
    const controller = new Controller({ host, peers, consensus, machine, settings: this.settings })
    this.controllers.set(alias, { host, clock, controller, consensus, machine })
  }

  async startNode(alias: string): Promise<void> {
    const { host, clock } = this.#machine(alias)
    const peers = this.network.join(siteOf(alias))
    const options = {
      host,
      peers,
      controllers: this.#sites,
      folder: '/data',
      store: this.store,
      heartbeat: 200,
    }
    const node = await this.timeline.result(DataNode.open(options))
    this.nodes.set(alias, { host, clock, node, service: clusterStoreService(node, () => false) })
  }

  /** The process ends without a word. */
  crash(alias: string): void {
    const process = this.controllers.get(alias) ?? this.nodes.get(alias)!
    process.host.faults.crashed = true
    process.clock.stop()
    this.network.running(alias)?.stop()
    this.controllers.delete(alias)
    this.nodes.delete(alias)
    this.#stopped.set(alias, process.host)
  }

  restart(alias: string): Promise<void> {
    return alias.startsWith('c') ? this.startController(alias) : this.startNode(alias)
  }

  #machine(alias: string): Process {
    const clock = new SimClock(this.timeline)
    const seed = this.random.below(2 ** 32)
    const before = this.#stopped.get(alias)
    const host = before ? restarted(before, seed, clock) : simHost(seed, clock)
    this.#stopped.delete(alias)
    return { host, clock }
  }

  leader(): ControllerProcess | undefined {
    return [...this.controllers.values()]
      .filter(({ controller }) => controller.leads)
      .sort((a, b) => b.consensus.term - a.consensus.term)[0]
  }

  until(condition: () => boolean, what: string, milliseconds = 30_000): Promise<void> {
    return this.timeline.until(condition, milliseconds, what)
  }

  /** Asks the store's service of a node, as a job of its own, or of that number. */
  call<T>(alias: string, method: string, ...args: unknown[]): Promise<T> {
    return this.timeline.result(this.ask(alias, method, ...args) as Promise<T>)
  }

  ask(alias: string, method: string, ...args: unknown[]): Promise<unknown> {
    const service = this.nodes.get(alias)!.service as Record<string, (...args: unknown[]) => Promise<unknown>>
    return service[method](++this.#job, ...args)
  }

  /** The usual database, with a table `t` of `id` and `x`, partitioned by id: 1 … 9. */
  async createTable(alias: string, atomic: 'TRANS' | 'CHUNK' = 'TRANS'): Promise<void> {
    const json = databaseToJson({
      path: DB,
      levels: [valueLevel(ints([1, 2, 3, 4, 5, 6, 7, 8, 9]))],
      engine: 'OLAP',
      atomic,
      chunkGranularity: 'TABLE',
      owner: 'admin',
    })
    await this.call(alias, 'createDatabase', json)
    const columns = [
      { name: 'id', type: 'INT' },
      { name: 'x', type: 'INT' },
    ]
    await this.call(alias, 'createTable', DB, { name: 't', columns, partitionColumns: ['id'] })
  }

  insert(alias: string, ids: readonly number[], xs: readonly number[]): Promise<unknown> {
    return this.ask(alias, 'insert', DB, 't', rows(ids, xs))
  }

  async append(alias: string, ids: readonly number[], xs: readonly number[]): Promise<void> {
    await this.timeline.result(this.insert(alias, ids, xs))
  }

  /** All `x` of a partition, as a node reads them. */
  async read(alias: string, path: string): Promise<number[]> {
    const table = fromTransferable(await this.call(alias, 'read', DB, 't', path, ['x'], [])) as Table
    const column = table.columns[0] as FixedVector
    return Array.from({ length: column.length }, (_, i) => Number(column.raw(i)))
  }

  /** Chunks as the leader knows them: `path@cid node:cid …`. */
  chunks(): string[] {
    const state = this.leader()!.machine.state
    return [...state.chunks.values()].map(({ path, cid, replicas, lockedBy, recoveredBy }) => {
      const nodes = replicas.map(({ node, cid: held }) => `${node}:${held}`).sort()
      return `${path}@${cid} ${nodes.join(' ')}${lockedBy || recoveredBy ? ' held' : ''}`
    })
  }

  /** Whether nothing is under way, and every replica is current. */
  isQuiet(): boolean {
    const state = this.leader()?.machine.state
    if (!state || state.openTransactions().length > 0) return false
    return [...state.chunks.values()].every(
      ({ cid, replicas, lockedBy, recoveredBy }) =>
        lockedBy === 0 &&
        recoveredBy === 0 &&
        replicas.every(replica => replica.cid === cid && !replica.corrupted),
    )
  }
}

export const siteOf = (alias: string): Site => ({ host: 'sim', port: 8900, alias })

const rows = (ids: readonly number[], xs: readonly number[]) =>
  toTransferable(new Table(['id', 'x'], [ints(ids), ints(xs)]))
