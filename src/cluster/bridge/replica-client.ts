import type { Bridge } from '../../engine/bridge/bridge.ts'
import type { TaskEntry } from '../controller/entries.ts'
import type { InspectAnswer } from '../controller/request.ts'
import type { VolumeUsage } from '../data-node/data-request.ts'
import type { MoveMessage, StoredChunk } from './replica-message.ts'

/** Where chunks lie and how they fare, asked from a script's thread. All throw ScriptError. */
export class ReplicaClient {
  readonly #bridge: Bridge

  constructor(bridge: Bridge) {
    this.#bridge = bridge
  }

  #call<T>(method: string, ...args: unknown[]): T {
    return this.#bridge.call<T>('replicas', method, ...args)
  }

  /** False on a single node, where there are no controllers to ask. */
  ofCluster(): boolean {
    return this.#bridge.call('cluster', 'mode') !== 3
  }

  /** All that the controllers know; without `chunks`, which may be millions, all but those. */
  inspect(chunks = true): InspectAnswer {
    return this.#call('inspect', chunks)
  }

  /** The folders of all nodes' data. */
  volumes(): VolumeUsage[] {
    return this.#call('volumes')
  }

  /** What this node holds; a single node's store tells too. */
  stored(): StoredChunk[] {
    return this.#bridge.call('store', 'stored')
  }

  /** Has replicas made on `destination`; with `move`, those on `source` go. */
  copy(source: string, destination: string, chunks: readonly string[], move: boolean): void {
    this.#call('copy', source, destination, chunks, move)
  }

  delete(chunks: readonly string[], node: string): void {
    this.#call('delete', chunks, node)
  }

  /** What would even out the nodes, and, if told so, has it done. */
  rebalance(execute: boolean, updatedBeforeDays: number): MoveMessage[] {
    return this.#call('rebalance', execute, updatedBeforeDays)
  }

  /** What would even out the volumes of a node, and, if told so, has it done. */
  balanceVolumes(node: string, execute: boolean, updatedBeforeDays: number): MoveMessage[] {
    return this.#bridge.call(
      this.ofCluster() ? 'replicas' : 'store',
      'balanceVolumes',
      node,
      execute,
      updatedBeforeDays,
    )
  }

  /** How many recoveries to this node go on at once; with `most`, that is changed first. */
  recoveryWorkers(most: number | null): number {
    return this.#call('recoveryWorkers', most)
  }

  /** Brings the tables of each partition together again; tells what moves. */
  restoreDislocated(): MoveMessage[] {
    return this.#call('restoreDislocated')
  }

  /** Gives up those that have not begun. */
  cancel(type: TaskEntry['type'], tasks: readonly number[]): void {
    this.#call('cancel', type, tasks)
  }

  /** How many go on at once; with `most`, that is changed first. */
  concurrency(type: TaskEntry['type'], most: number | null): number {
    return this.#call('concurrency', type, most)
  }

  /** Has a node tell again what it holds: of some chunks, or (null) of everything. */
  triggerReport(node: string, chunks: readonly string[] | null): void {
    this.#call('triggerReport', node, chunks)
  }

  setSuspended(suspended: boolean): void {
    this.#call('setSuspended', suspended)
  }
}
