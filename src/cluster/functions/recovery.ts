import { integer, text, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { int, NOTHING, Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { replicaSlot } from '../bridge/replica-slot.ts'
import type { TaskEntry } from '../controller/entries.ts'
import { chunkIds } from './replica.ts'

// Recoveries and moves of replicas: how many go on at once, and those that are given up.

type TaskType = TaskEntry['type']

function taskIds(value: Value | undefined, usage: string): number[] {
  const items =
    value instanceof Vector ? Array.from({ length: value.length }, (_, i) => value.get(i)) : [value]
  return items.map(item => {
    const id = item instanceof Scalar ? Number(item.raw) : Number.NaN
    if (!Number.isSafeInteger(id))
      throw wrongArgument(usage, 'taskId', 'TaskIds of getRecoveryTaskStatus', value)
    return id
  })
}

const canceller = (name: string, type: TaskType, what: string) =>
  define({
    name,
    signature: `${name}(taskId)`,
    kind: 'system',
    doc: `Gives up ${what} that have not begun; taskId: one or several TaskIds of getRecoveryTaskStatus. For administrators.`,
    examples: [],
    run: (context, ids) => {
      context.service(replicaSlot).cancel(type, taskIds(ids, `${name}(taskId)`))
      return NOTHING
    },
  })

export const cancelRecoveryTask = canceller('cancelRecoveryTask', 'ChunkRecovery', 'recoveries of replicas')
export const cancelRebalanceTask = canceller('cancelRebalanceTask', 'LoadRebalance', 'moves of replicas')

const getter = (name: string, type: TaskType, what: string) =>
  define({
    name,
    signature: `${name}()`,
    kind: 'system',
    doc: `How many ${what} go on at once in the cluster (INT). For administrators.`,
    examples: [],
    run: context => int(context.service(replicaSlot).concurrency(type, null)),
  })

const setter = (name: string, type: TaskType, what: string, parameter: string) =>
  define({
    name,
    signature: `${name}(newConcurrencyNum)`,
    kind: 'system',
    doc: `Lets so many ${what} go on at once, until another controller leads: then ${parameter} of the configuration counts again. For administrators.`,
    examples: [],
    run: (context, count) => {
      const usage = `${name}(newConcurrencyNum)`
      const most = integer(count, usage, 'newConcurrencyNum')
      if (most < 1) throw new ScriptError(`Usage: ${usage}. newConcurrencyNum should be a positive integer.`)
      context.service(replicaSlot).concurrency(type, most)
      return NOTHING
    },
  })

export const getDfsRecoveryConcurrency = getter('getDfsRecoveryConcurrency', 'ChunkRecovery', 'recoveries')
export const getDfsRebalanceConcurrency = getter('getDfsRebalanceConcurrency', 'LoadRebalance', 'moves')
export const resetDfsRecoveryConcurrency = setter(
  'resetDfsRecoveryConcurrency',
  'ChunkRecovery',
  'recoveries',
  'dfsRecoveryConcurrency',
)
export const resetDfsRebalanceConcurrency = setter(
  'resetDfsRebalanceConcurrency',
  'LoadRebalance',
  'moves',
  'dfsRebalanceConcurrency',
)

export const getRecoveryWorkerNum = define({
  name: 'getRecoveryWorkerNum',
  signature: 'getRecoveryWorkerNum()',
  kind: 'system',
  doc: 'How many recoveries to this data node go on at once (INT): recoveryWorkers of the configuration, or what resetRecoveryWorkerNum said. For administrators.',
  examples: [],
  run: context => int(context.service(replicaSlot).recoveryWorkers(null)),
})

export const resetRecoveryWorkerNum = define({
  name: 'resetRecoveryWorkerNum',
  signature: 'resetRecoveryWorkerNum(newWorkerNum)',
  kind: 'system',
  doc: 'Lets so many recoveries to this data node go on at once, until its next start. For administrators.',
  examples: [],
  run: (context, count) => {
    const usage = 'resetRecoveryWorkerNum(newWorkerNum)'
    const most = integer(count, usage, 'newWorkerNum')
    if (most < 1) throw new ScriptError(`Usage: ${usage}. newWorkerNum should be a positive integer.`)
    context.service(replicaSlot).recoveryWorkers(most)
    return NOTHING
  },
})

export const triggerNodeReport = define({
  name: 'triggerNodeReport',
  signature: 'triggerNodeReport(nodeAlias, [chunkId])',
  kind: 'system',
  doc: 'Has a data node tell the controllers again what it holds: of some chunks, or of everything. It does so with its next heartbeat.',
  examples: [],
  run: (context, node, ids) => {
    const usage = 'triggerNodeReport(nodeAlias, [chunkId])'
    const chunks = ids === undefined ? null : chunkIds(ids, usage)
    context.service(replicaSlot).triggerReport(text(node, usage, 'nodeAlias'), chunks)
    return NOTHING
  },
})
