import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { ShippedFunction } from '../../engine/session/shipped-function.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { CHAR, DATE, MINUTE, STRING } from '../../values/data-type.ts'
import { tableOfRows } from '../../values/forms/table-of-rows.ts'
import { toTransferable } from '../../values/transfer.ts'
import { type Access, noPrivilege } from '../users/access.ts'
import { GUEST } from '../users/directory.ts'
import type { Identities } from '../users/identities.ts'
import { checkJobId } from './batch-jobs.ts'
import { keptFunction } from './kept-function.ts'
import type { ScheduledJob, ScheduledJobs } from './scheduled-jobs.ts'

/** A job to be scheduled, as scripts hand it over. */
export type NewSchedule = Omit<ScheduledJob, 'user' | 'work' | 'onComplete'> & {
  readonly work: ShippedFunction
  readonly onComplete: ShippedFunction | null
}

/** Scheduled jobs, as scripts reach them through the bridge. */
export function scheduleService(
  jobs: ScheduledJobs,
  identities: Identities,
  access: () => Promise<Access>,
  alias: () => string,
): Service {
  return {
    async add(asking: number, job: NewSchedule) {
      checkJobId(job.id)
      const user = identities.actingAs(asking)
      if (user === GUEST) throw noPrivilege(user, 'Log in first: a scheduled job needs a user')
      return jobs.add({
        ...job,
        user,
        work: keptFunction(job.work),
        onComplete: job.onComplete && keptFunction(job.onComplete),
      })
    },
    /** A row for each time of day. */
    async table(_asking: number, pattern: string | null) {
      const wanted = pattern === null ? null : likePattern(pattern)
      const rows = [...(await jobs.all()).values()]
        .filter(job => wanted?.test(job.id) ?? true)
        .flatMap(job => job.schedule.times.map(time => ({ job, time })))
      return toTransferable(
        tableOfRows(
          [
            ['userId', STRING, ({ job }) => job.user],
            ['jobId', STRING, ({ job }) => job.id],
            ['jobDesc', STRING, ({ job }) => job.description],
            ['startDate', DATE, ({ job }) => job.schedule.firstDay],
            ['endDate', DATE, ({ job }) => job.schedule.lastDay],
            ['frequency', CHAR, ({ job }) => job.schedule.frequency.charCodeAt(0)],
            ['scheduleTime', MINUTE, ({ time }) => time],
            ['days', STRING, ({ job }) => job.schedule.days.join(',')],
            ['node', STRING, alias],
          ],
          rows,
        ),
      )
    },
    async delete(asking: number, id: string) {
      const user = identities.actingAs(asking)
      const job = (await jobs.all()).get(id)
      if (!job) throw new ScriptError(`The scheduled job [${id.slice(0, 128)}] does not exist.`)
      if (job.user !== user && !(await access()).isAdmin(user)) {
        throw noPrivilege(user, "Only administrators can delete other users' scheduled jobs")
      }
      await jobs.delete(id)
    },
  }
}

// `%` stands for any text, `?` for any character.
function likePattern(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[.*+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'su')
}
