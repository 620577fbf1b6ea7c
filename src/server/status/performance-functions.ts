import { asking } from '../../engine/bridge/bridge.ts'
import { integer, text, texts, truth } from '../../functions/argument.ts'
import { type Builtin, define } from '../../functions/define.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { long, NOTHING } from '../../values/forms/scalar.ts'
import { fromTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { callOn } from '../calls/call-functions.ts'

const ask = asking('status')

export const getPerf = define({
  name: 'getPerf',
  signature: 'getPerf()',
  kind: 'system',
  doc: 'A dictionary of what this node does now: jobs, memory (bytes), processors, disks and network (bytes, bytes a second), times of queries (ns).',
  examples: [['getPerf().memoryUsed > 0', 'true']],
  run: context => fromTransferable(ask(context, 'performance')),
})

export const getJobStat = define({
  name: 'getJobStat',
  signature: 'getJobStat()',
  kind: 'system',
  doc: 'A dictionary of how many jobs, parts of jobs here, and jobs of other nodes run on this node or wait.',
  examples: [['getJobStat().runningJobs', '1']],
  run: context => fromTransferable(ask(context, 'jobs')),
})

export const getClusterPerf = define({
  name: 'getClusterPerf',
  signature: 'getClusterPerf([includeMaster=false])',
  kind: 'system',
  doc: 'A table of the cluster’s nodes, a row each: what they are and what they do now. Of a single node: itself.',
  examples: [['exec mode from getClusterPerf(true)', '[3]']],
  run: (context, master) => {
    const controllers = truth(master, 'getClusterPerf([includeMaster=false])', 'includeMaster', false)
    return fromTransferable(ask(context, 'clusterPerformance', controllers))
  },
})

// Empty: this node.
const nameOf = (alias: Value | undefined, usage: string) =>
  alias === undefined ? '' : text(alias, usage, 'nodeAlias')

export const getServerLogLength: Builtin = define({
  name: 'getServerLogLength',
  signature: 'getServerLogLength([nodeAlias])',
  kind: 'system',
  doc: 'Bytes that this node, or the one of that name, has written to its log since it started (LONG).',
  examples: [['getServerLogLength() >= 0', 'true']],
  run: (context, alias) => {
    const node = nameOf(alias, 'getServerLogLength([nodeAlias])')
    if (node !== '') return callOn(context, node, getServerLogLength, [])
    return long(BigInt(ask<number>(context, 'logLength')))
  },
})

export const getServerLog: Builtin = define({
  name: 'getServerLog',
  signature: 'getServerLog([length=1000], [offset=0], [fromHead=false], [nodeAlias])',
  kind: 'system',
  doc: 'Lines of the log of this node, or of the one of that name, since it started: `length` of them, from `offset` bytes on, or, unless fromHead, those before the last `offset` bytes. For administrators.',
  examples: [],
  run: (context, length, offset, fromHead, alias) => {
    const usage = 'getServerLog([length], [offset], [fromHead], [nodeAlias])'
    const node = nameOf(alias, usage)
    if (node !== '') return callOn(context, node, getServerLog, [length, offset, fromHead])
    const count = integer(length, usage, 'length', 1000)
    if (count < 0) throw new ScriptError('length is how many lines are wanted: it is not negative.')
    const lines = ask<string[]>(
      context,
      'logLines',
      count,
      Math.max(0, integer(offset, usage, 'offset', 0)),
      truth(fromHead, usage, 'fromHead', false),
    )
    return StringVector.of(lines)
  },
})

export const writeLog = define({
  name: 'writeLog',
  signature: 'writeLog(message, ...)',
  kind: 'system',
  doc: 'Writes texts to the log of this node, a line each.',
  examples: [],
  run: (context, ...messages) => {
    const lines = messages.flatMap(message => texts(message, 'writeLog(message...)', 'message'))
    ask(context, 'writeLog', lines)
    return NOTHING
  },
})
