import type { Service } from '../../engine/bridge/bridge-host.ts'
import { errorOfReport } from '../../engine/session/error-report.ts'
import type { ShippedFunction } from '../../engine/session/shipped-function.ts'
import type { Log } from '../../host/log.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { INT, IPADDR, STRING, TIMESTAMP } from '../../values/data-type.ts'
import { ipOrNone } from '../../values/elements/identifier.ts'
import { type Columns, tableOfRows } from '../../values/forms/table-of-rows.ts'
import { nullOf } from '../../values/null.ts'
import { toTransferable } from '../../values/transfer.ts'
import type { Remote } from '../sessions/sessions.ts'
import { type Access, noPrivilege } from '../users/access.ts'
import type { Identities } from '../users/identities.ts'
import { type BatchJob, type BatchJobs, checkJobId } from './batch-jobs.ts'
import type { JobFiles } from './job-files.ts'

export interface BatchSurroundings {
  readonly jobs: BatchJobs
  readonly files: JobFiles
  readonly identities: Identities
  readonly access: () => Promise<Access>
  readonly remoteOf: (job: number) => Remote
  readonly alias: () => string
  readonly log: Log
}

/** Batch jobs, as scripts reach them through the bridge. */
export function batchService(surroundings: BatchSurroundings): Service {
  const { jobs, files, identities, access, remoteOf, alias, log } = surroundings
  const known = (id: string): BatchJob => {
    const job = jobs.get(id)
    if (job) return job
    throw new ScriptError(`The job [${id.slice(0, 128)}] does not exist.`)
  }
  return {
    submit(
      asking: number,
      jobId: string,
      description: string,
      priority: number,
      parallelism: number,
      work: ShippedFunction,
    ) {
      checkJobId(jobId)
      const [user, remote] = [identities.actingAs(asking), remoteOf(asking)]
      return jobs.submit({ user, remote, jobId, description, priority, parallelism, work }).id
    },
    status: (_asking: number, id: string) => toTransferable(statusTable(alias(), [known(id)])),
    recent(_asking: number, most: number | null) {
      const all = jobs.all()
      return toTransferable(statusTable(alias(), most === null ? all : all.slice(-most)))
    },
    async messages(_asking: number, id: string) {
      const job = jobs.get(id)
      if (job) return job.messages.map(line => `${line}\n`).join('')
      const kept = await files.messages(id)
      if (kept === null) known(id)
      return kept
    },
    /** In transferred form; null: nothing. `wait`: when it has ended. */
    async value(_asking: number, id: string, wait: boolean) {
      const job = jobs.get(id)
      if (!job) {
        if ((await files.messages(id)) === null) known(id)
        return files.value(id)
      }
      if (wait) await job.whenEnded
      if (job.ended === null) throw new ScriptError(`The job [${id}] is not complete yet.`)
      if (job.error) throw errorOfReport({ ...job.error, kind: 'script' })
      return job.value ?? null
    },
    /** One's own jobs, or, as an administrator, anybody's. Of what isn't there the log tells. */
    async cancel(asking: number, ids: readonly string[]) {
      const user = identities.actingAs(asking)
      const found = ids.flatMap(id => jobs.get(id) ?? [])
      for (const id of ids) {
        if (!jobs.get(id)) log.write('warning', `There is no job ${id.slice(0, 128)} to cancel.`)
      }
      if (found.some(job => job.request.user !== user) && !(await access()).isAdmin(user)) {
        throw noPrivilege(user, "Only administrators can cancel other users' jobs")
      }
      for (const job of found) jobs.cancel(job)
    },
  }
}

/** The columns of getRecentJobs and getJobStatus. */
function statusTable(alias: string, jobs: readonly BatchJob[]) {
  const moment = (at: bigint | null) => at ?? (nullOf(TIMESTAMP) as bigint)
  const columns: Columns<BatchJob> = [
    ['node', STRING, () => alias],
    ['userID', STRING, job => job.request.user],
    ['jobId', STRING, job => job.id],
    ['rootJobId', STRING, job => job.rootId],
    ['jobDesc', STRING, job => job.request.description],
    ['priority', INT, job => job.request.priority],
    ['parallelism', INT, job => job.request.parallelism],
    ['clientIp', IPADDR, job => ipOrNone(job.request.remote.ip)],
    ['clientPort', INT, job => job.request.remote.port],
    ['receivedTime', TIMESTAMP, job => job.received],
    ['startTime', TIMESTAMP, job => moment(job.started)],
    ['endTime', TIMESTAMP, job => moment(job.ended)],
    ['errorMsg', STRING, job => job.error?.message ?? ''],
  ]
  return tableOfRows(columns, jobs)
}
