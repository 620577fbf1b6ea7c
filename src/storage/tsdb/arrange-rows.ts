import { type CompareRows, compareRows } from '../../kernels/order/compare-rows.ts'
import { sortRows } from '../../kernels/order/sort.ts'
import { INT } from '../../values/data-type.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { KeepDuplicates, TableRecord } from '../catalog/table-record.ts'
import { hashBuckets } from '../partitions/hash.ts'
import { StorageError } from '../storage-error.ts'
import { sortKeyOf } from './sort-keys.ts'

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
  const order = sortRows([...keys, ...distinguishing].map(sortKeyOf), sources[0]!.length)
  if (table.keepDuplicates === 'ALL') return unlessAsTheyAre(order, order.length)
  const kept = withoutDuplicates(compareRows(sources.map(sortKeyOf)), order, table.keepDuplicates)
  return unlessAsTheyAre(kept, order.length)
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
  compare: CompareRows,
  order: Int32Array,
  keep: Exclude<KeepDuplicates, 'ALL'>,
): Int32Array {
  const rows = order.length
  const kept = new Int32Array(rows)
  let count = 0
  for (let i = 0; i < rows; i++) {
    const neighbour = keep === 'FIRST' ? i - 1 : i + 1
    if (neighbour >= 0 && neighbour < rows && compare(order[i]!, order[neighbour]!) === 0) continue
    kept[count++] = order[i]!
  }
  return kept.subarray(0, count)
}

function unlessAsTheyAre(order: Int32Array, rows: number): Int32Array | null {
  if (order.length < rows) return order
  for (let i = 0; i < order.length; i++) if (order[i] !== i) return order
  return null
}
