import { borrow, giveBack } from '../borrowed.ts'
import { compileOnce, SAMPLE_ROWS, sample } from '../loop-source.ts'
import { type Data, type ScalarStorage, scratch } from '../storage.ts'

type Merge = (
  leftCodes: Int32Array,
  left: Data,
  rightCodes: Int32Array,
  right: Data,
  latest: Int32Array,
  out: Int32Array,
) => boolean

/**
 * For each row of the left the last row of the right with its code and a value (mostly a time) not above its own, or −1:
 * in one pass over both, if both ascend. If either doesn't, gives false, and `out` is spoilt.
 */
export function asofMerged(
  storage: ScalarStorage,
  leftCodes: Int32Array,
  left: Data,
  rightCodes: Int32Array,
  right: Data,
  groups: number,
  out: Int32Array,
): boolean {
  const kernel = compileOnce<Merge>(
    `asof:${storage}`,
    'leftCodes, left, rightCodes, right, latest, out',
    () => `const n = leftCodes.length, m = rightCodes.length
      let r = 0
      for (let i = 0; i < n; i++) {
        const time = left[i]
        if (i > 0 && time < left[i - 1]) return false
        while (r < m && right[r] <= time) {
          if (r > 0 && right[r] < right[r - 1]) return false
          latest[rightCodes[r]] = r
          r++
        }
        out[i] = latest[leftCodes[i]]
      }
      for (; r < m; r++) if (r > 0 && right[r] < right[r - 1]) return false
      return true`,
    kernel => {
      const codes = scratch('i32', SAMPLE_ROWS)
      const rows = sample(storage)
      const sorted = rows.slice().sort()
      for (const some of [rows, view(storage, sorted)])
        kernel(codes, some, codes, some, scratch('i32', 1), scratch('i32', SAMPLE_ROWS))
    },
  )
  const latest = borrow('i32', groups).fill(-1)
  const merged = kernel(leftCodes, left, rightCodes, right, latest, out)
  giveBack(latest)
  return merged
}

// The same values over shared memory.
function view(storage: ScalarStorage, values: Data): Data {
  const data = scratch(storage, values.length)
  data.set(values as never)
  return data
}
