import type { Part } from '../../sql/parts/source.ts'
import type { DatabaseRecord } from '../../storage/catalog/database-record.ts'
import type { TableRecord } from '../../storage/catalog/table-record.ts'
import type { StoreClient } from '../bridge/store-client.ts'
import { DfsTable } from './dfs-table.ts'

/** Some partitions of a table, as of commits. */
export class PartOfTable extends DfsTable {
  readonly #parts: readonly (Part & { readonly cid: number })[]

  constructor(
    store: StoreClient,
    database: DatabaseRecord,
    record: TableRecord,
    parts: readonly (Part & { readonly cid: number })[],
  ) {
    super(store, database, record)
    this.#parts = parts
  }

  override partCount(): number {
    return this.#parts.length
  }

  override parts(): readonly Part[] {
    return this.#parts
  }

  // Whoever names partitions has chosen where they are read.
  override begin(): [] {
    return []
  }

  override origin(): null {
    return null
  }
}
