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

/** @throws WireError */
export function rowsFromBytes(bytes: Uint8Array): Table {
  const queue = new ByteQueue()
  queue.push(bytes)
  const reading = new ObjectDecoder(queue, LIMITS).read()
  const step = reading.next()
  if (!step.done) throw new WireError('The rows of another node end early.')
  return step.value as Table
}
