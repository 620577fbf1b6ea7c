import { SYMBOL } from '../values/data-type.ts'
import type { Vector } from '../values/vectors/vector.ts'
import type { CatalogDatabase } from './catalog/catalog.ts'
import type { TableRecord } from './catalog/table-record.ts'
import type { Definitions } from './definitions.ts'
import { partitionRows, rowsOf } from './partitions/rows.ts'
import { ValueLevel, vectorOfKeys } from './partitions/value.ts'
import { StorageError } from './storage-error.ts'
import type { StoreCore } from './store-core.ts'
import type { Transaction } from './transaction.ts'

export interface InsertOptions {
  /** What becomes of rows whose value has no partition in a VALUE scheme (newValuePartitionPolicy). */
  readonly newValues?: 'add' | 'skip' | 'fail'
  /** What is looked at for the rows' partitions, where the table applies functions to its partition columns. */
  readonly partitionKeys?: readonly Vector[]
}

export interface Insertion {
  readonly database: string
  readonly table: string
  /** The table's, in its order. */
  readonly columns: readonly Vector[]
  readonly options?: InsertOptions | undefined
}

/** Writes rows to the partitions they belong to; gives how many there were. Those that belong to none are left out. */
export async function insertRows(
  core: StoreCore,
  definitions: Definitions,
  transaction: Transaction,
  { database, table, columns, options = {} }: Insertion,
): Promise<number> {
  const { record } = core.catalog.table(database, table)
  if (record.partitionColumns.length === 0) {
    await transaction.append(database, table, '', columns)
    return columns[0]?.length ?? 0
  }
  const keys = partitionKeys(record, columns, options)
  await addMissing(core.catalog.database(database), keys, definitions, options)
  const parts = partitionRows(core.catalog.database(database).record.levels, keys)
  let rows = 0
  for (const part of parts) {
    await transaction.append(
      database,
      table,
      part.path,
      columns.map(column => rowsOf(column, part)),
    )
    rows += part.count
  }
  return rows
}

function partitionKeys(record: TableRecord, columns: readonly Vector[], options: InsertOptions): Vector[] {
  return record.partitionColumns.map((name, i) => {
    const column = columns[record.columns.findIndex(each => each.name === name)]
    if (!column) throw new StorageError('invalid', `Rows of the table ${record.name} need a value of ${name}`)
    const source = record.partitionFunctions[i] ?? null
    if (source === null) return column
    const key = options.partitionKeys?.[i]
    if (key?.length === column.length) return key
    throw new StorageError('invalid', `The partition function ${source} can't be called here`)
  })
}

async function addMissing(
  { record }: CatalogDatabase,
  keys: readonly Vector[],
  definitions: Definitions,
  { newValues = 'skip' }: InsertOptions,
): Promise<void> {
  if (newValues === 'skip') return
  for (const [at, level] of record.levels.entries()) {
    if (!(level instanceof ValueLevel)) continue
    const missing = level.missing(keys[at]!)
    if (missing.length === 0) continue
    if (newValues === 'fail') {
      throw new StorageError(
        'invalid',
        `The value ${level.with(missing).name(level.count)} has no partition in ${record.path}`,
      )
    }
    const type = level.type.category === 'LITERAL' ? SYMBOL : level.type
    await definitions.addValuePartitions(record.path, vectorOfKeys(type, missing), at)
  }
}
