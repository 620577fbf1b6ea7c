import { RaftConsensus } from '../../src/cluster/consensus/raft-consensus.ts'
import { Controller } from '../../src/cluster/controller/controller.ts'
import type { ControllerSettings } from '../../src/cluster/controller/controller-settings.ts'
import { MetadataMachine } from '../../src/cluster/controller/machine.ts'
import { clusterStoreService } from '../../src/cluster/data-node/cluster-store-service.ts'
import { DataNode } from '../../src/cluster/data-node/data-node.ts'
import { Writer } from '../../src/cluster/data-node/writer.ts'
import { LeaderClient } from '../../src/cluster/roles/leader-client.ts'
import { consensusFor, Machines } from '../../src/cluster/roster/machines.ts'
import { Roster } from '../../src/cluster/roster/roster.ts'
import type { Site } from '../../src/cluster/site.ts'
import type { Service } from '../../src/engine/bridge/bridge-host.ts'
import { AccountsCopy } from '../../src/server/accounts/accounts-copy.ts'
import { AccountsKeeper } from '../../src/server/accounts/accounts-keeper.ts'
import { AccountsMachine } from '../../src/server/accounts/accounts-machine.ts'
import { RecordStore } from '../../src/server/record-store.ts'
import { SUPERUSER } from '../../src/server/users/directory.ts'
import { databaseToJson } from '../../src/storage/catalog/database-record.ts'
import type { ScrubSettings } from '../../src/storage/durability/scrubber.ts'
import { valueLevel } from '../../src/storage/partitions/scheme.ts'
import type { StoreOptions } from '../../src/storage/store-core.ts'
import { Table } from '../../src/values/forms/table.ts'
import { fromTransferable, toTransferable } from '../../src/values/transfer.ts'
import { type FixedVector, ints } from '../../src/values/vectors/fixed-vector.ts'
import { newUser } from './account-client.ts'
import { type SimProcess, SimWorld } from './world.ts'

export interface ControllerProcess extends SimProcess {
  readonly controller: Controller
  readonly consensus: RaftConsensus
  readonly machine: MetadataMachine
  readonly accounts: AccountsMachine
}

export interface DataProcess extends SimProcess {
  readonly node: DataNode
  readonly service: Service
  readonly writer: Writer
  readonly controllers: LeaderClient
  /** What it knows of users. */
  readonly accounts: AccountsCopy
}

/** A partition as a reader saw it: as of which commit, 0: it wasn't there, and its numbers. */
export interface SeenPartition {
  readonly cid: number
  readonly xs: readonly number[]
}

/** Tells of each command that it applies. */
class ObservedMachine extends MetadataMachine {
  readonly #observe: (index: number, command: Uint8Array, reply: Uint8Array) => void

  constructor(observe: (index: number, command: Uint8Array, reply: Uint8Array) => void) {
    super()
    this.#observe = observe
  }

  override apply(command: Uint8Array, index: number): Uint8Array {
    const reply = super.apply(command, index)
    this.#observe(index, command, reply)
    return reply
  }
}

type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>

// Machines of the controllers' group, by number.
const METADATA = 0
const ACCOUNTS = 2

export const DB = 'dfs://trades'

/** Controllers and data nodes in one process, on simulated machines. */
export class SimCluster {
  readonly world: SimWorld
  readonly controllers = new Map<string, ControllerProcess>()
  readonly nodes = new Map<string, DataProcess>()
  readonly settings: Partial<ControllerSettings>
  readonly store: StoreOptions
  /** Bytes of one message with rows that a node reads from another: so few that most partitions come in pieces. */
  pieceBytes = 128
  /** How data nodes look through their disks; they don't, unless said. */
  scrub: ScrubSettings | undefined
  readonly #sites: Site[] = []
  /** Called when a process begins. */
  onStart: (process: SimProcess) => void = () => {}
  /** Called before a process dies. */
  onCrash: (alias: string) => void = () => {}
  /** Called when a member of the controllers has applied a command. */
  onApplied: (alias: string, index: number, command: Uint8Array, reply: Uint8Array) => void = () => {}
  /** Called when a controller takes part. */
  onController: (process: ControllerProcess) => void = () => {}
  /** Jobs that go on reading. */
  readonly #reading = new Set<number>()
  #job = 0

