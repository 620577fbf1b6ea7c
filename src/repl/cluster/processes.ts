import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { realProcesses } from '../../host/real/processes.ts'
import type { LaidNode, Layout } from './layout.ts'

/** Starts a controller or an agent as the tutorial does, in a process that goes on when this one ends. */
export function startNode(program: string, { role, alias, folder }: LaidNode): void {
  const log = join('log', `${alias}.log`)
  const args = [
    '-console',
    '0',
    '-mode',
    role,
    '-home',
    'data',
    '-config',
    `config/${role}.cfg`,
    '-logFile',
    log,
  ]
  if (role === 'controller')
    args.push('-clusterConfig', 'config/cluster.cfg', '-nodesFile', 'config/cluster.nodes')
  const output = join(folder, 'log', `${alias}.out`)
  realProcesses.start({ program, args, environment: {}, output, folder })
}

/** The number of a node's process, or null where none runs. */
export function processOf(layout: Layout, node: LaidNode): number | null {
  const file = layout.processFile(node)
  if (!existsSync(file)) return null
  const id = Number(readFileSync(file, 'utf8'))
  return Number.isInteger(id) && id > 1 && isOurs(id) ? id : null
}

// A number may have gone to another program since: where the system tells, its command line is looked at.
function isOurs(id: number): boolean {
  try {
    process.kill(id, 0)
    const commandLine = `/proc/${id}/cmdline`
    return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('-mode')
  } catch {
    return false
  }
}

/** Ends a node in order, or by force after a while. Resolves once it is gone. */
export async function endNode(layout: Layout, node: LaidNode, patience = 15_000): Promise<void> {
  const id = processOf(layout, node)
  if (id === null) return
  process.kill(id, 'SIGTERM')
  for (let waited = 0; waited < patience; waited += 50) {
    if (processOf(layout, node) !== id) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  killNode(layout, node)
}

/** Ends a node at once. False: it wasn't running. */
export function killNode(layout: Layout, node: LaidNode): boolean {
  const id = processOf(layout, node)
  if (id !== null) process.kill(id, 'SIGKILL')
  return id !== null
}
