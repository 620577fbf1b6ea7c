import { addressOf } from '../../cluster/config/cluster-config.ts'
import { parameters } from '../../cluster/config/parameters.ts'
import type { NodeMessage } from '../../cluster/roles/message.ts'
import { modeOf } from '../../cluster/roles/performance-row.ts'
import { parseSite, type Site } from '../../cluster/site.ts'
import type { Service } from '../../engine/bridge/bridge-host.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { ClusterView } from '../cluster-view.ts'
import type { Access } from '../users/access.ts'
import type { Identities } from '../users/identities.ts'
import { explained } from './explained.ts'

export interface ClusterSurroundings {
  /** Null: a single node. */
  readonly view: ClusterView | null
  readonly site: () => Site
  readonly identities: Identities
  readonly access: () => Promise<Access>
}

const MILLISECONDS = 8000
// Starting a node takes as long as it takes.
const PATIENCE = 60_000

/** The cluster as scripts reach it through the bridge. */
export function clusterService({ view, site, identities, access }: ClusterSurroundings): Service {
  const admin = async (job: number, name: string) =>
    (await access()).requireAdmin(identities.actingAs(job), name)
  const cluster = (name: string) => {
    if (!view) throw new ScriptError(`${name}: a single node has no cluster.`)
    return view
  }
  const controller = (name: string) => {
    const { consensus } = cluster(name)
    if (!consensus) throw new ScriptError(`${name} can only be called on a controller.`)
    return consensus
  }
  const live = (roles: readonly number[]) => async () => {
    if (!view) return null
    const rows = (await view.performance(false)).map(row => new Map(row.map(([name, , raw]) => [name, raw])))
    return rows
      .filter(row => roles.includes(Number(row.get('mode'))))
      .map(row => ({
        alias: row.get('name'),
        site: row.get('site'),
        state: row.get('state'),
        mode: row.get('mode'),
      }))
  }
  const methods: Service = {
    mode: () => (view ? modeOf(view.role) : 3),
    ready: () => view?.ready() ?? true,
    activeMaster: () => view?.activeMaster() ?? site().alias,
    controllerAlias: () => view?.controllerAlias() ?? site().alias,
    isLeader: () => view?.consensus?.leader()?.alias === site().alias,
    electionTick: () => controller('getControllerElectionTick').electionTicks,
    async setElectionTick(job: number, ticks: number) {
      await admin(job, 'setRaftElectionTick')
      controller('setRaftElectionTick').electionTicks = ticks
    },
    performance: (_job: number, controllers: boolean) => view?.performance(controllers) ?? null,
    dataNodes: live([0, 4]),
    async addNodes(job: number, nodes: readonly NodeMessage[]) {
      await admin(job, 'addNode')
      await cluster('addNode').ask({ is: 'addNodes', nodes }, MILLISECONDS)
    },
    async addAgent(job: number, agent: string) {
      await admin(job, 'addAgentToController')
      const node = { site: parseSite(agent), role: 'agent', computeGroup: '', zone: '' }
      await cluster('addAgentToController').ask({ is: 'addNodes', nodes: [node] }, MILLISECONDS)
    },
    async removeNodes(job: number, aliases: readonly string[], force: boolean) {
      await admin(job, 'removeNode')
      await cluster('removeNode').ask({ is: 'removeNodes', aliases, force }, PATIENCE)
    },
    async start(job: number, nodes: readonly string[]) {
      await admin(job, 'startDataNode')
      await cluster('startDataNode').ask({ is: 'start', nodes }, PATIENCE)
    },
    async stop(job: number, nodes: readonly string[]) {
      await admin(job, 'stopDataNode')
      await cluster('stopDataNode').ask({ is: 'stop', nodes }, PATIENCE)
    },
    ...configuration({ view, cluster, admin }),
  }
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [name, explained(method as never)]),
  )
}

interface Asking {
  readonly view: ClusterView | null
  readonly cluster: (name: string) => ClusterView
  readonly admin: (job: number, name: string) => Promise<void>
}

// The files that the controllers keep in common, and who leads them.
function configuration({ view, cluster, admin }: Asking): Service {
  return {
    nodes: async () => cluster('getClusterNodesCfg').ask({ is: 'nodes' }, MILLISECONDS),
    config: async () => view?.ask({ is: 'config' }, MILLISECONDS) ?? null,
    controllers: async () => view?.ask({ is: 'controllers' }, MILLISECONDS) ?? null,
    standing: async () => ({
      leader: (await view?.activeMaster().catch(() => null)) ?? null,
      term: view?.consensus?.term ?? null,
    }),
    async saveControllers(job: number, lines: readonly string[]) {
      await admin(job, 'saveControllerConfigs')
      await cluster('saveControllerConfigs').ask({ is: 'setControllers', lines }, MILLISECONDS)
    },
    async saveNodes(job: number, lines: readonly string[]) {
      await admin(job, 'saveClusterNodes')
      await cluster('saveClusterNodes').ask({ is: 'setNodes', lines }, MILLISECONDS)
    },
    async saveConfig(job: number, lines: readonly string[]) {
      await admin(job, 'saveClusterNodesConfigs')
      await cluster('saveClusterNodesConfigs').ask({ is: 'setConfig', lines }, MILLISECONDS)
      return lines
        .map(line => addressOf(line.split('=')[0]!.trim()).key)
        .filter(key => key !== '' && !parameters.has(key))
    },
  }
}
