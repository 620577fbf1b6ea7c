import { bridgeSlot } from '../engine/bridge.ts'
import type { Job } from '../engine/job.ts'
import { texts } from '../functions/argument.ts'
import { define } from '../functions/define.ts'
import { vectorOfRaws } from '../values/build.ts'
import { INT, LONG, STRING, TIMESTAMP } from '../values/data-type.ts'
import { nullOf } from '../values/null.ts'
import { NOTHING } from '../values/scalar.ts'
import { Table } from '../values/table.ts'

export const getConsoleJobs = define({
  name: 'getConsoleJobs',
  signature: 'getConsoleJobs()',
  kind: 'system',
  doc: 'Requests of all sessions of the node that wait or run, but for this one: a row each.',
  examples: [['rows(getConsoleJobs()) >= 0', 'true']],
  run: context => {
    const jobs = context.service(bridgeSlot).call<Job[]>('jobs', 'list')
    const column = (type: typeof LONG, raw: (job: Job) => bigint | number | string) =>
      vectorOfRaws(type, jobs.map(raw))
    return new Table(
      [
        'node',
        'userID',
        'rootJobId',
        'jobType',
        'desc',
        'priority',
        'receiveTime',
        'firstTaskStartTime',
        'sessionId',
      ],
      [
        column(STRING, () => 'local'),
        column(STRING, job => job.user),
        column(STRING, job => String(job.id)),
        column(STRING, () => 'script'),
        column(STRING, job => job.description.slice(0, 200)),
        column(INT, () => 4),
        column(TIMESTAMP, job => job.queued),
        column(TIMESTAMP, job => job.started ?? (nullOf(TIMESTAMP) as bigint)),
        column(LONG, job => BigInt(job.session)),
      ],
    )
  },
})

export const cancelConsoleJob = define({
  name: 'cancelConsoleJob',
  signature: 'cancelConsoleJob(rootJobId)',
  kind: 'system',
  doc: 'Tells requests, named as getConsoleJobs names them, to stop.',
  examples: [],
  run: (context, ids) => {
    const jobs = texts(ids, 'cancelConsoleJob(rootJobId)', 'rootJobId').map(Number)
    context.service(bridgeSlot).call('jobs', 'cancel', jobs)
    return NOTHING
  },
})
