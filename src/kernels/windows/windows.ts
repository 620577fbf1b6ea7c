import { SAMPLE_ROWS } from '../loop-source.ts'
import { scratch } from '../storage.ts'

/**
 * The windows that moving aggregates look at. `rows`: one for every row, it and the window − 1 before it, within its
 * segment offsets[s] … offsets[s + 1] − 1. `ranges`: one for every r, starts[r] … ends[r] − 1; quick as long as neither
 * ever steps back, right in any case.
 */
export interface Windows {
  readonly kind: 'rows' | 'ranges'
  /** Offsets, or starts and ends. */
  readonly first: Int32Array
  readonly second: Int32Array
  readonly window: number
  /** So many rows of each segment have no result. */
  readonly skip: number
  /** Windows with fewer values that are not null have no result. */
  readonly least: number
}

/**
 * Windows of `window` rows. Without `minPeriods` the first window − 1 rows of a segment have no result; with it, rows
 * whose window holds fewer values than that.
 */
export function rowWindows(window: number, minPeriods: number | null, offsets: Int32Array): Windows {
  const skip = minPeriods === null ? window - 1 : 0
  return { kind: 'rows', first: offsets, second: offsets, window, skip, least: minPeriods ?? 0 }
}

/** Windows of rows starts[r] … ends[r] − 1. */
export function rangeWindows(starts: Int32Array, ends: Int32Array, minPeriods: number | null): Windows {
  return { kind: 'ranges', first: starts, second: ends, window: 0, skip: 0, least: minPeriods ?? 0 }
}

/** One segment of all rows. */
export function wholeSegment(rows: number): Int32Array {
  const offsets = scratch('i32', 2)
  offsets[1] = rows
  return offsets
}

/** Windows on a few rows, to warm loops up with. */
export function sampleWindows(kind: 'rows' | 'ranges'): Windows {
  const first = scratch('i32', SAMPLE_ROWS)
  const second = scratch('i32', SAMPLE_ROWS)
  for (let i = 0; i < SAMPLE_ROWS; i++) {
    first[i] = Math.max(0, i - 3)
    second[i] = i + 1
  }
  if (kind === 'ranges') return rangeWindows(first, second, 1)
  const offsets = scratch('i32', 3)
  offsets.set([0, 5, SAMPLE_ROWS])
  return rowWindows(3, 1, offsets)
}

/** Parameters of a loop over windows, and what to pass for them. */
export const windowParameters = 'first, second, window, skip, least'

export function windowArguments(windows: Windows) {
  return [windows.first, windows.second, windows.window, windows.skip, windows.least] as const
}

/**
 * A loop over windows: `begin` comes before the windows of a segment; `body` sees window r as rows s … e − 1, and
 * `tooEarly`, that it has no result in any case. Rows of the segment begin at `from`.
 */
export function windowLoop(kind: 'rows' | 'ranges', begin: string, body: string): string {
  if (kind === 'rows') {
    return `const segments = first.length - 1
      for (let g = 0; g < segments; g++) {
        const from = first[g], to = first[g + 1]
        ${begin}
        for (let r = from; r < to; r++) {
          const s = r - window + 1 < from ? from : r - window + 1, e = r + 1, tooEarly = r - from < skip
          ${body}
        }
      }`
  }
  return `const ranges = first.length, from = 0
    ${begin}
    for (let r = 0; r < ranges; r++) {
      const s = first[r], e = second[r] < s ? s : second[r], tooEarly = false
      ${body}
    }`
}

/** Segments that have rows from … to − 1, as offsets; the first and last may begin before and end after. */
export function segmentsWithin(offsets: Int32Array, from: number, to: number): Int32Array {
  const last = offsets.length - 1
  let [low, high] = [0, last]
  while (low < high) {
    const middle = (low + high) >> 1
    if (offsets[middle + 1]! <= from) low = middle + 1
    else high = middle
  }
  let end = low
  while (end < last && offsets[end]! < to) end++
  return offsets.subarray(low, end + 1)
}

/** The rows of the longest of the segments or ranges. */
export function longestOf(starts: Int32Array, ends: Int32Array): number {
  let longest = 0
  const n = ends.length
  for (let r = 0; r < n; r++) longest = Math.max(longest, ends[r]! - starts[r]!)
  return longest
}

/** The rows of the widest window. */
export function widestOf({ kind, first, second, window }: Windows): number {
  return kind === 'ranges' ? longestOf(first, second) : Math.min(window, longestOf(first, first.subarray(1)))
}
