import { databaseFromJson } from '../../storage/catalog/database-record.ts'
import { type TableRecord, tableFromJson } from '../../storage/catalog/table-record.ts'
import { StorageError } from '../../storage/storage-error.ts'
import type { Store } from '../../storage/store.ts'
import type { TableAnswer } from '../controller/request.ts'
import type { ControllerClient } from './controller-client.ts'

/**
 * The definitions of tables at this node: what its store has, brought up to what the controllers say. A table is known by its number:
 * its name here may be an old one, and another's soon.
 */
export class TableDefinitions {
  readonly #store: Store
  readonly #controllers: ControllerClient
  /** Versions of the definitions in the store, by table, as far as they are known. */
  readonly #versions = new Map<number, number>()
  readonly #asking = new Map<number, Promise<number>>()

  constructor(store: Store, controllers: ControllerClient) {
    this.#store = store
    this.#controllers = controllers
  }

  /** Sees that the store has the table as of that version or a later one. @throws StorageError `missing` */
  async ensure(table: number, version: number): Promise<void> {
    if ((this.#versions.get(table) ?? -1) >= version && this.#store.definitions.tableNumbered(table)) return
    let asking = this.#asking.get(table)
    if (!asking) {
      asking = this.#ask(table).finally(() => this.#asking.delete(table))
      this.#asking.set(table, asking)
    }
    // The answer may have been on its way before that version was made.
    if ((await asking) < version) await this.ensure(table, version)
  }

  /** The table as the store calls it at this moment: not to be kept while others work. @throws StorageError `missing` */
  current(table: number): TableRecord {
    const record = this.#store.definitions.tableNumbered(table)
    if (!record) throw new StorageError('missing', `The table ${table} isn't on this node`)
    return record
  }

  async #ask(table: number): Promise<number> {
    const answer = (await this.#controllers.ask({ is: 'definition', table })) as TableAnswer
    const record = tableFromJson(answer.table)
    await this.#store.definitions.adoptTable(databaseFromJson(answer.database), record)
    this.#versions.set(table, answer.version)
    return answer.version
  }
}
