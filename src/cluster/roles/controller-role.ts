import type { Host } from '../../host/host.ts'
import { entriesFor } from '../config/cluster-config.ts'
import { NODE_ROLES, type NodeEntry, type NodeRole, nodeLine } from '../config/nodes-file.ts'
import { sharedLines } from '../config/shared-lines.ts'
import { type Consensus, NotLeader } from '../consensus/consensus.ts'
import { pack, unpack } from '../link/packing.ts'
import type { TcpPeers } from '../link/tcp-peers.ts'
import { type Message, PeerError } from '../peers.ts'
import type { Roster, RosterCommand } from '../roster/roster.ts'
import { type Site, siteText } from '../site.ts'
import { Liveness } from './liveness.ts'
import type {
  AgentRequest,
  ControllerRequest,
  Heartbeat,
  JoinReply,
  LeaderReply,
  Measure,
} from './message.ts'
import { zeroRow } from './performance-row.ts'

/** Why the leader refuses a request; the text is for its user. */
export class RequestError extends Error {}

/** What a controller reads of its cluster. */
export interface ControllerFiles {
  readonly nodes: string
  readonly config: string
  readonly controllers: readonly string[]
}

export interface ControllerOptions {
  readonly host: Pick<Host, 'clock' | 'log'>
  readonly peers: TcpPeers
  /** Of the group, for the roster's commands. */
  readonly consensus: Consensus
  readonly roster: Roster
  /** Milliseconds of silence after which a node counts as gone. */
  readonly heartbeatTimeout: number
  /** Milliseconds after which a node that is gone is started again; 0: never. */
  readonly restartInterval: number
  /** Whether nodes that were stopped on purpose are started too. */
  readonly restartStopped: boolean
  /** The files as they stand on this controller's disk; of controller.cfg, the lines for all controllers. */
  readonly readFiles: () => Promise<ControllerFiles>
  /** Nodes that stand in the file but not in the roster. */
  readonly addedByHand: () => Promise<readonly NodeEntry[]>
}

const START_MILLISECONDS = 40_000
const STOP_MILLISECONDS = 30_000
const CARE_PERIOD = 500

/** What a controller does beside keeping metadata: it knows the nodes, hears them, starts and stops them. */
export class ControllerRole {
  readonly liveness: Liveness
  readonly #options: ControllerOptions
  readonly #starting = new Set<string>()
  /** When a node was last started by itself, so that one that can't start is not started without end. */
  readonly #restarted = new Map<string, number>()
  #stop = () => {}
  #closed = false

