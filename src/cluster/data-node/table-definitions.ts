import { databaseFromJson } from '../../storage/database-record.ts'
import type { Store } from '../../storage/store.ts'
import { type TableRecord, tableFromJson } from '../../storage/table-record.ts'
import type { TableAnswer } from '../controller/request.ts'
import type { ControllerClient } from './controller-client.ts'

interface Known {
  readonly record: TableRecord
  readonly version: number
}

/** The definitions of tables at this node: what its store has, brought up to what the controllers say. */
export class TableDefinitions {
  readonly #store: Store
  readonly #controllers: ControllerClient
  readonly #known = new Map<number, Known>()
  readonly #asking = new Map<number, Promise<Known>>()

  constructor(store: Store, controllers: ControllerClient) {
    this.#store = store
    this.#controllers = controllers
  }

  /** The table as of that version or a later one, in the store too. @throws StorageError `missing` */
  async ensure(table: number, version: number): Promise<TableRecord> {
    const known = this.#known.get(table)
    if (known && known.version >= version) return known.record
    let asking = this.#asking.get(table)
    if (!asking) {
      asking = this.#ask(table).finally(() => this.#asking.delete(table))
      this.#asking.set(table, asking)
    }
    const found = await asking
    // The answer may have been on its way before that version was made.
    return found.version >= version ? found.record : this.ensure(table, version)
  }

  async #ask(table: number): Promise<Known> {
    const answer = (await this.#controllers.ask({ is: 'definition', table })) as TableAnswer
    const record = tableFromJson(answer.table)
    await this.#store.definitions.adoptTable(databaseFromJson(answer.database), record)
    const known = { record, version: answer.version }
    this.#known.set(table, known)
    return known
  }
}
