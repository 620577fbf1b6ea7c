import { ByteQueue } from '../base/byte-queue.ts'
import { display } from '../values/format/format.ts'
import { fromTransferable, type Transferable, toTransferable } from '../values/transfer.ts'
import { ObjectDecoder } from '../wire/decode-object.ts'
import { ObjectEncoder } from '../wire/encode-object.ts'

/** A value in transferred form as bytes, in the clients' own format. Functions and handles go as their texts. */
export function encodedValue(value: unknown): Buffer {
  const writer = new ObjectEncoder(each => display(each))
  writer.write(fromTransferable(value))
  return Buffer.concat(writer.out.parts())
}

/** Back in transferred form. */
export function decodedValue(bytes: Uint8Array): Transferable {
  const queue = new ByteQueue()
  queue.push(bytes)
  const reading = new ObjectDecoder(queue, { vectorBytes: 2 ** 33, depth: 64 }).read()
  const step = reading.next()
  if (!step.done) throw new Error('The bytes of a value end too early.')
  return toTransferable(step.value)
}