  constructor(seed: number, settings: Partial<ControllerSettings> = {}, store: StoreOptions = {}) {
    this.world = new SimWorld(seed)
    this.settings = { heartbeatTimeout: 2000, ...settings }
    this.store = store
  }

  get network() {
    return this.world.network
  }

  get timeline() {
    return this.world.timeline
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

  startController(alias: string): Promise<void> {
    return this.timeline.result(this.#launchController(alias))
  }

  async #launchController(alias: string): Promise<void> {
    const process = this.world.boot(siteOf(alias))
    this.onStart(process)
    const { host, peers } = process
    const machine = new ObservedMachine((...applied) => this.onApplied(alias, ...applied))
    const founders = this.#sites.some(site => site.alias === alias) ? this.#sites : []
    const accounts = new AccountsMachine()
    const consensus = await RaftConsensus.open({
      host,
      peers,
      folder: '/consensus',
      machine: new Machines([machine, new Roster(), accounts]),
      founders,
    })
    const controller = new Controller({
      host,
      peers,
      consensus: consensusFor(consensus, METADATA),
      machine,
      settings: this.settings,
    })
    const firstAdmin = async () => ({ ...newUser(SUPERUSER), isAdmin: true })
    new AccountsKeeper({
      host,
      peers,
      consensus: consensusFor(consensus, ACCOUNTS),
      machine: accounts,
      firstAdmin,
    })
    const running = { ...process, controller, consensus, machine, accounts }
    this.controllers.set(alias, running)
    this.onController(running)
  }

  startNode(alias: string): Promise<void> {
    return this.timeline.result(this.#launchNode(alias))
  }

  async #launchNode(alias: string): Promise<void> {
    const process = this.world.boot(siteOf(alias))
    this.onStart(process)
    const { host, peers } = process
    const options = {
      host,
      peers,
      controllers: this.#sites,
      folder: '/data',
      store: this.store,
      pieceBytes: this.pieceBytes,
      ...(this.scrub && { scrub: this.scrub }),
      heartbeat: 200,
    }
    const node = await DataNode.open(options)
    const controllers = new LeaderClient(peers, host.clock, this.#sites)
    const view = {
      askLeader: controllers.ask.bind(controllers),
      askAny: controllers.askAny.bind(controllers),
    }
    const records = await RecordStore.open(host, '/records')
    const accounts = await AccountsCopy.open(host, view, records)
    this.nodes.set(alias, {
      ...process,
      node,
      controllers,
      accounts,
      service: clusterStoreService(node, {
        find: job => (this.#reading.has(job) ? { call: null } : undefined),
      }),
      writer: new Writer(node),
    })
  }

  /** The process ends without a word. */
  crash(alias: string): void {
    this.onCrash(alias)
    this.world.crash(alias)
    this.controllers.delete(alias)
    this.nodes.delete(alias)
  }

  restart(alias: string): Promise<void> {
    return this.timeline.result(this.launch(alias))
  }

  /** Starts a process without letting time pass. */
  launch(alias: string): Promise<void> {
    return alias.startsWith('c') ? this.#launchController(alias) : this.#launchNode(alias)
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
    const service = this.nodes.get(alias)!.service as Methods
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
    await this.call(alias, 'createTable', DB, tableSpec('t'))
  }

  insert(alias: string, ids: readonly number[], xs: readonly number[]): Promise<unknown> {
    return this.ask(alias, 'insert', DB, 't', rows(ids, xs))
  }

  async append(alias: string, ids: readonly number[], xs: readonly number[]): Promise<void> {
    await this.timeline.result(this.insert(alias, ids, xs))
  }

  /** All `x` of a partition, as a node reads them. */
  async read(alias: string, path: string): Promise<number[]> {
    return numbersOf(await this.call(alias, 'read', DB, 't', path, ['x'], []))
  }

  /** A job goes on reading until the returned function is called. */
  job(number: number): () => void {
    this.#reading.add(number)
    return () => this.#reading.delete(number)
  }

  look(alias: string, job: number): Promise<unknown> {
    const { chunks } = this.nodes.get(alias)!.service as Methods
    return chunks!(job, DB, 't')
  }

  /** All `x` of a partition as of a commit, as a job of a node reads them. */
  async readAs(alias: string, job: number, path: string, cid: number): Promise<number[]> {
    const { read } = this.nodes.get(alias)!.service as Methods
    return numbersOf(await read!(job, DB, 't', path, ['x'], [], cid))
  }

  /** All `x` of partitions as of one moment, as one job of a node reads them. */
  async readAll(alias: string, paths: readonly string[], table = 't'): Promise<Map<string, SeenPartition>> {
    const service = this.nodes.get(alias)!.service as Methods
    const job = ++this.#job
    this.#reading.add(job)
    try {
      return await this.#readAll(job, service, paths, table)
    } finally {
      this.#reading.delete(job)
    }
  }

  async #readAll(
    job: number,
    service: Methods,
    paths: readonly string[],
    table: string,
  ): Promise<Map<string, SeenPartition>> {
    const chunks = (await service.chunks(job, DB, table)) as { path: string; cid: number }[]
    const found = new Map<string, SeenPartition>()
    for (const path of paths) {
      const chunk = chunks.find(each => each.path === path)
      const columns = chunk ? await service.read(job, DB, table, path, ['x'], [], chunk.cid) : null
      found.set(path, { cid: chunk?.cid ?? 0, xs: columns ? numbersOf(columns) : [] })
    }
    return found
  }

  /** Chunks as the leader knows them: `path@cid node:cid …`. */
  chunks(): string[] {
    const state = this.leader()!.machine.state
    return [...state.chunks.values()].map(({ path, cid, replicas, lockedBy, recoveredBy }) => {
      const nodes = replicas.map(({ node, cid: held }) => `${node}:${held}`).sort()
      return `${path}@${cid} ${nodes.join(' ')}${lockedBy || recoveredBy ? ' held' : ''}`
    })
  }

  /** Whether nothing is under way, and every replica is current and published. */
  isQuiet(): boolean {
    const state = this.leader()?.machine.state
    if (!state || state.openTransactions().length > 0) return false
    for (const { node } of this.nodes.values()) if (node.participants.underWay.length > 0) return false
    return [...state.chunks.values()].every(
      ({ cid, replicas, lockedBy, recoveredBy }) =>
        lockedBy === 0 &&
        recoveredBy === 0 &&
        replicas.every(replica => replica.cid === cid && !replica.corrupted),
    )
  }
}

export const siteOf = (alias: string): Site => ({ host: 'sim', port: 8900, alias })

/** A table of `id` and `x`, partitioned by id. */
export const tableSpec = (name: string) => ({
  name,
  columns: [
    { name: 'id', type: 'INT' },
    { name: 'x', type: 'INT' },
  ],
  partitionColumns: ['id'],
})

export const tableOf = (ids: readonly number[], xs: readonly number[]) =>
  new Table(['id', 'x'], [ints(ids), ints(xs)])

const rows = (ids: readonly number[], xs: readonly number[]) => toTransferable(tableOf(ids, xs))

const numbersOf = (read: unknown) => numbersIn(fromTransferable(read) as Table)

export function numbersIn({ columns }: Table): number[] {
  const column = columns[0] as FixedVector
  return Array.from({ length: column.length }, (_, i) => Number(column.raw(i)))
}
