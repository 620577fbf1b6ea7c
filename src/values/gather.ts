import { areWithin, gather, gatherChecked } from '../kernels/select.ts'
import type { Arrays, Storage } from '../kernels/storage.ts'

/**
 * out[i] = source[indices[i]], null where an index is negative. Returns whether any was. A pass over the indices ahead
 * pays: without a test in the loop, reads at random places are done several at a time.
 */
export function gatherInto<S extends Storage>(
  storage: S,
  source: Arrays[S],
  length: number,
  indices: Int32Array,
  out: Arrays[S],
): boolean {
  const n = indices.length
  if (n === 0) return false
  if (!areWithin(indices, length, n)) return gatherChecked(storage, source, length, indices, out, n)
  gather(storage, source, indices, out, n)
  return false
}
