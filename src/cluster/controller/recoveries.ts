import type { Log } from '../../host/log.ts'
import type { Peers } from '../peers.ts'
import type { Site } from '../site.ts'
import { isOpen } from './apply-replica.ts'
import type { Command, NewTask } from './command.ts'
import type { ControllerSettings } from './controller-settings.ts'
import type { ChunkEntry, ReplicaEntry, TaskEntry } from './entries.ts'
import type { Metadata } from './metadata.ts'
import { placeReplica } from './placement.ts'
import { Rounds } from './rounds.ts'

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
  /** Whether what it holds can't be built on. */
  readonly whole: boolean
}

export type FetchReply =
  /** As of which commit it has the chunk now. */
  | { readonly cid: number; readonly incremental: boolean }
  /** What the source has of it is not what was written. */
  | { readonly damaged: string }

/** What a copy needs is damaged on its source. */
class SourceDamaged extends Error {}

// Copies while others write; after so many, writers are kept out for the last one.
const ASYNCHRONOUS = 5
const MOST_ATTEMPTS = 10
const FETCH_PATIENCE = 600_000
// What one round looks at.
const MOST_UNHEALTHY = 2000
const MOST_OF_ALL = 20_000

/** Makes replicas that are behind current again, a few at a time: the destination fetches what it lacks. */
export class Recoveries {
  readonly #world: RecoveryWorld
  readonly #running = new Map<number, TaskEntry['type']>()
  readonly #most: Record<TaskEntry['type'], number>
  readonly #unhealthy = new Rounds<string>()
  readonly #all = new Rounds<readonly [string, ChunkEntry]>()

  constructor(world: RecoveryWorld) {
    this.#world = world
    const { recoveries, rebalances } = world.settings
    this.#most = { ChunkRecovery: recoveries, LoadRebalance: rebalances }
  }

  /** How many of a type go on at once, from now on `most` if that is given. */
  concurrency(type: TaskEntry['type'], most: number | null): number {
    if (most !== null) this.#most[type] = most
    return this.#most[type]
  }

  /** Gives up those of the type that wait. */
  async cancel(type: TaskEntry['type'], ids: readonly number[]): Promise<void> {
    for (const id of ids) {
      const task = this.#world.state().tasks.get(id)
      if (task?.type !== type || task.status !== 'Waiting') continue
      const reason = 'It was cancelled.'
      await this.#world.propose({ is: 'failTask', task: id, reason, again: false, at: this.#world.at() })
    }
  }

