import type { Host } from '../../host/host.ts'
import type { ClientNumber } from '../controller/entries.ts'
import type { HeartbeatReply } from '../controller/request.ts'
import type { Site } from '../site.ts'
import { type ControllerClient, ControllerSilent } from './controller-client.ts'

/** What a node that holds chunks adds to its heartbeats. */
export interface Holder {
  /** Transactions that were published here and are not forgotten. */
  published(): readonly number[]
  /** Transactions that have not ended here; looked at later than the controllers were at the commit `upTo`. */
  underWay(): { readonly underWay: readonly number[]; readonly upTo: number }
  /** What came back. Versions replaced before `keepSince` are no longer needed. */
  heard(reply: HeartbeatReply, keepSince: number): Promise<void>
}

export interface PresenceOptions {
  readonly host: Host
  readonly alias: string
  readonly controllers: ControllerClient
  /** Milliseconds between two heartbeats. */
  readonly interval: number
  /** Told which controllers there are. */
  readonly onControllers?: (controllers: readonly Site[]) => void
  /** Null: the node holds no chunks. */
  readonly holder: Holder | null
}

/**
 * Tells the controllers' leader, again and again, that this node is there: which transactions it coordinates, and which
 * commits somebody reads here.
 */
export class Presence {
  /** `alias#incarnation`: who coordinates transactions here since the last start. */
  readonly coordinator: string
  /** Undecided transactions that are coordinated here. */
  readonly coordinates = new Set<number>()
  readonly #options: PresenceOptions
  /** Another one after each start. */
  readonly incarnation: string
  /** Commits that readers here look at, with how many do. */
  readonly #reads = new Map<number, number>()
  readonly #checks: (() => void)[] = []
  #requests = 0
  #beating: Promise<void> = Promise.resolve()
  #cancelTimer = () => {}
  #closed = false

  constructor(options: PresenceOptions) {
    this.#options = options
    const bytes = options.host.random.bytes(8)
    this.incarnation = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
    this.coordinator = `${options.alias}#${this.incarnation}`
  }

  /** Begins to beat. */
  begin(): void {
    this.#beat()
  }

  /** A number that no other transaction of this coordinator has. */
  nextRequest(): number {
    return ++this.#requests
  }

  /** A number for a definition that no client has numbered. */
  ownNumber(): ClientNumber {
    return { id: `${this.coordinator}/${++this.#requests}`, sequence: 1 }
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

  /** The oldest commit that somebody looks at; null: nobody reads. */
  get oldestRead(): number | null {
    const oldest = Math.min(...this.#reads.keys())
    return Number.isFinite(oldest) ? oldest : null
  }

  /** Calls before each heartbeat. */
  beforeBeat(check: () => void): void {
    this.#checks.push(check)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancelTimer()
    await this.#beating
  }

  #beat(): void {
    if (this.#closed) return
    const { host, interval } = this.#options
    this.#beating = this.#heartbeat()
      .catch(error => this.#warn(error))
      .finally(() => {
        if (!this.#closed) this.#cancelTimer = host.clock.after(interval, () => this.#beat())
      })
  }

  async #heartbeat(): Promise<void> {
    const { controllers, interval, holder } = this.#options
    const published = [...(holder?.published() ?? [])]
    for (const check of this.#checks) check()
    const { oldestRead } = this
    const heartbeat = {
      is: 'heartbeat',
      incarnation: this.incarnation,
      holds: holder !== null,
      coordinates: [...this.coordinates],
      published,
      ...(holder?.underWay() ?? { underWay: [], upTo: 0 }),
      oldestRead,
    } as const
    const reply = (await controllers.ask(heartbeat, interval)) as HeartbeatReply
    controllers.sites = reply.controllers
    this.#options.onControllers?.(reply.controllers)
    await holder?.heard(reply, Math.min(reply.keepSince, (oldestRead ?? Number.POSITIVE_INFINITY) - 1))
  }

  // While no controller leads, one line is enough.
  #silent = false

  #warn(error: Error): void {
    const silent = error instanceof ControllerSilent
    if (!silent || !this.#silent) this.#options.host.log.write('warning', `A heartbeat: ${error.message}`)
    this.#silent = silent
  }
}
