import { borrow, borrowZeros, giveBack } from '../borrowed.ts'
import type { Strings } from '../column.ts'
import { compileOnce } from '../loop-source.ts'
import { scratch } from '../storage.ts'
import { type Coding, type NumberGroups, numbered } from './coding.ts'
import { codesOfWords, grown, keepFirst } from './hash-codes.ts'

/**
 * Two 32-bit hashes of each string's bytes, side by side (or the first alone: `width` 1). Equal strings have equal hashes;
 * nothing else may rely on the values.
 */
export function hashStrings({ bytes, offsets }: Strings, width: 1 | 2, out: Int32Array): void {
  const second = (text: string) => (width === 2 ? text : '')
  const kernel = compileOnce<(bytes: Uint8Array, offsets: Int32Array, out: Int32Array) => void>(
    `hash:strings:${width}`,
    'bytes, offsets, out',
    () => `const n = offsets.length - 1
      let start = offsets[0]
      for (let i = 0; i < n; i++) {
        const end = offsets[i + 1], last = end - 3
        let h = end - start${second(', g = ~h')}
        for (; start < last; start += 4) {
          const word = bytes[start] | bytes[start + 1] << 8 | bytes[start + 2] << 16 | bytes[start + 3] << 24
          h = Math.imul(h ^ word, -1640531535)
          h ^= h >>> 15
          ${second('g = Math.imul(g + word | 0, 668265263)\ng ^= g >>> 13')}
        }
        for (; start < end; start++) {
          h = Math.imul(h ^ bytes[start], -2048144777)
          ${second('g = Math.imul(g + bytes[start] | 0, -1028477379)')}
        }
        out[${width} * i] = h ^ h >>> 13
        ${second('out[2 * i + 1] = g ^ g >>> 15')}
      }`,
    kernel => kernel(sampleBytes, sampleOffsets, scratch('i32', 3 * width)),
  )
  kernel(bytes, offsets, out)
}

const sampleBytes = new Uint8Array(new SharedArrayBuffer(16))
const sampleOffsets = scratch('i32', 4)
sampleOffsets.set([0, 7, 7, 14])

interface Progress {
  row: number
  groups: number
}
type Fill = (
  hashes: Int32Array,
  bytes: Uint8Array,
  offsets: Int32Array,
  table: Int32Array,
  bits: number,
  codes: Int32Array,
  firstRows: Int32Array,
  progress: Progress,
) => void

// As for words, but where hashes are equal the bytes of the group's first row decide.
const fillSource = `
  const n = codes.length, mask = (1 << bits) - 1, shift = 32 - bits, full = 1 << (bits - 1)
  let i = progress.row, groups = progress.groups
  for (; i < n && groups < full; i++) {
    const hash = hashes[i], start = offsets[i], length = offsets[i + 1] - start
    let slot = Math.imul(hash, -1640531535) >>> shift
    let code = table[2 * slot + 1]
    while (code !== 0) {
      if (table[2 * slot] === hash) {
        const row = firstRows[code - 1], other = offsets[row]
        if (offsets[row + 1] - other === length) {
          let k = 0
          while (k < length && bytes[start + k] === bytes[other + k]) k++
          if (k === length) break
        }
      }
      slot = slot + 1 & mask
      code = table[2 * slot + 1]
    }
    if (code === 0) {
      firstRows[groups] = i
      code = ++groups
      table[2 * slot] = hash
      table[2 * slot + 1] = code
    }
    codes[i] = code - 1
  }
  progress.row = i
  progress.groups = groups`

// So many rows are coded by 64-bit hashes alone, and then checked.
const MANY_ROWS = 1 << 20

/** Codes of strings: equal ones have equal codes, numbered as they first appear, or as `number` decides. */
export function codesOfStrings(strings: Strings, number: NumberGroups | null = null): Coding {
  const n = strings.offsets.length - 1
  if (n >= MANY_ROWS) {
    const hashes = borrow('i32', 2 * n)
    hashStrings(strings, 2, hashes)
    const coding = codesOfWords(hashes, 2, number)
    giveBack(hashes)
    if (agrees(strings, coding)) return coding
    giveBack(coding.codes)
  }
  return numbered(codesByBytes(strings), number)
}

type Agree = (
  bytes: Uint8Array,
  offsets: Int32Array,
  codes: Int32Array,
  firstRows: Int32Array,
  rows: Int32Array,
  starts: Int32Array,
) => boolean

const BLOCK = 2048

/** Whether every row's string is that of its group's first row. */
function agrees({ bytes, offsets }: Strings, { codes, firstRows }: Coding): boolean {
  // Each step waits for memory all over the place. In loops of their own the waits of many rows overlap.
  const kernel = compileOnce<Agree>(
    'agree:strings',
    'bytes, offsets, codes, firstRows, rows, starts',
    () => `const n = codes.length
      for (let from = 0; from < n; from += ${BLOCK}) {
        const count = Math.min(${BLOCK}, n - from)
        let odd = 0
        for (let k = 0; k < count; k++) rows[k] = firstRows[codes[from + k]]
        for (let k = 0; k < count; k++) {
          const row = rows[k], i = from + k, start = offsets[row], length = offsets[i + 1] - offsets[i]
          starts[k] = length === 0 ? offsets[i] : start
          odd |= offsets[row + 1] - start - length
        }
        if (odd !== 0) return false
        for (let k = 0; k < count; k++) odd |= bytes[starts[k]] ^ bytes[offsets[from + k]]
        if (odd !== 0) return false
        for (let k = 0; k < count; k++) {
          const end = offsets[from + k + 1]
          for (let a = offsets[from + k] + 1, b = starts[k] + 1; a < end; a++, b++) odd |= bytes[a] ^ bytes[b]
        }
        if (odd !== 0) return false
      }
      return true`,
    kernel => {
      const [codes, first, rows, starts] = [3, 3, 8, 8].map(size => scratch('i32', size))
      first!.set([0, 1, 2])
      kernel(sampleBytes, sampleOffsets, codes!.fill(0, 0, 1), first!, rows!, starts!)
    },
  )
  return kernel(bytes, offsets, codes, firstRows, scratch('i32', BLOCK), scratch('i32', BLOCK))
}

function codesByBytes(strings: Strings): Coding {
  const { bytes, offsets } = strings
  const n = offsets.length - 1
  const hashes = borrow('i32', n)
  hashStrings(strings, 1, hashes)
  const fill = compileOnce<Fill>(
    'fill:strings',
    'hashes, bytes, offsets, table, bits, codes, firstRows, progress',
    () => fillSource,
    kernel => {
      const [hashes, table, codes, rows] = [3, 16, 3, 3].map(size => scratch('i32', size))
      kernel(hashes!, sampleBytes, sampleOffsets, table!, 3, codes!, rows!, { row: 0, groups: 0 })
    },
  )
  const codes = borrow('i32', n)
  const firstRows = borrow('i32', n)
  const progress = { row: 0, groups: 0 }
  let bits = 12
  let table = borrowZeros('i32', 2 << bits)
  for (;;) {
    fill(hashes, bytes, offsets, table, bits, codes, firstRows, progress)
    if (progress.row === n) break
    bits += progress.row < 4 * progress.groups ? 3 : 2
    table = grown(table, bits, 1)
  }
  giveBack(table, hashes)
  return { codes, groups: progress.groups, firstRows: keepFirst(firstRows, progress.groups) }
}
