import { borrow, giveBack } from './borrowed.ts'
import { scratch } from './storage.ts'

/**
 * Records to be sorted: `stride` words each, the key's one or two words (the more significant first, unsigned), then
 * the row. `bits` of the key may differ, counted from its low end.
 */
export interface Records {
  readonly words: Int32Array
  readonly stride: 2 | 3
  readonly bits: number
}

// From the most significant digit down, each bucket by itself: after one or two rounds buckets fit in the cache, and
// bits below those that tell rows apart are never looked at.
const WIDEST_DIGIT = 11
const FEW = 20

interface Sorting {
  readonly stride: 2 | 3
  readonly order: Int32Array
  /** Where runs of equal keys of more than one row begin and end, or null if nobody asks. */
  readonly ties: number[] | null
}

/**
 * Writes the rows in order of key into `order`; rows of equal keys stay in the order of their records. Gives the
 * records back. Given `ties`, adds the start and end of every run of equal keys.
 */
export function radixSort(records: Records, order: Int32Array, ties: number[] | null): void {
  const { words, stride, bits } = records
  const sorting: Sorting = { stride, order, ties }
  const spare = borrow('i32', words.length)
  sortBucket(sorting, words, spare, 0, order.length, bits, 0)
  giveBack(words, spare)
}

// Bucket boundaries of each level of recursion.
const bounds: Int32Array[] = []
const next = scratch('i32', 2 ** WIDEST_DIGIT)

function sortBucket(
  sorting: Sorting,
  from: Int32Array,
  spare: Int32Array,
  start: number,
  end: number,
  bits: number,
  level: number,
): void {
  const { stride } = sorting
  const rows = end - start
  if (rows > FEW && bits > 0 && !inOrder(from, stride, start, end)) {
    const inWord = ((bits - 1) & 31) + 1
    const digit = Math.min(inWord, WIDEST_DIGIT, Math.max(5, 32 - Math.clz32(rows)))
    const word = bits > 32 ? 0 : stride - 2
    const shift = inWord - digit
    const buckets = 2 ** digit
    const ends = (bounds[level] ??= scratch('i32', 2 ** WIDEST_DIGIT))
    if (count(from, stride, start, end, word, shift, buckets - 1, ends, rows)) {
      sortBucket(sorting, from, spare, start, end, bits - digit, level)
      return
    }
    let total = start
    for (let b = 0; b < buckets; b++) {
      next[b] = total
      total += ends[b]!
      ends[b] = total
    }
    scatter(from, spare, stride, start, end, word, shift, buckets - 1, next)
    let first = start
    for (let b = 0; b < buckets; b++) {
      const last = ends[b]!
      if (last - first > FEW) sortBucket(sorting, spare, from, first, last, bits - digit, level + 1)
      else if (last > first) finish(sorting, spare, first, last)
      first = last
    }
    return
  }
  finish(sorting, from, start, end)
}

// Counts the digit's values. True if there is but one.
function count(
  words: Int32Array,
  stride: number,
  start: number,
  end: number,
  word: number,
  shift: number,
  mask: number,
  counts: Int32Array,
  rows: number,
): boolean {
  counts.fill(0, 0, mask + 1)
  const last = end * stride + word
  for (let at = start * stride + word; at < last; at += stride) counts[(words[at]! >>> shift) & mask]!++
  return counts[(words[start * stride + word]! >>> shift) & mask] === rows
}

function scatter(
  from: Int32Array,
  to: Int32Array,
  stride: number,
  start: number,
  end: number,
  word: number,
  shift: number,
  mask: number,
  next: Int32Array,
): void {
  const last = end * stride
  if (stride === 2) {
    for (let at = 2 * start; at < last; at += 2) {
      const key = from[at]!
      const bucket = (key >>> shift) & mask
      const target = next[bucket]!
      next[bucket] = target + 1
      to[2 * target] = key
      to[2 * target + 1] = from[at + 1]!
    }
    return
  }
  for (let at = 3 * start; at < last; at += 3) {
    const bucket = (from[at + word]! >>> shift) & mask
    const target = next[bucket]! * 3
    next[bucket]!++
    to[target] = from[at]!
    to[target + 1] = from[at + 1]!
    to[target + 2] = from[at + 2]!
  }
}

// Unsigned comparisons are signed ones with the top bits flipped.
const TOP = 1 << 31

function inOrder(words: Int32Array, stride: number, start: number, end: number): boolean {
  const last = end * stride
  if (stride === 2) {
    let before = words[2 * start]! ^ TOP
    for (let at = 2 * start + 2; at < last; at += 2) {
      const key = words[at]! ^ TOP
      if (key < before) return false
      before = key
    }
    return true
  }
  let high = words[3 * start]! ^ TOP
  let low = words[3 * start + 1]! ^ TOP
  for (let at = 3 * start + 3; at < last; at += 3) {
    const nextHigh = words[at]! ^ TOP
    const nextLow = words[at + 1]! ^ TOP
    if (nextHigh < high || (nextHigh === high && nextLow < low)) return false
    high = nextHigh
    low = nextLow
  }
  return true
}

// Puts a bucket in order that is short, or in order already, and hands its rows out.
function finish({ stride, order, ties }: Sorting, words: Int32Array, start: number, end: number): void {
  if (end - start > 1 && end - start <= FEW) insertionSort(words, stride, start, end)
  const row = stride - 1
  for (let i = start, at = start * stride + row; i < end; i++, at += stride) order[i] = words[at]!
  if (ties === null) return
  for (let i = start; i < end; ) {
    let j = i + 1
    while (j < end && sameKey(words, stride, i, j)) j++
    if (j > i + 1) ties.push(i, j)
    i = j
  }
}

function sameKey(words: Int32Array, stride: number, i: number, j: number): boolean {
  return (
    words[i * stride] === words[j * stride] &&
    (stride === 2 || words[i * stride + 1] === words[j * stride + 1])
  )
}

function insertionSort(words: Int32Array, stride: number, start: number, end: number): void {
  if (stride === 2) {
    for (let i = 2 * start + 2; i < 2 * end; i += 2) {
      const key = words[i]!
      const row = words[i + 1]!
      const flipped = key ^ TOP
      let j = i
      while (j > 2 * start && (words[j - 2]! ^ TOP) > flipped) {
        words[j] = words[j - 2]!
        words[j + 1] = words[j - 1]!
        j -= 2
      }
      words[j] = key
      words[j + 1] = row
    }
    return
  }
  for (let i = 3 * start + 3; i < 3 * end; i += 3) {
    const high = words[i]!
    const low = words[i + 1]!
    const row = words[i + 2]!
    const flippedHigh = high ^ TOP
    const flippedLow = low ^ TOP
    let j = i
    while (j > 3 * start) {
      const before = words[j - 3]! ^ TOP
      if (before < flippedHigh || (before === flippedHigh && (words[j - 2]! ^ TOP) <= flippedLow)) break
      words[j] = words[j - 3]!
      words[j + 1] = words[j - 2]!
      words[j + 2] = words[j - 1]!
      j -= 3
    }
    words[j] = high
    words[j + 1] = low
    words[j + 2] = row
  }
}
