import { BOOL, DOUBLE, INT, LONG, STRING, TIMESTAMP } from '../../values/data-type.ts'
import type { Table } from '../../values/forms/table.ts'
import { type Columns, tableOfRows } from '../../values/forms/table-of-rows.ts'
import { noneOf } from '../status/streaming-functions.ts'
import type { ClientSubscription } from './client-subscription.ts'

// The tables of getStreamingStat.

const clientOf = ({ session }: ClientSubscription) => `${session.remote.ip}:${session.remote.port}`

/** The connections over which rows are sent. */
const connections: Columns<readonly ClientSubscription[]> = [
  ['client', STRING, ([first]) => clientOf(first!)],
  ['queueDepthLimit', LONG, ([first]) => BigInt(first!.feed.limit)],
  ['queueDepth', LONG, all => BigInt(all.reduce((rows, { feed }) => rows + feed.waiting, 0))],
  ['tables', STRING, all => [...new Set(all.map(({ wanted }) => wanted.table))].join(',')],
]

/** What is sent to whom, and how far that is. */
const published: Columns<ClientSubscription> = [
  ['tableName', STRING, ({ wanted }) => wanted.table],
  ['subscriber', STRING, clientOf],
  ['msgOffset', LONG, ({ feed }) => BigInt(feed.next - 1)],
  ['actions', STRING, ({ wanted }) => wanted.action],
]

/** All of them, by their names. */
export function streamingTables(clients: readonly ClientSubscription[]): Record<string, Table> {
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
    pubTables: tableOfRows(published, clients),
    persistWorkers: noneOf([
      ['workerId', INT],
      ['queueDepthLimit', LONG],
      ['queueDepth', LONG],
      ['tables', STRING],
    ]),
    subWorkers: noneOf([
      ['workerId', INT],
      ['topic', STRING],
      ['type', STRING],
      ['queueDepthLimit', LONG],
      ['queueDepth', LONG],
      ['processedMsgCount', LONG],
      ['lastMsgId', LONG],
      ['failedMsgCount', LONG],
      ['lastFailedMsgId', LONG],
      ['lastFailedTimestamp', TIMESTAMP],
      ['lastErrMsg', STRING],
      ['msgAsTable', BOOL],
      ['batchSize', INT],
      ['throttle', DOUBLE],
      ['hash', INT],
      ['filter', STRING],
      ['persistOffset', BOOL],
      ['timeTrigger', BOOL],
      ['handlerNeedMsgId', BOOL],
      ['raftGroup', INT],
    ]),
    udpPubTables: noneOf([
      ['tableName', STRING],
      ['channel', STRING],
      ['msgOffset', LONG],
      ['actions', STRING],
      ['subNum', INT],
    ]),
  }
}
