import { define } from '../../functions/define.ts'
import { BOOL, INT, LONG, STRING, TIMESTAMP, UUID } from '../../values/data-type.ts'
import { parseUuid } from '../../values/elements/identifier.ts'
import { tableOfRows } from '../../values/forms/table-of-rows.ts'
import { nullOf } from '../../values/null.ts'
import { replicaSlot } from '../bridge/replica-slot.ts'
import type { ChunkEntry } from '../controller/entries.ts'

// 0 stands for never.
const moment = (at: number) => (at === 0 ? (nullOf(TIMESTAMP) as bigint) : BigInt(at))

const stateOf = ({ recoveredBy, lockedBy }: ChunkEntry) =>
  recoveredBy !== 0 ? 'RECOVERING' : lockedBy !== 0 ? 'CONSTRUCTING' : 'COMPLETE'

// `nodeAlias:replicaVersion:corrupted:inResolution:timestamp:volumeID`
const replicasOf = ({ replicas, updated }: ChunkEntry) =>
  replicas
    .map(({ node, cid, corrupted }) => `${node}:${cid}:${corrupted ? 1 : 0}:false:${updated}:0`)
    .join(',')

export const getClusterChunksStatus = define({
  name: 'getClusterChunksStatus',
  signature: 'getClusterChunksStatus()',
  kind: 'system',
  doc: "All chunks of the cluster with their replicas, a row each. A replica's version is the commit that it holds.",
  examples: [],
  run: context =>
    tableOfRows(
      [
        ['chunkId', UUID, ({ id }) => parseUuid(id)],
        ['file', STRING, ({ file }) => file],
        ['size', LONG, ({ size }) => BigInt(size ?? 0)],
        ['version', INT, ({ version }) => version],
        ['vcLength', INT, () => 1],
        ['versionChain', STRING, ({ cid, version, sid }) => `${cid}:0:${version}:${sid} -> `],
        ['state', STRING, stateOf],
        ['replicas', STRING, replicasOf],
        ['replicaCount', INT, ({ replicas }) => replicas.length],
        ['lastUpdated', TIMESTAMP, ({ updated }) => moment(updated)],
        ['permission', STRING, () => 'READ_WRITE'],
      ],
      context.service(replicaSlot).inspect().chunks,
    ),
})

export const getRecoveryTaskStatus = define({
  name: 'getRecoveryTaskStatus',
  signature: 'getRecoveryTaskStatus()',
  kind: 'system',
  doc: 'Recoveries and moves of replicas: those that wait, those under way, and the last that are over.',
  examples: [],
  run: context =>
    tableOfRows(
      [
        ['TaskId', STRING, ({ id }) => String(id)],
        ['TaskType', STRING, ({ type }) => type],
        ['ChunkId', STRING, ({ chunk }) => chunk],
        ['ChunkPath', STRING, ({ chunkPath }) => chunkPath],
        ['Source', STRING, ({ source }) => source],
        ['Dest', STRING, ({ destination }) => destination],
        ['Status', STRING, ({ status }) => status],
        ['AttemptCount', INT, ({ attempts }) => attempts],
        ['DeleteSource', BOOL, ({ deleteSource }) => Number(deleteSource)],
        ['StartTime', TIMESTAMP, ({ created }) => moment(created)],
        ['LastDequeueTime', TIMESTAMP, ({ dequeued }) => moment(dequeued)],
        ['LastStartTime', TIMESTAMP, ({ started }) => moment(started)],
        ['FinishTime', TIMESTAMP, ({ finished }) => moment(finished)],
        ['IsIncrementalRecovery', BOOL, ({ incremental }) => Number(incremental)],
        ['IsAsyncRecovery', BOOL, ({ changedToSync }) => Number(changedToSync === 0)],
        ['ChangeFromIncrementalToFull', BOOL, ({ changedToFull }) => Number(changedToFull)],
        ['ChangeToSyncTime', TIMESTAMP, ({ changedToSync }) => moment(changedToSync)],
        ['FailureReason', STRING, ({ reason }) => reason],
      ],
      context.service(replicaSlot).inspect(false).tasks,
    ),
})

export const getTransactionStatus = define({
  name: 'getTransactionStatus',
  signature: 'getTransactionStatus()',
  kind: 'system',
  doc: 'The last transactions, and those under way.',
  examples: [],
  run: context =>
    tableOfRows(
      [
        ['tid', LONG, ({ tid }) => BigInt(tid)],
        ['startTime', TIMESTAMP, ({ started }) => moment(started)],
        ['type', STRING, ({ type }) => type],
        ['status', STRING, ({ status }) => status],
        ['partitionCount', INT, ({ chunks }) => chunks.length],
        ['endTime', TIMESTAMP, ({ ended }) => moment(ended)],
        [
          'elapsedTime',
          LONG,
          ({ started, ended }) => (ended === 0 ? (nullOf(LONG) as bigint) : BigInt(ended - started)),
        ],
      ],
      context.service(replicaSlot).inspect(false).transactions,
    ),
})

// Nodes tell what they have published with their heartbeats.
const USUAL = 2000

export const getUnresolvedTxn = define({
  name: 'getUnresolvedTxn',
  signature: 'getUnresolvedTxn()',
  kind: 'system',
  doc: 'Chunks of committed transactions that some node has not told it has published, though it was to long ago: a row for each chunk and node.',
  examples: [],
  run: context => {
    const { transactions, at } = context.service(replicaSlot).inspect(false)
    const rows = transactions
      .filter(({ ended }) => ended < at - USUAL)
      .flatMap(({ tid, cid, chunks, waiting, ended }) =>
        waiting.flatMap(node => chunks.map(({ id }) => ({ tid, cid, id, node, ended }))),
      )
    return tableOfRows(
      [
        ['tid', LONG, ({ tid }) => BigInt(tid)],
        ['cid', LONG, ({ cid }) => BigInt(cid)],
        ['chunkId', UUID, ({ id }) => parseUuid(id)],
        ['initiatingNode', STRING, ({ node }) => node],
        ['firstResolutionAt', TIMESTAMP, ({ ended }) => moment(ended)],
        ['lastResolutionAt', TIMESTAMP, ({ ended }) => moment(ended)],
      ],
      rows,
    )
  },
})
