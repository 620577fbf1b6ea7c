import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolderNow } from '../../host/real/make-folder.ts'
import { realRandom } from '../../host/real/random.ts'

export type Role = 'controller' | 'agent' | 'datanode'

/** A node of a cluster on this machine. Its address stands for a machine of its own. */
export interface LaidNode {
  readonly alias: string
  readonly role: Role
  readonly host: string
  readonly port: number
  /** The folder of its machine: where its files are, and its process is started. */
  readonly folder: string
}

const MACHINES = [1, 3, 5]
const CONTROLLER = 0
const AGENT = 1
const DATA = 11

/** The files of a cluster in one folder: a sub-folder for each of the machines that it plays. */
export class Layout {
  readonly home: string
  readonly port: number
  readonly #machines: number[]

  /** What the folder holds; null: no cluster. */
  static read(home: string): Layout | null {
    const file = join(home, 'cluster.json')
    if (!existsSync(file)) return null
    const { port, machines } = JSON.parse(readFileSync(file, 'utf8')) as { port: number; machines: number[] }
    return new Layout(home, port, machines)
  }

  /** Lays out three machines, with a secret of their own. */
  static make(home: string, port: number): Layout {
    const layout = new Layout(home, port, [...MACHINES])
    makeFolderNow(home)
    writeFileSync(layout.secretFile, `${Buffer.from(realRandom.bytes(24)).toString('hex')}\n`, {
      mode: 0o600,
    })
    layout.#write()
    return layout
  }

  private constructor(home: string, port: number, machines: number[]) {
    this.home = home
    this.port = port
    this.#machines = machines
  }

  get secretFile(): string {
    return join(this.home, 'cluster.secret')
  }

  nodes(): LaidNode[] {
    return this.#machines.flatMap((_, i) => this.machine(i))
  }

  of(role: Role): LaidNode[] {
    return this.nodes().filter(node => node.role === role)
  }

  /** The nodes of one machine. Controllers are on the first three. */
  machine(i: number): LaidNode[] {
    const host = `127.0.0.${this.#machines[i]}`
    const folder = join(this.home, `machine${i + 1}`)
    const node = (role: Role, alias: string, offset: number): LaidNode => ({
      alias: `${alias}${i + 1}`,
      role,
      host,
      port: this.port + offset,
      folder,
    })
    return [
      ...(i < MACHINES.length ? [node('controller', 'controller', CONTROLLER)] : []),
      node('agent', 'agent', AGENT),
      node('datanode', 'datanode', DATA),
    ]
  }

  /** Where a node leaves the number of its process. */
  processFile({ alias, folder }: LaidNode): string {
    return join(folder, 'data', alias, 'node.pid')
  }

  /** One more machine, with an agent and a data node; gives its nodes. */
  add(): LaidNode[] {
    this.#machines.push(this.#machines.at(-1)! + 2)
    this.#write()
    return this.machine(this.#machines.length - 1)
  }

  #write(): void {
    const state = { port: this.port, machines: this.#machines }
    writeFileSync(join(this.home, 'cluster.json'), `${JSON.stringify(state)}\n`)
    for (let i = 0; i < this.#machines.length; i++) this.#writeMachine(i)
  }

  // Files that are there already are the cluster's.
  #writeMachine(i: number): void {
    const nodes = this.machine(i)
    const config = join(nodes[0]!.folder, 'config')
    makeFolderNow(config)
    const put = (name: string, lines: readonly string[]) => {
      const file = join(config, name)
      if (!existsSync(file)) writeFileSync(file, `${lines.join('\n')}\n`)
    }
    const controllers = this.of('controller')
    const secret = `clusterSecretFile=${this.secretFile}`
    for (const node of nodes) {
      if (node.role === 'controller') {
        put('controller.cfg', [
          `localSite=${site(node)}`,
          'dfsReplicationFactor=2',
          'dfsReplicaReliabilityLevel=1',
          'dfsHAMode=Raft',
          secret,
        ])
        put('cluster.cfg', ['workerNum=2'])
        put('cluster.nodes', ['localSite,mode', ...this.nodes().map(each => `${site(each)},${each.role}`)])
      }
      if (node.role === 'agent') {
        put('agent.cfg', [
          `localSite=${site(node)}`,
          `controllerSite=${site(controllers[0]!)}`,
          `sites=${[node, ...controllers].map(each => `${site(each)}:${each.role}`).join(',')}`,
          secret,
        ])
      }
    }
  }
}

/** host:port:alias */
export function site({ host, port, alias }: LaidNode): string {
  return `${host}:${port}:${alias}`
}
