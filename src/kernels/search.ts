import { borrow, giveBack } from './borrowed.ts'
import { compileOnce } from './loop-source.ts'
import type { Data, ScalarStorage } from './storage.ts'

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
