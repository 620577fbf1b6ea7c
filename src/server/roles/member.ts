import { ConfigError } from '../../cluster/config/config-error.ts'
import { Settings } from '../../cluster/config/settings.ts'
import { DataNode, RECOVERY_WORKERS } from '../../cluster/data-node/data-node.ts'
import { type TableNode, withoutReplicas } from '../../cluster/data-node/table-node.ts'
import type { TcpPeers } from '../../cluster/link/tcp-peers.ts'
import { PeerError } from '../../cluster/peers.ts'
import { AgentRole } from '../../cluster/roles/agent-role.ts'
import { LeaderClient } from '../../cluster/roles/leader-client.ts'
import { isRepeatable, type JoinReply, type Measure } from '../../cluster/roles/message.ts'
import type { Site } from '../../cluster/site.ts'
import { DiskError } from '../../host/disk.ts'
import type { Host } from '../../host/host.ts'
import { StorageError } from '../../storage/storage-error.ts'
import type { ClusterView } from '../cluster-view.ts'
import { type Serving, StartError } from '../serve.ts'
import { scrubSettings } from '../settings/scrub-settings.ts'
import { storeFolders } from '../settings/store-folders.ts'
import { clusterTables, noTables } from '../tables.ts'
import { Foundation, type RoleOptions, type RunningRole } from './start-node.ts'
import { SECRET_VARIABLE } from './trust-of.ts'

// How long a start waits for the controllers before the port is opened without them.
const PATIENCE = 3000
const ATTEMPT = 5000
const PERFORMANCE_MILLISECONDS = 3000

// Why a node has no tables.
const AGENT = 'This node is an agent and keeps no databases: ask a data node.'
const WAITING = 'This node is waiting for its cluster.'

/** Starts an agent, a data node or a compute node: it joins the cluster of its controllers as soon as one leads. */
export async function startMember(host: Host, options: RoleOptions): Promise<RunningRole> {
  const { settings, role } = options
  const controllers = controllersOf(settings)
  if (controllers.length === 0) throw new StartError(`-mode ${role} needs controllerSite or sites.`)
  let joined: JoinReply | null = null
  const foundation = await Foundation.lay(host, options, async again => {
    const known = (again ? null : joined) ?? (await join(PATIENCE).catch(() => joined))
    return [...controllers, ...(known?.nodes ?? []).map(node => node.site)].map(each => each.host)
  })
  const { peers, site } = foundation
  const client = new LeaderClient(peers, host.clock, controllers)
  const join = async (milliseconds: number) =>
    (await client.ask('controller', { is: 'join', role }, milliseconds)) as JoinReply
  let ready = false
  const view = viewOf(role, client, peers, () => ready)
  let tableNode: TableNode | null = null
  const without = noTables(() => (role === 'agent' ? AGENT : WAITING))
  const serveJoined = async (reply: JoinReply) => {
    const all = layered(settings, reply)
    const sites = controllersAmong(reply)
    tableNode =
      role === 'agent' ? null : await openTableNode(foundation, all, sites, each => client.follow(each))
    return foundation.serve(view, all, tableNode ? clusterTables(tableNode) : without)
  }
  const waiting = `No controller leads yet of ${controllers.map(({ alias }) => alias).join(', ')}: this node waits.`
  let serving: Serving
  try {
    joined = await join(PATIENCE)
    serving = await serveJoined(joined)
  } catch (error) {
    if (!isWaiting(error)) throw givenUp(peers, error)
    host.log.write('info', waiting)
    serving = await foundation.serve(view, settings, without)
  }
  const takeUp = (reply: JoinReply) => {
    joined = reply
    client.follow(controllersAmong(reply))
    ready = true
    host.log.write('info', `${site.alias} has joined the cluster.`)
  }
  let closed = false
  const joinLater = async () => {
    while (!closed && !ready) {
      try {
        const reply = await join(ATTEMPT)
        if (closed) return
        // What cluster.cfg says may change everything that was opened. To agents it says nothing.
        if (role !== 'agent') {
          await serving.close()
          serving = await serveJoined(reply)
        }
        takeUp(reply)
      } catch (error) {
        if (!isWaiting(error)) return foundation.end(startError(error).message)
      }
    }
  }
  if (joined) takeUp(joined)
  else void joinLater()
  if (role === 'agent') serveAsAgent(foundation)
  const stopBeat = foundation.beat(
    view,
    { ...serving, measures: () => serving.measures() },
    () => client.controllers,
  )
  return {
    site,
    ended: foundation.ended,
    async close() {
      closed = true
      stopBeat()
      await serving.close()
      peers.close()
    },
  }
}

