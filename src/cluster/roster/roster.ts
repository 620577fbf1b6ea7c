import type { KeyValueChange, KeyValueStore } from '../../host/kv.ts'
import { addressOf } from '../config/cluster-config.ts'
import { ConfigError } from '../config/config-error.ts'
import { type ConfigEntry, readConfig } from '../config/config-file.ts'
import { type NodeEntry, nodesText, readNodes, refuseDoubles } from '../config/nodes-file.ts'
import { check } from '../config/settings.ts'
import type { StateMachine } from '../consensus/consensus.ts'
import { pack, unpack } from '../link/packing.ts'

/** What can change the roster. */
export type RosterCommand =
  /** The files of the controller that founds it; nothing happens where there is a roster. */
  | { readonly is: 'found'; readonly nodes: string; readonly config: string }
  | { readonly is: 'setNodes'; readonly nodes: string }
  | { readonly is: 'setConfig'; readonly config: string }
  /** Lines of controller.cfg that are for all controllers. */
  | { readonly is: 'setControllers'; readonly lines: readonly string[] }
  | { readonly is: 'addNodes'; readonly nodes: readonly NodeEntry[] }
  | { readonly is: 'removeNodes'; readonly aliases: readonly string[] }
  /** Nodes that were stopped, or started, on purpose. */
  | { readonly is: 'want'; readonly aliases: readonly string[]; readonly running: boolean }

const NODES = 'state/roster-nodes'
const CONFIG = 'state/roster-config'
const CONTROLLERS = 'state/roster-controllers'
const UNWANTED = 'state/roster-unwanted'

const ENCODER = new TextEncoder()
const DECODER = new TextDecoder()

/**
 * cluster.nodes, cluster.cfg and what is the same in every controller.cfg, as the controllers agree on them: the files are
 * copies. A replicated machine.
 */
export class Roster implements StateMachine {
  #nodes: readonly NodeEntry[] = []
  #config = ''
  #entries: readonly ConfigEntry[] = []
  #controllers: readonly string[] | null = null
  #unwanted = new Set<string>()
  #founded = false
  readonly #changed = new Set<string>()
  /** Called after every change. */
  onChange: () => void = () => {}

  /** False until some leader has brought its files. */
  get founded(): boolean {
    return this.#founded
  }

  get nodes(): readonly NodeEntry[] {
    return this.#nodes
  }

  /** The lines of cluster.cfg. */
  get config(): string {
    return this.#config
  }

  get entries(): readonly ConfigEntry[] {
    return this.#entries
  }

  /** Lines of controller.cfg for all controllers; null until somebody has saved them: each has its own file till then. */
  get controllers(): readonly string[] | null {
    return this.#controllers
  }

  find(alias: string): NodeEntry | undefined {
    return this.#nodes.find(({ site }) => site.alias === alias)
  }

  /** Whether a node was stopped on purpose. */
  isUnwanted(alias: string): boolean {
    return this.#unwanted.has(alias)
  }

  /** The reply is null, or why the command is refused. */
  apply(command: Uint8Array): Uint8Array {
    try {
      this.#apply(unpack(command) as RosterCommand)
      this.onChange()
      return pack(null)
    } catch (error) {
      if (error instanceof ConfigError) return pack(error.message)
      throw error
    }
  }

  changes(): KeyValueChange[] {
    if (this.#changed.size === 0) return []
    const values: Readonly<Record<string, () => Uint8Array>> = {
      [NODES]: () => ENCODER.encode(nodesText(this.#nodes)),
      [CONFIG]: () => ENCODER.encode(this.#config),
      [CONTROLLERS]: () => pack([...(this.#controllers ?? [])]),
      [UNWANTED]: () => pack([...this.#unwanted]),
    }
    const changes = [...this.#changed].map(key => ({ key, value: values[key]!() }))
    this.#changed.clear()
    return changes
  }

  load(kv: KeyValueStore): void {
    const nodes = kv.get(NODES)
    this.#founded = nodes !== undefined
    this.#nodes = nodes ? readNodes(DECODER.decode(nodes), 'cluster.nodes') : []
    this.#setConfig(DECODER.decode(kv.get(CONFIG) ?? new Uint8Array(0)))
    const controllers = kv.get(CONTROLLERS)
    this.#controllers = controllers ? (unpack(controllers) as string[]) : null
    const unwanted = kv.get(UNWANTED)
    this.#unwanted = new Set(unwanted ? (unpack(unwanted) as string[]) : [])
    this.#changed.clear()
    this.onChange()
  }

  #apply(command: RosterCommand): void {
    switch (command.is) {
      case 'found':
        if (this.#founded) return
        this.#setNodes(readNodes(command.nodes, 'cluster.nodes'))
        return this.#setConfig(command.config)
      case 'setNodes':
        return this.#setNodes(readNodes(command.nodes, 'cluster.nodes'))
      case 'setConfig':
        return this.#setConfig(command.config)
      case 'setControllers':
        return this.#setControllers(command.lines)
      case 'addNodes':
        return this.#setNodes([...this.#nodes, ...command.nodes])
      case 'removeNodes':
        this.#want(command.aliases, true)
        return this.#setNodes(this.#nodes.filter(({ site }) => !command.aliases.includes(site.alias)))
      case 'want':
        return this.#want(command.aliases, command.running)
    }
  }

  #setNodes(nodes: readonly NodeEntry[]): void {
    refuseDoubles(nodes)
    this.#nodes = nodes
    this.#founded = true
    this.#changed.add(NODES)
  }

  #setConfig(config: string): void {
    const entries = readConfig(config, 'cluster.cfg')
    for (const entry of entries) check({ ...entry, key: addressOf(entry.key).key })
    this.#config = config
    this.#entries = entries
    this.#changed.add(CONFIG)
  }

  #setControllers(lines: readonly string[]): void {
    for (const entry of readConfig(lines.join('\n'), 'controller.cfg')) check(entry)
    this.#controllers = lines
    this.#changed.add(CONTROLLERS)
  }

  #want(aliases: readonly string[], running: boolean): void {
    for (const alias of aliases) {
      if (running) this.#unwanted.delete(alias)
      else this.#unwanted.add(alias)
    }
    this.#changed.add(UNWANTED)
  }
}
