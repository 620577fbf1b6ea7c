import { text, texts } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { ANY, BOOL, type DataType, DOUBLE, INT, LONG, STRING, TIMESTAMP } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Table } from '../../values/forms/table.ts'
import { tableOfRows } from '../../values/forms/table-of-rows.ts'

// Subscriptions, streaming engines and stream graphs are things that this server has none of. Pages that list them find tables
// of the documented columns without a row; nothing here makes, changes or pretends any.

type Listing = readonly (readonly [column: string, type: DataType])[]

/** A table of these columns without a row. */
export const noneOf = (listing: Listing): Table =>
  tableOfRows<never>(
    listing.map(([name, type]) => [name, type, (row: never) => row]),
    [],
  )

const queue: Listing = [
  ['queueDepthLimit', LONG],
  ['queueDepth', LONG],
]

/** The tables of getStreamingStat, by name. */
const streamingTables: Readonly<Record<string, Listing>> = {
  pubConns: [['client', STRING], ...queue, ['tables', STRING]],
  subConns: [
    ['publisher', STRING],
    ['cumMsgCount', LONG],
    ['cumMsgLatency', DOUBLE],
    ['lastMsgLatency', DOUBLE],
    ['lastUpdate', TIMESTAMP],
  ],
  pubTables: [
    ['tableName', STRING],
    ['subscriber', STRING],
    ['msgOffset', LONG],
    ['actions', STRING],
  ],
  persistWorkers: [['workerId', INT], ...queue, ['tables', STRING]],
  subWorkers: [
    ['workerId', INT],
    ['topic', STRING],
    ['type', STRING],
    ...queue,
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
  ],
  udpPubTables: [
    ['tableName', STRING],
    ['channel', STRING],
    ['msgOffset', LONG],
    ['actions', STRING],
    ['subNum', INT],
  ],
}

export const getStreamingStat = define({
  name: 'getStreamingStat',
  signature: 'getStreamingStat([stat])',
  kind: 'system',
  doc: 'Tables of publishers, subscribers and their queues, by name, or the one that is named. There is no publishing yet: they are empty.',
  examples: [
    ['size(getStreamingStat().subWorkers)', '0'],
    ['columnNames(getStreamingStat(`pubConns))', '["client","queueDepthLimit","queueDepth","tables"]'],
  ],
  run: (_, stat) => {
    const usage = 'getStreamingStat([stat])'
    const names = stat === undefined ? Object.keys(streamingTables) : texts(stat, usage, 'stat')
    const listings = names.map(name => [name, streamingTables[name]] as const)
    const unknown = listings.find(([, listing]) => listing === undefined)
    if (unknown) {
      const known = Object.keys(streamingTables).join(', ')
      throw new ScriptError(`Usage: ${usage}. There is no ${unknown[0].slice(0, 60)} among ${known}.`)
    }
    if (stat instanceof Scalar) return noneOf(listings[0]![1]!)
    const tables = new Dictionary(STRING, ANY, true)
    for (const [name, listing] of listings) tables.set(name, noneOf(listing!))
    return tables
  },
})

export const getStreamEngineStat = define({
  name: 'getStreamEngineStat',
  aliases: ['getAggregatorStat'],
  signature: 'getStreamEngineStat()',
  kind: 'system',
  doc: 'A dictionary with a table for each kind of streaming engine that there is. There are none yet: it is empty.',
  examples: [['size(getStreamEngineStat())', '0']],
  run: () => new Dictionary(STRING, ANY, true),
})

/** A function that lists what stream graphs have. */
const ofGraphs = (name: string, doc: string, listing: Listing) =>
  define({
    name,
    signature: `${name}([name])`,
    kind: 'system',
    doc: `${doc} There are no stream graphs yet: it is empty.`,
    examples: [[`size(${name}())`, '0']],
    run: (_, graph) => {
      if (graph !== undefined) text(graph, `${name}([name])`, 'name')
      return noneOf(listing)
    },
  })

export const getStreamGraphMeta = ofGraphs(
  'getStreamGraphMeta',
  'A table of stream graphs and their states.',
  [
    ['id', STRING],
    ['fqn', STRING],
    ['status', STRING],
    ['semantics', STRING],
    ['checkpointConfig', STRING],
    ['tasks', STRING],
    ['createTime', TIMESTAMP],
    ['owner', STRING],
    ['reason', STRING],
  ],
)

export const getStreamGraphInfo = ofGraphs(
  'getStreamGraphInfo',
  'A table of stream graphs: what they consist of, as JSON.',
  [
    ['id', STRING],
    ['fqn', STRING],
    ['graph', STRING],
    ['meta', STRING],
  ],
)

export const getOrcaStreamTableMeta = ofGraphs(
  'getOrcaStreamTableMeta',
  'A table of the stream tables of stream graphs.',
  [
    ['id', STRING],
    ['fqn', STRING],
    ['site', STRING],
    ['graphRefs', STRING],
    ['raftGroupId', INT],
  ],
)

export const getOrcaStreamTaskSubscriptionMeta = ofGraphs(
  'getOrcaStreamTaskSubscriptionMeta',
  'A table of what the tasks of a stream graph subscribe to.',
  [
    ['taskId', STRING],
    ['tableName', STRING],
    ['actionName', STRING],
  ],
)

export const getOrcaCheckpointJobInfo = ofGraphs(
  'getOrcaCheckpointJobInfo',
  'A table of the checkpoints of stream graphs.',
  [
    ['checkpointId', LONG],
    ['jobId', STRING],
    ['createdTimeStamp', TIMESTAMP],
    ['finishedTimeStamp', TIMESTAMP],
    ['status', STRING],
    ['extra', STRING],
    ['partitionId', INT],
  ],
)

export const getOrcaCheckpointSubjobInfo = ofGraphs(
  'getOrcaCheckpointSubjobInfo',
  'A table of the parts of stream graphs’ checkpoints.',
  [
    ['checkpointId', LONG],
    ['jobId', STRING],
    ['subjobId', STRING],
    ['firstBarrierArrTs', TIMESTAMP],
    ['barrierAlignTs', TIMESTAMP],
    ['barrierForwardTs', TIMESTAMP],
    ['status', STRING],
    ['snapshotChannelsId', STRING],
    ['downstreamSubscribeOffsets', STRING],
    ['snapshotMeta', STRING],
    ['extra', STRING],
  ],
)
