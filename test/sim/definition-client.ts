import type { DefinitionCommand } from '../../src/cluster/controller/request.ts'
import { ControllerSilent } from '../../src/cluster/data-node/controller-client.ts'
import type { SchemaCatalog } from '../../src/storage/catalog/schema-catalog.ts'
import { type ColumnRecord, tableFromJson } from '../../src/storage/catalog/table-record.ts'
import { StorageError } from '../../src/storage/storage-error.ts'
import { type DataProcess, DB, type SimCluster, tableOf, tableSpec } from './cluster.ts'
import { History, type Model } from './history.ts'
import {
  created,
  dropped,
  renamed,
  toText,
  widened,
  withOnlyPart,
  withoutPart,
  withPartChanged,
} from './models.ts'
import { outcomeOf } from './outcome.ts'
import { SimRandom } from './random.ts'

const PATIENCE = 20_000
const NAMES = ['d1', 'd2']

/**
 * A program that makes, renames and drops tables, adds columns and changes their types, puts rows into them, and asks what there is; and does the same with
 * a catalog and its schema.
 */
export class DefinitionClient {
  readonly #cluster: SimCluster
  readonly #random: SimRandom
  readonly #outcomes: Map<string, number>
  readonly #wrong: (error: Error) => void
  readonly #tables: History
  readonly #catalogs: History
  #columns = 0
  #stopped = false

  constructor(cluster: SimCluster, outcomes: Map<string, number>, wrong: (error: Error) => void) {
    this.#cluster = cluster
    this.#random = new SimRandom(cluster.world.random.below(2 ** 32))
    this.#outcomes = outcomes
    this.#wrong = wrong
    this.#tables = new History('tables', cluster.timeline, outcomes)
    this.#catalogs = new History('catalogs', cluster.timeline, outcomes)
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

  /** @throws Error when what it was told can't be */
  check(): void {
    this.#tables.check()
    this.#catalogs.check()
  }

  async #operate(): Promise<void> {
    const aliases = [...this.#cluster.nodes.keys()]
    const alias = aliases[this.#random.below(aliases.length)]
    if (alias === undefined) return
    const process = this.#cluster.nodes.get(alias)!
    const dice = this.#random.below(14)
    if (dice < 6) await this.#changeTable(process)
    else if (dice < 9) await this.#tables.look('look', this.#shownTables(process))
    else if (dice < 11) await this.#append(process)
    else if (dice < 13) await this.#changeCatalog(process)
    else await this.#catalogs.look('look', this.#shownCatalogs(process))
  }

  async #changeTable(process: DataProcess): Promise<void> {
    const table = this.#name()
    const database = DB
    switch (this.#random.below(6)) {
      case 0:
      case 1: {
        const command = { is: 'createTable', database, spec: JSON.stringify(tableSpec(table)) } as const
        return this.#tables.change(`create ${table}`, define(process, command), created(table))
      }
      case 2: {
        const command = { is: 'dropTable', database, table } as const
        return this.#tables.change(`drop ${table}`, define(process, command), dropped(table))
      }
      case 3: {
        const to = NAMES.find(name => name !== table)!
        const command = { is: 'renameTable', database, table, to } as const
        return this.#tables.change(`rename ${table} ${to}`, define(process, command), renamed(table, to))
      }
      case 4: {
        const column = `y${1 + this.#random.below(this.#columns + 1)}`
        const type = this.#random.chance(0.5) ? 'LONG' : 'DOUBLE'
        const command = { is: 'retypeColumn', database, table, column, type } as const
        const model = withPartChanged(table, `${column}:`, `${column}:${type}`)
        return this.#tables.change(`make ${column} of ${table} ${type}`, define(process, command), model)
      }
      default: {
        const name = `y${++this.#columns}`
        const columns = JSON.stringify([{ name, type: 'INT' }])
        const command = { is: 'addColumns', database, table, columns } as const
        const work = define(process, command)
        return this.#tables.change(`add ${name} to ${table}`, work, widened(table, `${name}:INT`))
      }
    }
  }

  // Catalogs go by one name; a schema of it is the database, which can have one only.
  async #changeCatalog(process: DataProcess): Promise<void> {
    const catalog = this.#random.chance(0.5) ? 'k1' : 'k2'
    const [what, model] = this.#catalogChange(catalog)
    const change =
      what === 'createSchema'
        ? ({ is: what, catalog, schema: 's', path: DB } as const)
        : what === 'dropSchema'
          ? ({ is: what, catalog, schema: 's' } as const)
          : ({ is: what, catalog } as const)
    const work = define(process, { is: 'changeCatalogs', change })
    await this.#catalogs.change(`${what} ${catalog}`, work, model)
  }

  #catalogChange(name: string): ['createCatalog' | 'dropCatalog' | 'createSchema' | 'dropSchema', Model] {
    switch (this.#random.below(5)) {
      case 0:
      case 1:
        return ['createCatalog', created(name)]
      case 2:
        return ['dropCatalog', dropped(name)]
      case 3:
        return ['createSchema', withOnlyPart(name, 's')]
      default:
        return ['dropSchema', withoutPart(name)]
    }
  }

  async #append({ writer }: DataProcess): Promise<void> {
    const id = 1 + this.#random.below(3)
    const work = writer.insert(DB, this.#name(), tableOf([id], [id]))
    const { is } = await outcomeOf(this.#cluster.timeline, work, PATIENCE)
    const key = `tables append ${is}`
    this.#outcomes.set(key, (this.#outcomes.get(key) ?? 0) + 1)
  }

  async #shownTables({ node }: DataProcess): Promise<string> {
    const tables = (await node.controllers.ask({ is: 'tables', path: DB })) as readonly string[]
    const found = tables.map(json => tableFromJson(json)).filter(({ name }) => NAMES.includes(name))
    const later = found.map(({ name, columns }) => [name, columns.slice(2).map(shownColumn)])
    return toText(Object.fromEntries(later))
  }

  async #shownCatalogs({ node }: DataProcess): Promise<string> {
    const catalogs = (await node.controllers.ask({ is: 'catalogs' })) as readonly SchemaCatalog[]
    return toText(Object.fromEntries(catalogs.map(({ name, schemas }) => [name, Object.keys(schemas)])))
  }

  #name(): string {
    return NAMES[this.#random.below(NAMES.length)]!
  }
}

const shownColumn = ({ name, type }: ColumnRecord) => `${name}:${type}`

/** Null when it is done, else the kind of its refusal. */
async function define({ node }: DataProcess, command: DefinitionCommand): Promise<string | null> {
  try {
    await node.controllers.ask({ is: 'define', command, number: node.presence.ownNumber() })
    return null
  } catch (error) {
    if (error instanceof StorageError && !(error instanceof ControllerSilent)) return error.kind
    throw error
  }
}
