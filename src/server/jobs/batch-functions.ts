import { asking } from '../../engine/bridge/bridge.ts'
import { shipped } from '../../engine/session/shipped-function.ts'
import { integer, text, texts, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { PartialFunction } from '../../runtime/partial.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { BLOB, STRING } from '../../values/data-type.ts'
import { NOTHING, Scalar, string } from '../../values/forms/scalar.ts'
import { fromTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'

const ask = asking('batch')

// A description that is left out is the function's name.
const described = (value: Value | undefined, work: Callable, usage: string): string => {
  const given = value === undefined || (value instanceof Scalar && value.isNull)
  return (given ? '' : text(value, usage, 'jobDesc')) || work.name
}

function submit(
  context: Context,
  usage: string,
  [id, description, callee]: readonly (Value | undefined)[],
  args: readonly (Value | undefined)[],
  priority: number,
  parallelism: number,
): Value {
  if (!(callee instanceof Callable)) throw wrongArgument(usage, 'jobDef', 'a function', callee)
  if (args.length > 0 && !callee.parameters.variadic && args.length > callee.parameters.list.length) {
    throw new ScriptError(
      `${callee.name || 'The function'} takes ${callee.parameters.list.length} arguments.`,
    )
  }
  const work = args.length === 0 ? callee : new PartialFunction(callee, args)
  const job = ask<string>(
    context,
    'submit',
    text(id, usage, 'jobId'),
    described(description, callee, usage),
    priority,
    parallelism,
    shipped(context, work),
  )
  return string(job)
}

export const submitJob = define({
  name: 'submitJob',
  signature: 'submitJob(jobId, [jobDesc], jobDef, [args], ...)',
  kind: 'system',
  doc: 'Runs a function apart from the session, in a thread for batch jobs; returns the job’s identifier, which is jobId, or that with the date and a number behind it where there is such a job.',
  examples: [['getJobReturn(submitJob("example", "an example", add, 1, 2), true)', '3']],
  run: (context, ...args) =>
    submit(context, 'submitJob(jobId, jobDesc, jobDef, args...)', args, args.slice(3), 4, 2),
})

export const submitJobEx = define({
  name: 'submitJobEx',
  aliases: ['submitJobEx2'],
  signature: 'submitJobEx(jobId, [jobDesc], priority, parallelism, jobDef, [args], ...)',
  kind: 'system',
  doc: 'As submitJob, with a priority from 0 to 9 (the highest) and how many parts of the job may run at once.',
  examples: [['getJobReturn(submitJobEx("example", "an example", 8, 12, add, 1, 2), true)', '3']],
  run: (context, id, description, priority, parallelism, callee, ...args) => {
    const usage = 'submitJobEx(jobId, jobDesc, priority, parallelism, jobDef, args...)'
    const level = integer(priority, usage, 'priority')
    if (level < 0 || level > 9) throw new ScriptError('The job priority must be between 0 and 9.')
    const parts = integer(parallelism, usage, 'parallelism')
    if (parts < 1 || parts > 64) {
      throw new ScriptError('The job parallelism must be between 1 and 64.', { refId: 'S04006' })
    }
    return submit(context, usage, [id, description, callee], args, level, parts)
  },
})

export const getJobStatus = define({
  name: 'getJobStatus',
  signature: 'getJobStatus(jobId)',
  kind: 'system',
  doc: 'A table of one row about a batch job; endTime is null until it has ended.',
  examples: [],
  run: (context, id) => fromTransferable(ask(context, 'status', text(id, 'getJobStatus(jobId)', 'jobId'))),
})

export const getRecentJobs = define({
  name: 'getRecentJobs',
  signature: 'getRecentJobs([n])',
  kind: 'system',
  doc: 'The batch jobs of this node since it started, in the order they came; with n the last n of them.',
  examples: [],
  run: (context, n) => {
    const most = n === undefined ? null : integer(n, 'getRecentJobs([n])', 'n')
    if (most !== null && most < 1) throw new ScriptError('n is a positive integer.')
    return fromTransferable(ask(context, 'recent', most))
  },
})

// Longer messages are BLOBs, since clients count the bytes of STRINGs in 16 bits.
const LONGEST_STRING = 65_535

export const getJobMessage = define({
  name: 'getJobMessage',
  signature: 'getJobMessage(jobId)',
  kind: 'system',
  doc: 'What a batch job has printed, a line each with its moment in front: a STRING, or a BLOB where it is longer than 65,535 bytes.',
  examples: [],
  run: (context, id) => {
    const messages = ask<string>(context, 'messages', text(id, 'getJobMessage(jobId)', 'jobId'))
    return new Scalar(Buffer.byteLength(messages) > LONGEST_STRING ? BLOB : STRING, messages)
  },
})

export const getJobReturn = define({
  name: 'getJobReturn',
  signature: 'getJobReturn(jobId, [blocking=false])',
  kind: 'system',
  doc: 'What a batch job has given. An error when it isn’t complete, unless blocking: then it is waited for; and its own error when it failed.',
  examples: [],
  run: (context, id, blocking) => {
    const usage = 'getJobReturn(jobId, [blocking=false])'
    const wait = truth(blocking, usage, 'blocking', false)
    const value = ask<unknown>(context, 'value', text(id, usage, 'jobId'), wait)
    return value === null ? NOTHING : fromTransferable(value)
  },
})

export const cancelJob = define({
  name: 'cancelJob',
  signature: 'cancelJob(jobId)',
  kind: 'system',
  doc: 'Ends batch jobs that wait or run: one’s own, or, as an administrator, anybody’s.',
  examples: [],
  run: (context, ids) => {
    ask(context, 'cancel', texts(ids, 'cancelJob(jobId)', 'jobId'))
    return NOTHING
  },
})
