import { rowsOf, type Strings } from '../column.ts'
import { scratch } from '../storage.ts'

// Parts of strings by their bytes. Positions count bytes; whoever counts characters asks first whether all are ASCII.

/** Whether every byte of the strings is ASCII, so that bytes are characters. */
export function isAscii({ bytes, offsets }: Strings): boolean {
  const end = offsets.at(-1)!
  let all = 0
  for (let k = offsets[0]!; k < end; k++) all |= bytes[k]!
  return all < 0x80
}

/** Bytes of each string. */
export function lengthsOfStrings(strings: Strings, out: Int32Array): void {
  const { offsets } = strings
  const n = rowsOf(strings)
  for (let i = 0; i < n; i++) out[i] = offsets[i + 1]! - offsets[i]!
}

/** `length` bytes of each string from `from` on; a negative `from` counts from the end. What lies outside is left out. */
export function sliceStrings(strings: Strings, from: number, length: number): Strings {
  const n = rowsOf(strings)
  const { offsets } = strings
  const [starts, ends] = [scratch('i32', n), scratch('i32', n)]
  for (let i = 0; i < n; i++) {
    const [first, last] = [offsets[i]!, offsets[i + 1]!]
    const start = from < 0 ? Math.max(first, last + from) : Math.min(last, first + from)
    starts[i] = start
    ends[i] = Math.min(last, start + length)
  }
  return spans(strings.bytes, starts, ends)
}

/** Which ends of a string are meant. */
export type Ends = 'both' | 'left' | 'right'

/** The strings without spaces at their ends; `white` also without tabs and line ends. */
export function trimStrings(strings: Strings, side: Ends, white: boolean): Strings {
  const n = rowsOf(strings)
  const { bytes, offsets } = strings
  const [starts, ends] = [scratch('i32', n), scratch('i32', n)]
  const isBlank = (byte: number) => byte === 0x20 || (white && byte >= 0x09 && byte <= 0x0d)
  for (let i = 0; i < n; i++) {
    let start = offsets[i]!
    let end = offsets[i + 1]!
    if (side !== 'right') while (start < end && isBlank(bytes[start]!)) start++
    if (side !== 'left') while (end > start && isBlank(bytes[end - 1]!)) end--
    starts[i] = start
    ends[i] = end
  }
  return spans(bytes, starts, ends)
}

// The bytes starts[i] … ends[i] − 1 as strings of their own.
function spans(bytes: Uint8Array, starts: Int32Array, ends: Int32Array): Strings {
  const n = starts.length
  const offsets = scratch('i32', n + 1)
  let total = 0
  for (let i = 0; i < n; i++) {
    total += ends[i]! - starts[i]!
    offsets[i + 1] = total
  }
  const out = byteArray(total)
  let at = 0
  for (let i = 0; i < n; i++) for (let k = starts[i]!; k < ends[i]!; k++) out[at++] = bytes[k]!
  return { storage: 'string', bytes: out, offsets }
}

/** Where `part` first occurs in each string, in bytes from its start; −1 where it doesn't. */
export function findInStrings(strings: Strings, part: Uint8Array, out: Int32Array): void {
  const { bytes, offsets } = strings
  const n = rowsOf(strings)
  const first = part[0]
  for (let i = 0; i < n; i++) {
    const start = offsets[i]!
    const last = offsets[i + 1]! - part.length
    out[i] = part.length === 0 ? 0 : -1
    for (let k = start; k <= last && part.length > 0; k++) {
      if (bytes[k] === first && occursAt(bytes, k, part)) {
        out[i] = k - start
        break
      }
    }
  }
}

/** Whether each string begins (`left`) or ends (`right`) with `part`: 1 or 0. */
export function testEnd(strings: Strings, part: Uint8Array, side: 'left' | 'right', out: Int8Array): void {
  const { bytes, offsets } = strings
  const n = rowsOf(strings)
  for (let i = 0; i < n; i++) {
    const fits = offsets[i + 1]! - offsets[i]! >= part.length
    const at = side === 'left' ? offsets[i]! : offsets[i + 1]! - part.length
    out[i] = fits && occursAt(bytes, at, part) ? 1 : 0
  }
}

function occursAt(bytes: Uint8Array, at: number, part: Uint8Array): boolean {
  let k = 0
  while (k < part.length && bytes[at + k] === part[k]) k++
  return k === part.length
}

/**
 * Each string as `length` bytes: longer ones lose their end, shorter ones get as much of `pattern`, over and over, as
 * is missing at that side. An empty pattern adds nothing.
 */
export function padStrings(
  strings: Strings,
  length: number,
  pattern: Uint8Array,
  side: 'left' | 'right',
): Strings {
  const { bytes, offsets } = strings
  const n = rowsOf(strings)
  const padded = scratch('i32', n + 1)
  for (let i = 0; i < n; i++) {
    const has = offsets[i + 1]! - offsets[i]!
    padded[i + 1] = padded[i]! + (pattern.length === 0 ? Math.min(has, length) : length)
  }
  const out = byteArray(padded[n]!)
  let at = 0
  for (let i = 0; i < n; i++) {
    const kept = Math.min(offsets[i + 1]! - offsets[i]!, length)
    const added = padded[i + 1]! - padded[i]! - kept
    if (side === 'left') for (let k = 0; k < added; k++) out[at++] = pattern[k % pattern.length]!
    for (let k = 0; k < kept; k++) out[at++] = bytes[offsets[i]! + k]!
    if (side === 'right') for (let k = 0; k < added; k++) out[at++] = pattern[k % pattern.length]!
  }
  return { storage: 'string', bytes: out, offsets: padded }
}

/** Each string `times` times over. */
export function repeatStrings(strings: Strings, times: number): Strings {
  const { bytes, offsets } = strings
  const n = rowsOf(strings)
  const repeated = scratch('i32', n + 1)
  for (let i = 0; i < n; i++) repeated[i + 1] = repeated[i]! + times * (offsets[i + 1]! - offsets[i]!)
  const out = byteArray(repeated[n]!)
  let at = 0
  for (let i = 0; i < n; i++) {
    for (let t = 0; t < times; t++) {
      for (let k = offsets[i]!; k < offsets[i + 1]!; k++) out[at++] = bytes[k]!
    }
  }
  return { storage: 'string', bytes: out, offsets: repeated }
}

function byteArray(length: number): Uint8Array {
  const data = scratch('i8', length)
  return new Uint8Array(data.buffer, data.byteOffset, length)
}
