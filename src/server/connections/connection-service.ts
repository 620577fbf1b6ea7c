import type { Site } from '../../cluster/site.ts'
import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { Engine } from '../../engine/engine.ts'
import { GUEST } from '../users/directory.ts'
import type { Identities } from '../users/identities.ts'
import type { Connections, Login, Run } from './connections.ts'

export interface ConnectionSurroundings {
  readonly connections: Connections
  readonly engine: Engine
  readonly identities: Identities
  /** @throws ScriptError when there is no node of that name */
  readonly siteOf: (alias: string) => Promise<Site>
  /** A node of this cluster. Undefined: none is there. */
  readonly nodeAt: (host: string, port: number) => Promise<Site | undefined>
  /** With which a user logs in at other nodes of the cluster. */
  readonly ticketOf: (user: string) => Promise<string>
}

/** Connections to other nodes, as scripts reach them through the bridge. */
export function connectionService(surroundings: ConnectionSurroundings): Service {
  const { connections, engine, identities, siteOf, nodeAt, ticketOf } = surroundings
  const sessionOf = (job: number) => engine.sessionOf(job)?.id ?? 0
  // Who says no name is himself on the nodes of his cluster.
  const ticketFor = async (job: number, { host, port, user }: Login) => {
    const own = identities.actingAs(job)
    if (user !== null || own === GUEST || !(await nodeAt(host, port))) return null
    return ticketOf(own)
  }
  return {
    site: (_job: number, alias: string) => siteOf(alias),
    async open(job: number, login: Login) {
      const session = sessionOf(job)
      const opened = await connections.open(session, { ...login, ticket: await ticketFor(job, login) })
      // The job may have been cancelled meanwhile, and its session closed.
      if (!engine.sessionOf(job)) connections.close(session, opened.id)
      return opened
    },
    run: (job: number, id: number, run: Run) => connections.run(sessionOf(job), job, id, run),
    close: (job: number, id: number) => connections.close(sessionOf(job), id),
  }
}
