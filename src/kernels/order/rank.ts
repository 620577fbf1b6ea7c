import { nullF64, nullI32 } from '../null.ts'
import { scratch } from '../storage.ts'
import { compareRows } from './compare-rows.ts'
import { sortRows } from './sort.ts'
import type { SortKey } from './sort-fields.ts'

/**
 * How equal values share the ranks that they take up together: all the least of them, the greatest, the mean (which
 * needs a DOUBLE result), each its own in order of rows, or (`dense`) one that counts distinct values.
 */
export type Ties = 'min' | 'max' | 'average' | 'first' | 'dense'

/**
 * The rank of each row by a key, from 0, within its segment offsets[s] … offsets[s + 1] − 1. Rows for which `isNull`
 * holds are left out and get null; pass null to rank them, too, where the key puts them.
 */
export function rankRows(
  key: SortKey,
  ties: Ties,
  isNull: ((row: number) => boolean) | null,
  offsets: Int32Array,
  out: Int32Array | Float64Array,
): void {
  const rows = out.length
  const segments = offsets.length - 1
  const keys = segments > 1 ? [{ column: segmentNumbers(offsets, rows) }, key] : [key]
  const order = sortRows(keys, rows)
  const compare = compareRows([key])
  const missing = out instanceof Float64Array ? nullF64 : nullI32
  for (let s = 0; s < segments; s++) {
    const end = offsets[s + 1]!
    let rank = 0
    for (let i = offsets[s]!; i < end; ) {
      const row = order[i]!
      if (isNull?.(row)) {
        out[row] = missing
        i++
        continue
      }
      let j = i + 1
      while (j < end && compare(row, order[j]!) === 0 && !isNull?.(order[j]!)) j++
      share(order, i, j, ties, rank, out)
      rank += ties === 'dense' ? 1 : j - i
      i = j
    }
  }
}

// Gives the rows order[i] … order[j − 1], which are equal, ranks from `rank` on.
function share(
  order: Int32Array,
  i: number,
  j: number,
  ties: Ties,
  rank: number,
  out: Int32Array | Float64Array,
): void {
  const last = rank + j - i - 1
  const shared = ties === 'max' ? last : ties === 'average' ? (rank + last) / 2 : rank
  for (let k = i; k < j; k++) out[order[k]!] = ties === 'first' ? rank + k - i : shared
}

function segmentNumbers(offsets: Int32Array, rows: number) {
  const data = scratch('i32', rows)
  for (let s = 0; s + 1 < offsets.length; s++) data.fill(s, offsets[s], offsets[s + 1])
  return { storage: 'i32', data, nulls: false } as const
}
