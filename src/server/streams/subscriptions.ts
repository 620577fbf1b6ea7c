import type { Site } from '../../cluster/site.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Clock } from '../../host/clock.ts'
import type { Log } from '../../host/log.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Value } from '../../values/value.ts'
import { type Access, noPrivilege } from '../users/access.ts'
import { Feed } from './feed.ts'
import { type HandlerRequest, HandlerSubscription } from './handler-subscription.ts'
import { Lanes } from './lanes.ts'
import { filterOf } from './row-filter.ts'
import { checkAction, OFFSETS, schemaOf, startOf, streamTableNamed, topicOf } from './stream-tables.ts'

export interface SubscriptionSurroundings {
  readonly engine: Engine
  readonly clock: Clock
  readonly log: Log
  readonly site: () => Site
  /** Threads for handlers (subExecutors). */
  readonly executors: number
  /** Rows of a block for a handler that takes them as they come (maxMsgNumPerBlock). */
  readonly blockRows: number
  /** Milliseconds that a handler waits at least for a batch (subThrottle). */
  readonly leastThrottle: number
  readonly mayRead: (user: string, table: string) => Promise<void>
  readonly access: () => Promise<Access>
}

// A handler that takes rows in batches gets up to so many at once.
const LARGEST_BATCH = 1 << 20

/** The handlers that scripts of this node have given for rows of its stream tables, by topic. They outlive their sessions. */
export class Subscriptions {
  readonly #around: SubscriptionSurroundings
  readonly #lanes: Lanes
  readonly #byTopic = new Map<string, HandlerSubscription>()
  // Where subscriptions that want that to be known were, by topic, also those that have ended.
  readonly #reached = new Map<string, number>()
  // How many handlers have a table that was lent to them.
  readonly #lent = new Map<string, number>()

  constructor(surroundings: SubscriptionSurroundings) {
    this.#around = surroundings
    this.#lanes = new Lanes(surroundings.executors)
  }

  all(): HandlerSubscription[] {
    return [...this.#byTopic.values()]
  }

  has(table: string, action: string): boolean {
    return this.#byTopic.has(this.#topic(table, action))
  }

  /** Gives its topic. @throws ScriptError */
  async subscribe(user: string, wanted: HandlerRequest, filter: Value | null): Promise<string> {
    const { engine, clock, mayRead, leastThrottle } = this.#around
    const request = { ...wanted, throttle: Math.max(wanted.throttle, leastThrottle) }
    const { table, batchSize } = request
    checkAction(request.action)
    const topic = this.#topic(table, request.action)
    await mayRead(user, table)
    if (this.#byTopic.has(topic)) {
      throw new ScriptError(`The subscription ${topic} is there already: unsubscribeTable ends it.`)
    }
    const content = streamTableNamed(engine.shared, table)
    const rows = filter && filterOf(table, content, filter)
    const start = startOf(table, content, this.#offset(topic, request))
    const lane = this.#lanes.choose(request.hash)
    const subscription = new HandlerSubscription({ topic, user, request }, rows, { ...this.#around, lane })
    lane.subscriptions++
    this.#byTopic.set(topic, subscription)
    for (const name of request.lent) this.#lent.set(name, (this.#lent.get(name) ?? 0) + 1)
    const blockRows = batchSize > 0 ? Math.max(batchSize, LARGEST_BATCH) : this.#around.blockRows
    // What waits for a handler lies in the table and costs nothing.
    const limits = { blockRows, waitingRows: Number.POSITIVE_INFINITY, clock }
    const feed = new Feed(engine.shared, table, start, subscription, limits)
    subscription.begin(feed, schemaOf(content))
    return topic
  }

  /** @throws ScriptError when there is none, or it is somebody else's. */
  async unsubscribe(user: string, table: string, action: string, removeOffset: boolean): Promise<void> {
    const topic = this.#topic(table, action)
    const rights = await this.#around.access()
    const subscription = this.#byTopic.get(topic)
    if (!subscription) throw new ScriptError(`The subscription ${topic} doesn't exist.`)
    if (subscription.user !== user && !rights.isAdmin(user)) {
      throw noPrivilege(
        user,
        `Only administrators and ${subscription.user} can end the subscription ${topic}`,
      )
    }
    this.#byTopic.delete(topic)
    if (subscription.request.persistOffset) this.#reached.set(topic, subscription.progress.last)
    if (removeOffset) this.#reached.delete(topic)
    this.#end(subscription)
  }

  /** The offset of the last row that a handler has had; -1 where nobody wanted that to be known. */
  reached(topic: string): number {
    const subscription = this.#byTopic.get(topic)
    if (subscription?.request.persistOffset) return subscription.progress.last
    return this.#reached.get(topic) ?? -1
  }

  forgetReached(topic: string): void {
    this.#reached.delete(topic)
  }

  /** A handler has no more use for tables that were lent to it. */
  giveBack(names: readonly string[]): void {
    for (const name of names) {
      const left = (this.#lent.get(name) ?? 1) - 1
      this.#lent.set(name, left)
      if (left > 0) continue
      this.#lent.delete(name)
      // Others have names of their own, and stay.
      if (name.startsWith(' ')) this.#around.engine.shared.drop(name)
    }
  }

  close(): void {
    for (const subscription of this.all()) subscription.close()
  }

  #end(subscription: HandlerSubscription): void {
    subscription.close()
    subscription.lane.subscriptions--
    this.giveBack(subscription.request.lent)
  }

  #offset(topic: string, { offset, persistOffset }: HandlerRequest): number {
    const reached = this.#reached.get(topic)
    if (offset !== OFFSETS.whereItWas || !persistOffset || reached === undefined) return offset
    return reached + 1
  }

  #topic(table: string, action: string): string {
    return topicOf(this.#around.site(), table, action)
  }
}
