import { borrow, borrowZeros, giveBack } from './borrowed.ts'
import { type Coding, type NumberGroups, numbered } from './coding.ts'
import type { Strings } from './column.ts'
import { grown, keepFirst } from './hash-codes.ts'
import { compileOnce } from './loop-source.ts'
import { scratch } from './storage.ts'

/**
 * A 32-bit hash of each string's bytes, four at a time. Equal strings have equal hashes; nothing else may rely on the
 * value.
 */
export function hashStrings({ bytes, offsets }: Strings, out: Int32Array): void {
  const kernel = compileOnce<(bytes: Uint8Array, offsets: Int32Array, out: Int32Array) => void>(
    'hash:strings',
    'bytes, offsets, out',
    () => `const n = offsets.length - 1
      let start = offsets[0]
      for (let i = 0; i < n; i++) {
        const end = offsets[i + 1], last = end - 3
        let h = end - start
        for (; start < last; start += 4) {
          const word = bytes[start] | bytes[start + 1] << 8 | bytes[start + 2] << 16 | bytes[start + 3] << 24
          h = Math.imul(h ^ word, -1640531535)
          h ^= h >>> 15
        }
        for (; start < end; start++) h = Math.imul(h ^ bytes[start], -2048144777)
        out[i] = h ^ h >>> 13
      }`,
    kernel => kernel(sampleBytes, sampleOffsets, scratch('i32', 3)),
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
  const n = hashes.length, mask = (1 << bits) - 1, shift = 32 - bits, full = 1 << (bits - 1)
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

/** Codes of strings: equal ones have equal codes, numbered as they first appear. */
export function codesOfStrings(strings: Strings, number: NumberGroups | null = null): Coding {
  const { bytes, offsets } = strings
  const n = offsets.length - 1
  const hashes = borrow('i32', n)
  hashStrings(strings, hashes)
  const fill = compileOnce<Fill>(
    'fill:strings',
    'hashes, bytes, offsets, table, bits, codes, firstRows, progress',
    () => fillSource,
    kernel =>
      kernel(
        scratch('i32', 3),
        sampleBytes,
        sampleOffsets,
        scratch('i32', 16),
        3,
        scratch('i32', 3),
        scratch('i32', 3),
        { row: 0, groups: 0 },
      ),
  )
  const codes = scratch('i32', n)
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
  const { groups } = progress
  return numbered({ codes, groups, firstRows: keepFirst(firstRows, groups) }, number)
}