  constructor(options: ControllerOptions) {
    this.#options = options
    const { peers, consensus, host } = options
    this.liveness = new Liveness(host.clock, options.heartbeatTimeout)
    peers.serve('heartbeat', async (message, from) => {
      this.liveness.hear(from.alias, message as Heartbeat)
      return null
    })
    peers.serve('controller', (request, from) => this.#answer(request as ControllerRequest, from))
    peers.watch((alias, here) => {
      if (!here) this.liveness.lose(alias)
    })
    consensus.subscribe(() => void this.#found())
    void this.#found()
    this.#care()
  }

  close(): void {
    this.#closed = true
    this.#stop()
  }

  get isLeader(): boolean {
    return this.#options.consensus.leader()?.alias === this.#options.peers.self.alias
  }

  /** Aliases of data nodes that serve. */
  aliveDataNodes(): string[] {
    return this.#options.roster.nodes
      .filter(({ site, role }) => role === 'datanode' && this.liveness.isReady(site.alias))
      .map(({ site }) => site.alias)
  }

  async #answer(request: ControllerRequest, from: Site): Promise<Message> {
    const { consensus, roster } = this.#options
    if (request.is === 'leader')
      return { leader: consensus.leader(), term: consensus.term } satisfies LeaderReply
    if (request.is === 'performance') return this.performance(request.controllers)
    if (!this.isLeader) throw new NotLeader(consensus.leader())
    await consensus.readIndex()
    if (!roster.founded) await this.#found()
    switch (request.is) {
      case 'join':
        return this.#join(from, request.role)
      case 'nodes':
        return roster.nodes.map(nodeLine)
      case 'config':
        return roster.config.split('\n').filter(line => line.trim() !== '')
      case 'controllers':
        return [...(roster.controllers ?? (await this.#options.readFiles()).controllers)]
      case 'setControllers':
        return this.#propose({ is: 'setControllers', lines: sharedLines(request.lines.join('\n')) })
      case 'setNodes':
        return this.#propose({ is: 'setNodes', nodes: request.lines.join('\n') })
      case 'setConfig':
        return this.#propose({ is: 'setConfig', config: request.lines.map(line => `${line}\n`).join('') })
      case 'addNodes':
        await this.#takeUpFile(() => true)
        return this.#add(request.nodes.map(node => ({ ...node, role: node.role as NodeRole, place: null })))
      case 'removeNodes':
        return this.#remove(request.aliases, request.force)
      case 'start':
        return this.#each(request.nodes, node => this.#start(node))
      case 'stop':
        return this.#each(request.nodes, node => this.#halt(node))
    }
  }

  /** Rows of getClusterPerf: of nodes that are gone, zeros. */
  performance(controllers: boolean): Measure[][] {
    const { roster, consensus, peers } = this.#options
    const leader = consensus.leader()?.alias
    const known = roster.nodes.some(({ site }) => site.alias === peers.self.alias)
      ? roster.nodes
      : [
          { site: peers.self, role: 'controller', computeGroup: '', zone: '', place: null } as NodeEntry,
          ...roster.nodes,
        ]
    return known
      .filter(({ role }) => controllers || role !== 'controller')
      .map(node => {
        const agent = node.role === 'controller' ? undefined : this.#agentOf(node)
        return zeroRow(this.liveness.row(node.site.alias), {
          node,
          agentSite: agent ? siteText(agent.site) : '',
          isLeader: node.role === 'controller' ? node.site.alias === leader : null,
        })
      })
  }

  // The first leader brings its files.
  async #found(): Promise<void> {
    const { roster, readFiles, host } = this.#options
    if (!this.isLeader || this.#closed) return
    try {
      await this.#options.consensus.readIndex()
      if (roster.founded) return
      const { nodes, config } = await readFiles()
      await this.#propose({ is: 'found', nodes, config })
    } catch (error) {
      if (!(error instanceof NotLeader))
        host.log.write('warning', `The cluster's files were not taken up: ${(error as Error).message}`)
    }
  }

  async #propose(command: RosterCommand): Promise<null> {
    const refusal = unpack(await this.#options.consensus.propose(pack(command))) as string | null
    if (refusal !== null) throw new RequestError(refusal)
    return null
  }

  async #join(from: Site, role: string): Promise<JoinReply> {
    const { roster } = this.#options
    let node = roster.find(from.alias)
    if (!node) {
      await this.#takeUpFile(({ site }) => siteText(site) === siteText(from))
      node = roster.find(from.alias)
    }
    if (!node)
      throw new RequestError(
        `${siteText(from)} is not in the cluster's list of nodes: add it with ` +
          (role === 'agent' ? 'addAgentToController.' : 'addNode.'),
      )
    if (siteText(node.site) !== siteText(from) || node.role !== role)
      throw new RequestError(
        `${from.alias} stands as ${nodeLine(node)} in the cluster's list of nodes, but came as ${siteText(from)},${role}: ` +
          'mend whichever is wrong.',
      )
    return {
      settings: entriesFor(roster.entries, from.alias).map(({ key, value }) => [key, value]),
      nodes: roster.nodes.map(({ site, role, computeGroup, zone }) => ({ site, role, computeGroup, zone })),
    }
  }

  // What was added to the file by hand counts from when that node comes, or the list is changed otherwise.
  async #takeUpFile(which: (node: NodeEntry) => boolean): Promise<void> {
    const added = (await this.#options.addedByHand()).filter(which)
    if (added.length > 0) await this.#propose({ is: 'addNodes', nodes: added })
  }

  #add(nodes: readonly NodeEntry[]): Promise<null> {
    for (const { role } of nodes) {
      if (!NODE_ROLES.includes(role))
        throw new RequestError(`nodeType is datanode or computenode, not ${role}.`)
    }
    return this.#propose({ is: 'addNodes', nodes })
  }

  async #remove(aliases: readonly string[], force: boolean): Promise<null> {
    for (const alias of aliases) {
      const node = this.#known(alias)
      if (node.role !== 'computenode')
        throw new RequestError(`${alias} is a ${node.role}: only compute nodes are removed so.`)
      if (!this.liveness.isAlive(alias)) continue
      if (!force) throw new RequestError(`${alias} is running: stop it first, or remove it with force.`)
      await this.#halt(node)
    }
    return this.#propose({ is: 'removeNodes', aliases })
  }

  #known(name: string): NodeEntry {
    const { roster } = this.#options
    const node = roster.nodes.find(
      ({ site }) => site.alias === name || `${site.host}:${site.port}` === name || siteText(site) === name,
    )
    if (!node) throw new RequestError(`There is no node ${name} in the cluster.`)
    return node
  }

