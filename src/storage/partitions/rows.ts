import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { StorageError } from '../storage-error.ts'
import type { PartitionLevel } from './level.ts'

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
  const { dense, groups, partition } = oneCode(levels, codes, n)
  return groupRows(dense, groups).map(({ group, ...rest }) => {
    const own = partition(group)
    return { ...rest, codes: own, path: partitionPath(levels, own) }
  })
}

// Up to so many partitions, each has a place in a table whether or not it occurs.
const LARGEST_TABLE = 1 << 20

interface Dense {
  /** One number per row for its partition, in the order of partitions; −1 for none. */
  readonly dense: Int32Array
  readonly groups: number
  /** The partition's numbers in each level. */
  readonly partition: (group: number) => number[]
}

function oneCode(levels: readonly PartitionLevel[], codes: readonly Int32Array[], n: number): Dense {
  const product = levels.reduce((all, level) => all * level.count, 1)
  if (product > LARGEST_TABLE) return denseCodes(levels, codes, n)
  let combined = codes[0]!
  for (let level = 1; level < levels.length; level++) {
    combined = appendLevel(combined, codes[level]!, levels[level]!.count)
  }
  return { dense: combined, groups: product, partition: group => split(levels, group) }
}

function appendLevel(before: Int32Array, codes: Int32Array, count: number): Int32Array {
  const out = new Int32Array(before.length)
  for (let i = 0; i < out.length; i++) {
    out[i] = before[i]! < 0 || codes[i]! < 0 ? -1 : before[i]! * count + codes[i]!
  }
  return out
}

// Numbers only the partitions that occur.
function denseCodes(levels: readonly PartitionLevel[], codes: readonly Int32Array[], n: number): Dense {
  const found = new Map<number, number>()
  const dense = new Int32Array(n)
  for (let i = 0; i < n; i++) {
    // Doubles: three levels of a million partitions each would not fit an Int32.
    let combined = 0
    for (let level = 0; level < codes.length && combined >= 0; level++) {
      const code = codes[level]![i]!
      combined = code < 0 ? -1 : combined * levels[level]!.count + code
    }
    if (combined >= 0 && !found.has(combined)) found.set(combined, found.size)
    dense[i] = combined < 0 ? -1 : found.get(combined)!
  }
  const ordered = [...found.keys()].sort((a, b) => a - b)
  const places = new Int32Array(ordered.length)
  ordered.forEach((combined, place) => {
    places[found.get(combined)!] = place
  })
  for (let i = 0; i < n; i++) if (dense[i]! >= 0) dense[i] = places[dense[i]!]!
  return { dense, groups: ordered.length, partition: group => split(levels, ordered[group]!) }
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
  // By runs: rows that are written together are mostly for one partition.
  for (let start = 0; start < dense.length; ) {
    const group = dense[start]!
    let end = start + 1
    while (end < dense.length && dense[end] === group) end++
    if (group >= 0) {
      counts[group]! += end - start
      if (first[group] === -1) first[group] = start
      last[group] = end - 1
    }
    start = end
  }
  const rows = Array.from(counts, (count, group) =>
    count === 0 || last[group]! - first[group]! + 1 === count ? null : allocate('i32', count),
  )
  if (rows.some(Boolean)) fillRows(dense, rows)
  return rows.flatMap((each, group) =>
    counts[group] === 0 ? [] : [{ group, count: counts[group]!, rows: each, start: first[group]! }],
  )
}

function fillRows(dense: Int32Array, rows: readonly (Int32Array | null)[]): void {
  const filled = new Int32Array(rows.length)
  for (let i = 0; i < dense.length; i++) {
    const group = dense[i]!
    const target = group < 0 ? null : rows[group]!
    if (target !== null) target[filled[group]!++] = i
  }
}

// With more partitions than this, each gets too few rows of a block for that to pay.
const MOST_AT_ONCE = 256

/** The rows of a table in each partition, by its path. */
export function dealtRows(rows: Table, parts: readonly PartitionRows[]): [path: string, rows: Table][] {
  const columns = dealtOut(rows.columns, parts)
  return parts.map(({ path }, i) => [path, new Table([...rows.names], columns[i]!)])
}

/** The columns' rows in each partition: what `rowsOf` gives one by one, at once and faster. */
export function dealtOut(columns: readonly Vector[], parts: readonly PartitionRows[]): Vector[][] {
  const byColumn = columns.map(column => dealtColumn(column, parts))
  return parts.map((_, i) => byColumn.map(dealt => dealt[i]!))
}

function dealtColumn(column: Vector, parts: readonly PartitionRows[]): Vector[] {
  const scattered = parts.filter(({ rows }) => rows !== null)
  if (!(column instanceof FixedVector) || scattered.length < 2 || scattered.length > MOST_AT_ONCE)
    return parts.map(part => rowsOf(column, part))
  const gathered = column.gatherEach(scattered.map(({ rows }) => rows!))
  return parts.map(part => (part.rows ? gathered[scattered.indexOf(part)]! : rowsOf(column, part)))
}

/** The rows of one partition of a column that was dealt out. */
export function rowsOf(column: Vector, part: PartitionRows): Vector {
  return part.rows ? column.gather(part.rows) : column.view(part.start, part.start + part.count)
}
