import type { Operation } from './checkers/linearizability.ts'
import { DB, type SimCluster, tableOf, tableSpec } from './cluster.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { SimRandom } from './random.ts'

const PATIENCE = 20_000
const NAMES = ['d1', 'd2']
const THERE = 'there'

/** A program that makes and drops tables, puts rows into them, and asks whether they are there. */
export class DefinitionClient {
  /** By table. */
  readonly history = new Map<string, Operation[]>(NAMES.map(name => [name, []]))
  readonly #cluster: SimCluster
  readonly #random: SimRandom
  readonly #outcomes: Map<string, number>
  readonly #wrong: (error: Error) => void
  #stopped = false

  constructor(cluster: SimCluster, outcomes: Map<string, number>, wrong: (error: Error) => void) {
    this.#cluster = cluster
    this.#random = new SimRandom(cluster.world.random.below(2 ** 32))
    this.#outcomes = outcomes
    this.#wrong = wrong
  }

  stop(): void {
    this.#stopped = true
  }

  begin(pause: number): void {
    this.#cluster.timeline.after(this.#random.next() * 2 * pause, () => {
      if (this.#stopped) return
      this.#operate()
        .catch(this.#wrong)
        .finally(() => this.begin(pause))
    })
  }

  async #operate(): Promise<void> {
    const aliases = [...this.#cluster.nodes.keys()]
    const alias = aliases[this.#random.below(aliases.length)]
    if (alias === undefined) return
    const table = NAMES[this.#random.below(NAMES.length)]!
    const { node, writer } = this.#cluster.nodes.get(alias)!
    const ask = (request: Parameters<typeof node.controllers.ask>[0]) => node.controllers.ask(request)
    const dice = this.#random.below(10)
    if (dice < 3) {
      const spec = JSON.stringify(tableSpec(table))
      const command = { is: 'createTable', database: DB, spec } as const
      await this.#note(
        table,
        'create',
        ask({ is: 'define', command, number: node.presence.ownNumber() }),
        () => THERE,
      )
    } else if (dice < 5) {
      const command = { is: 'dropTable', database: DB, table } as const
      await this.#note(
        table,
        'drop',
        ask({ is: 'define', command, number: node.presence.ownNumber() }),
        () => '',
      )
    } else if (dice < 8) {
      const request = { is: 'table', database: DB, table } as const
      await this.#note(table, 'look', ask(request), state => state)
    } else {
      const id = 1 + this.#random.below(3)
      const outcome = await outcomeOf(
        this.#cluster.timeline,
        writer.insert(DB, table, tableOf([id], [id])),
        PATIENCE,
      )
      this.#count('append', outcome)
    }
  }

  async #note(
    table: string,
    text: 'create' | 'drop' | 'look',
    work: Promise<unknown>,
    after: (state: string) => string,
  ): Promise<void> {
    const operation: { -readonly [K in keyof Operation]: Operation[K] } = {
      client: 'definer',
      text: `${text} ${table}`,
      called: this.#cluster.timeline.now,
      returned: Number.POSITIVE_INFINITY,
      apply: after,
    }
    this.history.get(table)!.push(operation)
    const outcome = await outcomeOf(this.#cluster.timeline, work, PATIENCE)
    this.#count(text, outcome)
    if (outcome.is === 'unknown') return
    operation.returned = this.#cluster.timeline.now
    operation.text += ` → ${outcome.is === 'done' ? 'done' : outcome.error.kind}`
    const refusal = outcome.is === 'refused' ? outcome.error.kind : null
    // Somebody wrote the table: it stays.
    if (refusal === 'conflict') operation.apply = state => state
    else {
      const wasThere = text === 'create' ? refusal === 'exists' : refusal === null
      operation.apply = state => {
        if ((state === THERE) !== wasThere) return null
        return refusal === null ? after(state) : state
      }
    }
  }

  #count(kind: string, outcome: Outcome<unknown>): void {
    const key = `definitions ${kind} ${outcome.is}`
    this.#outcomes.set(key, (this.#outcomes.get(key) ?? 0) + 1)
  }
}
