import { rowsOf, type Strings } from '../column.ts'
import { codesOfStrings } from '../groups/string-codes.ts'
import { scratch } from '../storage.ts'

/** The strings at `rows`; a negative row gives the empty string. */
export function gatherStrings({ bytes, offsets }: Strings, rows: Int32Array): Strings {
  const n = rows.length
  const out = scratch('i32', n + 1)
  let total = 0
  for (let i = 0; i < n; i++) {
    const row = rows[i]!
    if (row >= 0) total += offsets[row + 1]! - offsets[row]!
    out[i + 1] = total
  }
  const gathered = byteArray(total)
  let to = 0
  for (let i = 0; i < n; i++) {
    const row = rows[i]!
    if (row < 0) continue
    const end = offsets[row + 1]!
    // Copying a few bytes by hand is quicker than a call.
    if (end - offsets[row]! < 48) for (let b = offsets[row]!; b < end; b++) gathered[to++] = bytes[b]!
    else {
      gathered.set(bytes.subarray(offsets[row]!, end), to)
      to += end - offsets[row]!
    }
  }
  return { storage: 'string', bytes: gathered, offsets: out }
}

/** The strings of all parts, one after the other. */
export function joinStrings(...parts: readonly Strings[]): Strings {
  const rows = parts.reduce((sum, part) => sum + rowsOf(part), 0)
  const offsets = scratch('i32', rows + 1)
  const bytes = byteArray(parts.reduce((sum, part) => sum + part.offsets.at(-1)! - part.offsets[0]!, 0))
  let row = 0
  let at = 0
  for (const part of parts) {
    const n = rowsOf(part)
    const shift = at - part.offsets[0]!
    bytes.set(part.bytes.subarray(part.offsets[0]!, part.offsets[n]), at)
    for (let i = 1; i <= n; i++) offsets[row + i] = part.offsets[i]! + shift
    row += n
    at = offsets[row]!
  }
  return { storage: 'string', bytes, offsets }
}

/** Each string of `a` with that of `b` behind it. */
export function appendStrings(a: Strings, b: Strings): Strings {
  const n = rowsOf(a)
  const offsets = scratch('i32', n + 1)
  const bytes = byteArray(a.offsets[n]! - a.offsets[0]! + b.offsets[n]! - b.offsets[0]!)
  let at = 0
  for (let i = 0; i < n; i++) {
    for (let k = a.offsets[i]!; k < a.offsets[i + 1]!; k++) bytes[at++] = a.bytes[k]!
    for (let k = b.offsets[i]!; k < b.offsets[i + 1]!; k++) bytes[at++] = b.bytes[k]!
    offsets[i + 1] = at
  }
  return { storage: 'string', bytes, offsets }
}

/** The distinct strings, in order of appearance, and which of them each row has. */
export function dictionaryOf(strings: Strings): { codes: Int32Array; distinct: Strings } {
  const { codes, firstRows } = codesOfStrings(strings)
  return { codes, distinct: gatherStrings(strings, firstRows) }
}

/** The order of each pair of strings by their bytes: −1, 0 or 1. */
export function compareStrings(a: Strings, b: Strings, out: Int8Array): void {
  const n = rowsOf(a)
  for (let i = 0; i < n; i++) {
    const [startA, startB] = [a.offsets[i]!, b.offsets[i]!]
    const [lengthA, lengthB] = [a.offsets[i + 1]! - startA, b.offsets[i + 1]! - startB]
    const shorter = Math.min(lengthA, lengthB)
    let k = 0
    while (k < shorter && a.bytes[startA + k] === b.bytes[startB + k]) k++
    out[i] = Math.sign(k < shorter ? a.bytes[startA + k]! - b.bytes[startB + k]! : lengthA - lengthB)
  }
}

/** The bytes with letters a to z in upper case, or A to Z in lower case; null if some are not ASCII. */
export function changeCase(strings: Strings, to: 'upper' | 'lower'): Strings | null {
  const { offsets } = strings
  const [start, end] = [offsets[0]!, offsets.at(-1)!]
  const bytes = byteArray(strings.bytes.length)
  const first = to === 'upper' ? 0x61 : 0x41
  let all = 0
  for (let k = start; k < end; k++) {
    const byte = strings.bytes[k]!
    all |= byte
    bytes[k] = (byte - first) >>> 0 < 26 ? byte ^ 0x20 : byte
  }
  return all < 0x80 ? { storage: 'string', bytes, offsets } : null
}

function byteArray(length: number): Uint8Array {
  const data = scratch('i8', length)
  return new Uint8Array(data.buffer, data.byteOffset, length)
}
