import { borrow, giveBack } from '../borrowed.ts'
import { scratch } from '../storage.ts'

/**
 * Records to be sorted: `stride` words each, the key's one or two words (the more significant first, unsigned), then
 * the row. Only the first `bits` of the key, from the top, may differ.
 */
export interface Records {
  readonly words: Int32Array
  readonly stride: 2 | 3
  readonly bits: number
}

// From the most significant digit down, each bucket by itself: after one or two rounds buckets fit in the cache, and
// bits below those that tell rows apart are never looked at.
const WIDEST_DIGIT = 13
// While rows don't fit in the cache, more buckets than this cost more than another round.
const DIGIT_OF_MANY = 9
const MANY = 1 << 16
// Buckets up to this size are left to insertion.
const FEW = 16

interface Sorting {
  readonly stride: 2 | 3
  readonly bits: number
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
  const sorting: Sorting = { stride, bits, order, ties }
  const spare = borrow('i32', words.length)
  sortBucket(sorting, words, spare, 0, order.length, 0, 0)
  giveBack(words, spare)
}

// Bucket boundaries of each level of recursion.
const bounds: Int32Array[] = []
const next = scratch('i32', 2 ** WIDEST_DIGIT)

// Rows start … end − 1, which agree in the first `done` bits.
function sortBucket(
  sorting: Sorting,
  from: Int32Array,
  spare: Int32Array,
  start: number,
  end: number,
  done: number,
  level: number,
): void {
  const { stride, bits } = sorting
  const rows = end - start
  if (rows <= FEW) insertionSort(from, stride, start, end)
  else if (done < bits && !inOrder(from, stride, start, end)) {
    const size = rows > MANY ? DIGIT_OF_MANY : Math.max(4, 31 - Math.clz32(rows))
    const digit = Math.min(size, 32 - (done & 31), WIDEST_DIGIT)
    const word = done >> 5
    const shift = 32 - (done & 31) - digit
    const buckets = 2 ** digit
    const ends = (bounds[level] ??= scratch('i32', 2 ** WIDEST_DIGIT))
    if (count(from, stride, start, end, word, shift, buckets - 1, ends, rows)) {
      sortBucket(sorting, from, spare, start, end, done + digit, level)
      return
    }
    let total = start
    for (let b = 0; b < buckets; b++) {
      next[b] = total
      total += ends[b]!
      ends[b] = total
    }
    scatter(from, spare, stride, start, end, word, shift, buckets - 1, next)
    sortBuckets(sorting, spare, from, start, ends, buckets, done + digit, level + 1)
    return
  }
  handOut(sorting, from, start, end)
}

// Buckets of few rows that follow each other are put in order together: rows don't cross bucket boundaries.
function sortBuckets(
  sorting: Sorting,
  from: Int32Array,
  spare: Int32Array,
  start: number,
  ends: Int32Array,
  buckets: number,
  done: number,
  level: number,
): void {
  const { stride } = sorting
  let first = start
  let few = start
  for (let b = 0; b < buckets; b++) {
    const last = ends[b]!
    if (last - first > FEW) {
      if (few < first) {
        insertionSort(from, stride, few, first)
        handOut(sorting, from, few, first)
      }
      sortBucket(sorting, from, spare, first, last, done, level)
      few = last
    }
    first = last
  }
  if (few < first) {
    insertionSort(from, stride, few, first)
    handOut(sorting, from, few, first)
  }
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

// Records in order become rows in order.
function handOut({ stride, order, ties }: Sorting, words: Int32Array, start: number, end: number): void {
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
