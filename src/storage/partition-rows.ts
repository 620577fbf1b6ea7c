import { allocate } from '../values/memory.ts'
import type { Vector } from '../values/vector.ts'
import type { PartitionLevel } from './partition-level.ts'
import { StorageError } from './storage-error.ts'

/** The rows of one partition among rows to be written. */
export interface PartitionRows {
  /** The partition's number in each level. */
  readonly codes: readonly number[]
  /** `20180807/0_50`: the names of its levels. */
  readonly path: string
  readonly count: number
  /** Where they are, in order; null when they are the rows from `start` on without a gap. */
  readonly rows: Int32Array | null
  readonly start: number
}

/** The path of a partition below its database. */
export function partitionPath(levels: readonly PartitionLevel[], codes: readonly number[]): string {
  return levels.map((level, i) => level.name(codes[i]!)).join('/')
}

/**
 * Deals rows out to partitions: `columns[i]` is partitioned by `levels[i]`. Rows that belong to none are left out.
 * Partitions come in the order of their numbers, rows keep theirs.
 */
export function partitionRows(
  levels: readonly PartitionLevel[],
  columns: readonly Vector[],
): readonly PartitionRows[] {
  const n = columns[0]?.length ?? 0
  if (levels.length !== columns.length) {
    throw new StorageError(
      'invalid',
      `${levels.length} partition columns are needed, ${columns.length} are given`,
    )
  }
  const codes = levels.map((level, i) => level.codes(columns[i]!))
  const { dense, partitions } = denseCodes(levels, codes, n)
  return groupRows(dense, partitions.length).map((group, i) => ({
    ...group,
    codes: partitions[i]!,
    path: partitionPath(levels, partitions[i]!),
  }))
}

// Numbers the partitions that occur, in order, and gives each row the number of its partition, or −1.
function denseCodes(levels: readonly PartitionLevel[], codes: readonly Int32Array[], n: number) {
  const dense = new Int32Array(n)
  const found = new Map<number, number>()
  let last = -1
  let lastPlace = -1
  for (let i = 0; i < n; i++) {
    // Doubles: three levels of a million partitions each would not fit an Int32.
    let combined = 0
    for (let level = 0; level < codes.length; level++) {
      const code = codes[level]![i]!
      if (code < 0) {
        combined = -1
        break
      }
      combined = combined * levels[level]!.count + code
    }
    if (combined !== last) {
      last = combined
      lastPlace = combined < 0 ? -1 : (found.get(combined) ?? found.size)
      if (combined >= 0 && lastPlace === found.size) found.set(combined, lastPlace)
    }
    dense[i] = lastPlace
  }
  const ordered = [...found.keys()].sort((a, b) => a - b)
  const places = new Int32Array(ordered.length)
  ordered.forEach((combined, place) => {
    places[found.get(combined)!] = place
  })
  for (let i = 0; i < n; i++) if (dense[i]! >= 0) dense[i] = places[dense[i]!]!
  return { dense, partitions: ordered.map(combined => split(levels, combined)) }
}

function split(levels: readonly PartitionLevel[], combined: number): number[] {
  const codes = new Array<number>(levels.length)
  let rest = combined
  for (let level = levels.length - 1; level >= 0; level--) {
    codes[level] = rest % levels[level]!.count
    rest = Math.floor(rest / levels[level]!.count)
  }
  return codes
}

function groupRows(dense: Int32Array, groups: number) {
  const counts = new Int32Array(groups)
  const first = new Int32Array(groups).fill(-1)
  const last = new Int32Array(groups)
  for (let i = 0; i < dense.length; i++) {
    const group = dense[i]!
    if (group < 0) continue
    if (first[group] === -1) first[group] = i
    last[group] = i
    counts[group]!++
  }
  const rows = Array.from(counts, (count, group) =>
    last[group]! - first[group]! + 1 === count ? null : allocate('i32', count),
  )
  if (rows.some(Boolean)) {
    const filled = new Int32Array(groups)
    for (let i = 0; i < dense.length; i++) {
      const group = dense[i]!
      if (group >= 0) {
        const target = rows[group]!
        if (target !== null) target[filled[group]!++] = i
      }
    }
  }
  return rows.map((each, group) => ({ count: counts[group]!, rows: each, start: first[group]! }))
}

/** The rows of one partition of a column that was dealt out. */
export function rowsOf(column: Vector, part: PartitionRows): Vector {
  return part.rows ? column.gather(part.rows) : column.view(part.start, part.start + part.count)
}