/** The cluster as scripts of such a node see it. */
function viewOf(
  role: RoleOptions['role'],
  client: LeaderClient,
  peers: TcpPeers,
  ready: () => boolean,
): ClusterView {
  return {
    role,
    peers,
    ready,
    activeMaster: async () => (await leaderOf(client)).alias,
    controllerAlias: () => (client.leader ?? client.controllers[0]!).alias,
    ask: (request, milliseconds) => client.ask('controller', request, milliseconds, isRepeatable(request)),
    askLeader: (topic, request, milliseconds) => client.ask(topic, request, milliseconds),
    askAny: (topic, request, milliseconds) => client.askAny(topic, request, milliseconds),
    performance: async controllers =>
      (await client.askAny(
        'controller',
        { is: 'performance', controllers },
        PERFORMANCE_MILLISECONDS,
      )) as Measure[][],
    consensus: null,
  }
}

function controllersOf(settings: Settings): Site[] {
  const listed = settings.sites('sites', 'controller')
  const first = settings.site('controllerSite')
  if (!first || listed.some(({ alias }) => alias === first.alias)) return listed
  return [first, ...listed]
}

const controllersAmong = ({ nodes }: JoinReply): Site[] =>
  nodes.filter(({ role }) => role === 'controller').map(({ site }) => site)

async function openTableNode(
  { host, peers, folder: home, options: { role } }: Foundation,
  settings: Settings,
  controllers: readonly Site[],
  onControllers: (controllers: readonly Site[]) => void,
): Promise<TableNode> {
  const options = { host, peers, controllers, onControllers }
  if (role !== 'datanode') return withoutReplicas(options)
  const scrub = scrubSettings(host, settings.all())
  const { folder, volumes } = await storeFolders(host, home, settings.all())
  const recoveryWorkers = settings.number('recoveryWorkers') ?? RECOVERY_WORKERS
  return DataNode.open({ ...options, scrub, folder, store: { volumes }, recoveryWorkers })
}

// cluster.cfg first, then the node's own: what an agent or a person says on the command line wins.
function layered(settings: Settings, { settings: fromCluster }: JoinReply): Settings {
  const place = { file: 'cluster.cfg', line: null, text: '' }
  return new Settings(
    fromCluster.map(([key, value]) => ({ key, value, place })),
    settings.entries(),
  )
}

/** Whether the controllers may yet come; otherwise they have refused this node. */
function isWaiting(error: unknown): boolean {
  return error instanceof PeerError && !(error.reason === 'refused' && error.tag === null)
}

// Links that stay open would keep the process.
function givenUp(peers: TcpPeers, error: unknown): Error {
  peers.close()
  return startError(error)
}

function startError(error: unknown): Error {
  const forPeople = [PeerError, ConfigError, StorageError, DiskError].some(kind => error instanceof kind)
  return forPeople ? new StartError((error as Error).message) : (error as Error)
}

async function leaderOf(client: LeaderClient): Promise<Site> {
  // Whoever answers this leads, so that an old leader's word doesn't count.
  await client.ask('controller', { is: 'config' }, ATTEMPT)
  return client.leader!
}

function serveAsAgent({ peers, host, options, secret }: Foundation): void {
  const { settings, processes, program, home, workingFolder } = options
  const flags = settings.flag('enableRpcSSL') ? ['-enableRpcSSL', 'true'] : []
  new AgentRole({
    peers,
    clock: host.clock,
    disk: host.disk,
    processes,
    program,
    home,
    workingFolder,
    flags,
    environment: secret === null ? {} : { [SECRET_VARIABLE]: secret },
  })
}
