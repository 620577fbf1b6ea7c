import { totalmem } from 'node:os'
import type { Measure } from '../cluster/roles/message.ts'
import { parseSite, type Site } from '../cluster/site.ts'
import type { Host } from '../host/host.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { openNode } from './node.ts'
import type { NodeOptions } from './node-services.ts'
import type { ConnectionServices } from './port/connection.ts'
import { httpServer } from './port/http-server.ts'
import { type Listener, listen, type PeerDoor } from './port/listen.ts'
import { ReadBudget } from './port/read-budget.ts'
import { RepeatedCalls } from './port/repeated-calls.ts'
import { StallGuard } from './port/stall-guard.ts'
import { serviceSettings } from './settings/service-settings.ts'

export interface SingleOptions {
  readonly home: string
  /** host:port:alias. */
  readonly localSite: string
  readonly workingFolder: string
  /** Threads that run scripts. */
  readonly workers: number
  /** The folder of the built notebook; without it a page says that there is none. */
  readonly notebook?: string
  /** The configuration, by DolphinDB's names. */
  readonly config?: ReadonlyMap<string, string>
  /** The super administrator's password at the very first start; null: the one of DolphinDB's documentation. */
  readonly adminPassword?: string | null
}

export interface ServeOptions extends NodeOptions {
  readonly site: Site
  readonly notebook?: string
  /** Who takes links of other nodes; null: nobody. */
  readonly peers: PeerDoor | null
}

/** A node that serves its clients. */
export interface Serving {
  readonly listener: Listener
  /** Its row of getClusterPerf. */
  measures(): Promise<Measure[]>
  close(): Promise<void>
}

/** Why a node couldn't start, for its user. */
export class StartError extends Error {}

/** Starts a single node and resolves once it serves. `close` ends it in order. */
export function startSingle(host: Host, options: SingleOptions): Promise<Serving> {
  return serve(host, { ...options, site: siteOf(options.localSite), peers: null })
}

/** Opens a node and its port. */
export async function serve(host: Host, options: ServeOptions): Promise<Serving> {
  const { site } = options
  const node = openNode(host, options)
  try {
    await node.openTables()
    const { administration } = node
    await administration.open()
    const settings = await serviceSettings(host, options.home, options.config ?? new Map(), totalmem())
    const guard = new StallGuard(host.clock, settings.stallPatience)
    const services: ConnectionServices = {
      engine: node.engine,
      sessions: administration.sessions,
      authenticate: (...login) => administration.authenticate(...login),
      admit: (user, request) => administration.admit(user, request),
      jobLimits: user => administration.jobLimits(user),
      limits: { vectorBytes: settings.vectorBytes, depth: 64 },
      resultBytes: settings.resultBytes,
      budget: new ReadBudget(settings.readingBytes),
      repeated: new RepeatedCalls(),
      log: text => host.log.write('error', text),
    }
    const http = await httpServer(services, {
      notebook: options.notebook,
      notebookIsBuilt: async () => (await host.disk.size(`${options.notebook}/index.html`)) !== undefined,
      authenticateByTicket: (...ticket) => administration.authenticateByTicket(...ticket),
      guard,
      ready: () => options.cluster?.ready() ?? true,
    })
    const { tls, maxConnections, mostSockets } = settings
    const listener = await listen(site.host, site.port, services, {
      http,
      peers: options.peers,
      tls,
      guard,
      maxConnections,
      mostSockets,
    })
    administration.listensOn(listener.port)
    host.log.write(
      'info',
      `Node ${site.alias} listens on ${site.host}:${listener.port}; its data are in ${options.home}.`,
    )
    return {
      listener,
      measures: () => administration.measures(),
      async close() {
        await listener.close()
        await node.close()
      },
    }
  } catch (error) {
    await node.close()
    if (error instanceof ScriptError) throw new StartError(error.message)
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new StartError(`Port ${site.port} of ${site.host} is in use: is another node running there?`)
    }
    throw error
  }
}

function siteOf(text: string) {
  try {
    return parseSite(text)
  } catch (error) {
    throw new StartError(`-localSite: ${(error as Error).message}`)
  }
}
