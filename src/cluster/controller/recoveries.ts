import type { Log } from '../../host/log.ts'
import type { Peers } from '../peers.ts'
import type { Site } from '../site.ts'
import { isOpen } from './apply-replica.ts'
import type { Command, NewTask } from './command.ts'
import type { ControllerSettings } from './controller.ts'
import type { ChunkEntry, TaskEntry } from './entries.ts'
import type { Metadata } from './metadata.ts'
import { placeReplica } from './placement.ts'

export interface RecoveryWorld {
  readonly peers: Peers
  readonly log: Log
  readonly settings: ControllerSettings
  readonly state: () => Metadata
  readonly propose: (command: Command) => Promise<unknown>
  readonly isAlive: (alias: string) => boolean
  /** Milliseconds since a node was heard of. */
  readonly silence: (alias: string) => number
  /** Milliseconds since 1970. */
  readonly at: () => number
}

/** What a data node is told to fetch. */
export interface FetchRequest {
  readonly is: 'fetch'
  readonly task: number
  readonly chunk: string
  readonly table: number
  readonly version: number
  readonly path: string
  readonly source: Site
}

export interface FetchReply {
  /** As of which commit it has the chunk now. */
  readonly cid: number
  readonly incremental: boolean
}

// Copies while others write; after so many, writers are kept out for the last one.
const ASYNCHRONOUS = 5
const MOST_ATTEMPTS = 10
const FETCH_PATIENCE = 600_000

/** Makes replicas that are behind current again, a few at a time: the destination fetches what it lacks. */
export class Recoveries {
  readonly #world: RecoveryWorld
  readonly #running = new Set<number>()

  constructor(world: RecoveryWorld) {
    this.#world = world
  }

  /** Plans what is missing, and begins what waits. */
  async round(): Promise<void> {
    const { settings, propose, at } = this.#world
    const state = this.#world.state()
    const planned = this.#planned(state)
    if (planned.length > 0) await propose({ is: 'addTasks', tasks: planned, at: at() })
    if (state.counters.suspended) return
    for (const task of state.tasks.values()) {
      if (this.#running.size >= settings.recoveries) return
      if (isOpen(task) && !this.#running.has(task.id)) this.#start(task)
    }
  }

  /** As a person orders it. Chunks that the source doesn't hold, or the destination does, are passed over. */
  async order(source: string, destination: string, ids: readonly string[], move: boolean): Promise<unknown> {
    const chunks = this.#world.state().chunks
    const tasks = ids.flatMap((id): NewTask[] => {
      const replicas = chunks.get(id)?.replicas ?? []
      const holds = (alias: string) => replicas.some(({ node }) => node === alias)
      if (!holds(source) || holds(destination)) return []
      return [{ type: 'LoadRebalance', chunk: id, source, destination, deleteSource: move }]
    })
    return this.#world.propose({ is: 'addTasks', tasks, at: this.#world.at() })
  }

  #planned(state: Metadata): NewTask[] {
    const busy = new Set([...state.tasks.values()].filter(isOpen).map(({ chunk }) => chunk))
    const planned: NewTask[] = []
    for (const id of state.unhealthy) {
      const chunk = state.chunks.get(id)!
      if (busy.has(id) || chunk.cid === 0) continue
      const task = this.#mend(state, chunk)
      if (task) planned.push(task)
      if (planned.length >= this.#world.settings.recoveries * 4) break
    }
    return planned
  }

  #mend(state: Metadata, chunk: ChunkEntry): NewTask | undefined {
    const { isAlive, silence, settings } = this.#world
    const good = chunk.replicas.filter(({ cid, corrupted }) => cid === chunk.cid && !corrupted)
    const source = good.find(({ node }) => isAlive(node))?.node
    if (source === undefined) return undefined
    const task = (destination: string): NewTask => ({
      type: 'ChunkRecovery',
      chunk: chunk.id,
      source,
      destination,
      deleteSource: false,
    })
    const behind = chunk.replicas.filter(replica => !good.includes(replica))
    const present = behind.find(({ node }) => isAlive(node))
    if (present) return task(present.node)
    const lost = chunk.replicas.filter(
      ({ node }) => settings.recoveryWait > 0 && silence(node) > settings.recoveryWait,
    )
    if (chunk.replicas.length - lost.length >= settings.factor) return undefined
    const alive = [...state.nodes.keys()].filter(isAlive)
    const place = placeReplica(state, chunk, { ...settings, alive })
    return place === undefined ? undefined : task(place)
  }

  #start(task: TaskEntry): void {
    this.#running.add(task.id)
    this.#recover(task)
      .catch(error => this.#world.log.write('warning', `Recovery ${task.id}: ${error.message}`))
      .finally(() => this.#running.delete(task.id))
  }

  async #recover(task: TaskEntry): Promise<void> {
    const { propose, at } = this.#world
    if (!(await propose({ is: 'startTask', task: task.id, at: at() }))) return
    try {
      for (let round = 1; ; round++) {
        if (round > ASYNCHRONOUS) await propose({ is: 'holdWrites', task: task.id, at: at() })
        const { cid, incremental } = await this.#fetch(task)
        const end = await propose({ is: 'finishTask', task: task.id, cid, incremental, at: at() })
        if (end !== 'behind') return
        if (round > 2 * ASYNCHRONOUS) throw new Error('The chunk is written faster than it can be copied.')
      }
    } catch (error) {
      const again = task.attempts + 1 < MOST_ATTEMPTS
      await propose({ is: 'failTask', task: task.id, reason: (error as Error).message, again, at: at() })
    }
  }

  async #fetch(task: TaskEntry): Promise<FetchReply> {
    const state = this.#world.state()
    const chunk = state.chunks.get(task.chunk)
    const table = chunk && state.tables.get(chunk.table)
    const [source, destination] = [state.nodes.get(task.source), state.nodes.get(task.destination)]
    if (!chunk || !table || !source || !destination)
      throw new Error('The chunk, or one of the nodes, is gone.')
    const { host, port, alias } = source
    const request: FetchRequest = {
      is: 'fetch',
      task: task.id,
      chunk: chunk.id,
      table: chunk.table,
      version: table.version,
      path: chunk.path,
      source: { host, port, alias },
    }
    return (await this.#world.peers.ask(destination, 'data', request, FETCH_PATIENCE)) as FetchReply
  }
}
