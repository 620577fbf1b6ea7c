import { ClientConnection, ConnectionError, ServerError } from '../../src/client/connection.ts'
import type { Value } from '../../src/values/value.ts'
import { takeBroughtPass } from './pass.ts'
import { argument, plain } from './plain.ts'
import { nodeUrl, webSocketTransport } from './web-socket-transport.ts'

const TICKET = 'porpoise-ticket'

export type Argument = null | boolean | number | string | Value

/**
 * One session on a node. What is asked is answered in order, so whatever may take long has a session of its own. A session that
 * breaks is not mended: whoever needs one opens another.
 */
export class NodeSession {
  readonly site: string
  readonly #connection: ClientConnection
  readonly #urgent: boolean
  readonly #lost: (() => void)[]

  private constructor(site: string, connection: ClientConnection, urgent: boolean, lost: (() => void)[]) {
    this.site = site
    this.#connection = connection
    this.#urgent = urgent
    this.#lost = lost
  }

  /**
   * Opens a session as the user who logged in on this page before, else as guest. What an `urgent` one asks is short and waits for no
   * script that runs. @throws ConnectionError
   */
  static async open({ site = location.host, urgent = false } = {}): Promise<NodeSession> {
    const lost: (() => void)[] = []
    const transport = await webSocketTransport(nodeUrl(site))
    const connection = new ClientConnection(transport)
    const told = transport.onClose
    transport.onClose = reason => {
      told(reason)
      for (const tell of lost.splice(0)) tell()
    }
    await connection.connect()
    const session = new NodeSession(site, connection, urgent, lost)
    await session.#enter()
    return session
  }

  // By what the page was opened with, or by the ticket of before. Whose login doesn't hold is a guest, and may log in again.
  async #enter(): Promise<void> {
    const pass = takeBroughtPass()
    const ticket = pass ?? sessionStorage.getItem(TICKET)
    if (ticket === null) return
    try {
      await this.call('authenticateByTicket', ticket)
      if (pass !== null) await this.#keepTicket()
    } catch (error) {
      if (!(error instanceof ServerError)) throw error
      if (pass === null) sessionStorage.removeItem(TICKET)
    }
  }

  async #keepTicket(): Promise<void> {
    const ticket = plain(await this.call('getAuthenticatedUserTicket'))
    if (typeof ticket === 'string') sessionStorage.setItem(TICKET, ticket)
  }

  /** The session's number on the node. */
  get id(): string {
    return this.#connection.session
  }

  call(name: string, ...args: readonly Argument[]): Promise<Value | undefined> {
    return this.#connection.call(name, args.map(argument), { urgent: this.#urgent })
  }

  /** As `call`; printed output comes while it runs. */
  callPrinting(onPrint: (text: string) => void, name: string, ...args: readonly Argument[]) {
    return this.#connection.call(name, args.map(argument), { onPrint })
  }

  run(script: string): Promise<Value | undefined> {
    return this.#connection.run(script, { urgent: this.#urgent })
  }

  /** Logs in, also for the sessions that this page opens later. @throws ServerError for a wrong password. */
  async login(user: string, password: string): Promise<void> {
    await this.call('login', user, password)
    await this.#keepTicket()
  }

  async logout(): Promise<void> {
    sessionStorage.removeItem(TICKET)
    await this.call('logout')
  }

  /** Tells what another session of this node runs to stop. */
  async cancel(session: string): Promise<void> {
    await this.run(
      `cancelConsoleJob(exec rootJobId from getConsoleJobs() where sessionId = ${BigInt(session)})`,
    )
  }

  /** Calls once when the session is gone, whoever ended it. */
  onLost(tell: () => void): void {
    this.#lost.push(tell)
  }

  close(): void {
    this.#lost.length = 0
    this.#connection.close()
  }
}

export const isLost = (error: unknown): boolean => error instanceof ConnectionError
