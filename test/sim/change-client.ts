import type { Change, Contents } from './checkers/contents.ts'
import { DB, type SeenPartition, type SimCluster, tableOf } from './cluster.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { SimRandom } from './random.ts'

const PATIENCE = 30_000
const PARTITIONS = ['1', '2', '3', '4']
const REPETITIONS = 3

export interface ChangeClientOptions {
  readonly name: string
  readonly cluster: SimCluster
  /** Of the table that it writes. */
  readonly table: string
  readonly checker: Contents
  readonly outcomes: Map<string, number>
  readonly trace: (line: string) => void
  readonly wrong: (error: Error) => void
}

/** A program that appends rows, changes and drops partitions by what it has read, and reads, on whichever node. */
export class ChangeClient {
  readonly #options: ChangeClientOptions
  readonly #random: SimRandom
  #number = 0
  #stopped = false

  constructor(options: ChangeClientOptions) {
    this.#options = options
    this.#random = new SimRandom(options.cluster.world.random.below(2 ** 32))
  }

  stop(): void {
    this.#stopped = true
  }

  begin(pause: number): void {
    const { cluster, wrong } = this.#options
    cluster.timeline.after(this.#random.next() * 2 * pause, () => {
      if (this.#stopped) return
      this.#operate()
        .catch(wrong)
        .finally(() => this.begin(pause))
    })
  }

  async #operate(): Promise<void> {
    const alias = this.#node()
    if (alias === undefined) return
    const dice = this.#random.below(100)
    if (dice < 40) await this.read(alias)
    else if (dice < 70) await this.#append(alias)
    else if (dice < 90) await this.#update(alias)
    else await this.#drop(alias)
  }

  #node(): string | undefined {
    const aliases = [...this.#options.cluster.nodes.keys()]
    return aliases[this.#random.below(aliases.length)]
  }

  #newNumbers(): number[] {
    return Array.from({ length: 1 + this.#random.below(3) }, () => this.#newNumber())
  }

  #newNumber(): number {
    this.#number++
    return Number(this.#options.name.slice(1)) * 1_000_000 + this.#number
  }

  #some(): string[] {
    const chosen = PARTITIONS.filter(() => this.#random.chance(0.35))
    return chosen.length > 0 ? chosen : [PARTITIONS[this.#random.below(PARTITIONS.length)]!]
  }

  #noted(kind: Change['kind'], rows: Change['rows'], read?: Change['read']): Change {
    const { name, checker } = this.#options
    const change: Change = {
      name: `${name}/${this.#newNumber()}`,
      kind,
      rows,
      ...(read ? { read } : {}),
      acknowledged: Number.POSITIVE_INFINITY,
      refused: false,
    }
    checker.changes.set(change.name, change)
    return change
  }

  // Asked again at another node if its end is not known: it happens once all the same.
  async #append(first: string): Promise<void> {
    const rows = new Map(this.#some().map(path => [path, this.#newNumbers()]))
    const change = this.#noted('append', rows)
    const ids = [...rows].flatMap(([path, xs]) => xs.map(() => Number(path)))
    const table = tableOf(ids, [...rows.values()].flat())
    const client = { id: change.name, sequence: 1 }
    let alias: string | undefined = first
    for (let attempt = 1; alias !== undefined && attempt <= REPETITIONS; attempt++) {
      const { writer } = this.#options.cluster.nodes.get(alias)!
      const outcome = await this.#outcome(writer.insert(DB, this.#options.table, table, client))
      // What was unknown before may have happened all the same.
      this.#end(change, `append at ${alias}`, attempt > 1 && outcome.is === 'refused' ? UNKNOWN : outcome)
      if (outcome.is !== 'unknown') return
      alias = this.#node()
    }
  }

  async #update(alias: string): Promise<void> {
    const seen = await this.read(alias)
    if (!seen || !this.#options.cluster.nodes.has(alias)) return
    const paths = this.#some()
    const rows = new Map(
      paths.map(path => {
        const kept = seen.get(path)!.xs.filter(() => this.#random.chance(0.6))
        return [path, this.#random.chance(0.8) ? [...kept, this.#newNumber()] : kept] as const
      }),
    )
    const read = new Map(paths.map(path => [path, seen.get(path)!.cid]))
    await this.#replace(alias, 'update', this.#noted('replace', rows, read))
  }

  async #drop(alias: string): Promise<void> {
    await this.#replace(alias, 'drop', this.#noted('replace', new Map([[this.#some()[0]!, []]])))
  }

  async #replace(alias: string, what: string, change: Change): Promise<void> {
    const { cluster, table } = this.#options
    const chunks = [...change.rows].map(([path, xs]) => {
      const ids = xs.map(() => Number(path))
      return [path, xs.length > 0 ? tableOf(ids, xs) : null, change.read?.get(path)] as const
    })
    const { writer } = cluster.nodes.get(alias)!
    const outcome = await this.#outcome(
      writer.replace(DB, table, chunks, 'SQLUPDATE', { id: change.name, sequence: 1 }),
    )
    this.#end(change, `${what} at ${alias}`, outcome)
  }

  /** Reads all partitions as of one moment; undefined: there was no answer. */
  async read(alias: string): Promise<ReadonlyMap<string, SeenPartition> | undefined> {
    const { cluster, table, checker, name } = this.#options
    const began = cluster.timeline.now
    const outcome = await this.#outcome(cluster.readAll(alias, PARTITIONS, table))
    this.#count('reads', outcome, `${name}@${alias}`)
    if (outcome.is !== 'done') return undefined
    checker.read(`${name}@${alias}`, began, cluster.timeline.now, outcome.value)
    return outcome.value
  }

  #outcome<T>(work: Promise<T>): Promise<Outcome<T>> {
    return outcomeOf(this.#options.cluster.timeline, work, PATIENCE)
  }

  #end(change: Change, what: string, outcome: Outcome<unknown>): void {
    // Empty partitions that are to be emptied need no transaction.
    if (outcome.is === 'done') change.acknowledged = this.#options.cluster.timeline.now
    if (outcome.is === 'refused') change.refused = true
    this.#count(what.split(' ')[0]!, outcome, `${change.name} ${what}`)
  }

  #count(kind: string, outcome: Outcome<unknown>, line: string): void {
    const { outcomes, trace, table } = this.#options
    const key = `${table} ${kind} ${outcome.is}`
    outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
    const reason =
      outcome.is === 'refused' ? outcome.error.message : outcome.is === 'unknown' ? outcome.reason : ''
    trace(`${line}: ${outcome.is} ${reason}`)
  }
}

const UNKNOWN = { is: 'unknown', reason: 'it was asked for before' } as const
