import { borrow, borrowZeros, giveBack } from '../borrowed.ts'
import { compileOnce } from '../loop-source.ts'
import { type Data, scratch } from '../storage.ts'
import { type Coding, type NumberGroups, numbered } from './coding.ts'
import { partitionedCodes } from './hash-partition.ts'
import { hashSource } from './hash-source.ts'

// Growing hash tables with open addressing. A slot holds the key's words and its code + 1 (0: free) side by side, so
// that a row touches one cache line. Tables are at most half full.
const FIRST_BITS = 12

interface Progress {
  row: number
  groups: number
}
type Fill = (
  words: Int32Array,
  n: number,
  table: Int32Array,
  bits: number,
  codes: Int32Array,
  firstRows: Int32Array,
  progress: Progress,
) => void

// Runs until all rows have codes or the table is half full.
const fillSource = (width: 1 | 2) => `
  const mask = (1 << bits) - 1, shift = 32 - bits, full = 1 << (bits - 1)
  let i = progress.row, groups = progress.groups
  for (; i < n && groups < full; i++) {
    ${seek(width)}
    if (code === 0) {
      firstRows[groups] = i
      code = ++groups
      table[at] = low
      ${width === 2 ? 'table[at + 1] = high' : ''}
      table[at + ${width}] = code
    }
    codes[i] = code - 1
  }
  progress.row = i
  progress.groups = groups`

// Goes to the slot of row i's key: the one that holds it, or the free one where it belongs (code 0).
const seek = (width: 1 | 2) => `
    const low = words[${width} * i]${width === 2 ? ', high = words[2 * i + 1]' : ''}
    let slot = ${hashSource(width)} >>> shift
    let at = slot * ${2 * width}, code = table[at + ${width}]
    while (code !== 0 && (table[at] !== low${width === 2 ? ' || table[at + 1] !== high' : ''})) {
      slot = slot + 1 & mask
      at = slot * ${2 * width}
      code = table[at + ${width}]
    }`

type Refill = (from: Int32Array, to: Int32Array, bits: number) => void

const refillSource = (width: 1 | 2) => `
  const mask = (1 << bits) - 1, shift = 32 - bits, n = from.length
  for (let i = 0; i < n; i += ${2 * width}) {
    const code = from[i + ${width}]
    if (code === 0) continue
    const low = from[i]${width === 2 ? ', high = from[i + 1]' : ''}
    let slot = ${hashSource(width)} >>> shift
    while (to[slot * ${2 * width} + ${width}] !== 0) slot = slot + 1 & mask
    const at = slot * ${2 * width}
    to[at] = low
    ${width === 2 ? 'to[at + 1] = high' : ''}
    to[at + ${width}] = code
  }`

// With more rows than this, tables of more slots (a megabyte) are given up for parts that fit in the cache.
const MANY_ROWS = 1 << 20
const MOST_BITS = 16

/** Codes of keys of one 32-bit word, or (`width` 2) of two words next to each other. */
export function codesOfWords(keys: Int32Array, width: 1 | 2, number: NumberGroups | null = null): Coding {
  const n = keys.length / width
  const codes = borrow('i32', n)
  const filled = fillTable(keys, width, codes, n >= MANY_ROWS ? MOST_BITS : 31)
  giveBack(filled.table)
  if (filled.rows < n) {
    giveBack(filled.firstRows, codes)
    return partitionedCodes(keys, width, number)
  }
  const firstRows = keepFirst(filled.firstRows, filled.groups)
  return numbered({ codes, groups: filled.groups, firstRows }, number)
}

/** Where keys are: a table on loan. */
export interface HashTable {
  readonly table: Int32Array
  readonly bits: number
  readonly width: 1 | 2
  /** The first row with each code. */
  readonly firstRows: Int32Array
}

/** A table of the keys, to be given back. */
export function hashTable(keys: Int32Array, width: 1 | 2): HashTable {
  const codes = borrow('i32', keys.length / width)
  const { table, bits, firstRows, groups } = fillTable(keys, width, codes, 31)
  giveBack(codes)
  return { table, bits, width, firstRows: keepFirst(firstRows, groups) }
}

