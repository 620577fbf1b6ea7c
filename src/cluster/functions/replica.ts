import { given, number, text, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Arguments } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { STRING, UUID } from '../../values/data-type.ts'
import { formatUuid, parseUuid } from '../../values/elements/identifier.ts'
import { NOTHING, Scalar } from '../../values/forms/scalar.ts'
import { type Columns, tableOfRows } from '../../values/forms/table-of-rows.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import type { MoveMessage } from '../bridge/replica-message.ts'
import { replicaSlot } from '../bridge/replica-slot.ts'

// As UUIDs or as texts.
export function chunkIds(value: Value | undefined, usage: string): string[] {
  const items =
    value instanceof Vector ? Array.from({ length: value.length }, (_, i) => value.get(i)) : [value]
  return items.map(item => {
    if (item instanceof Scalar && typeof item.raw === 'string') return item.raw
    if (item instanceof Scalar && item.type === UUID) return formatUuid(item.raw as bigint)
    throw wrongArgument(usage, 'chunkId', 'ids of chunks, as STRING or UUID', value)
  })
}

// `move`: the source's replica goes when the other is there.
function copy(context: Context, [source, destination, ids]: Arguments, usage: string, move: boolean) {
  context
    .service(replicaSlot)
    .copy(text(source, usage, 'srcNode'), text(destination, usage, 'destNode'), chunkIds(ids, usage), move)
  return NOTHING
}

export const copyReplicas = define({
  name: 'copyReplicas',
  signature: 'copyReplicas(srcNode, destNode, chunkId)',
  kind: 'system',
  doc: 'Has replicas of chunks copied from one node to another, which goes on beside other work: see getRecoveryTaskStatus. Chunks that the other node has are passed over.',
  examples: [],
  run: (context, ...args) => copy(context, args, 'copyReplicas(srcNode, destNode, chunkId)', false),
})

export const moveReplicas = define({
  name: 'moveReplicas',
  signature: 'moveReplicas(srcNode, destNode, chunkId, [destVolumes])',
  kind: 'system',
  doc: 'Has replicas of chunks moved from one node to another: see copyReplicas. A node has one volume.',
  examples: [],
  run: (context, ...args) => copy(context, args, 'moveReplicas(srcNode, destNode, chunkId)', true),
})

export const deleteReplicas = define({
  name: 'deleteReplicas',
  signature: 'deleteReplicas(chunkId, nodeAlias)',
  kind: 'system',
  doc: 'Deletes replicas of chunks from a node; the only good replica of a chunk stays, with an error.',
  examples: [],
  run: (context, ids, node) => {
    const usage = 'deleteReplicas(chunkId, nodeAlias)'
    context.service(replicaSlot).delete(chunkIds(ids, usage), text(node, usage, 'nodeAlias'))
    return NOTHING
  },
})

const moved: Columns<MoveMessage> = [
  ['chunkId', UUID, ({ chunk }) => parseUuid(chunk)],
  ['srcNode', STRING, ({ source }) => source],
  ['destNode', STRING, ({ destination }) => destination],
]

export const rebalanceChunksAmongDataNodes = define({
  name: 'rebalanceChunksAmongDataNodes',
  signature: 'rebalanceChunksAmongDataNodes([exec=false], [updatedBeforeDays=7.0])',
  kind: 'system',
  doc: 'What would even out how many bytes the data nodes hold: a row for each replica that moves, of chunks that have not changed for so many days. With exec=true it is done, beside other work. A node has one volume, which has no name.',
  examples: [],
  run: (context, execute, days) => {
    const usage = 'rebalanceChunksAmongDataNodes([exec], [updatedBeforeDays])'
    const before = given(days) === undefined ? 7 : number(days, usage, 'updatedBeforeDays')
    const moves = context.service(replicaSlot).rebalance(truth(given(execute), usage, 'exec', false), before)
    return tableOfRows([...moved, ['destVolume', STRING, () => '']], moves)
  },
})

export const restoreDislocatedTablet = define({
  name: 'restoreDislocatedTablet',
  signature: 'restoreDislocatedTablet()',
  kind: 'system',
  doc: 'Brings all tables of each partition to the same nodes, beside other work: a row for each replica that moves.',
  examples: [],
  run: context => tableOfRows(moved, context.service(replicaSlot).restoreDislocated()),
})

export const suspendRecovery = define({
  name: 'suspendRecovery',
  signature: 'suspendRecovery()',
  kind: 'system',
  doc: 'Lets recoveries that wait go on waiting; those under way are finished.',
  examples: [],
  run: context => {
    context.service(replicaSlot).setSuspended(true)
    return NOTHING
  },
})

export const resumeRecovery = define({
  name: 'resumeRecovery',
  signature: 'resumeRecovery()',
  kind: 'system',
  doc: 'Lets recoveries begin again after suspendRecovery.',
  examples: [],
  run: context => {
    context.service(replicaSlot).setSuspended(false)
    return NOTHING
  },
})
