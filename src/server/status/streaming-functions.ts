import { text } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { ANY, type DataType, INT, LONG, STRING, TIMESTAMP } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import type { Table } from '../../values/forms/table.ts'
import { tableOfRows } from '../../values/forms/table-of-rows.ts'

// Streaming engines and stream graphs are things that this server has none of. Pages that list them find tables
// of the documented columns without a row; nothing here makes, changes or pretends any.

type Listing = readonly (readonly [column: string, type: DataType])[]

/** A table of these columns without a row. */
export const noneOf = (listing: Listing): Table =>
  tableOfRows<never>(
    listing.map(([name, type]) => [name, type, (row: never) => row]),
    [],
  )

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
