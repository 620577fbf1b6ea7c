import type { TableRecord } from '../catalog/table-record.ts'
import type { SegmentOptions } from './segment-writer.ts'

// Rows per block: where rows are sorted, few enough that a search reads little.
const BLOCK_ROWS = 1 << 16
const SORTED_BLOCK_ROWS = 1 << 14

/** How a table's segments are written. */
export function segmentOptions(table: TableRecord): SegmentOptions {
  const sorted = table.sortColumns.length > 0
  return { blockRows: sorted ? SORTED_BLOCK_ROWS : BLOCK_ROWS, sortedSymbols: sorted }
}
