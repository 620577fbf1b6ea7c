import { type ChildProcess, spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ClientConnection } from '../../src/client/connection.ts'
import { tcpTransport } from '../../src/host/real/tcp-transport.ts'
import { display } from '../../src/values/format/format.ts'
import type { Value } from '../../src/values/value.ts'

const PORPOISE = fileURLToPath(new URL('../../src/porpoise', import.meta.url))
const EXAMPLE = fileURLToPath(new URL('../../examples/ha-tutorial', import.meta.url))

// The ports of the example, which is copied with others in their place.
const PORTS = [8900, 8901, 8911, 8912]

/** Ports that are free on all addresses that the tutorial uses, by those that they stand for. */
async function freePorts(hosts: readonly string[]): Promise<Map<number, number>> {
  for (let attempt = 0; ; attempt++) {
    const base = 20_000 + ((process.pid * 32 + attempt * 7919) % 10_000)
    const ports = PORTS.map(port => base + (port - PORTS[0]))
    const tried = await Promise.all(ports.flatMap(port => hosts.map(host => isFree(host, port))))
    if (tried.every(free => free)) return new Map(PORTS.map((port, i) => [port, ports[i]]))
    if (attempt > 100) throw new Error('No free ports were found.')
  }
}

const isFree = (host: string, port: number) =>
  new Promise<boolean>(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })

/** A node of the tutorial: `machine` is the folder that plays its machine. */
export interface TutorialNode {
  readonly alias: string
  readonly machine: string
  readonly host: string
  readonly port: number
}

/** The cluster of examples/ha-tutorial as real processes, in a folder and on ports of its own. */
export class TutorialCluster {
  readonly folder = mkdtempSync(join(tmpdir(), 'porpoise-tutorial-'))
  readonly nodes = new Map<string, TutorialNode>()
  readonly #started: ChildProcess[] = []
  // Files that were edited, as they were before.
  readonly #laid = new Map<string, string>()
  readonly #connections = new Map<string, ClientConnection>()

  /** Lays out the files. */
  static async make(): Promise<TutorialCluster> {
    const cluster = new TutorialCluster()
    const hosts = [1, 3, 5, 7].map(i => `127.0.0.${i}`)
    const ports = await freePorts(hosts)
    cpSync(EXAMPLE, cluster.folder, { recursive: true })
    for (const path of readdirSync(cluster.folder, { recursive: true }) as string[]) {
      if (!/\.(cfg|nodes)$/.test(path)) continue
      const file = join(cluster.folder, path)
      const text = readFileSync(file, 'utf8')
      writeFileSync(
        file,
        text.replaceAll(/:(89\d\d):/g, (_, port) => `:${ports.get(Number(port))}:`),
      )
    }
    const add = (alias: string, machine: number, port: number) =>
      cluster.nodes.set(alias, {
        alias,
        machine: `P${machine}`,
        host: hosts[machine - 1],
        port: ports.get(port)!,
      })
    for (const i of [1, 2, 3]) add(`controller${i}`, i, 8900)
    add('agent1', 1, 8901)
    add('agent3', 2, 8901)
    add('agent2', 4, 8901)
    add('datanode1', 1, 8911)
    add('datanode2', 2, 8912)
    add('datanode3', 4, 8911)
    add('compute1', 1, 8912)
    return cluster
  }

  node(alias: string): TutorialNode {
    return this.nodes.get(alias)!
  }

  /** host:port */
  address(alias: string): string {
    const { host, port } = this.node(alias)
    return `${host}:${port}`
  }

