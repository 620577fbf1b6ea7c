import type { Site } from '../../cluster/site.ts'
import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { Engine } from '../../engine/engine.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { fromTransferable, toTransferable } from '../../values/transfer.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { type Access, noPrivilege } from '../users/access.ts'
import type { HandlerRequest } from './handler-subscription.ts'
import type { Persistence } from './persistence.ts'
import { persistenceService } from './persistence-service.ts'
import type { Publisher, PublishRequest } from './publisher.ts'
import { streamTableNamed, topicOf } from './stream-tables.ts'
import { streamingTables } from './streaming-tables.ts'
import type { Subscriptions } from './subscriptions.ts'

export interface StreamSurroundings {
  readonly engine: Engine
  readonly sessions: Sessions
  readonly publisher: Publisher
  readonly subscriptions: Subscriptions
  readonly persistence: Persistence
  readonly userOf: (job: number) => string
  readonly mayRead: (user: string, table: string) => Promise<void>
  readonly access: () => Promise<Access>
  readonly site: () => Site
  /** The user's name in full, if that is his password. @throws ScriptError */
  readonly authenticate: (user: string, password: string) => Promise<string>
}

/** Stream tables and who is sent them, as scripts reach them through the bridge. */
export function streamService(around: StreamSurroundings): Service {
  const { engine, sessions, publisher, subscriptions, persistence, userOf, mayRead, access, site } = around
  let lastName = 0
  const clientOf = (job: number) => sessions.get(engine.sessionOf(job)?.id ?? 0)
  const remoteOf = (job: number) => sessions.remoteOf(engine.sessionOf(job)?.id ?? 0)
  return {
    async topic(job: number, table: string, action: string) {
      await mayRead(userOf(job), table)
      const { names } = streamTableNamed(engine.shared, table)
      return { topic: topicOf(site(), table, action), columns: [...names] }
    },
    publish(job: number, { filter, ...request }: Omit<PublishRequest, 'filter'> & { filter: never }) {
      const client = clientOf(job)
      if (!client)
        throw new ScriptError('publishTable is for clients: a job of the node can be sent no rows.')
      const rows = filter === null ? null : fromTransferable(filter)
      return publisher.publish(client, userOf(job), { ...request, filter: rows })
    },
    /** Of the asking client's address, or, by address and port as pubTables says them, of one connection. */
    async stop(job: number, host: string, port: number, table: string, action: string) {
      const user = userOf(job)
      const found = publisher.of(port === 0 ? remoteOf(job).ip : host, table, action)
      const chosen = found.filter(({ session }) => port === 0 || session.remote.port === port)
      const others = chosen.some(({ wanted }) => wanted.user !== user)
      if (port !== 0 && others && !(await access()).isAdmin(user)) {
        throw noPrivilege(user, "Only administrators can end other users' subscriptions")
      }
      // A client that is told so first knows that its connection ends on purpose.
      void publisher.stop(chosen, clientOf(job)?.pushes?.answered() ?? Promise.resolve())
    },
    closeConnections(job: number, table: string, action: string) {
      for (const { session } of publisher.of(remoteOf(job).ip, table, action)) session.end()
    },
    /** Whether a server's name, alias or address means this node. */
    isHere(_job: number, name: string) {
      const { host, port, alias } = site()
      return [alias, `${host}:${port}`, `${host}:${port}:${alias}`].includes(name)
    },
    /** A number that nothing else has got. */
    newName: () => ++lastName,
    /** Tables that were lent for nothing are their sessions' own again. */
    giveBack: (_job: number, names: readonly string[]) => subscriptions.giveBack(names),
    async subscribe(
      job: number,
      request: HandlerRequest,
      filter: never,
      login: { user: string; password: string },
    ) {
      const user = login.user === '' ? userOf(job) : await around.authenticate(login.user, login.password)
      return subscriptions.subscribe(user, request, filter === null ? null : fromTransferable(filter))
    },
    unsubscribe: (job: number, table: string, action: string, removeOffset: boolean) =>
      subscriptions.unsubscribe(userOf(job), table, action, removeOffset),
    exists: (_job: number, table: string, action: string) => subscriptions.has(table, action),
    reached: (_job: number, topic: string) => subscriptions.reached(topic),
    forgetReached: (_job: number, topic: string) => subscriptions.forgetReached(topic),
    statistics() {
      const tables = streamingTables(site(), {
        clients: publisher.subscriptions,
        own: subscriptions.all(),
        kept: persistence.all(),
      })
      return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, toTransferable(table)]))
    },
    ...persistenceService(around),
  }
}
