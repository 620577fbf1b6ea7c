import type { ChunkEntry } from '../../src/cluster/controller/entries.ts'
import { segmentFile } from '../../src/storage/catalog/keys.ts'
import type { SimCluster } from './cluster.ts'
import type { CommitHistory } from './commit-history.ts'
import type { LostController } from './lost-controller.ts'
import type { SimRandom } from './random.ts'

/** Damage that a cluster with two replicas must bear: never to the last good copy of anything. */
export class BearableDamage {
  readonly #cluster: SimCluster
  readonly #history: CommitHistory
  readonly #lost: LostController
  readonly #random: SimRandom
  // Only one node's replica of each chunk is ever damaged: nobody may have noticed yet.
  readonly #victims = new Map<string, string>()
  #wiped = false

  constructor(cluster: SimCluster, history: CommitHistory, lost: LostController, random: SimRandom) {
    this.#lost = lost
    this.#cluster = cluster
    this.#history = history
    this.#random = random
  }

  /** Changes a bit of a segment's file. */
  flip(alias: string): string | null {
    const process = this.#cluster.nodes.get(alias)
    if (!process) return null
    const { store } = process.node
    const held = store.held().filter(({ id }) => {
      const chunk = this.#history.state.chunks.get(id)
      return chunk && chunk.lockedBy === 0 && this.#isElsewhere(chunk, alias) && this.#mayHurt(id, alias)
    })
    const chunk = held[this.#random.below(held.length)]
    if (!chunk) return null
    const copy = store.export(chunk.database, chunk.tableName, chunk.path)
    const { segments } = copy.since(0)
    copy.close()
    const files = segments.filter(({ record }) => !record.inline)
    const file = files[this.#random.below(files.length)]
    if (!file) return null
    this.#victims.set(chunk.id, alias)
    const path = `${chunk.folder}/${segmentFile(file.number)}`
    process.host.disk.corrupt(path, this.#random.below(file.record.bytes))
    return `a bit of ${path} of ${alias}, of ${chunk.tableName}/${chunk.path}`
  }

  /** A node loses its disk, while nothing is under way and everything it holds is elsewhere too. */
  wipe(alias: string): string | null {
    if (this.#cluster.controllers.has(alias)) return this.#wipeController(alias)
    if (this.#wiped || !this.#cluster.nodes.has(alias)) return null
    const { state } = this.#history
    if (state.openTransactions().length > 0) return null
    const chunks = [...state.chunks.values()].filter(({ replicas }) =>
      replicas.some(each => each.node === alias),
    )
    if (!chunks.every(chunk => this.#isElsewhere(chunk, alias))) return null
    // A second one might have the only copy before the first is known to have none.
    this.#wiped = true
    this.#cluster.crash(alias)
    this.#cluster.world.wipe(alias)
    return `the disk of ${alias}`
  }

  #wipeController(alias: string): string | null {
    if (!this.#lost.mayLose(alias, this.#cluster.leader()?.consensus)) return null
    this.#cluster.crash(alias)
    this.#cluster.world.wipe(alias)
    return `the disk of ${alias}`
  }

  #isElsewhere({ cid, replicas }: ChunkEntry, alias: string): boolean {
    return replicas.some(each => each.node !== alias && each.cid === cid && !each.corrupted)
  }

  #mayHurt(chunk: string, alias: string): boolean {
    return (this.#victims.get(chunk) ?? alias) === alias
  }
}
