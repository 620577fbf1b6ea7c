import { STRING } from '../../../src/values/data-type.ts'
import { vectorOfRaws } from '../../../src/values/vectors/build.ts'
import { type Role, roles } from '../../node/node-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import { type Row, rowsOf } from '../../node/plain.ts'

/** What runs on the nodes and for whom; each row says on which `node`. */
export interface NodeJobs {
  readonly running: readonly Row[]
  /** Batch jobs, the newest first. */
  readonly recent: readonly Row[]
  readonly sessions: readonly Row[]
}

/** Functions that end a job. */
export type Cancelling = 'cancelConsoleJob' | 'cancelJob'

/** Asks the node of that name, and of a cluster all the others that run, too. */
export async function jobsOf(session: NodeSession, alias: string, role: Role): Promise<NodeJobs> {
  const nodes = role === 'single' ? null : vectorOfRaws(STRING, await runningNodes(session))
  const ask = async (name: string): Promise<Row[]> =>
    nodes === null
      ? rowsOf(await session.call(name)).map(row => ({ ...row, node: alias }))
      : rowsOf(await session.call(`pnodeRun{${name}}`, nodes))
  const running = await ask('getConsoleJobs')
  const recent = await ask('getRecentJobs')
  const sessions = await ask('getSessionMemoryStat')
  // That this page asks needn't be told.
  const isOwn = ({ node, sessionId, desc }: Row) =>
    (node === alias && String(sessionId) === session.id) || String(desc) === 'pnodeRun getConsoleJobs'
  return {
    running: running.filter(row => !isOwn(row)),
    recent: recent.toSorted((a, b) => String(b.receivedTime).localeCompare(String(a.receivedTime))),
    sessions,
  }
}

// Agents run no scripts.
async function runningNodes(session: NodeSession): Promise<string[]> {
  const nodes = rowsOf(await session.call('getClusterPerf', true))
  return nodes
    .filter(({ mode, state }) => roles[Number(mode)] !== 'agent' && Number(state) === 1)
    .map(({ name }) => String(name))
}

/** Ends a job of any node; `own` is the one that is asked. @throws ServerError where that isn't allowed. */
export async function cancelJobOn(
  session: NodeSession,
  own: string,
  node: string,
  name: Cancelling,
  id: string,
): Promise<void> {
  if (node === own) await session.call(name, id)
  else await session.call(`rpc{, ${name}}`, node, id)
}
