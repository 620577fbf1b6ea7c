import type { Client } from '../../src/client/client.ts'
import { connect } from '../../src/client/connect.ts'
import { display } from '../../src/values/format/format.ts'
import type { FixedVector } from '../../src/values/vectors/fixed-vector.ts'
import type { TutorialCluster } from './processes.ts'

const TABLE = 'loadTable("dfs://load", "rows")'

/** A client that appends numbered rows, one after the other, and one that reads, both with high availability. */
export class Load {
  /** Rows whose call came back. */
  readonly acknowledged: number[] = []
  /** What calls failed with. Their rows may be there or not. */
  readonly failures: string[] = []
  reads = 0
  /** The longest time between two acknowledged rows since it was last set. */
  longestGap = 0
  readonly #cluster: TutorialCluster
  readonly #writer: Client
  readonly #reader: Client
  #last = 0
  #stopped = false
  #work: Promise<unknown> = Promise.resolve()

  /** Makes the table and begins. `sites`: the nodes that clients know, by alias. */
  static async begin(cluster: TutorialCluster, sites: readonly string[]): Promise<Load> {
    const [first, ...others] = sites.map(alias => cluster.address(alias))
    const [host, port] = first.split(':')
    const options = {
      host,
      port: Number(port),
      user: 'admin',
      password: '123456',
      highAvailability: true,
      sites: others,
    }
    const writer = await connect(options)
    const made =
      'db = database("dfs://load", VALUE, 0..3); db.createPartitionedTable(table(1:0, `part`id, [INT, INT]), `rows, `part)'
    await writer.run(`${made}; 0`)
    const load = new Load(cluster, writer, await connect(options))
    load.#work = Promise.all([load.#write(), load.#read()])
    return load
  }

  private constructor(cluster: TutorialCluster, writer: Client, reader: Client) {
    this.#cluster = cluster
    this.#writer = writer
    this.#reader = reader
  }

  /** The alias of the node that runs the writer's calls. */
  get coordinator(): string {
    return [...this.#cluster.nodes.keys()].find(alias => this.#cluster.address(alias) === this.#writer.site)!
  }

  /** Waits until so many more rows are acknowledged. */
  async progress(rows = 10): Promise<void> {
    const wanted = this.acknowledged.length + rows
    const told = () =>
      `${wanted} rows are acknowledged, not ${this.acknowledged.length}; ${this.failures.slice(-3)}`
    await this.#cluster.until(told, () => this.acknowledged.length >= wanted, 45_000)
  }

  /** Ends it; gives all rows that are there. */
  async end(): Promise<number[]> {
    this.#stopped = true
    await this.#work
    const ids = (await this.#reader.run(`exec id from ${TABLE}`)) as FixedVector
    this.#writer.close()
    this.#reader.close()
    return Array.from({ length: ids.length }, (_, i) => Number(ids.raw(i)))
  }

  async #write(): Promise<void> {
    let before = performance.now()
    for (let id = 1; !this.#stopped; id++) {
      this.#last = id
      try {
        await this.#writer.run(`tableInsert(${TABLE}, table(${id % 4} as part, ${id} as id))`)
        this.acknowledged.push(id)
        const now = performance.now()
        this.longestGap = Math.max(this.longestGap, now - before)
        before = now
      } catch (error) {
        this.failures.push(`row ${id}: ${(error as Error).message}`)
      }
    }
  }

  // What was acknowledged before a read began, the read shows; and nothing that was never sent.
  async #read(): Promise<void> {
    while (!this.#stopped) {
      const least = this.acknowledged.length
      try {
        const count = Number(display((await this.#reader.run(`exec count(*) from ${TABLE}`))!))
        if (count < least || count > this.#last)
          this.failures.push(`${count} rows were read where ${least} to ${this.#last} are.`)
        this.reads++
      } catch (error) {
        this.failures.push(`a read: ${(error as Error).message}`)
      }
    }
  }
}