type Probe = (
  words: Int32Array,
  table: Int32Array,
  bits: number,
  firstRows: Int32Array,
  out: Int32Array,
) => void

/** For each key the first row that the table has it from, or −1. */
export function probe({ table, bits, width, firstRows }: HashTable, keys: Int32Array): Int32Array {
  const kernel = compileOnce<Probe>(
    `probe:${width}`,
    'words, table, bits, firstRows, out',
    () => `const n = out.length, mask = (1 << bits) - 1, shift = 32 - bits
      for (let i = 0; i < n; i++) {
        ${seek(width)}
        out[i] = code === 0 ? -1 : firstRows[code - 1]
      }`,
  )
  const out = scratch('i32', keys.length / width)
  kernel(keys, table, bits, firstRows, out)
  return out
}

// Up to `rows`, which is less than all only if the table would need more than `mostBits`.
function fillTable(keys: Int32Array, width: 1 | 2, codes: Int32Array, mostBits: number) {
  const n = codes.length
  const fill = compileOnce<Fill>(
    `hash:${width}`,
    'words, n, table, bits, codes, firstRows, progress',
    () => fillSource(width),
    kernel => {
      const small = scratch('i32', 24)
      for (let i = 0; i < 24; i++) small[i] = i % 7
      const [table, codes, rows] = [scratch('i32', 64), scratch('i32', 24), scratch('i32', 24)]
      kernel(small, 24 / width, table, 4, codes, rows, { row: 0, groups: 0 })
    },
  )
  const firstRows = borrow('i32', n)
  const progress = { row: 0, groups: 0 }
  let bits = FIRST_BITS
  let table = borrowZeros('i32', 2 * width * 2 ** bits)
  for (;;) {
    fill(keys, n, table, bits, codes, firstRows, progress)
    // While most rows are new, so will be most that are left.
    const more = progress.row < 4 * progress.groups ? 3 : 2
    const { row: rows, groups } = progress
    if (rows === n || bits + more > mostBits) return { table, bits, firstRows, groups, rows }
    bits += more
    table = grown(table, bits, width)
  }
}

/** The table with room for 2 ** bits slots; the old one is given back. */
export function grown(table: Int32Array, bits: number, width: 1 | 2): Int32Array {
  const refill = compileOnce<Refill>(`rehash:${width}`, 'from, to, bits', () => refillSource(width))
  const larger = borrowZeros('i32', 2 * width * 2 ** bits)
  refill(table, larger, bits)
  giveBack(table)
  return larger
}

/** The first `n` of borrowed rows, which are given back. */
export function keepFirst(rows: Int32Array, n: number): Int32Array {
  const kept = scratch('i32', n)
  kept.set(rows.subarray(0, n))
  giveBack(rows)
  return kept
}

/** Codes of floating-point numbers. Zeros of both signs are equal, and so are all NaN. */
export function codesOfFloats(data: Float64Array | Float32Array, number: NumberGroups | null): Coding {
  const keys = floatWords(data)
  const coding = codesOfWords(keys, data.BYTES_PER_ELEMENT === 8 ? 2 : 1, number)
  giveBack(keys)
  return coding
}

/** The bits of floating-point numbers, of which equal ones have the same, on loan. */
export function floatWords(data: Float64Array | Float32Array): Int32Array {
  const width = data.BYTES_PER_ELEMENT === 8 ? 2 : 1
  const keys = borrow('i32', data.length * width)
  const bits = new Int32Array(data.buffer, data.byteOffset, keys.length)
  const kernel = compileOnce<(bits: Int32Array, keys: Int32Array, n: number, data: Data) => void>(
    `bits:${width}`,
    'bits, keys, n, data',
    () =>
      width === 1
        ? `for (let i = 0; i < n; i++) {
            const b = bits[i], x = data[i]
            keys[i] = x === 0 ? 0 : x !== x ? 0x7fc00000 : b
          }`
        : `for (let i = 0; i < n; i++) {
            const l = bits[2 * i], h = bits[2 * i + 1], x = data[i]
            keys[2 * i] = x !== x ? 0 : l
            keys[2 * i + 1] = x === 0 ? 0 : x !== x ? 0x7ff80000 : h
          }`,
  )
  kernel(bits, keys, data.length, data)
  return keys
}
