import type { NodeRole } from '../../cluster/config/nodes-file.ts'
import type { Settings } from '../../cluster/config/settings.ts'
import { writeText } from '../../cluster/config/text-file.ts'
import { TcpPeers } from '../../cluster/link/tcp-peers.ts'
import { beat } from '../../cluster/roles/heart.ts'
import type { HelloReply, NodeRequest } from '../../cluster/roles/message.ts'
import type { Site } from '../../cluster/site.ts'
import type { Host } from '../../host/host.ts'
import type { Processes } from '../../host/processes.ts'
import type { ClusterView } from '../cluster-view.ts'
import { type Serving, StartError, serve } from '../serve.ts'
import type { MakeTables } from '../tables.ts'
import { secretOf, trustOf } from './trust-of.ts'

/** What a process of a cluster is started with. */
export interface RoleOptions {
  readonly role: NodeRole
  readonly settings: Settings
  /** As -home says; several nodes may share it. */
  readonly home: string
  readonly workingFolder: string
  /** Controllers: where cluster.nodes and cluster.cfg are. */
  readonly nodesFile: string
  readonly clusterConfig: string
  /** Where controller.cfg is. */
  readonly configFile: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly processes: Processes
  /** The path of the program's main module, which agents start. */
  readonly program: string
  readonly notebook?: string
}

/** A running process of a cluster. */
export interface RunningRole {
  readonly site: Site
  /** Resolves when another node, or its own failure, tells it to end: with the reason, or null. */
  readonly ended: Promise<string | null>
  close(): Promise<void>
}

// Threads for scripts, unless workerNum says.
const WORKERS: Readonly<Record<NodeRole, number>> = { controller: 2, agent: 1, datanode: 4, computenode: 4 }

/** What every role starts from: who it is, and its links. */
export class Foundation {
  readonly host: Host
  readonly options: RoleOptions
  readonly site: Site
  /** The node's own folder. */
  readonly folder: string
  readonly secret: string | null
  readonly peers: TcpPeers
  #end: (reason: string | null) => void = () => {}
  readonly ended: Promise<string | null>

  static async lay(
    host: Host,
    options: RoleOptions,
    hosts: (again: boolean) => Promise<readonly string[]>,
  ): Promise<Foundation> {
    const { settings } = options
    const site = settings.entry('localSite') && settings.site('localSite')
    if (!site) throw new StartError(`-mode ${options.role} needs localSite, host:port:alias.`)
    for (const warning of settings.warnings) host.log.write('warning', warning)
    return new Foundation(host, options, site, await secretOf(host, settings, options.environment), hosts)
  }

  private constructor(
    host: Host,
    options: RoleOptions,
    site: Site,
    secret: string | null,
    hosts: (again: boolean) => Promise<readonly string[]>,
  ) {
    const { role, home, settings } = options
    this.host = host
    this.options = options
    this.site = site
    this.secret = secret
    // Controllers and agents may have a home in common; agents give each node one of its own.
    this.folder = role === 'controller' || role === 'agent' ? `${home}/${site.alias}` : home
    this.peers = new TcpPeers({
      self: site,
      network: host.network,
      clock: host.clock,
      random: host.random,
      trust: trustOf(host, secret, async again => [site.host, ...(await hosts(again))]),
      encrypted: settings.flag('enableRpcSSL'),
      log: text => host.log.write('info', text),
    })
    this.ended = new Promise(resolve => {
      this.#end = resolve
    })
  }

  /** Ends the process, in order. */
  end(reason: string | null): void {
    this.#end(reason)
  }

  /** Opens the node's port, and answers what agents ask of every node. */
  async serve(view: ClusterView, settings: Settings, tables: MakeTables): Promise<Serving> {
    const { host, options, site, folder, peers } = this
    const serving = await serve(host, {
      home: folder,
      site,
      workingFolder: options.workingFolder,
      workers: settings.number('workerNum') ?? WORKERS[options.role],
      notebook: options.notebook,
      config: settings.all(),
      adminPassword: options.environment.PORPOISE_ADMIN_PASSWORD ?? null,
      cluster: view,
      tables,
      peers: { accept: channel => void peers.accept(channel) },
    })
    await writeText(host.disk, `${folder}/node.pid`, `${options.processes.own}\n`)
    peers.serve('node', async request => {
      if ((request as NodeRequest).is === 'stop') host.clock.after(20, () => this.end(null))
      return { ready: view.ready(), process: options.processes.own } satisfies HelloReply
    })
    return serving
  }

  /** Tells the controllers of this node until what it gives is called. */
  beat(view: ClusterView, serving: Serving, controllers: () => readonly Site[]): () => void {
    return beat(this.peers, this.host.clock, controllers, async () => ({
      row: await serving.measures(),
      ready: view.ready(),
      process: this.options.processes.own,
    }))
  }
}
