import type { Host } from '../../host/host.ts'
import { databaseToJson } from '../../storage/catalog/database-record.ts'
import { tableToJson } from '../../storage/catalog/table-record.ts'
import { StorageError } from '../../storage/storage-error.ts'
import { type Consensus, NotLeader } from '../consensus/consensus.ts'
import type { Peers } from '../peers.ts'
import type { Site } from '../site.ts'
import { databaseOf, tableOf } from './apply-definition.ts'
import { outcomeOf } from './apply-transaction.ts'
import { chunkPathOf } from './chunk-lock.ts'
import type { Circumstances, Command } from './command.ts'
import { type ControllerSettings, usualController } from './controller-settings.ts'
import type { ChunkEntry } from './entries.ts'
import { Liveness } from './liveness.ts'
import { commandBytes, type MetadataMachine, replyValue } from './machine.ts'
import type { TableEntry } from './metadata.ts'
import { Recoveries } from './recoveries.ts'
import { Reports } from './reports.ts'
import type { ChunksAnswer, ControllerRequest, Heartbeat, HeartbeatReply, InspectAnswer } from './request.ts'

export interface ControllerOptions {
  readonly host: Pick<Host, 'clock' | 'random' | 'log'>
  readonly peers: Peers
  readonly consensus: Consensus
  readonly machine: MetadataMachine
  readonly settings?: Partial<ControllerSettings>
}

// How often a leader looks after transactions and replicas.
const ROUND = 500
// How long a node that lost its link has to be heard of again.
const GRACE = 1000

/** What a controller answers, so that the asker knows a refusal from a failure. */
export type Envelope =
  | { readonly ok: unknown }
  | { readonly error: string; readonly message: string }
  | { readonly leader: Site | null }

/**
 * A member of the controllers: answers data nodes while it leads, and looks after what they leave undone: transactions
 * without a coordinator, replicas that are behind.
 */
export class Controller {
  readonly #options: ControllerOptions
  readonly #settings: ControllerSettings
  readonly #liveness: Liveness
  readonly #recoveries: Recoveries
  readonly #unsubscribe: () => void
  readonly #reports: Reports
  // Where readers of a little while ago began.
  #floors: number[] = []
  #leads = false
  #closed = false

