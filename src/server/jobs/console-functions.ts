import { asking } from '../../engine/bridge/bridge.ts'
import { integer, texts } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { NOTHING } from '../../values/forms/scalar.ts'
import { fromTransferable } from '../../values/transfer.ts'

const ask = asking('console')

export const getConsoleJobs = define({
  name: 'getConsoleJobs',
  signature: 'getConsoleJobs()',
  kind: 'system',
  doc: 'Requests of all sessions of the node that wait or run, this one among them: a row each.',
  examples: [['exec desc from getConsoleJobs()', '["exec desc from getConsoleJobs()"]']],
  run: context => fromTransferable(ask(context, 'table')),
})

export const cancelConsoleJob = define({
  name: 'cancelConsoleJob',
  signature: 'cancelConsoleJob(rootJobId)',
  kind: 'system',
  doc: 'Tells requests, named as getConsoleJobs names them, to stop; but for the one that calls. Others’ requests: for administrators.',
  examples: [],
  run: (context, ids) => {
    const jobs = texts(ids, 'cancelConsoleJob(rootJobId)', 'rootJobId')
    ask(context, 'cancel', jobs)
    return NOTHING
  },
})

export const getRunningQueries = define({
  name: 'getRunningQueries',
  signature: 'getRunningQueries()',
  kind: 'system',
  doc: 'Requests that run on this node now: a row each.',
  examples: [['exec level from getRunningQueries()', '[0]']],
  run: context => fromTransferable(ask(context, 'running')),
})

export const getCompletedQueries = define({
  name: 'getCompletedQueries',
  signature: 'getCompletedQueries([top=10])',
  kind: 'system',
  doc: 'The newest requests that this node has finished, the last first. For administrators.',
  examples: [],
  run: (context, top) => {
    const most = integer(top, 'getCompletedQueries([top=10])', 'top', 10)
    return fromTransferable(ask(context, 'completed', Math.max(1, most)))
  },
})
