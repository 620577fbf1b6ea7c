import type { Service } from '../../engine/bridge/bridge-host.ts'
import { toTransferable } from '../../values/transfer.ts'
import type { ClusterView } from '../cluster-view.ts'
import type { Access } from '../users/access.ts'
import type { Identities } from '../users/identities.ts'
import type { KeptLog } from './kept-log.ts'
import { clusterMeasures, jobNumbers, type Measured, performanceOf, performanceTable } from './performance.ts'

/** What a node's services need to tell about it. */
export interface StatusSurroundings extends Measured {
  readonly log: KeptLog
  readonly identities: Identities
  readonly access: () => Promise<Access>
  /** Null: a single node. */
  readonly cluster: ClusterView | null
}

/** What only an administrator may read, and nobody by getConfig. */
const secretKeys = new Set([
  'clusterSecret',
  'clusterReplicationExecutionPassword',
  's3SecretAccessKey',
  'oauthClientSecret',
  'metricsToken',
])

/** Who this node is and how it does, as scripts reach it through the bridge. */
export function statusService(surroundings: StatusSurroundings): Service {
  const { site, config, home, log, identities, access, workers, cluster } = surroundings
  const settings = () => {
    const { host, port, alias } = site()
    const known = new Map<string, string>([
      ['localSite', `${host}:${port}:${alias}`],
      ['mode', cluster?.role ?? 'single'],
      ['home', home],
      ['workerNum', String(workers)],
      ...config,
    ])
    for (const key of secretKeys) known.delete(key)
    return known
  }
  return {
    site,
    home: () => home,
    config: (_job: number, key: string | null) =>
      key === null ? [...settings()] : (settings().get(key) ?? null),
    jobs: () => toTransferable(jobNumbers(surroundings.engine)),
    performance: async () => toTransferable(await performanceOf(surroundings)),
    clusterPerformance: async (_job: number, controllers: boolean) => {
      const rows = (await cluster?.performance(controllers)) ?? [await clusterMeasures(surroundings)]
      return toTransferable(performanceTable(rows))
    },
    logLength: () => log.length,
    async logLines(job: number, count: number, offset: number, fromHead: boolean) {
      ;(await access()).requireAdmin(identities.actingAs(job), 'getServerLog')
      return log.lines(count, offset, fromHead)
    },
    writeLog: (_job: number, lines: readonly string[]) => {
      for (const line of lines) log.write('info', line.replaceAll(/[\r\n]+/g, ' '))
    },
  }
}