  constructor(options: ControllerOptions) {
    this.#options = options
    this.#settings = { ...usualController, ...options.settings }
    this.#liveness = new Liveness(this.#settings.heartbeatTimeout)
    this.#reports = new Reports({
      state: () => this.#state,
      propose: command => this.#propose(command),
      incarnation: alias => this.#liveness.incarnation(alias),
    })
    options.machine.factor = this.#settings.factor
    options.machine.onLeft = what => this.#reports.leftBehind(what)
    this.#recoveries = new Recoveries({
      peers: options.peers,
      log: options.host.log,
      settings: this.#settings,
      state: () => this.#state,
      propose: command => this.#propose(command),
      isAlive: alias => this.#liveness.isAlive(alias, this.#now()),
      silence: alias => this.#liveness.silence(alias, this.#now()),
      at: () => this.#at(),
    })
    this.#unsubscribe = options.consensus.subscribe(() => this.#look())
    options.peers.serve('metadata', (request, from) => this.#answer(request as ControllerRequest, from))
    this.#look()
    this.#schedule()
  }

  /** Whether this member leads, as far as it knows. */
  get leads(): boolean {
    return this.#options.consensus.leader()?.alias === this.#options.peers.self.alias
  }

  /** The last link of a node went. One that lives makes a new one with its next heartbeat; else it is taken for dead. */
  lose(alias: string): void {
    const lost = this.#now()
    this.#options.host.clock.after(GRACE, () => this.#liveness.suspectSince(alias, lost))
  }

  close(): void {
    this.#closed = true
    this.#unsubscribe()
  }

  get #state() {
    return this.#options.machine.state
  }

  #now(): number {
    return Number(this.#options.host.clock.monotonic() / 1_000_000n)
  }

  #at(): number {
    return Number(this.#options.host.clock.now())
  }

  #look(): void {
    if (this.leads === this.#leads) return
    this.#leads = this.leads
    this.#liveness.reset(this.#now())
    this.#reports.clear()
    this.#floors = []
  }

  async #answer(request: ControllerRequest, from: Site): Promise<Envelope> {
    try {
      return { ok: await this.#perform(request, from) }
    } catch (error) {
      if (error instanceof NotLeader) return { leader: error.leader }
      if (error instanceof StorageError) return { error: error.kind, message: error.message }
      throw error
    }
  }

  async #propose(command: Command): Promise<unknown> {
    return replyValue(await this.#options.consensus.propose(commandBytes(command)))
  }

  #circumstances(): Circumstances {
    const now = this.#now()
    const { factor, reliability } = this.#settings
    const alive = [...this.#state.nodes.keys()].filter(alias => this.#liveness.isAlive(alias, now))
    return { alive, factor, reliability, at: this.#at(), seed: this.#options.host.random.bytes(16) }
  }

  async #perform(request: ControllerRequest, from: Site): Promise<unknown> {
    switch (request.is) {
      case 'begin':
        return this.#propose({ ...request, now: this.#circumstances() })
      case 'commit':
        for (const alias of request.silent) this.#liveness.suspect(alias)
        return this.#propose({ is: 'commit', tid: request.tid, prepared: request.prepared, at: this.#at() })
      case 'abort':
        return this.#propose({ ...request, at: this.#at() })
      case 'define':
        return this.#propose({ is: 'once', number: request.number, command: request.command, at: this.#at() })
      case 'heartbeat':
        return this.#heartbeat(request, from)
      case 'report':
        await this.#options.consensus.readIndex()
        return this.#reports.take(request, from.alias)
      case 'corrupted':
        return this.#propose({
          is: 'replicas',
          node: from.alias,
          asOf: request.asOf,
          held: [{ chunk: request.chunk, cid: null, corrupted: true }],
        })
      case 'copyReplicas': {
        const { source, destination, chunks, move } = request
        return this.#recoveries.order(source, destination, chunks, move)
      }
      case 'deleteReplicas':
        return this.#propose(request)
      case 'suspendRecovery':
      case 'resumeRecovery':
        return this.#propose({ is: request.is })
      case 'cancelTasks':
        return this.#recoveries.cancel(request.type, request.tasks)
      case 'concurrency':
        await this.#options.consensus.readIndex()
        return this.#recoveries.concurrency(request.type, request.most)
      case 'triggerReport':
        await this.#options.consensus.readIndex()
        if (!this.#state.nodes.has(request.node))
          throw new StorageError('missing', `There is no data node ${request.node.slice(0, 60)}`)
        return this.#reports.trigger(request.node, request.chunks)
      default:
        await this.#options.consensus.readIndex()
        return this.#read(request)
    }
  }

  #read(request: ControllerRequest): unknown {
    const state = this.#state
    switch (request.is) {
      case 'outcome':
        return outcomeOf(state, request.tid)
      case 'catalogs':
        return [...state.catalogs.values()]
      case 'databases':
        return [...state.databases.values()].map(databaseToJson)
      case 'nodes':
        return [...state.nodes.values()].map(({ host, port, alias }) => ({ host, port, alias }))
      case 'database':
        return databaseToJson(databaseOf(state, request.path))
      case 'tables':
        databaseOf(state, request.path)
        return state.tablesOf(request.path).map(({ record }) => tableToJson(record))
      case 'table':
        return this.#table(tableOf(state, request.database, request.table))
      case 'definition': {
        const entry = state.tables.get(request.table)
        if (!entry) throw new StorageError('missing', `There is no table ${request.table}`)
        return this.#table(entry)
      }
      case 'chunks':
        return this.#chunks(tableOf(state, request.database, request.table))
      case 'inspect':
        return this.#inspect(request.chunks)
      default:
        throw new StorageError('invalid', `A controller can't be asked for ${request.is}`)
    }
  }

  #table({ record, version }: TableEntry) {
    const database = databaseToJson(databaseOf(this.#state, record.database))
    return { database, table: tableToJson(record), version }
  }

  #chunks(entry: TableEntry): ChunksAnswer {
    const chunks = this.#state.chunksOf(entry.record.id).filter(({ cid }) => cid > 0)
    const placed = chunks.map(chunk => ({
      id: chunk.id,
      path: chunk.path,
      cid: chunk.cid,
      nodes: this.#readable(chunk),
    }))
    return { ...this.#table(entry), chunks: placed, floor: this.#floor }
  }

  // Current replicas: those on nodes that are heard of first.
  #readable({ cid, replicas }: ChunkEntry): Site[] {
    const now = this.#now()
    const nodes = replicas
      .filter(replica => replica.cid === cid && !replica.corrupted)
      .flatMap(({ node }) => this.#state.nodes.get(node) ?? [])
    const alive = nodes.filter(({ alias }) => this.#liveness.isAlive(alias, now))
    const others = nodes.filter(node => !alive.includes(node))
    return [...alive, ...others].map(({ host, port, alias }) => ({ host, port, alias }))
  }

  // The first commit that may replace what is shown now.
  get #floor(): number {
    return this.#state.counters.cid + 1
  }

  #undecided() {
    return this.#state.openTransactions()
  }

  #inspect(wanted: boolean): InspectAnswer {
    const chunks = [...(wanted ? this.#state.chunks.values() : [])].map(chunk => ({
      ...chunk,
      file: chunkPathOf(this.#state.tables.get(chunk.table)!.record, chunk.path),
    }))
    return {
      chunks,
      transactions: [...this.#state.transactions.values()],
      tasks: [...this.#state.tasks.values()],
      nodes: [...this.#state.nodes.values()].filter(({ draining }) => !draining),
      reliability: this.#settings.reliability,
      at: this.#at(),
    }
  }

  async #heartbeat(heartbeat: Heartbeat, from: Site): Promise<HeartbeatReply> {
    await this.#options.consensus.readIndex()
    const known = this.#state.nodes.get(from.alias)
    if (heartbeat.holds && (known?.host !== from.host || known.port !== from.port)) {
      const { alias, host, port } = from
      await this.#propose({
        is: 'registerNode',
        node: { alias, host, port, draining: known?.draining ?? false },
      })
    }
    const own = this.#undecided().filter(
      ({ coordinator }) => coordinator === `${from.alias}#${heartbeat.incarnation}`,
    )
    this.#liveness.hear(
      from.alias,
      heartbeat,
      this.#now(),
      own.map(({ tid }) => tid),
    )
    const acknowledged = this.#acknowledged(heartbeat, from.alias)
    if (acknowledged.length > 0) {
      await this.#propose({ is: 'acknowledge', node: from.alias, tids: acknowledged })
    }
    return {
      keepSince: this.#keepSince(),
      forget: heartbeat.published.filter(tid => !this.#undecided().some(open => open.tid === tid)),
      report: this.#reports.wish(from.alias, heartbeat.incarnation),
      asOf: { cid: this.#state.counters.cid, replica: this.#state.counters.replica },
      controllers: this.#options.consensus.members(),
    }
  }

  // What a node has published it tells, unless it was started anew since: then it is what isn't under way there any more.
  #acknowledged({ published, underWay, upTo }: Heartbeat, node: string): number[] {
    return [...this.#state.transactions.values()]
      .filter(({ waiting }) => waiting.includes(node))
      .filter(({ tid, cid }) => published.includes(tid) || (cid <= upTo && !underWay.includes(tid)))
      .map(({ tid }) => tid)
  }

  // A new leader doesn't know yet who reads what.
  #keepSince(): number {
    const now = this.#now()
    const unheard = [...this.#state.nodes.keys()].some(alias => !this.#liveness.isHeard(alias, now))
    if (unheard) return 0
    return Math.min(this.#liveness.oldestRead ?? Number.MAX_SAFE_INTEGER, this.#floors[0] ?? 0) - 1
  }

  #schedule(): void {
    if (this.#closed) return
    this.#options.host.clock.after(ROUND, () => {
      if (this.#closed) return
      this.#round()
        .catch(error => this.#options.host.log.write('warning', `A controller's round: ${error.message}`))
        .finally(() => this.#schedule())
    })
  }

  async #round(): Promise<void> {
    if (!this.leads) return
    // Readers that asked a moment ago may not have been heard of yet.
    this.#floors = [...this.#floors, this.#floor].slice(-8)
    const now = this.#now()
    for (const { tid, coordinator } of this.#undecided()) {
      if (!this.#liveness.isAbandoned(tid, coordinator, now)) continue
      const reason = `Its coordinator ${coordinator} is gone.`
      await this.#propose({ is: 'abort', tid, reason, at: this.#at() })
    }
    await this.#recoveries.round()
  }
}
