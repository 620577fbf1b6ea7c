import type { Clock } from '../../host/clock.ts'
import type { Disk } from '../../host/disk.ts'
import type { Processes, StartedProcess } from '../../host/processes.ts'
import { readText } from '../config/text-file.ts'
import { PeerError, type Peers } from '../peers.ts'
import { type Site, siteText } from '../site.ts'
import type { AgentRequest, HelloReply, NodeRequest } from './message.ts'

/** Why a node couldn't be started or stopped, for whoever asked. */
export class AgentError extends Error {}

export interface AgentOptions {
  readonly peers: Peers
  readonly clock: Clock
  readonly disk: Disk
  readonly processes: Processes
  /** The path of the program's main module. */
  readonly program: string
  /** Nodes have their folders in it. */
  readonly home: string
  readonly workingFolder: string
  /** Flags that each node gets beside its own. */
  readonly flags: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

const START_PATIENCE = 30_000
const STOP_PATIENCE = 15_000
const LOOK_PERIOD = 100
const TAIL_LINES = 12

/** Starts and stops the nodes of its machine when the leader says so. They outlive it. */
export class AgentRole {
  readonly #options: AgentOptions
  readonly #busy = new Map<string, Promise<null>>()

  constructor(options: AgentOptions) {
    this.#options = options
    options.peers.serve('agent', request => this.#answer(request as AgentRequest))
  }

  // What is asked about one node is done in turn.
  #answer(request: AgentRequest): Promise<null> {
    const { alias } = request.site
    const before = this.#busy.get(alias) ?? Promise.resolve(null)
    const act = () => (request.is === 'start' ? this.#start(request) : this.#stop(request.site))
    const done = before.catch(() => null).then(act)
    this.#busy.set(alias, done)
    return done
  }

  async #start({ site, role, controllers }: Extract<AgentRequest, { is: 'start' }>): Promise<null> {
    const { processes, program, peers, home, workingFolder, flags, environment } = this.#options
    if (await this.#settled(site)) return null
    const folder = `${home}/${site.alias}`
    const log = `${folder}/${site.alias}.log`
    const sites = [
      `${siteText(peers.self)}:agent`,
      ...controllers.map(each => `${siteText(each)}:controller`),
    ]
    const before = (await this.#logText(log)).length
    const started = processes.start({
      program,
      args: [
        ...['-console', '0', '-mode', role, '-home', folder, '-localSite', siteText(site), '-logFile', log],
        ...['-controllerSite', siteText(controllers[0]!), '-sites', sites.join(','), ...flags],
      ],
      environment,
      output: `${folder}/output.log`,
      folder: workingFolder,
    })
    return await this.#awaited(started, site, log, before)
  }

  async #awaited(started: StartedProcess, site: Site, log: string, before: number): Promise<null> {
    const { clock, processes } = this.#options
    for (let waited = 0; waited < START_PATIENCE; waited += LOOK_PERIOD) {
      if (started.ended !== null) {
        const tail = await this.#tail(log, before, site.alias)
        throw new AgentError(`It ended at once (${started.ended}). ${tail}`)
      }
      if (isThere(await this.#hello(site))) return null
      await clock.sleep(LOOK_PERIOD)
    }
    processes.kill(started.id)
    throw new AgentError(
      `It was not there after ${START_PATIENCE / 1000} s. ${await this.#tail(log, before, site.alias)}`,
    )
  }

  async #stop(site: Site): Promise<null> {
    const { peers, clock, processes } = this.#options
    const there = await this.#settled(site)
    if (!there) return null
    await peers.ask(site, 'node', { is: 'stop' } satisfies NodeRequest, STOP_PATIENCE).catch(error => {
      // It may have gone before its answer did.
      if (!(error instanceof PeerError) || error.reason === 'refused') throw error
    })
    for (let waited = 0; waited < STOP_PATIENCE; waited += LOOK_PERIOD) {
      if (!processes.isRunning(there.process)) return null
      await clock.sleep(LOOK_PERIOD)
    }
    processes.kill(there.process)
    return null
  }

  /** Null where the node isn't running; one that is on its way is waited for. */
  async #settled(site: Site): Promise<HelloReply | null> {
    for (let waited = 0; waited < START_PATIENCE; waited += LOOK_PERIOD) {
      const reply = await this.#hello(site)
      if (reply !== 'starting') return reply
      await this.#options.clock.sleep(LOOK_PERIOD)
    }
    return null
  }

  /** Null where the node isn't running. One that has its port already, and answers nothing yet, is starting. */
  async #hello(site: Site): Promise<HelloReply | 'starting' | null> {
    try {
      return (await this.#options.peers.ask(
        site,
        'node',
        { is: 'hello' } satisfies NodeRequest,
        1000,
      )) as HelloReply
    } catch (error) {
      if (!(error instanceof PeerError)) throw error
      if (error.reason !== 'refused') return null
      if (error.tag === '<ControllerNotReady>') return 'starting'
      throw error
    }
  }

  async #logText(log: string): Promise<string> {
    return (await readText(this.#options.disk, log)) ?? ''
  }

  // The end of what it logged, and of what it printed besides. An error travels as one line.
  async #tail(log: string, before: number, alias: string): Promise<string> {
    const logged = (await this.#logText(log)).slice(before)
    const printed = await this.#logText(`${log.slice(0, log.lastIndexOf('/'))}/output.log`)
    const lines = `${logged}\n${printed}`
      .split('\n')
      .filter(line => line.trim() !== '' && !/^ +at /.test(line))
    return lines.length === 0
      ? `${alias} logged nothing.`
      : `The end of its log: | ${lines.slice(-TAIL_LINES).join(' | ')}`
  }
}

const isThere = (reply: HelloReply | 'starting' | null) => reply !== null && reply !== 'starting'
