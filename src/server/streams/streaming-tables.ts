import type { Site } from '../../cluster/site.ts'
import { BOOL, DOUBLE, INT, LONG, STRING, TIMESTAMP } from '../../values/data-type.ts'
import type { Table } from '../../values/forms/table.ts'
import { type Columns, tableOfRows } from '../../values/forms/table-of-rows.ts'
import { nullOf } from '../../values/null.ts'
import { noneOf } from '../status/streaming-functions.ts'
import type { ClientSubscription } from './client-subscription.ts'
import type { HandlerSubscription } from './handler-subscription.ts'
import type { Persister } from './persister.ts'

// The tables of getStreamingStat.

const clientOf = ({ session }: ClientSubscription) => `${session.remote.ip}:${session.remote.port}`

/** The connections over which rows are sent. */
const connections: Columns<readonly ClientSubscription[]> = [
  ['client', STRING, ([first]) => clientOf(first!)],
  ['queueDepthLimit', LONG, ([first]) => BigInt(first!.feed.limit)],
  ['queueDepth', LONG, all => BigInt(all.reduce((rows, { feed }) => rows + feed.waiting, 0))],
  ['tables', STRING, all => [...new Set(all.map(({ wanted }) => wanted.table))].join(',')],
]

/** Somebody who is given rows, and of what. */
interface Published {
  readonly table: string
  readonly subscriber: string
  readonly action: string
  readonly next: number
}

/** What goes to whom, and how far that is. */
const published: Columns<Published> = [
  ['tableName', STRING, ({ table }) => table],
  ['subscriber', STRING, ({ subscriber }) => subscriber],
  ['msgOffset', LONG, ({ next }) => BigInt(next - 1)],
  ['actions', STRING, ({ action }) => action],
]

const noLong = nullOf(LONG) as bigint
const idOf = (offset: number) => (offset < 0 ? noLong : BigInt(offset))

/** What handlers do with their rows. */
const handlers: Columns<HandlerSubscription> = [
  ['workerId', INT, ({ progress, lane }) => (progress.last < 0 ? (nullOf(INT) as number) : lane.id)],
  ['topic', STRING, ({ topic }) => topic],
  ['type', STRING, () => 'tcp'],
  // There is none.
  ['queueDepthLimit', LONG, () => noLong],
  ['queueDepth', LONG, ({ feed }) => BigInt(feed.waiting)],
  ['processedMsgCount', LONG, ({ progress }) => BigInt(progress.handled)],
  ['lastMsgId', LONG, ({ progress }) => idOf(progress.last)],
  ['failedMsgCount', LONG, ({ progress }) => BigInt(progress.failed)],
  ['lastFailedMsgId', LONG, ({ progress }) => idOf(progress.lastFailed)],
  ['lastFailedTimestamp', TIMESTAMP, ({ progress }) => progress.failedAt ?? (nullOf(TIMESTAMP) as bigint)],
  ['lastErrMsg', STRING, ({ progress }) => progress.error],
  ['msgAsTable', BOOL, ({ request }) => Number(request.msgAsTable)],
  ['batchSize', INT, ({ request }) => request.batchSize],
  ['throttle', DOUBLE, ({ request }) => request.throttle],
  ['hash', INT, ({ request }) => request.hash],
  ['filter', STRING, ({ request }) => request.filterText],
  ['persistOffset', BOOL, ({ request }) => Number(request.persistOffset)],
  ['timeTrigger', BOOL, ({ request }) => Number(request.timeTrigger)],
  ['handlerNeedMsgId', BOOL, ({ request }) => Number(request.handlerNeedMsgId)],
  ['raftGroup', INT, () => -1],
]

/** What is written to disk: each table by itself. */
const persisting: Columns<readonly [table: string, persister: Persister]> = [
  ['workerId', INT, () => 1],
  ['queueDepthLimit', LONG, () => noLong],
  ['queueDepth', LONG, ([, persister]) => BigInt(persister.waiting)],
  ['tables', STRING, ([table]) => table],
]

/** All of them, by their names. */
export function streamingTables(
  { host, port }: Site,
  {
    clients,
    own,
    kept,
  }: {
    readonly clients: readonly ClientSubscription[]
    readonly own: readonly HandlerSubscription[]
    readonly kept: readonly (readonly [table: string, persister: Persister])[]
  },
): Record<string, Table> {
  const bySession = Map.groupBy(clients, ({ session }) => session)
  return {
    pubConns: tableOfRows(connections, [...bySession.values()]),
    subConns: noneOf([
      ['publisher', STRING],
      ['cumMsgCount', LONG],
      ['cumMsgLatency', DOUBLE],
      ['lastMsgLatency', DOUBLE],
      ['lastUpdate', TIMESTAMP],
    ]),
    pubTables: tableOfRows(published, [
      ...clients.map(client => ({
        ...client.wanted,
        subscriber: clientOf(client),
        next: client.feed.next,
      })),
      ...own.map(({ request, feed }) => ({
        ...request,
        subscriber: `${host}:${port}`,
        next: feed.next,
      })),
    ]),
    persistWorkers: tableOfRows(persisting, kept),
    subWorkers: tableOfRows(handlers, own),
    udpPubTables: noneOf([
      ['tableName', STRING],
      ['channel', STRING],
      ['msgOffset', LONG],
      ['actions', STRING],
      ['subNum', INT],
    ]),
  }
}
