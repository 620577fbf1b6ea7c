import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { Engine } from '../../engine/engine.ts'
import { toTransferable } from '../../values/transfer.ts'
import { type Access, noPrivilege } from '../users/access.ts'
import type { Identities } from '../users/identities.ts'
import type { ConsoleJobs } from './console-jobs.ts'

/** What clients' sessions run, as scripts reach it through the bridge. */
export function consoleService(
  jobs: ConsoleJobs,
  engine: Engine,
  identities: Identities,
  access: () => Promise<Access>,
): Service {
  return {
    table: () => toTransferable(jobs.table()),
    running: () => toTransferable(jobs.running()),
    async completed(job: number, most: number) {
      ;(await access()).requireAdmin(identities.actingAs(job), 'getCompletedQueries')
      return toTransferable(jobs.completed(most))
    },
    /** Ends cancellable jobs of the user's own, or any if he is an administrator; never the one that asks. */
    async cancel(asking: number, rootIds: readonly string[]) {
      const user = identities.actingAs(asking)
      const wanted = new Set(rootIds)
      const found = engine.jobs().filter(job => wanted.has(job.rootId) && job.id !== asking)
      const all = (await access()).isAdmin(user)
      const may = found.filter(job => all || (job.user === user && job.cancellable))
      const refused = found.find(job => !may.includes(job))
      // A client may give its jobs the names of others': that keeps nobody from cancelling his own.
      if (refused && may.length === 0) {
        throw noPrivilege(
          user,
          refused.user === user
            ? `Only administrators can cancel the job ${refused.rootId}: its client said that it isn't cancellable`
            : "Only administrators can cancel other users' jobs",
        )
      }
      for (const job of may) engine.cancel(job.id)
    },
  }
}
