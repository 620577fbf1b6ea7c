import type { Engine, SessionHandle } from '../../engine/engine.ts'
import type { ErrorReport } from '../../engine/session/error-report.ts'
import type { Clock } from '../../host/clock.ts'

/** Where a client is. */
export interface Remote {
  /** IPv4, or IPv6 where it is no IPv4 in disguise. */
  readonly ip: string
  readonly port: number
}

/** How a client's connection takes what nobody asks for one by one: the rows of stream tables. */
export interface Pushes {
  /** Whether the client has said that it takes any. */
  readonly wanted: boolean
  /** Whether it is told moments in nanoseconds, not in milliseconds. */
  readonly nanoseconds: boolean
  /** Whether it takes rows as tables, too, not as tuples of columns only. */
  readonly takesTables: boolean
  /** A condition that rows must meet; empty: none. */
  readonly filter: string
  /** Resolves when the client has the answer to the request that runs. Rejects when it is gone. */
  answered(): Promise<void>
  /** Sends one message. Resolves when more may be sent. Rejects when the client is gone. */
  send(message: Uint8Array): Promise<void>
}

/** A client's session, and what is known of the client. Moments are milliseconds since 1970. */
export interface ClientSession {
  readonly handle: SessionHandle
  readonly remote: Remote
  readonly opened: bigint
  /** When it last asked for something, or got the answer. */
  lastActive: bigint
  /** What was wrong with the last request that failed. */
  lastError: ErrorReport | null
  /** Ends the client's connection, and with it the session. */
  readonly end: () => void
  /** Null: its connection is for questions and answers. */
  readonly pushes: Pushes | null
  /** What it listens to: it isn't idle while there is any. */
  subscriptions: number
}

/** Bytes from and to clients so far. */
export interface Traffic {
  received: number
  sent: number
}

/** Here, for jobs that no client asked for. */
export const HERE: Remote = { ip: '0.0.0.0', port: 0 }

const LONGEST_PAUSE = 60_000

/** The sessions of this node's clients. Those that ask for nothing for longer than the limit are ended. */
export class Sessions {
  readonly #engine: Engine
  readonly #clock: Clock
  readonly traffic: Traffic = { received: 0, sent: 0 }
  readonly #open = new Map<number, ClientSession>()
  #idleLimit: number | null = null
  #stopWatching = () => {}

  constructor(engine: Engine, clock: Clock) {
    this.#engine = engine
    this.#clock = clock
  }

  /** Opens a session for a client; `end` is called when the node wants it gone. */
  open(user: string, remote: Remote, end: () => void, pushes: Pushes | null = null): SessionHandle {
    const handle = this.#engine.open(user)
    const now = this.#clock.now()
    this.#open.set(handle.id, {
      handle,
      remote,
      opened: now,
      lastActive: now,
      lastError: null,
      end,
      pushes,
      subscriptions: 0,
    })
    return handle
  }

  /** The client is gone: its jobs are cancelled, its variables dropped. */
  close(handle: SessionHandle): void {
    this.#open.delete(handle.id)
    this.#engine.close(handle)
  }

  /** To be told before and after each request. */
  touch(handle: SessionHandle): void {
    const session = this.#open.get(handle.id)
    if (session) session.lastActive = this.#clock.now()
  }

  /** A request of the session's has failed. */
  failed(handle: SessionHandle, error: ErrorReport): void {
    const session = this.#open.get(handle.id)
    if (session) session.lastError = error
  }

  get(id: number): ClientSession | undefined {
    return this.#open.get(id)
  }

  all(): ClientSession[] {
    return [...this.#open.values()]
  }

  /** The address of a session's client; of a session without one, here. */
  remoteOf(id: number): Remote {
    return this.#open.get(id)?.remote ?? HERE
  }

  /** How many milliseconds a session may ask for nothing; null: for ever. */
  get idleLimit(): number | null {
    return this.#idleLimit
  }

  set idleLimit(limit: number | null) {
    this.#idleLimit = limit
    this.#stopWatching()
    if (limit !== null) this.#watch(Math.min(limit, LONGEST_PAUSE))
  }

  stop(): void {
    this.#stopWatching()
  }

  #watch(pause: number): void {
    this.#stopWatching = this.#clock.after(pause, () => {
      this.#endIdle()
      this.#watch(pause)
    })
  }

  #endIdle(): void {
    const busy = new Set(this.#engine.jobs().map(job => job.session))
    const latest = this.#clock.now() - BigInt(this.#idleLimit!)
    for (const session of this.all()) {
      const isIdle = session.lastActive <= latest && session.subscriptions === 0
      if (isIdle && !busy.has(session.handle.id)) session.end()
    }
  }
}
