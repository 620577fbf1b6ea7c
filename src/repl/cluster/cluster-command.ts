import { resolve } from 'node:path'
import { ClientConnection } from '../../client/connection.ts'
import { tcpTransport } from '../../host/real/tcp-transport.ts'
import { display } from '../../values/format/format.ts'
import type { Table } from '../../values/forms/table.ts'
import { type Command, UsageError } from '../command-line.ts'
import { type LaidNode, Layout, site } from './layout.ts'
import { endNode, killNode, processOf, startNode } from './processes.ts'

const PORT = 8900
const PATIENCE = 60_000

/** `porpoise cluster`: a whole cluster on this machine, each of its machines played by an address of the loopback. */
export async function runCluster(
  command: Extract<Command, { is: 'cluster' }>,
  program: string,
): Promise<number> {
  const home = resolve(command.home)
  const say = (text: string) => void process.stdout.write(`${text}\n`)
  if (command.action === 'start') {
    const layout = Layout.read(home) ?? Layout.make(home, command.port ?? PORT)
    await start(layout, program, say)
    return 0
  }
  const layout = Layout.read(home)
  if (!layout) throw new UsageError(`There is no cluster in ${home}: porpoise cluster start lays one out.`)
  switch (command.action) {
    case 'status':
      return status(layout, say)
    case 'stop':
      await stop(layout, say)
      return 0
    case 'kill':
      return kill(layout, command.alias, say)
    case 'add':
      await add(layout, program, say)
      return 0
    default:
      throw new UsageError(
        `porpoise cluster ${command.action}: it is start, status, stop, kill ALIAS or add.`,
      )
  }
}

type Say = (text: string) => void

async function start(layout: Layout, program: string, say: Say): Promise<void> {
  for (const node of [...layout.of('controller'), ...layout.of('agent')]) {
    if (processOf(layout, node) === null) startNode(program, node)
  }
  const controllers = layout.of('controller')
  const leader = await patiently(() => ask(controllers, 'getActiveMaster()'))
  say(`${leader} leads the controllers.`)
  await startData(controllers, layout.of('datanode'))
  for (const node of layout.nodes())
    say(`${node.alias.padEnd(14)} ${node.role.padEnd(11)} ${node.host}:${node.port}`)
  const [first] = layout.of('datanode')
  say(
    `Connect with porpoise ${first!.host}:${first!.port}, or open http://${controllers[0]!.host}:${controllers[0]!.port}/.`,
  )
}

// Agents may still be on their way.
async function startData(controllers: readonly LaidNode[], nodes: readonly LaidNode[]): Promise<void> {
  const aliases = nodes.map(({ alias }) => `"${alias}"`).join(',')
  await patiently(
    () => ask(controllers, `startDataNode([${aliases}])`),
    /is not running|does not answer agent/,
  )
}

async function status(layout: Layout, say: Say): Promise<number> {
  const columns = 'select name, mode, state, site, isLeader from getClusterPerf(true)'
  let table: Table | null = null
  try {
    table = (await asked(layout.of('controller'), columns)) as Table
  } catch (error) {
    say(`No controller answers: ${(error as Error).message}`)
  }
  if (table) say(display(table))
  for (const node of layout.nodes()) {
    const id = processOf(layout, node)
    say(`${node.alias.padEnd(14)} ${site(node).padEnd(30)} ${id === null ? 'not running' : `process ${id}`}`)
  }
  return table ? 0 : 1
}

async function stop(layout: Layout, say: Say): Promise<void> {
  for (const role of ['datanode', 'agent', 'controller'] as const) {
    await Promise.all(layout.of(role).map(node => endNode(layout, node)))
  }
  say('The cluster is stopped.')
}

function kill(layout: Layout, alias: string | undefined, say: Say): number {
  const node = layout.nodes().find(each => each.alias === alias)
  if (!node)
    throw new UsageError(
      `There is no node ${alias ?? ''}: ${layout
        .nodes()
        .map(each => each.alias)
        .join(', ')}.`,
    )
  say(killNode(layout, node) ? `${node.alias} is killed.` : `${node.alias} is not running.`)
  return 0
}

async function add(layout: Layout, program: string, say: Say): Promise<void> {
  const [agent, data] = layout.add() as [LaidNode, LaidNode]
  const controllers = layout.of('controller')
  await ask(controllers, `addAgentToController("${agent.host}", ${agent.port}, "${agent.alias}")`)
  startNode(program, agent)
  await ask(controllers, `addNode("${data.host}", ${data.port}, "${data.alias}")`)
  await startData(controllers, [data])
  say(`${data.alias} is at ${data.host}:${data.port}, started by ${agent.alias}.`)
}

/** The script's value on the first of the nodes that answers, as text. */
async function ask(nodes: readonly LaidNode[], script: string): Promise<string> {
  const value = await asked(nodes, script)
  return value === undefined ? '' : display(value)
}

async function asked(nodes: readonly LaidNode[], script: string) {
  let failed = new Error('there is none')
  for (const { host, port } of nodes) {
    let connection: ClientConnection
    try {
      connection = new ClientConnection(await tcpTransport(host, port, 2000))
    } catch (error) {
      failed = error as Error
      continue
    }
    try {
      await connection.connect('admin', process.env.PORPOISE_ADMIN_PASSWORD ?? '123456')
      return await connection.run(script)
    } finally {
      connection.close()
    }
  }
  throw failed
}

async function patiently<T>(act: () => Promise<T>, only = /./): Promise<T> {
  for (let waited = 0; ; waited += 200) {
    try {
      return await act()
    } catch (error) {
      if (waited > PATIENCE || !only.test((error as Error).message)) throw error
      await new Promise(resolve => setTimeout(resolve, 200))
    }
  }
}
