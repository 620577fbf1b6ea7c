import type { Utf8 } from '../values/vectors/string-vector.ts'

/**
 * A column's texts, each closed by a zero byte, in pieces of about `size` bytes made as they are asked for (a piece ends
 * where `size` does, be it within a text). Zero bytes inside texts are left out, since they would end them.
 */
export function* zeroTerminatedBlocks({ bytes, offsets }: Utf8, size: number): Generator<Uint8Array> {
  const [start, end] = [offsets[0]!, offsets.at(-1)!]
  const rows = offsets.length - 1
  const isClean = bytes.subarray(start, end).indexOf(0) < 0
  const most = Math.min(size, end - start + offsets.length)
  let piece = new Uint8Array(most)
  let used = 0
  for (let row = 0; row < rows; row++) {
    // Most texts are whole, short and fit.
    if (isClean) {
      const whole = addWhole(piece, used, bytes, offsets, row)
      row += whole.rows
      used = whole.used
      if (row === rows) break
    }
    const stop = offsets[row + 1]!
    for (let at = offsets[row]!; at <= stop; at++) {
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

// Texts from `row` on, as many as fit into the piece with their zeros; a function of its own, since this loop is all the work.
function addWhole(
  piece: Uint8Array,
  from: number,
  bytes: Uint8Array,
  offsets: Int32Array,
  row: number,
): { rows: number; used: number } {
  const rows = offsets.length - 1
  const size = piece.length
  let used = from
  let next = row
  let at = offsets[row]!
  for (; next < rows; next++) {
    const stop = offsets[next + 1]!
    if (used + stop - at >= size) break
    while (at < stop) piece[used++] = bytes[at++]!
    piece[used++] = 0
  }
  return { rows: next - row, used }
}
