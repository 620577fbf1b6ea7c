import type { Value } from '../values/value.ts'
import {
  type CallNumber,
  ClientConnection,
  ConnectionError,
  type RunOptions,
  ServerError,
} from './connection.ts'
import { adviceOn } from './fail-over.ts'
import { ANSWER_MILLISECONDS, whileItLives, within } from './liveness.ts'
import { type ClientSite, leastBusy, siteName, siteOf } from './sites.ts'
import type { Surroundings } from './surroundings.ts'

export interface ConnectOptions {
  readonly host: string
  readonly port: number
  /** Without a user the session is a guest's. */
  readonly user?: string
  readonly password?: string
  /** A script that every new session runs first: what it defines is there again after a fail-over. */
  readonly startup?: string
  /** A lost connection is made again, here or on another node, and the call is repeated. */
  readonly highAvailability?: boolean
  /** Further nodes that serve the same data, as host:port. */
  readonly sites?: readonly string[]
  /** Chooses a node that has little to do; true with high availability. */
  readonly loadBalance?: boolean
  /** How many milliseconds a call looks for a node that serves it before it fails. */
  readonly patience?: number
  /**
   * With high availability: after so many milliseconds without a byte of an answer the node is asked whether it lives, and left if it
   * doesn't say so; 5,000.
   */
  readonly silence?: number
}

const PATIENCE = 60_000
const SILENCE = 5_000
const PAUSE = 100
const LONGEST_PAUSE = 2_000
const CANCEL = (session: string) =>
  `jobs = exec rootJobId from getConsoleJobs() where sessionId = ${session}\nif (size(jobs)) cancelConsoleJob(jobs)`

/** Connects to a node, or to the one of several that has least to do. @throws ConnectionError, ServerError */
export async function connectClient(options: ConnectOptions, surroundings: Surroundings): Promise<Client> {
  const client = new Client(options, surroundings)
  await client.open()
  return client
}

/**
 * A session that outlives its connection. With high availability, a call whose connection is lost is repeated on
 * another node under the number it had, negative, so that a write that had been done isn't done again. Variables of the
 * lost session are gone, but for what `startup` makes. Calls run one after the other.
 */
export class Client {
  readonly #options: ConnectOptions
  readonly #surroundings: Surroundings
  readonly #sites: readonly ClientSite[]
  readonly #identity: string
  #connection: ClientConnection | null = null
  #site: ClientSite
  #lastCall = 0
  #last: Promise<unknown> = Promise.resolve()
  #closed = false
  #connections = 0

  constructor(options: ConnectOptions, surroundings: Surroundings) {
    this.#options = options
    this.#surroundings = surroundings
    this.#identity = surroundings.identity()
    this.#site = { host: options.host, port: options.port }
    const all = [this.#site, ...(options.sites ?? []).map(siteOf)]
    this.#sites = all.filter((site, i) => all.findIndex(other => siteName(other) === siteName(site)) === i)
  }

  /** The node that serves now, as host:port. */
  get site(): string {
    return siteName(this.#site)
  }

  /** How many connections it has made one after the other: another one has none of the variables of those before. */
  get connections(): number {
    return this.#connections
  }

  /** The session's number there. */
  get session(): string {
    return this.#connection?.session ?? '0'
  }

  /** Makes the first connection. */
  async open(): Promise<void> {
    if (this.#options.highAvailability) return this.#persist(() => this.#reconnect(null))
    await this.#connectTo(this.#site)
    await this.#begin()
  }

  /** Runs a script; the value of its last statement, if it has one. @throws ServerError, ConnectionError */
  run(script: string, options: RunOptions = {}): Promise<Value | undefined> {
    return this.#do((connection, number) => connection.run(script, options, number))
  }

  /** Calls a function by name, or by an expression that gives one. */
  call(callee: string, args: readonly Value[] = [], options: RunOptions = {}): Promise<Value | undefined> {
    return this.#do((connection, number) => connection.call(callee, args, options, number))
  }

  /** Sets variables of the session. */
  async upload(values: Readonly<Record<string, Value>>): Promise<void> {
    await this.#do(async (connection, number) => {
      await connection.assign(values, number)
      return undefined
    })
  }

  /** Tells the node to stop what this session runs: the running call fails. Another connection is made for it. */
  async cancel(): Promise<void> {
    const { session } = this
    const second = await this.#opened(this.#site)
    try {
      await second.run(CANCEL(session), { urgent: true })
    } finally {
      second.close()
    }
  }

  close(): void {
    this.#closed = true
    this.#connection?.close()
  }

  // One call after the other, each with a number of its own.
  #do(act: (connection: ClientConnection, number: CallNumber) => Promise<Value | undefined>) {
    const result = this.#last.then(() => this.#attempt(act, ++this.#lastCall))
    this.#last = result.catch(() => {})
    return result
  }

