import type { SnapshotReads, WrittenRows } from './checkers/snapshot-reads.ts'
import type { SimCluster } from './cluster.ts'
import { SimRandom } from './random.ts'

const PATIENCE = 20_000
const PARTITIONS = [1, 2, 3, 4, 5, 6]

/** A program on some node that appends to several partitions at once and reads them again. */
export class TableClient {
  readonly outcomes: Map<string, number>
  readonly #name: string
  readonly #cluster: SimCluster
  readonly #checker: SnapshotReads
  readonly #random: SimRandom
  readonly #trace: (line: string) => void
  #number = 0
  #stopped = false
  #wrong: ((error: Error) => void) | null

  constructor(
    index: number,
    cluster: SimCluster,
    checker: SnapshotReads,
    outcomes: Map<string, number>,
    trace: (line: string) => void,
    wrong: (error: Error) => void,
  ) {
    this.#name = `p${index}`
    this.#number = index * 1_000_000
    this.#cluster = cluster
    this.#checker = checker
    this.outcomes = outcomes
    this.#random = new SimRandom(cluster.world.random.below(2 ** 32))
    this.#trace = trace
    this.#wrong = wrong
  }

  stop(): void {
    this.#stopped = true
  }

  begin(pause: number): void {
    this.#cluster.timeline.after(this.#random.next() * 2 * pause, () => {
      if (this.#stopped) return
      const aliases = [...this.#cluster.nodes.keys()]
      const alias = aliases[this.#random.below(aliases.length)]
      const work = alias === undefined ? Promise.resolve() : this.#operate(alias)
      work.catch(error => this.#wrong?.(error)).finally(() => this.begin(pause))
    })
  }

  #operate(alias: string): Promise<void> {
    return this.#random.chance(0.6) ? this.#append(alias) : this.read(alias).then(() => {})
  }

  async #append(alias: string): Promise<void> {
    const partitions = PARTITIONS.filter(() => this.#random.chance(0.3))
    if (partitions.length === 0) return
    const ids: number[] = []
    const xs: number[] = []
    const rows = new Map<string, number[]>()
    for (const id of partitions) {
      const numbers = Array.from({ length: 1 + this.#random.below(3) }, () => ++this.#number)
      rows.set(String(id), numbers)
      ids.push(...numbers.map(() => id))
      xs.push(...numbers)
    }
    const written: WrittenRows = {
      name: `${this.#name}@${alias} append ${xs.join(' ')}`,
      rows,
      called: this.#cluster.timeline.now,
      acknowledged: Number.POSITIVE_INFINITY,
    }
    this.#checker.written.push(written)
    const outcome = await this.#within(this.#cluster.insert(alias, ids, xs))
    if (outcome === 'done') written.acknowledged = this.#cluster.timeline.now
    this.#count(`appends ${outcome}`, written.name)
  }

  /** Reads all partitions as of one moment. Returns whether it got an answer. */
  async read(alias: string): Promise<boolean> {
    const began = this.#cluster.timeline.now
    const seen = new Map<string, readonly number[]>()
    const all = async () => {
      for (const [path, { xs }] of await this.#cluster.readAll(alias, PARTITIONS.map(String))) {
        seen.set(path, xs)
      }
    }
    const outcome = await this.#within(all())
    this.#count(`reads ${outcome}`, `${this.#name}@${alias} read`)
    if (outcome !== 'done') return false
    this.#checker.read(`${this.#name}@${alias}`, began, this.#cluster.timeline.now, seen)
    return true
  }

  // `failed` may still have happened.
  #within(work: Promise<unknown>): Promise<'done' | 'failed' | 'late'> {
    return new Promise((resolve, reject) => {
      const cancel = this.#cluster.timeline.after(PATIENCE, () => resolve('late'))
      work.then(
        () => {
          cancel()
          resolve('done')
        },
        (error: Error) => {
          cancel()
          this.#trace(`${this.#name} ${error.message}`)
          // Mistakes of the program are no outcome.
          if (error instanceof TypeError || error.name === 'AssertionError') reject(error)
          else resolve('failed')
        },
      )
    })
  }

  #count(outcome: string, line: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1)
    this.#trace(`${line}: ${outcome}`)
  }
}
