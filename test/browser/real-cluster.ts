import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ClientConnection } from '../../src/client/connection.ts'
import { tcpTransport } from '../../src/host/real/tcp-transport.ts'
import { type LaidNode, Layout } from '../../src/repl/cluster/layout.ts'
import { endNode, killNode, startNode } from '../../src/repl/cluster/processes.ts'
import { display } from '../../src/values/format.ts'

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const PATIENCE = 90_000

/** A cluster of real processes as the tutorial has it: three machines, played by addresses of the loopback. */
export class RealCluster {
  readonly layout: Layout
  readonly #started: LaidNode[] = []

  static async lay(): Promise<RealCluster> {
    return new RealCluster(Layout.make(mkdtempSync(join(tmpdir(), 'porpoise-cluster-')), await freePort()))
  }

  private constructor(layout: Layout) {
    this.layout = layout
  }

  node(alias: string): LaidNode {
    return this.layout.nodes().find(node => node.alias === alias)!
  }

  url({ host, port }: LaidNode): string {
    return `http://${host}:${port}/`
  }

  /** Starts processes as somebody at the machines would. Data nodes are for agents to start. */
  start(nodes: readonly LaidNode[]): void {
    for (const node of nodes) {
      startNode(program, node)
      this.#started.push(node)
    }
  }

  /** The leading controller, once there is one. */
  async leader(): Promise<LaidNode> {
    const controllers = this.layout.of('controller')
    const alias = await this.#patiently(async () => {
      for (const { host, port } of controllers) {
        const answer = await ask(host, port, 'getActiveMaster()').catch(() => null)
        if (answer !== null) return answer
      }
      return null
    })
    return this.node(alias)
  }

  /** Ends a process at once. */
  kill(node: LaidNode): void {
    killNode(this.layout, node)
  }

  /** Ends everything and leaves nothing behind. */
  async close(): Promise<void> {
    // What agents started ends first, while nobody would start it again.
    await Promise.all(this.layout.of('datanode').map(node => endNode(this.layout, node, 5000)))
    await Promise.all(this.#started.map(node => endNode(this.layout, node, 5000)))
    rmSync(this.layout.home, { recursive: true, force: true })
  }

  async #patiently<T>(look: () => Promise<T | null>): Promise<T> {
    for (let waited = 0; waited < PATIENCE; waited += 100) {
      const found = await look()
      if (found !== null) return found
      await new Promise(resolve => setTimeout(resolve, 100))
    }
    throw new Error('The cluster has no leader.')
  }
}

async function ask(host: string, port: number, script: string): Promise<string> {
  const connection = new ClientConnection(await tcpTransport(host, port, 1000))
  try {
    await connection.connect()
    return display((await connection.run(script))!)
  } finally {
    connection.close()
  }
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port > 65_000 ? port - 1000 : port))
    })
  })
}
