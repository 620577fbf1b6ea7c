import { borrow, giveBack } from '../borrowed.ts'
import { compileOnce, SAMPLE_ROWS, sample } from '../loop-source.ts'
import { type Data, type ScalarStorage, scratch } from '../storage.ts'

type Search = (
  keys: Data,
  offsets: Int32Array,
  codes: Int32Array,
  probes: Data,
  cursors: Int32Array,
  out: Int32Array,
) => void

/**
 * For each probe the place in its segment of `keys` where it belongs: out[i] is the first p of the segment offsets[codes[i]] …
 * offsets[codes[i] + 1] − 1 with keys[p] ≥ probes[i] (`lower`) or keys[p] > probes[i] (`upper`), or the segment's end.
 * Keys ascend within segments. Probes that ascend, too, are found in a few steps from the one before.
 */
export function searchSegments(
  side: 'lower' | 'upper',
  storage: ScalarStorage,
  keys: Data,
  offsets: Int32Array,
  codes: Int32Array,
  probes: Data,
  out: Int32Array,
): void {
  const before = side === 'lower' ? '<' : '<='
  const kernel = compileOnce<Search>(
    `search:${side}:${storage}`,
    'keys, offsets, codes, probes, cursors, out',
    () => `const n = codes.length
      for (let i = 0; i < n; i++) {
        const code = codes[i], probe = probes[i]
        let low = cursors[code], high = offsets[code + 1]
        if (low < high && keys[low] ${before} probe) {
          // Ahead in growing steps.
          let step = 1
          low++
          while (low + step <= high && keys[low + step - 1] ${before} probe) { low += step; step *= 2 }
          if (low + step < high) high = low + step
        } else {
          high = low
          low = offsets[code]
          // Back in growing steps.
          let step = 1
          while (high - step > low && !(keys[high - step] ${before} probe)) { high -= step; step *= 2 }
          if (high - step > low) low = high - step
        }
        while (low < high) {
          const middle = (low + high) >> 1
          if (keys[middle] ${before} probe) low = middle + 1
          else high = middle
        }
        cursors[code] = low
        out[i] = low
      }`,
  )
  const cursors = borrow('i32', offsets.length - 1)
  cursors.set(offsets.subarray(0, -1))
  kernel(keys, offsets, codes, probes, cursors, out)
  giveBack(cursors)
}

type Merge = (
  codes: Int32Array,
  probes: Data,
  keyCodes: Int32Array,
  keys: Data,
  next: Int32Array,
  out: Int32Array,
) => boolean

/**
 * As searchSegments, for keys that are not in order of segment but ascend as a whole: key r is of segment keyCodes[r],
 * in which it has its place after the earlier ones. One pass over both, if the probes ascend, too; if either doesn't, gives
 * false, and `out` is spoilt.
 */
export function searchMerged(
  side: 'lower' | 'upper',
  storage: ScalarStorage,
  keys: Data,
  keyCodes: Int32Array,
  offsets: Int32Array,
  codes: Int32Array,
  probes: Data,
  out: Int32Array,
): boolean {
  const before = side === 'lower' ? '<' : '<='
  const kernel = compileOnce<Merge>(
    `searchMerged:${side}:${storage}`,
    'codes, probes, keyCodes, keys, next, out',
    () => `const n = codes.length, m = keyCodes.length
      let r = 0
      for (let i = 0; i < n; i++) {
        const probe = probes[i]
        if (i > 0 && probe < probes[i - 1]) return false
        while (r < m && keys[r] ${before} probe) {
          if (r > 0 && keys[r] < keys[r - 1]) return false
          next[keyCodes[r]]++
          r++
        }
        out[i] = next[codes[i]]
      }
      for (; r < m; r++) if (r > 0 && keys[r] < keys[r - 1]) return false
      return true`,
    kernel => {
      const codes = scratch('i32', SAMPLE_ROWS)
      const up = scratch(storage, SAMPLE_ROWS)
      for (const keys of [up, sample(storage)]) {
        kernel(codes, up, codes, keys, scratch('i32', 1), scratch('i32', SAMPLE_ROWS))
      }
    },
  )
  const next = borrow('i32', offsets.length - 1)
  next.set(offsets.subarray(0, -1))
  const merged = kernel(codes, probes, keyCodes, keys, next, out)
  giveBack(next)
  return merged
}
