import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { QueryLimits } from '../../runtime/query-limits.ts'
import type { Access } from './access.ts'

const MOST_PARTS = 65_536

/** What a user's queries may take: as granted to him or his groups, else as configured for all. */
export function queryLimitService(
  access: () => Promise<Access>,
  userOf: (job: number) => string,
  config: ReadonlyMap<string, string>,
): Service {
  const configured: QueryLimits = {
    parts: Number(config.get('maxPartitionNumPerQuery') ?? MOST_PARTS),
    partialBytes: Number(config.get('memLimitOfTaskGroupResult') ?? Number.POSITIVE_INFINITY) * 2 ** 30,
  }
  return {
    async ofUser(job: number): Promise<QueryLimits> {
      return { ...configured, ...(await access()).queryLimits(userOf(job)) }
    },
  }
}
