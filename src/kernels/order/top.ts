import { scratch } from '../storage.ts'
import { type CompareRows, compareRows } from './compare-rows.ts'
import { sortRows } from './sort.ts'
import type { SortKey } from './sort-fields.ts'

/** The first `count` rows in order of the keys, of which equal ones keep their order. */
export function topRows(keys: readonly SortKey[], rows: number, count: number): Int32Array {
  if (count >= rows || count > 1000) return sortRows(keys, rows).subarray(0, Math.min(count, rows))
  if (count <= 0) return scratch('i32', 0)
  const compare = compareRows(keys)
  const heap = scratch('i32', count)
  for (let row = 0; row < count; row++) heap[row] = row
  for (let place = (count >> 1) - 1; place >= 0; place--) sink(heap, place, count, compare)
  // A later row that equals the last one taken doesn't replace it.
  for (let row = count; row < rows; row++) {
    if (compare(row, heap[0]!) >= 0) continue
    heap[0] = row
    sink(heap, 0, count, compare)
  }
  for (let end = count - 1; end > 0; end--) {
    const last = heap[0]!
    heap[0] = heap[end]!
    heap[end] = last
    sink(heap, 0, end, compare)
  }
  return heap
}

// The heap's first row is the one that comes last.
function sink(heap: Int32Array, place: number, size: number, compare: CompareRows): void {
  const row = heap[place]!
  let at = place
  for (;;) {
    let child = 2 * at + 1
    if (child >= size) break
    if (child + 1 < size && comesAfter(heap[child + 1]!, heap[child]!, compare)) child++
    if (!comesAfter(heap[child]!, row, compare)) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = row
}

function comesAfter(a: number, b: number, compare: CompareRows): boolean {
  const order = compare(a, b)
  return order > 0 || (order === 0 && a > b)
}
