import { INT } from '../values/data-type.ts'
import { FixedVector } from '../values/fixed-vector.ts'
import type { Vector } from '../values/vector.ts'
import { hashBuckets } from './partition-hash.ts'
import { type SortKey, sameRows, sortedOrder, sortKeys } from './sort-rows.ts'
import { StorageError } from './storage-error.ts'
import type { KeepDuplicates, TableRecord } from './table-record.ts'

export type MapSortKey = (source: string, column: Vector) => Vector

/**
 * Rows of a TSDB table in the order of its sort columns (sort keys mapped, where the table maps them), without the
 * duplicates that it doesn't keep. Rows that sort the same stay in the order they came. `columns` are the table's first
 * ones.
 */
export function arrangeRows(
  table: TableRecord,
  columns: readonly Vector[],
  map?: MapSortKey,
): readonly Vector[] {
  const order = arrangedOrder(table, columns, map)
  return order ? columns.map(column => column.gather(order)) : columns
}

/** Which rows, in which order; null: all as they are. `columns` needn't be there but for the sort columns. */
export function arrangedOrder(
  table: TableRecord,
  columns: readonly (Vector | undefined)[],
  map?: MapSortKey,
): Int32Array | null {
  const sources = table.sortColumns.map(
    name => columns[table.columns.findIndex(column => column.name === name)]!,
  )
  const mapped = table.sortKeyMapping.some(function_ => function_ !== null)
  const keys = sources.map((column, i) => mappedKey(column, table.sortKeyMapping[i] ?? null, map))
  // Mapped keys no longer tell duplicates apart: the real ones come after.
  const distinguishing = mapped && table.keepDuplicates !== 'ALL' ? sources : []
  const sorting = [...keys, ...distinguishing].flatMap(sortKeys)
  const order = sortedOrder(sorting, sources[0]!.length)
  if (table.keepDuplicates === 'ALL') return order
  return withoutDuplicates(sources.flatMap(sortKeys), order, sources[0]!.length, table.keepDuplicates)
}

const HASH_BUCKET = /^\s*hashBucket\s*\{\s*,\s*(\d+)\s*\}\s*$/

function mappedKey(column: Vector, source: string | null, map?: MapSortKey): Vector {
  if (source === null) return column
  const buckets = HASH_BUCKET.exec(source)?.[1]
  if (buckets) return new FixedVector(INT, hashBuckets(column, Number(buckets)))
  if (!map) throw new StorageError('invalid', `The sort key mapping function ${source} can't be called here`)
  return map(source, column)
}

// Of rows that agree in all keys, which lie side by side, the first or the last.
function withoutDuplicates(
  keys: readonly SortKey[],
  order: Int32Array | null,
  rows: number,
  keep: Exclude<KeepDuplicates, 'ALL'>,
): Int32Array | null {
  const kept = new Int32Array(rows)
  let count = 0
  for (let i = 0; i < rows; i++) {
    const row = order ? order[i]! : i
    const neighbour = keep === 'FIRST' ? i - 1 : i + 1
    if (neighbour >= 0 && neighbour < rows && sameRows(keys, row, order ? order[neighbour]! : neighbour))
      continue
    kept[count++] = row
  }
  return count === rows ? order : kept.slice(0, count)
}
