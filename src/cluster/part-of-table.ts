import type { Part } from '../sql/source.ts'
import type { DatabaseRecord } from '../storage/database-record.ts'
import type { TableRecord } from '../storage/table-record.ts'
import { DfsTable } from './dfs-table.ts'
import type { StoreClient } from './store-client.ts'

/** One partition of a table, as of a commit. */
export class PartOfTable extends DfsTable {
  readonly #part: Part & { readonly cid: number }

  constructor(
    store: StoreClient,
    database: DatabaseRecord,
    record: TableRecord,
    part: Part & { readonly cid: number },
  ) {
    super(store, database, record)
    this.#part = part
  }

  override partCount(): number {
    return 1
  }

  override parts(): readonly Part[] {
    return [this.#part]
  }

  override origin(): null {
    return null
  }
}