  // All are tried; what went wrong is told together.
  async #each(names: readonly string[], act: (node: NodeEntry) => Promise<void>): Promise<null> {
    const nodes = names.map(name => this.#known(name))
    for (const { site, role } of nodes) {
      if (role !== 'datanode' && role !== 'computenode')
        throw new RequestError(
          `${site.alias} is a ${role}: only data and compute nodes are started and stopped so.`,
        )
    }
    const outcomes = await Promise.allSettled(nodes.map(act))
    const failures = outcomes.flatMap(({ status }, i) => {
      if (status === 'fulfilled') return []
      const { message } = (outcomes[i] as PromiseRejectedResult).reason as Error
      return [`${nodes[i]!.site.alias}: ${message}`]
    })
    if (failures.length > 0) throw new RequestError(failures.join(' | '))
    return null
  }

  async #start(node: NodeEntry): Promise<void> {
    const { site, role } = node
    await this.#propose({ is: 'want', aliases: [site.alias], running: true })
    // The agent knows whether it runs: what this controller last heard may be out of date.
    const agent = this.#agentOf(node)
    if (!agent && this.liveness.isAlive(site.alias)) return
    if (!agent)
      throw new RequestError(`No agent is known for ${site.host}: list one in cluster.nodes and start it.`)
    const request: AgentRequest = { is: 'start', site, role, controllers: this.#options.consensus.members() }
    this.#starting.add(site.alias)
    try {
      await this.#options.peers.ask(agent.site, 'agent', request, START_MILLISECONDS)
    } catch (error) {
      const gone = error instanceof PeerError && error.reason === 'unreachable'
      if (!gone || !this.liveness.isAlive(site.alias)) throw this.#told(agent, error)
    } finally {
      this.#starting.delete(site.alias)
    }
  }

  async #halt(node: NodeEntry): Promise<void> {
    const { site } = node
    await this.#propose({ is: 'want', aliases: [site.alias], running: false })
    const agent = this.#agentOf(node)
    const { peers } = this.#options
    if (agent) {
      const request: AgentRequest = { is: 'stop', site }
      try {
        return void (await peers.ask(agent.site, 'agent', request, STOP_MILLISECONDS))
      } catch (error) {
        if (!(error instanceof PeerError) || error.reason !== 'unreachable') throw this.#told(agent, error)
      }
    }
    try {
      await peers.ask(site, 'node', { is: 'stop' }, STOP_MILLISECONDS)
    } catch (error) {
      // Nothing runs there, or it has just gone.
      if (!(error instanceof PeerError) || error.reason !== 'unreachable') throw this.#told(node, error)
    }
  }

  #told(asked: NodeEntry, error: unknown): Error {
    if (error instanceof PeerError && error.reason === 'unreachable')
      return new RequestError(`${asked.site.alias} (${asked.role}) is not running: ${error.message}`)
    return new RequestError((error as Error).message)
  }

  #agentOf(node: NodeEntry): NodeEntry | undefined {
    return this.#options.roster.nodes.find(
      ({ site, role }) => role === 'agent' && site.host === node.site.host,
    )
  }

  // Starts again what crashed, if the configuration wants that.
  #care(): void {
    const { host, restartInterval } = this.#options
    if (restartInterval === 0) return
    this.#stop = host.clock.after(CARE_PERIOD, () => {
      if (this.#closed) return
      if (this.isLeader) for (const node of this.#options.roster.nodes) this.#revive(node)
      this.#care()
    })
  }

  #revive(node: NodeEntry): void {
    const { roster, restartInterval, restartStopped, host } = this.#options
    const { alias } = node.site
    if (node.role !== 'datanode' && node.role !== 'computenode') return
    if (this.liveness.isAlive(alias) || this.#starting.has(alias)) return
    if (!restartStopped && roster.isUnwanted(alias)) return
    const now = Number(host.clock.monotonic() / 1_000_000n)
    const since = this.liveness.silence(alias) ?? restartInterval
    if (since < restartInterval) return
    if (now - (this.#restarted.get(alias) ?? -Infinity) < Math.max(restartInterval, 5000)) return
    const agent = this.#agentOf(node)
    if (!agent || !this.liveness.isAlive(agent.site.alias)) return
    this.#restarted.set(alias, now)
    host.log.write('info', `${alias} is gone, and is started again.`)
    this.#start(node).catch(error => host.log.write('warning', `${alias} did not start: ${error.message}`))
  }
}