  async #attempt(
    act: (connection: ClientConnection, number: CallNumber) => Promise<Value | undefined>,
    sequence: number,
  ): Promise<Value | undefined> {
    let repeated = false
    const once = async () => {
      if (this.#connection === null || this.#connection.closed) await this.#reconnect(null)
      const number = { client: this.#identity, sequence: repeated ? -sequence : sequence }
      repeated = true
      const connection = this.#connection!
      const call = act(connection, number)
      return this.#options.highAvailability ? this.#watched(connection, call) : call
    }
    return this.#options.highAvailability ? this.#persist(once) : once()
  }

  #watched<T>(connection: ClientConnection, call: Promise<T>): Promise<T> {
    const site = this.#site
    const { silence = SILENCE } = this.#options
    const probe = async () => (await this.#opened(site)).close()
    const { after } = this.#surroundings
    return whileItLives(connection, call, { silence, probe, after, lost: () => this.#turn() })
  }

  // Tries again for as long as the errors are of those that another node, or a later moment, may not have.
  async #persist<T>(act: () => Promise<T>): Promise<T> {
    const { now, sleep } = this.#surroundings
    const end = now() + (this.#options.patience ?? PATIENCE)
    let pause = PAUSE
    let next: ClientSite | null = null
    while (true) {
      try {
        if (next !== null) await this.#reconnect(next)
        next = null
        return await act()
      } catch (error) {
        const advice = error instanceof ServerError ? adviceOn(error.message) : null
        const worth = error instanceof ConnectionError || (advice !== null && advice.is !== 'tell')
        if (!worth || this.#closed || now() >= end) throw error
        if (advice?.is !== 'later') this.#connection?.close()
        next = advice?.is === 'elsewhere' ? advice.site : null
        if (advice?.is === 'elsewhere' && next === null) this.#turn()
        if (next === null) await sleep(pause)
        pause = Math.min(2 * pause, LONGEST_PAUSE)
      }
    }
  }

  // The site after the one that failed is tried first.
  #turn(): void {
    const at = this.#sites.findIndex(site => siteName(site) === siteName(this.#site))
    this.#site = this.#sites[(at + 1) % this.#sites.length]!
  }

  /** Connects to `wanted`, or to the first of all sites that lets it. */
  async #reconnect(wanted: ClientSite | null): Promise<void> {
    if (this.#closed) throw new ConnectionError('The client was closed.')
    const at = Math.max(
      0,
      this.#sites.findIndex(site => siteName(site) === siteName(this.#site)),
    )
    const order = [...this.#sites.slice(at), ...this.#sites.slice(0, at)]
    let failed: unknown
    for (const site of wanted ? [wanted, ...order] : this.#options.highAvailability ? order : [this.#site]) {
      try {
        await this.#connectTo(site)
        await this.#balance()
        await this.#begin()
        return
      } catch (error) {
        failed = error
        this.#connection?.close()
        if (error instanceof ServerError && adviceOn(error.message).is === 'tell') throw error
      }
    }
    throw failed
  }

  async #connectTo(site: ClientSite): Promise<void> {
    this.#connection = await this.#opened(site)
    this.#site = site
    this.#connections++
  }

  async #opened(site: ClientSite): Promise<ClientConnection> {
    const { user, password } = this.#options
    let connection: ClientConnection
    try {
      connection = new ClientConnection(await this.#surroundings.open(site.host, site.port))
    } catch (error) {
      throw new ConnectionError((error as Error).message)
    }
    try {
      // The machine takes connections for a process that stands still.
      await within(connection.connect(user, password), ANSWER_MILLISECONDS, this.#surroundings.after)
    } catch (error) {
      connection.close()
      throw error
    }
    return connection
  }

  // A node that can't tell how busy the cluster is serves as well.
  async #balance(): Promise<void> {
    const { highAvailability = false, loadBalance = highAvailability } = this.#options
    if (!loadBalance || this.#sites.length < 2) return
    const perf = await this.#connection!.call('getClusterPerf', []).catch(error => {
      if (error instanceof ServerError) return undefined
      throw error
    })
    const better = leastBusy(perf, this.#sites, this.#surroundings.random)
    if (!better || siteName(better) === siteName(this.#site)) return
    const first = this.#connection!
    try {
      await this.#connectTo(better)
      first.close()
    } catch {
      this.#connection = first
    }
  }

  async #begin(): Promise<void> {
    if (this.#options.startup) await this.#connection!.run(this.#options.startup)
  }
}