  /** Plans what is missing, and begins what waits. */
  async round(): Promise<void> {
    const { propose, at } = this.#world
    const state = this.#world.state()
    const lost = this.#lost(state)
    const suspects = this.#suspects(state, lost)
    if (lost.size > 0) await this.#drop(suspects, lost)
    const planned = this.#planned(state, suspects, lost)
    if (planned.length > 0) await propose({ is: 'addTasks', tasks: planned, at: at() })
    if (state.counters.suspended) return
    for (const task of state.tasks.values()) {
      if (!isOpen(task) || this.#running.has(task.id)) continue
      if (this.#count(task.type) < this.#most[task.type]) this.#start(task)
    }
  }

  #count(type: TaskEntry['type']): number {
    return [...this.#running.values()].filter(each => each === type).length
  }

  // Chunks that may need mending: those that are known to, and, while nodes are lost, some of all in turn.
  #suspects(state: Metadata, lost: ReadonlySet<string>): ChunkEntry[] {
    const { chunks, unhealthy } = state
    const ids = new Set(this.#unhealthy.take(unhealthy, MOST_UNHEALTHY))
    if (lost.size > 0) {
      for (const [id, { replicas }] of this.#all.take(chunks, MOST_OF_ALL)) {
        if (replicas.some(({ node }) => lost.has(node))) ids.add(id)
      }
    }
    return [...ids].flatMap(id => chunks.get(id) ?? [])
  }

  // Nodes that have been silent for so long that they are not waited for.
  #lost(state: Metadata): Set<string> {
    const { settings, silence } = this.#world
    if (settings.recoveryWait === 0) return new Set()
    return new Set([...state.nodes.keys()].filter(alias => silence(alias) > settings.recoveryWait))
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

  #planned(state: Metadata, suspects: readonly ChunkEntry[], lost: ReadonlySet<string>): NewTask[] {
    const busy = new Set([...state.tasks.values()].filter(isOpen).map(({ chunk }) => chunk))
    const tasks = [...state.tasks.values()]
    const open = tasks.filter(task => isOpen(task) && task.type === 'ChunkRecovery')
    const most = this.#most.ChunkRecovery * 4 - open.length
    if (most <= 0) return []
    const hopeless = new Set(tasks.filter(task => task.hopeless).map(routeOf))
    const planned: NewTask[] = []
    for (const { id } of suspects) {
      const chunk = state.chunks.get(id)
      if (!chunk || busy.has(chunk.id) || chunk.cid === 0) continue
      const task = this.#mend(state, chunk, lost)
      // What was given up waits for a replica that is good.
      if (task && (this.#hasGood(id) || !hopeless.has(routeOf(task)))) planned.push(task)
      if (planned.length >= most) break
    }
    return planned
  }

  #mend(state: Metadata, chunk: ChunkEntry, lost: ReadonlySet<string>): NewTask | undefined {
    const { isAlive, settings } = this.#world
    const good = chunk.replicas.filter(replica => isGood(chunk, replica))
    const source = good.find(({ node }) => isAlive(node))?.node ?? this.#damagedSource(chunk)
    if (source === undefined) return undefined
    const task = (destination: string): NewTask => ({
      type: 'ChunkRecovery',
      chunk: chunk.id,
      source,
      destination,
      deleteSource: false,
    })
    const behind = chunk.replicas.find(
      ({ node, cid, corrupted }) =>
        (cid !== chunk.cid || corrupted) && isAlive(node) && (good.length > 0 || !corrupted),
    )
    if (behind) return task(behind.node)
    if (good.length === 0) return undefined
    const there = chunk.replicas.filter(({ node }) => !lost.has(node))
    if (there.length >= settings.factor) return undefined
    const alive = [...state.nodes.keys()].filter(isAlive)
    const place = placeReplica(state, chunk, { ...settings, alive })
    return place === undefined ? undefined : task(place)
  }

  // Where none that is current is whole, one that is damaged may still give those that are behind what they lack: all that is
  // taken from it is checked.
  #damagedSource(chunk: ChunkEntry): string | undefined {
    if (chunk.replicas.some(replica => isGood(chunk, replica))) return undefined
    const { isAlive } = this.#world
    return chunk.replicas.find(({ node, cid }) => cid === chunk.cid && isAlive(node))?.node
  }

  // Replicas on nodes that are gone for good count no more once there are enough others.
  async #drop(suspects: readonly ChunkEntry[], lost: ReadonlySet<string>): Promise<void> {
    for (const node of lost) {
      const chunks = suspects.filter(chunk => {
        if (chunk.lockedBy !== 0 || !chunk.replicas.some(replica => replica.node === node)) return false
        const others = chunk.replicas.filter(replica => isGood(chunk, replica) && !lost.has(replica.node))
        return others.length >= this.#world.settings.factor
      })
      if (chunks.length === 0) continue
      await this.#world.propose({ is: 'deleteReplicas', chunks: chunks.map(({ id }) => id), node })
    }
  }

  #start(task: TaskEntry): void {
    this.#running.set(task.id, task.type)
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
        const reply = await this.#fetch(task)
        if ('damaged' in reply) throw new SourceDamaged(reply.damaged)
        const end = await propose({ is: 'finishTask', task: task.id, ...reply, at: at() })
        if (end !== 'behind') return
        if (round > 2 * ASYNCHRONOUS) throw new Error('The chunk is written faster than it can be copied.')
      }
    } catch (error) {
      const { message } = error as Error
      const hopeless = error instanceof SourceDamaged && !this.#hasGood(task.chunk)
      const again = !hopeless && task.attempts + 1 < MOST_ATTEMPTS
      const reason = hopeless
        ? `What ${task.destination} lacks is damaged on ${task.source}, and no other node has it: ${message}`
        : message
      await propose({ is: 'failTask', task: task.id, reason, again, hopeless, at: at() })
      if (!hopeless) return
      const given = `The recovery of ${task.chunkPath} (${task.chunk}) is given up until another node has it.`
      this.#world.log.write('error', `${given} ${reason}`)
    }
  }

  #hasGood(id: string): boolean {
    const chunk = this.#world.state().chunks.get(id)
    return chunk?.replicas.some(each => isGood(chunk, each)) ?? false
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
      whole: chunk.replicas.some(({ node, corrupted }) => node === task.destination && corrupted === true),
    }
    return (await this.#world.peers.ask(destination, 'data', request, FETCH_PATIENCE)) as FetchReply
  }
}

const routeOf = ({ chunk, source, destination }: NewTask) => `${chunk} ${source} ${destination}`

const isGood = (chunk: ChunkEntry, { cid, corrupted }: ReplicaEntry) => cid === chunk.cid && !corrupted
