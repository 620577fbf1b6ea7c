import { ByteQueue } from '../../base/byte-queue.ts'
import { ByteWriter } from '../../base/byte-writer.ts'
import { Table } from '../../values/forms/table.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import { ObjectDecoder } from '../../wire/decode-object.ts'
import { ObjectEncoder } from '../../wire/encode-object.ts'
import { WireError } from '../../wire/wire-error.ts'

const LIMITS = { vectorBytes: 16 * 2 ** 30, depth: 64 }

/** Columns as another node gets them: a Buffer, which passes between nodes without being copied once more. */
export function rowsToBytes(rows: Table): Uint8Array {
  const encoder = new ObjectEncoder(() => '', new ByteWriter())
  encoder.write(rows)
  return Buffer.concat(encoder.out.parts())
}

/** Bytes of one message with rows: well below what the links take at once. */
export const LONGEST_PIECE = 8 * 2 ** 20

/** Columns in pieces of so many bytes at most, unless one row has more. At least one piece. */
export function rowsToPieces(rows: Table, longest = LONGEST_PIECE): Uint8Array[] {
  const size = rows.columns.reduce((sum, column) => sum + column.byteSize(), 0)
  let count = Math.min(rows.rows, Math.ceil(size / longest))
  if (count < 2) {
    const bytes = rowsToBytes(rows)
    if (bytes.length <= longest || rows.rows < 2) return [bytes]
    count = Math.min(rows.rows, Math.ceil(bytes.length / longest))
  }
  // Rows differ in length: pieces that come out too long are divided again.
  const bounds = Array.from({ length: count + 1 }, (_, i) => Math.floor((rows.rows * i) / count))
  return bounds.slice(1).flatMap((end, i) => rowsToPieces(part(rows, bounds[i]!, end), longest))
}

/** As many rows from `start` on as go into so many bytes, at least one where there is one, and where they end. */
export function firstPiece(
  rows: Table,
  start: number,
  longest: number,
): { readonly bytes: Uint8Array; readonly end: number } {
  const size = rows.columns.reduce((sum, column) => sum + column.byteSize(), 0)
  const share = Math.max(1, Math.floor((rows.rows * longest) / Math.max(1, size)))
  for (let count = Math.min(share, rows.rows - start); ; count >>= 1) {
    const bytes = rowsToBytes(part(rows, start, start + count))
    // Rows differ in length.
    if (bytes.length <= 2 * longest || count < 2) return { bytes, end: start + count }
  }
}

function part(rows: Table, start: number, end: number): Table {
  const columns = rows.columns.map(column => {
    const view = column.view(start, end)
    // A base that is much larger than the column would travel with each piece.
    return view instanceof SymbolVector && view.base.size > 2 * view.length ? view.compacted() : view
  })
  return new Table([...rows.names], columns)
}

/** @throws WireError */
export function rowsFromBytes(bytes: Uint8Array): Table {
  const queue = new ByteQueue()
  // Not as a Buffer, whose methods differ.
  queue.push(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length))
  const reading = new ObjectDecoder(queue, LIMITS).read()
  const step = reading.next()
  if (!step.done) throw new WireError('The rows of another node end early.')
  return step.value as Table
}
