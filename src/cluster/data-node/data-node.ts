import type { Host } from '../../host/host.ts'
import { Store } from '../../storage/store.ts'
import type { StoreOptions } from '../../storage/store-core.ts'
import type { HeartbeatReply } from '../controller/request.ts'
import type { Peers } from '../peers.ts'
import type { Site } from '../site.ts'
import { readLocal, type SourceWorld } from './chunk-source.ts'
import { ControllerClient } from './controller-client.ts'
import type { DataRequest } from './data-request.ts'
import { Exports, fetchChunk } from './exports.ts'
import { Participants } from './participants.ts'
import { rowsToBytes } from './rows-message.ts'
import { TableDefinitions } from './table-definitions.ts'

export interface DataNodeOptions {
  readonly host: Host
  readonly peers: Peers
  /** The controllers there are. */
  readonly controllers: readonly Site[]
  readonly folder: string
  readonly store?: StoreOptions
  /** Milliseconds between two heartbeats. */
  readonly heartbeat?: number
}

/** A node that holds chunks: answers other nodes and the controllers, and tells these that it is there. */
export class DataNode implements SourceWorld {
  readonly host: Host
  readonly peers: Peers
  readonly store: Store
  readonly controllers: ControllerClient
  readonly definitions: TableDefinitions
  readonly participants: Participants
  /** `alias#incarnation`: who coordinates transactions here since the last start. */
  readonly coordinator: string
  /** Undecided transactions that are coordinated here. */
  readonly coordinates = new Set<number>()
  /** Commits that readers here look at, with how many do. */
  readonly #reads = new Map<number, number>()
  readonly #exports: Exports
  readonly #interval: number
  readonly #incarnation: string
  #requests = 0
  #beating: Promise<void> = Promise.resolve()
  #cancelTimer = () => {}
  #closed = false

  /** @throws StorageError `locked` */
  static async open(options: DataNodeOptions): Promise<DataNode> {
    return new DataNode(options, await Store.open(options.host, options.folder, options.store))
  }

  private constructor({ host, peers, controllers, heartbeat = 500 }: DataNodeOptions, store: Store) {
    this.host = host
    this.peers = peers
    this.store = store
    this.controllers = new ControllerClient(peers, host.clock, controllers)
    this.definitions = new TableDefinitions(store, this.controllers)
    this.participants = new Participants(store, this.definitions, this.controllers, host.log)
    this.#exports = new Exports(store, host.clock)
    this.#interval = heartbeat
    this.#incarnation = Array.from(host.random.bytes(8), byte => byte.toString(16).padStart(2, '0')).join('')
    this.coordinator = `${peers.self.alias}#${this.#incarnation}`
    store.keepSince(0)
    peers.serve('data', (request, from) => this.#answer(request as DataRequest, from))
    this.#beat()
  }

  /** A number that no other transaction of this coordinator has. */
  nextRequest(): number {
    return ++this.#requests
  }

  /** Versions that commits from `floor` on replace are kept until the returned function is called. */
  keep(floor: number): () => void {
    this.#reads.set(floor, (this.#reads.get(floor) ?? 0) + 1)
    let over = false
    return () => {
      if (over) return
      over = true
      const left = this.#reads.get(floor)! - 1
      if (left > 0) this.#reads.set(floor, left)
      else this.#reads.delete(floor)
    }
  }

  readonly reportDamage = (chunk: string, cid: number): void => {
    this.controllers.ask({ is: 'corrupted', chunk, cid }).catch(error => this.#warn('A damaged chunk', error))
  }

  /** Ends in order: what is prepared stays so until the next start. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancelTimer()
    await this.#beating
    this.#exports.closeAll()
    await this.store.close()
  }

  async #answer(request: DataRequest, _from: Site): Promise<unknown> {
    switch (request.is) {
      case 'stage': {
        const { tid, table, version, stages, prepare } = request
        return this.participants.stage(tid, table, version, stages, prepare)
      }
      case 'publish':
        return this.participants.publish(request.tid, request.cid)
      case 'rollback':
        return this.participants.rollback(request.tid)
      case 'read':
        return rowsToBytes(await readLocal(this, request))
      case 'fetch':
        return fetchChunk(this.store, this.peers, this, request)
      case 'export': {
        const { database, name } = await this.definitions.ensure(request.table, request.version)
        await this.participants.resolve()
        return this.#exports.open(database, name, request.path, request.since)
      }
      case 'exported':
        return this.#exports.read(request.session, request.segment, request.position, request.length)
      case 'endExport':
        return this.#exports.end(request.session)
      case 'held':
        return this.store.held()
    }
  }

  #beat(): void {
    if (this.#closed) return
    this.#beating = this.#heartbeat()
      .catch(error => this.#warn('A heartbeat', error))
      .finally(() => {
        if (!this.#closed) this.#cancelTimer = this.host.clock.after(this.#interval, () => this.#beat())
      })
  }

  async #heartbeat(): Promise<void> {
    const { published } = this.participants
    const oldest = Math.min(...this.#reads.keys())
    const reply = (await this.controllers.ask(
      {
        is: 'heartbeat',
        incarnation: this.#incarnation,
        coordinates: [...this.coordinates],
        published: [...published],
        oldestRead: Number.isFinite(oldest) ? oldest : null,
      },
      this.#interval,
    )) as HeartbeatReply
    this.participants.forget([...published])
    this.store.keepSince(Math.min(reply.keepSince, oldest - 1))
    if (reply.report) await this.#report()
    this.#exports.tick()
    await this.participants.tick()
  }

  // What is here, but for what a transaction under way is about to change.
  async #report(): Promise<void> {
    await this.participants.resolve()
    const held = this.store.held().map(({ id, cid }) => ({ chunk: id, cid }))
    const needless = (await this.controllers.ask({ is: 'report', held })) as readonly string[]
    await this.#remove(needless)
  }

  // Chunks that the controllers know nothing of: of tables and partitions that were dropped while this node was away.
  async #remove(ids: readonly string[]): Promise<void> {
    const held = new Map(this.store.held().map(chunk => [chunk.id, chunk]))
    for (const id of ids) {
      const chunk = held.get(id)
      if (!chunk) continue
      const transaction = this.store.begin(-Number.MAX_SAFE_INTEGER)
      try {
        transaction.remove(chunk.database, chunk.tableName, chunk.path)
        await transaction.commit(chunk.cid + 1)
      } catch (error) {
        await transaction.rollback()
        this.#warn(`The needless chunk ${id}`, error as Error)
      }
    }
  }

  #warn(what: string, error: Error): void {
    this.host.log.write('warning', `${what}: ${error.message}`)
  }
}
