import { ByteWriter } from '../base/byte-writer.ts'
import type { Value } from '../values/value.ts'
import { type Describe, ObjectEncoder } from './encode-object.ts'

// What a publisher sends without being asked: no status line, one object.

/** What stands before the object. */
export interface PushHeader {
  /** Since 1970: nanoseconds over WebSocket, milliseconds over TCP. */
  readonly sent: bigint
  /** The offset of the last row in the table. */
  readonly offset: bigint
  readonly topic: string
}

/** The bytes of a push's object: they may go to many. */
export function pushedObject(value: Value, describe: Describe): Uint8Array {
  const encoder = new ObjectEncoder(describe)
  encoder.write(value)
  return Buffer.concat([...encoder.out.chunks()])
}

/** A push in one piece, so that nothing else gets in between. */
export function pushFrame({ sent, offset, topic }: PushHeader, object: Uint8Array): Uint8Array {
  const head = new ByteWriter().u8(1).i64(sent).i64(offset).zeroTerminated(topic).concat()
  return Buffer.concat([head, object])
}
