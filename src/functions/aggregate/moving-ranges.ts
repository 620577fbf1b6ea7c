import type { Windows } from '../../kernels/windows/windows.ts'
import { allocate } from '../../values/memory.ts'
import { nullVector } from '../../values/vectors/build.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Aggregation } from './aggregation.ts'

/** Windows as ranges of rows, and which of them have no result in any case. */
export function rangesOf(windows: Windows, rows: number): { starts: Int32Array; ends: Int32Array } {
  if (windows.kind === 'ranges') return { starts: windows.first, ends: windows.second }
  const starts = allocate('i32', rows)
  const ends = allocate('i32', rows)
  const { first: offsets, window } = windows
  for (let s = 0; s + 1 < offsets.length; s++) {
    for (let row = offsets[s]!; row < offsets[s + 1]!; row++) {
      starts[row] = Math.max(offsets[s]!, row - window + 1)
      ends[row] = row + 1
    }
  }
  return { starts, ends }
}

/** Windows that have no result: at the beginning of a segment, or with too few values that are not null. */
export function withoutResult(windows: Windows, columns: readonly Vector[]): (window: number) => boolean {
  const rows = columns[0]!.length
  const { starts, ends } = rangesOf(windows, rows)
  const early = new Uint8Array(starts.length)
  if (windows.kind === 'rows' && windows.skip > 0) {
    const { first: offsets, skip } = windows
    for (let s = 0; s + 1 < offsets.length; s++)
      early.fill(1, offsets[s]!, Math.min(offsets[s]! + skip, offsets[s + 1]!))
  }
  if (windows.least <= 0) return window => early[window] === 1
  // How many of the rows before are valid, so that a difference tells a window's.
  const valid = new Int32Array(rows + 1)
  for (let row = 0; row < rows; row++) {
    valid[row + 1] = valid[row]! + (columns.some(column => column.isNullAt(row)) ? 0 : 1)
  }
  return window => early[window] === 1 || valid[ends[window]!]! - valid[starts[window]!]! < windows.least
}

/** An aggregate of every window, each computed by itself. */
export function movingByRanges(
  aggregation: Aggregation,
  columns: readonly Vector[],
  windows: Windows,
): Vector {
  const { starts, ends } = rangesOf(windows, columns[0]!.length)
  const results = aggregation.ranges(columns, starts, ends)
  const missing = withoutResult(windows, columns)
  const noResult = nullVector(results.type, 1).get(0)
  for (let window = 0; window < results.length; window++) if (missing(window)) results.set(window, noResult)
  return results
}