  /** Runs the tutorial's command for a controller or an agent. */
  launch(alias: string): void {
    const node = this.node(alias)
    const role = alias.replace(/\d+$/, '')
    const command = `-console 0 -mode ${role} -home data -config config/${role}.cfg -logFile log/${role}.log`
    const files =
      role === 'controller' ? ' -clusterConfig config/cluster.cfg -nodesFile config/cluster.nodes' : ''
    const cwd = join(this.folder, node.machine)
    mkdirSync(join(cwd, 'log'), { recursive: true })
    const output = openSync(join(cwd, 'log', `${role}.out`), 'a')
    this.#started.push(
      spawn(PORPOISE, `${command}${files}`.split(' '), { cwd, stdio: ['ignore', output, output] }),
    )
  }

  /** The number of a node's process; null: it has none. */
  processOf(alias: string): number | null {
    const file = join(this.folder, this.node(alias).machine, 'data', alias, 'node.pid')
    if (!existsSync(file)) return null
    const id = Number(readFileSync(file, 'utf8'))
    return isRunning(id) ? id : null
  }

  /** Changes one of the files, by its path: `P1/config/cluster.nodes`. */
  edit(path: string, change: (text: string) => string): void {
    const file = join(this.folder, path)
    const text = readFileSync(file, 'utf8')
    if (!this.#laid.has(file)) this.#laid.set(file, text)
    writeFileSync(file, change(text))
  }

  /** Puts the files that were changed back as they were laid out. */
  restoreFiles(): void {
    for (const [file, text] of this.#laid) writeFileSync(file, text)
    this.#laid.clear()
  }

  /** Ends a node in order, and waits until it is gone. */
  async stop(alias: string): Promise<void> {
    this.signal(alias, 'SIGTERM')
    await this.until(`${alias} has ended`, () => this.processOf(alias) === null)
  }

  /** Sends a signal to a node's process. */
  signal(alias: string, signal: NodeJS.Signals): void {
    const id = this.processOf(alias)
    if (id === null) throw new Error(`${alias} is not running.`)
    process.kill(id, signal)
  }

  /** Ends a node at once, and waits until it is gone. */
  async kill(alias: string): Promise<void> {
    this.signal(alias, 'SIGKILL')
    this.#connections.get(alias)?.close()
    this.#connections.delete(alias)
    await this.until(`${alias} is gone`, () => this.processOf(alias) === null)
  }

  /** The value of a script on a node. */
  async value(alias: string, script: string): Promise<Value | undefined> {
    let connection = this.#connections.get(alias)
    if (!connection || connection.closed) {
      const { host, port } = this.node(alias)
      connection = new ClientConnection(await tcpTransport(host, port, 2000))
      await connection.connect('admin', '123456')
      this.#connections.set(alias, connection)
    }
    return connection.run(script)
  }

  /** What a script shows on a node. */
  async shown(alias: string, script: string): Promise<string> {
    const value = await this.value(alias, script)
    return value === undefined ? '' : display(value)
  }

  /** What a script shows, once it does so as wanted; until then failures are passed over. */
  async shownOnce(
    alias: string,
    script: string,
    wanted: RegExp | string,
    milliseconds?: number,
  ): Promise<string> {
    let last = ''
    const isWanted = async () => {
      last = await this.shown(alias, script).catch(error => `error: ${error.message}`)
      return typeof wanted === 'string' ? last === wanted : wanted.test(last)
    }
    await this.until(() => `${script} on ${alias} shows ${wanted}, not ${last}`, isWanted, milliseconds)
    return last
  }

  /** Waits for a condition. */
  async until(
    what: string | (() => string),
    condition: () => boolean | Promise<boolean>,
    milliseconds = 60_000,
  ): Promise<void> {
    const end = performance.now() + milliseconds
    while (!(await condition())) {
      if (performance.now() > end)
        throw new Error(`Not within ${milliseconds} ms: ${typeof what === 'string' ? what : what()}`)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }

  /** Controllers that lead, as the first of them that answers says. */
  async leader(): Promise<string> {
    for (const alias of ['controller1', 'controller2', 'controller3']) {
      if (this.processOf(alias) === null) continue
      const answer = await this.shown(alias, 'getActiveMaster()').catch(() => '')
      if (answer.startsWith('controller') && this.processOf(answer) !== null) return answer
    }
    return ''
  }

  /** Starts the three controllers and the agents, and waits for a leader. */
  async begin(): Promise<void> {
    for (const alias of ['controller1', 'controller2', 'controller3', 'agent1', 'agent3']) this.launch(alias)
    await this.until('a controller leads', async () => (await this.leader()) !== '')
  }

  /** Starts data nodes through their agents. */
  async startData(...aliases: string[]): Promise<void> {
    const list = aliases.map(alias => `"${alias}"`).join(',')
    await this.shownOnce(await this.leader(), `startDataNode([${list}]); isLeader()`, 'true')
  }

  /** What a node logged last. */
  log(alias: string): string {
    const { machine } = this.node(alias)
    const role = alias.replace(/\d+$/, '')
    const file = role === 'datanode' ? `data/${alias}/${alias}.log` : `log/${role}.log`
    return readFileSync(join(this.folder, machine, file), 'utf8')
  }

  /** Ends all processes and removes the files. */
  async end(): Promise<void> {
    for (const connection of this.#connections.values()) connection.close()
    for (const alias of this.nodes.keys()) {
      const id = this.processOf(alias)
      if (id === null) continue
      process.kill(id, 'SIGKILL')
      await this.until(`${alias} is gone`, () => !isRunning(id))
    }
    for (const child of this.#started) child.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }
}

// A process that was killed and not yet reaped is there, but doesn't run.
function isRunning(id: number): boolean {
  try {
    process.kill(id, 0)
  } catch {
    return false
  }
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${id}/status`, 'utf8'))
  } catch {
    return !existsSync('/proc/self')
  }
}
