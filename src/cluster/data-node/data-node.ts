import type { Host } from '../../host/host.ts'
import type { ScrubSettings } from '../../storage/durability/scrubber.ts'
import type { Volume } from '../../storage/segments/volumes.ts'
import { Store } from '../../storage/store.ts'
import type { StoreOptions } from '../../storage/store-core.ts'
import type { Viewpoint } from '../controller/command.ts'
import type { HeartbeatReply } from '../controller/request.ts'
import type { Peers } from '../peers.ts'
import { balanceVolumes } from '../volume-moves.ts'
import { Arrivals } from './arrivals.ts'
import { ControllerClient } from './controller-client.ts'
import type { DataRequest, VolumeUsage } from './data-request.ts'
import { Exports, fetchChunk } from './exports.ts'
import { Holdings } from './holdings.ts'
import { Lanes } from './lanes.ts'
import type { LocalReplicas } from './local-replicas.ts'
import { Participants } from './participants.ts'
import { type Holder, Presence } from './presence.ts'
import { Readings } from './readings.ts'
import { TableDefinitions } from './table-definitions.ts'
import { HEARTBEAT, type TableNode, type TableNodeOptions } from './table-node.ts'

export interface DataNodeOptions extends TableNodeOptions {
  readonly folder: string
  readonly store?: StoreOptions
  /** Bytes of one message with rows that another node reads. */
  readonly pieceBytes?: number
  /** How the disk is looked through for what has rotted; without it, it isn't. */
  readonly scrub?: ScrubSettings
  /** Recoveries to this node that go on at once. */
  readonly recoveryWorkers?: number
}

/** Of these, the most at once unless said. */
export const RECOVERY_WORKERS = 4

/** A node that holds chunks: answers other nodes and the controllers, and tells these that it is there. */
export class DataNode implements TableNode, LocalReplicas, Holder {
  readonly host: Host
  readonly peers: Peers
  readonly store: Store
  readonly controllers: ControllerClient
  readonly definitions: TableDefinitions
  readonly participants: Participants
  readonly presence: Presence
  readonly local = this
  readonly arrivals = new Arrivals()
  /** Those to this node. */
  readonly recoveries: Lanes
  viewpoint: Viewpoint = { cid: 0, replica: 0 }
  readonly #exports: Exports
  readonly #readings: Readings
  readonly #holdings: Holdings

  /** @throws StorageError `locked` */
  static async open(options: DataNodeOptions): Promise<DataNode> {
    return new DataNode(options, await Store.open(options.host, options.folder, options.store))
  }

  private constructor(options: DataNodeOptions, store: Store) {
    const { host, peers, controllers, heartbeat = HEARTBEAT, onControllers } = options
    this.host = host
    this.peers = peers
    this.store = store
    this.recoveries = new Lanes(options.recoveryWorkers ?? RECOVERY_WORKERS)
    this.controllers = new ControllerClient(peers, host.clock, controllers)
    this.definitions = new TableDefinitions(store, this.controllers)
    this.participants = new Participants(store, this.definitions, this.controllers, host.log)
    this.#exports = new Exports(store, host.clock)
    this.#readings = new Readings(this, host.clock, options.pieceBytes)
    this.#holdings = new Holdings({
      store,
      controllers: this.controllers,
      participants: this.participants,
      arrivals: this.arrivals,
      log: host.log,
      incarnation: () => this.presence.incarnation,
    })
    const { alias } = peers.self
    this.presence = new Presence({
      host,
      alias,
      controllers: this.controllers,
      interval: heartbeat,
      onControllers,
      holder: this,
    })
    store.keepSince(0)
    if (options.scrub) store.scrub(options.scrub, chunk => this.reportDamage(chunk, this.viewpoint))
    peers.serve('data', request => this.#answer(request as DataRequest))
    this.presence.begin()
  }

  /** Copies and long readings of chunks here that are under way. */
  get copies(): number {
    return this.#exports.count + this.#readings.count
  }

  readonly reportDamage = (chunk: string, asOf: Viewpoint): void => {
    this.controllers
      .ask({ is: 'corrupted', chunk, asOf })
      .catch(error => this.host.log.write('warning', `A damaged chunk: ${error.message}`))
  }

  /** Ends in order: what is prepared stays so until the next start. */
  async close(): Promise<void> {
    await this.presence.close()
    this.#exports.closeAll()
    this.#readings.closeAll()
    await this.store.close()
  }

  async #answer(request: DataRequest): Promise<unknown> {
    switch (request.is) {
      case 'stage':
        return this.participants.stage(request)
      case 'publish':
        return this.participants.publish(request.tid, request.cid)
      case 'rollback':
        return this.participants.rollback(request.tid)
      case 'read':
        return this.#readings.begin(request)
      case 'readOn':
        return this.#readings.next(request.reading, request.column, request.row)
      case 'endRead':
        return this.#readings.end(request.reading)
      case 'fetch':
        return this.recoveries.run(() => fetchChunk(this.store, this.peers, this, request))
      case 'export': {
        await this.definitions.ensure(request.table, request.version)
        await this.participants.resolve()
        const { database, name } = this.definitions.current(request.table)
        return this.#exports.open(database, name, request.path, request.since)
      }
      case 'exported':
        return this.#exports.read(request.session, request.segment, request.position, request.length)
      case 'endExport':
        if (request.doubted) await this.#exports.check(request.session, this)
        return this.#exports.end(request.session)
      case 'held':
        return this.store.held()
      case 'volumes':
        return this.#volumes()
      case 'balanceVolumes': {
        const chunks = new Set(request.chunks)
        return balanceVolumes(this.store, this.host.log, id => chunks.has(id), request.execute)
      }
    }
  }

  async #volumes(): Promise<VolumeUsage[]> {
    const usage = async ({ folder, number }: Volume): Promise<VolumeUsage> => {
      const { capacity, free } = await this.host.machine.volume(folder)
      return { node: this.peers.self.alias, folder, number, usage: capacity - free, capacity }
    }
    return Promise.all(this.store.volumes.map(usage))
  }

  published(): readonly number[] {
    return this.participants.published
  }

  underWay() {
    return { underWay: this.participants.underWay, upTo: this.viewpoint.cid }
  }

  async heard({ report, asOf, forget }: HeartbeatReply, keepSince: number): Promise<void> {
    this.viewpoint = asOf
    this.participants.forget(forget)
    this.store.keepSince(keepSince)
    await this.#holdings.report(report, asOf)
    this.#exports.tick()
    this.#readings.tick()
    await this.participants.tick()
  }
}
