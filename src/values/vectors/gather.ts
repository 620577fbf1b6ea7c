import { areWithin, gather, gatherChecked } from '../../kernels/elementwise/select.ts'
import { type Arrays, lanes, type Storage } from '../../kernels/storage.ts'

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

// Rows of the source at a time: about what a processor keeps at hand.
const BLOCK = 1 << 16

/**
 * Several gathers from one source, each of ascending indices within it: the source is walked through once, not once for each, since most
 * of the time is spent on bringing it.
 */
export function gatherEach<S extends Storage>(
  storage: S,
  source: Arrays[S],
  length: number,
  lists: readonly Int32Array[],
  outs: readonly Arrays[S][],
): void {
  const width = lanes[storage]
  const done = new Int32Array(lists.length)
  for (let end = BLOCK; ; end += BLOCK) {
    for (const [i, list] of lists.entries()) {
      const from = done[i]!
      const to = end >= length ? list.length : firstFrom(list, end, from)
      if (to > from) {
        const part = outs[i]!.subarray(from * width, to * width) as Arrays[S]
        gather(storage, source, list.subarray(from, to), part, to - from)
      }
      done[i] = to
    }
    if (end >= length) return
  }
}

// The first place at or behind `from` in an ascending list whose value is at least `value`.
function firstFrom(list: Int32Array, value: number, from: number): number {
  let [low, high] = [from, list.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (list[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
