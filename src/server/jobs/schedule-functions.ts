import { asking } from '../../engine/bridge/bridge.ts'
import { shipped } from '../../engine/session/shipped-function.ts'
import { integer, text, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { Callable } from '../../runtime/callable.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { CHAR, DATE, type DataType, INT, isIntegral, isLiteral, MINUTE } from '../../values/data-type.ts'
import { NOTHING, Scalar, string } from '../../values/forms/scalar.ts'
import { fromTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import type { NewSchedule } from './schedule-service.ts'

const ask = asking('schedule')

const USAGE =
  'scheduleJob(jobId, jobDesc, jobFunc, scheduleTime, startDate, endDate, frequency, [days], [onComplete])'

const scalars = (value: Value | undefined): Scalar[] =>
  value instanceof Vector
    ? Array.from({ length: value.length }, (_, i) => value.get(i) as Scalar)
    : value instanceof Scalar
      ? [value]
      : []

function numbers(value: Value | undefined, type: DataType, parameter: string): number[] {
  const found = scalars(value)
  const fits = (each: Scalar) =>
    !each.isNull && (each.type === type || (type === INT && isIntegral(each.type)))
  if (found.length > 0 && found.every(fits)) return found.map(each => Number(each.raw))
  throw wrongArgument(USAGE, parameter, `of type ${type}`, value)
}

function frequencyOf(value: Value | undefined): 'D' | 'W' | 'M' {
  const letter =
    value instanceof Scalar && value.type === CHAR
      ? String.fromCharCode(value.raw as number)
      : value instanceof Scalar && isLiteral(value.type)
        ? String(value.raw)
        : ''
  if (letter === 'D' || letter === 'W' || letter === 'M') return letter
  throw new ScriptError("frequency is 'D' (daily), 'W' (weekly) or 'M' (monthly).")
}

function daysOf(frequency: 'D' | 'W' | 'M', value: Value | undefined): number[] {
  if (frequency === 'D') return []
  if (value === undefined) throw new ScriptError(`days are needed for the frequency ${frequency}.`)
  const days = numbers(value, INT, 'days')
  const [least, most] = frequency === 'W' ? [0, 6] : [1, 31]
  if (days.some(day => day < least || day > most)) {
    throw new ScriptError(`days of the frequency ${frequency} are from ${least} to ${most}.`)
  }
  return days
}

// Minutes between two times of one day.
const LEAST_PAUSE = 5

function timesOf(value: Value | undefined): number[] {
  const times = numbers(value, MINUTE, 'scheduleTime')
  const sorted = times.toSorted((a, b) => a - b)
  if (sorted.some((time, i) => i > 0 && time - sorted[i - 1]! < LEAST_PAUSE)) {
    throw new ScriptError(`Times of scheduleTime are at least ${LEAST_PAUSE} minutes apart.`)
  }
  return times
}

export const scheduleJob = define({
  name: 'scheduleJob',
  signature:
    'scheduleJob(jobId, jobDesc, jobFunc, scheduleTime, startDate, endDate, frequency, [days], [onComplete], [priority=4], [parallelism=2])',
  kind: 'system',
  doc: 'Has a function without arguments done at those times of the day, from startDate to endDate: daily (D), on days of the week (W; 0 is Sunday) or of the month (M). It is kept over restarts of the node and runs as a batch job with the user’s rights; then onComplete(jobId, jobDesc, success, result) is called. Returns the job’s identifier.',
  examples: [
    [
      "scheduleJob(`exampleDaily, `nothing, def(): 1, 23:59m, today(), today() + 9, 'D'); deleteScheduledJob(`exampleDaily); (exec jobId from getScheduledJobs(`exampleDaily)).size()",
      '0',
    ],
  ],
  run: (context, ...args) => {
    const [id, description, work, time, first, last, frequency, days, onComplete, priority, parallelism] =
      args
    if (!(work instanceof Callable)) throw wrongArgument(USAGE, 'jobFunc', 'a function', work)
    if (work.parameters.least > 0) throw new ScriptError('jobFunc is a function without arguments.')
    const isSet = onComplete !== undefined && !(onComplete instanceof Scalar && onComplete.isNull)
    if (isSet && !(onComplete instanceof Callable)) {
      throw wrongArgument(USAGE, 'onComplete', 'a function of four arguments', onComplete)
    }
    const kind = frequencyOf(frequency)
    const job: NewSchedule = {
      id: text(id, USAGE, 'jobId'),
      description: text(description, USAGE, 'jobDesc'),
      schedule: {
        times: timesOf(time),
        firstDay: numbers(first, DATE, 'startDate')[0]!,
        lastDay: numbers(last, DATE, 'endDate')[0]!,
        frequency: kind,
        days: daysOf(kind, days),
      },
      priority: integer(priority, USAGE, 'priority', 4),
      parallelism: integer(parallelism, USAGE, 'parallelism', 2),
      work: shipped(context, work),
      onComplete: isSet ? shipped(context, onComplete as Callable) : null,
    }
    return string(ask(context, 'add', job))
  },
})

export const getScheduledJobs = define({
  name: 'getScheduledJobs',
  signature: 'getScheduledJobs([jobIdPattern])',
  kind: 'system',
  doc: 'A table of scheduled jobs, a row for each time of day; with a pattern (% any text, ? any character) those whose identifiers are like it.',
  examples: [
    [
      'getScheduledJobs().columnNames()',
      '["userId","jobId","jobDesc","startDate","endDate","frequency","scheduleTime","days","node"]',
    ],
  ],
  run: (context, pattern) => {
    const wanted =
      pattern === undefined ? null : text(pattern, 'getScheduledJobs([jobIdPattern])', 'jobIdPattern')
    return fromTransferable(ask(context, 'table', wanted))
  },
})

export const deleteScheduledJob = define({
  name: 'deleteScheduledJob',
  signature: 'deleteScheduledJob(jobId)',
  kind: 'system',
  doc: 'Deletes a scheduled job: one’s own, or, as an administrator, anybody’s.',
  examples: [],
  run: (context, id) => {
    const job = text(id, 'deleteScheduledJob(jobId)', 'jobId')
    ask(context, 'delete', job)
    return NOTHING
  },
})
