import { rangeWindows, type Windows } from '../../kernels/windows/windows.ts'
import { allocate } from '../../values/memory.ts'

/** Windows that grow from the beginning of each segment. */
export function growingWindows(rows: number, segments: Int32Array): Windows {
  const starts = allocate('i32', rows)
  const ends = allocate('i32', rows)
  for (let s = 0; s + 1 < segments.length; s++) starts.fill(segments[s]!, segments[s]!, segments[s + 1]!)
  for (let row = 0; row < rows; row++) ends[row] = row + 1
  return rangeWindows(starts, ends, null)
}
