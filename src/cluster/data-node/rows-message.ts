import { ByteQueue } from '../../base/byte-queue.ts'
import { ByteWriter } from '../../base/byte-writer.ts'
import type { Table } from '../../values/table.ts'
import { ObjectDecoder } from '../../wire/decode-object.ts'
import { ObjectEncoder } from '../../wire/encode-object.ts'
import { WireError } from '../../wire/wire-error.ts'

const LIMITS = { vectorBytes: 16 * 2 ** 30, depth: 64 }

/** Columns as another node gets them. */
export function rowsToBytes(rows: Table): Uint8Array {
  const encoder = new ObjectEncoder(() => '', new ByteWriter())
  encoder.write(rows)
  return encoder.out.concat()
}

// Well below what the links take at once.
const LONGEST_PIECE = 8 * 2 ** 20

/** Columns in pieces of so many bytes at most, unless one row has more. At least one piece. */
export function rowsToPieces(rows: Table, longest = LONGEST_PIECE): Uint8Array[] {
  const bytes = rowsToBytes(rows)
  if (bytes.length <= longest || rows.rows < 2) return [bytes]
  // Rows differ in length: pieces that come out too long are divided again.
  const count = Math.min(rows.rows, Math.ceil(bytes.length / longest))
  const bounds = Array.from({ length: count + 1 }, (_, i) => Math.floor((rows.rows * i) / count))
  return bounds.slice(1).flatMap((end, i) => rowsToPieces(rows.slice(bounds[i]!, end), longest))
}

/** @throws WireError */
export function rowsFromBytes(bytes: Uint8Array): Table {
  const queue = new ByteQueue()
  queue.push(bytes)
  const reading = new ObjectDecoder(queue, LIMITS).read()
  const step = reading.next()
  if (!step.done) throw new WireError('The rows of another node end early.')
  return step.value as Table
}
