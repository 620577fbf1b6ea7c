import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { Engine } from '../../engine/engine.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { fromTransferable, toTransferable } from '../../values/transfer.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Publisher, PublishRequest } from './publisher.ts'
import { streamTableNamed } from './stream-tables.ts'
import { streamingTables } from './streaming-tables.ts'

export interface StreamSurroundings {
  readonly engine: Engine
  readonly sessions: Sessions
  readonly publisher: Publisher
  readonly userOf: (job: number) => string
  readonly mayRead: (user: string, table: string) => Promise<void>
  readonly topicOf: (table: string, action: string) => string
}

/** Stream tables and who is sent them, as scripts reach them through the bridge. */
export function streamService(around: StreamSurroundings): Service {
  const { engine, sessions, publisher, userOf, mayRead } = around
  const clientOf = (job: number) => sessions.get(engine.sessionOf(job)?.id ?? 0)
  const remoteOf = (job: number) => sessions.remoteOf(engine.sessionOf(job)?.id ?? 0)
  return {
    async topic(job: number, table: string, action: string) {
      await mayRead(userOf(job), table)
      const { names } = streamTableNamed(engine.shared, table)
      return { topic: around.topicOf(table, action), columns: [...names] }
    },
    publish(job: number, { filter, ...request }: Omit<PublishRequest, 'filter'> & { filter: never }) {
      const client = clientOf(job)
      if (!client)
        throw new ScriptError('publishTable is for clients: a job of the node can be sent no rows.')
      const rows = filter === null ? null : fromTransferable(filter)
      return publisher.publish(client, userOf(job), { ...request, filter: rows })
    },
    stop: (job: number, table: string, action: string) => publisher.stop(remoteOf(job).ip, table, action),
    closeConnections: (job: number, table: string, action: string) =>
      publisher.closeConnections(remoteOf(job).ip, table, action),
    statistics: () =>
      Object.fromEntries(
        Object.entries(streamingTables(publisher.subscriptions)).map(([name, table]) => [
          name,
          toTransferable(table),
        ]),
      ),
  }
}
