import type { Site } from '../../cluster/site.ts'
import type { Engine, SessionHandle } from '../../engine/engine.ts'
import { errorOfReport } from '../../engine/session/error-report.ts'
import type { SharedContent } from '../../engine/shared/shared-board.ts'
import type { Clock } from '../../host/clock.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Table } from '../../values/forms/table.ts'
import { fromTransferable, toTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'
import type { ClientSession } from '../sessions/sessions.ts'
import { ClientSubscription, type Wanted } from './client-subscription.ts'
import { Feed, type FeedLimits } from './feed.ts'
import { filterOf } from './row-filter.ts'
import { checkAction, schemaOf, startOf, streamTableNamed, topicOf } from './stream-tables.ts'

export interface PublisherSurroundings {
  readonly engine: Engine
  readonly clock: Clock
  readonly site: () => Site
  readonly limits: FeedLimits
  /** Clients that may be sent rows at a time (maxPubConnections). */
  readonly mostClients: number
  /** Rejects where the user may not read the shared table. */
  readonly mayRead: (user: string, table: string) => Promise<void>
}

/** What a client asks for by publishTable. */
export interface PublishRequest {
  readonly table: string
  readonly action: string
  readonly offset: number
  /** Which values of the filter column; null: all. */
  readonly filter: Value | null
  /** A function of the client's session that makes of rows what is sent; empty: none. */
  readonly through: string
  /** Another subscription of that client under the same name is no mistake. */
  readonly allowExists: boolean
  readonly resetOffset: boolean
}

/** Sends clients the rows of stream tables as they come. */
export class Publisher {
  readonly #around: PublisherSurroundings
  readonly #subscriptions = new Set<ClientSubscription>()

  constructor(surroundings: PublisherSurroundings) {
    this.#around = surroundings
  }

  get subscriptions(): ClientSubscription[] {
    return [...this.#subscriptions]
  }

  /**
   * Sends the client rows from now on, once it has its answer: the names of the columns, which this gives.
   * @throws ScriptError
   */
  async publish(session: ClientSession, user: string, request: PublishRequest): Promise<string[]> {
    const { engine, clock, limits, mayRead } = this.#around
    const { table } = request
    this.#check(session, request)
    await mayRead(user, table)
    const content = streamTableNamed(engine.shared, table)
    const start = startOf(table, content, request.offset, request.resetOffset)
    const wanted = this.#wanted(session, user, request, content)
    const subscription = new ClientSubscription(wanted, session, clock, self => this.#forget(self))
    this.#subscriptions.add(subscription)
    session.subscriptions++
    const feed = new Feed(engine.shared, table, start, subscription, { ...limits, clock })
    void subscription.begin(feed, schemaOf(content))
    return [...content.names]
  }

  /** Ends subscriptions, and then connections over which nothing else comes, once `told` is done. */
  async stop(found: readonly ClientSubscription[], told: Promise<void>): Promise<void> {
    for (const subscription of found) subscription.close()
    await told.catch(() => {})
    for (const { session } of found) if (session.subscriptions === 0) session.end()
  }

  /** What an address is sent of a table for an action. */
  of(ip: string, table: string, action: string): ClientSubscription[] {
    return this.subscriptions.filter(
      ({ session, wanted }) => session.remote.ip === ip && wanted.table === table && wanted.action === action,
    )
  }

  sessionClosed(id: number): void {
    for (const subscription of this.#subscriptions)
      if (subscription.session.handle.id === id) subscription.close()
  }

  #check({ pushes, remote, handle }: ClientSession, { table, action, allowExists }: PublishRequest): void {
    if (!pushes?.wanted) {
      throw new ScriptError(
        'publishTable is for connections that take rows unasked: over WebSocket with the sub-protocol streaming, over TCP with the flag 131072.',
      )
    }
    checkAction(action)
    if (!allowExists && this.of(remote.ip, table, action).length > 0) {
      throw new ScriptError(
        `The subscription ${topicOf(this.#around.site(), table, action)} of ${remote.ip} is there already: unsubscribe first, or subscribe under another action.`,
      )
    }
    const clients = new Set(this.subscriptions.map(({ session }) => session.handle.id)).add(handle.id)
    if (clients.size > this.#around.mostClients) {
      throw new ScriptError(
        `This node sends rows to as many clients as it may: ${this.#around.mostClients} (maxPubConnections).`,
      )
    }
  }

  #wanted(
    session: ClientSession,
    user: string,
    { table, action, filter, through }: PublishRequest,
    content: SharedContent,
  ): Wanted {
    const { pushes, handle } = session
    const functions = [through, conditionOf(pushes!.filter)].filter(each => each !== '')
    return {
      table,
      action,
      topic: topicOf(this.#around.site(), table, action),
      user,
      rows: filter && filterOf(table, content, filter),
      through: functions.length === 0 ? null : rows => this.#through(handle, functions, rows),
      mayRead: () => this.#around.mayRead(user, table),
    }
  }

  async #through(session: SessionHandle, functions: readonly string[], rows: Table): Promise<Table> {
    let table = rows
    for (const callee of functions) {
      const { outcome } = this.#around.engine.call(session, callee, [toTransferable(table)])
      const ended = await outcome
      if (!ended.ok) throw errorOfReport(ended.error)
      const value = ended.value === undefined ? undefined : fromTransferable(ended.value as never)
      if (!(value instanceof Table)) throw new ScriptError(`The filter ${callee} gives no table.`)
      table = value
    }
    return table
  }

  #forget(subscription: ClientSubscription): void {
    if (this.#subscriptions.delete(subscription)) subscription.session.subscriptions--
  }
}

const conditionOf = (filter: string) =>
  filter === '' ? '' : `def (rows) {return select * from rows where ${filter}}`
