import { borrow, borrowZeros, giveBack } from '../borrowed.ts'
import { compileOnce } from '../loop-source.ts'
import { scratch } from '../storage.ts'
import type { Coding, NumberGroups } from './coding.ts'
import { hashSource } from './hash-source.ts'

// Looking up many different keys in one large table waits for memory on every row. So rows are first dealt out into parts
// by the top bits of their hash, key and row number together; the table of one part fits in the cache.
const ROWS_OF_PART = 1 << 15

type Deal = (words: Int32Array, records: Int32Array, next: Int32Array, bits: number) => void
type Count = (words: Int32Array, n: number, counts: Int32Array, bits: number) => void
type CodePart = (
  records: Int32Array,
  start: number,
  end: number,
  table: Int32Array,
  bits: number,
  partBits: number,
  base: number,
  firstRows: Int32Array,
) => number

const countSource = (width: 1 | 2) => `
  const shift = 32 - bits
  for (let i = 0; i < n; i++) {
    const low = words[${width} * i]${width === 2 ? ', high = words[2 * i + 1]' : ''}
    counts[${hashSource(width)} >>> shift]++
  }`

const dealSource = (width: 1 | 2) => `
  const shift = 32 - bits, n = records.length / ${width + 1}
  for (let i = 0; i < n; i++) {
    const low = words[${width} * i]${width === 2 ? ', high = words[2 * i + 1]' : ''}
    const part = ${hashSource(width)} >>> shift
    const at = next[part] * ${width + 1}
    next[part]++
    records[at] = low
    ${width === 2 ? 'records[at + 1] = high' : ''}
    records[at + ${width}] = i
  }`

// Gives the part's rows codes from `base` on, in place of the first word of their keys. −1: the table is too small.
const codeSource = (width: 1 | 2) => `
  const mask = (1 << bits) - 1, shift = 32 - bits, full = base + (1 << bits - 1)
  let groups = base
  for (let r = start; r < end; r++) {
    const low = records[${width + 1} * r]${width === 2 ? ', high = records[3 * r + 1]' : ''}
    let slot = ${hashSource(width)} << partBits >>> shift
    let at = slot * ${2 * width}, code = table[at + ${width}]
    while (code !== 0 && (table[at] !== low${width === 2 ? ' || table[at + 1] !== high' : ''})) {
      slot = slot + 1 & mask
      at = slot * ${2 * width}
      code = table[at + ${width}]
    }
    if (code === 0) {
      if (groups === full) return -1
      firstRows[groups] = records[${width + 1} * r + ${width}]
      code = ++groups
      table[at] = low
      ${width === 2 ? 'table[at + 1] = high' : ''}
      table[at + ${width}] = code
    }
    records[${width + 1} * r] = code - 1
  }
  return groups`

/** Codes of keys of one or two words; as `codesOfWords`, but quick for many rows of which many are different. */
export function partitionedCodes(keys: Int32Array, width: 1 | 2, number: NumberGroups | null): Coding {
  const n = keys.length / width
  const partBits = Math.max(1, Math.min(10, 32 - Math.clz32(n / ROWS_OF_PART)))
  const parts = 2 ** partBits
  const ends = scratch('i32', parts)
  const count = compileOnce<Count>(`partition:count:${width}`, 'words, n, counts, bits', () =>
    countSource(width),
  )
  count(keys, n, ends, partBits)
  const next = scratch('i32', parts)
  let total = 0
  for (let part = 0; part < parts; part++) {
    next[part] = total
    total += ends[part]!
    ends[part] = total
  }
  const records = borrow('i32', n * (width + 1))
  const deal = compileOnce<Deal>(`partition:deal:${width}`, 'words, records, next, bits', () =>
    dealSource(width),
  )
  deal(keys, records, next, partBits)
  const firstRows = borrow('i32', n)
  const groups = codeParts(records, width, ends, partBits, firstRows)
  const found = firstRows.subarray(0, groups)
  const numbers = number ? number(found) : numbersByAppearance(found, n)
  const codes = borrow('i32', n)
  writeCodes(records, width, ends, numbers, codes)
  const rows = scratch('i32', groups)
  for (let g = 0; g < groups; g++) rows[numbers[g]!] = found[g]!
  giveBack(records, firstRows)
  return { codes, groups, firstRows: rows }
}

function codeParts(
  records: Int32Array,
  width: 1 | 2,
  ends: Int32Array,
  partBits: number,
  firstRows: Int32Array,
): number {
  const code = compileOnce<CodePart>(
    `partition:code:${width}`,
    'records, start, end, table, bits, partBits, base, firstRows',
    () => codeSource(width),
  )
  let groups = 0
  let bits = 11
  let start = 0
  // The codes take the place of a word of the keys, so a part that the table was too small for is begun anew from a copy.
  for (const end of ends) {
    for (;;) {
      const part = records.slice(start * (width + 1), end * (width + 1))
      const table = borrowZeros('i32', 2 * width * 2 ** bits)
      const reached = code(records, start, end, table, bits, partBits, groups, firstRows)
      giveBack(table)
      if (reached >= 0) {
        groups = reached
        break
      }
      records.set(part, start * (width + 1))
      bits++
    }
    start = end
  }
  return groups
}

/** For each group its place when they are ordered by first row. */
function numbersByAppearance(firstRows: Int32Array, rows: number): Int32Array {
  // A bit for each row that is a first one; `before` counts those of all earlier words.
  const words = (rows + 31) >>> 5
  const isFirst = borrowZeros('i32', words)
  const before = borrow('i32', words)
  const groups = firstRows.length
  for (let g = 0; g < groups; g++) isFirst[firstRows[g]! >>> 5]! |= 1 << (firstRows[g]! & 31)
  let total = 0
  for (let w = 0; w < words; w++) {
    before[w] = total
    total += bitCount(isFirst[w]!)
  }
  const numbers = scratch('i32', groups)
  for (let g = 0; g < groups; g++) {
    const row = firstRows[g]!
    const lower = isFirst[row >>> 5]! & ((1 << (row & 31)) - 1)
    numbers[g] = before[row >>> 5]! + bitCount(lower)
  }
  giveBack(isFirst, before)
  return numbers
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

// Rows in all parts advance together, a stretch of rows at a time, so that what is written stays in the cache.
const STRETCH = 1 << 19

function writeCodes(
  records: Int32Array,
  width: 1 | 2,
  ends: Int32Array,
  numbers: Int32Array,
  codes: Int32Array,
): void {
  const stride = width + 1
  const cursors = scratch('i32', ends.length)
  for (let part = 1; part < ends.length; part++) cursors[part] = ends[part - 1]!
  for (let stop = STRETCH; stop < codes.length + STRETCH; stop += STRETCH) {
    for (let part = 0; part < ends.length; part++) {
      cursors[part] = writePart(records, stride, cursors[part]!, ends[part]!, stop, numbers, codes)
    }
  }
}

function writePart(
  records: Int32Array,
  stride: number,
  start: number,
  end: number,
  stop: number,
  numbers: Int32Array,
  codes: Int32Array,
): number {
  let r = start
  for (let at = r * stride; r < end; r++, at += stride) {
    const row = records[at + stride - 1]!
    if (row >= stop) break
    codes[row] = numbers[records[at]!]!
  }
  return r
}
