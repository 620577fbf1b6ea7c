import type { Utf8 } from '../values/string-vector.ts'

/**
 * A column's texts, each closed by a zero byte, in pieces of about `size` bytes made as they are asked for (a piece ends
 * where `size` does, be it within a text). Zero bytes inside texts are left out, since they would end them.
 */
export function* zeroTerminatedBlocks({ bytes, offsets }: Utf8, size: number): Generator<Uint8Array> {
  const [start, end] = [offsets[0]!, offsets.at(-1)!]
  const clean = bytes.subarray(start, end).indexOf(0) < 0
  let piece = new Uint8Array(Math.min(size, end - start + offsets.length))
  let used = 0
  for (let row = 0; row + 1 < offsets.length; row++) {
    const stop = offsets[row + 1]!
    let at = offsets[row]!
    // Most texts are whole, short and fit.
    if (clean && used + stop - at < piece.length) {
      while (at < stop) piece[used++] = bytes[at++]!
      piece[used++] = 0
      continue
    }
    for (; at <= stop; at++) {
      if (at < stop && bytes[at] === 0) continue
      if (used === piece.length) {
        yield piece
        piece = new Uint8Array(size)
        used = 0
      }
      piece[used++] = at < stop ? bytes[at]! : 0
    }
  }
  if (used > 0) yield piece.subarray(0, used)
}
