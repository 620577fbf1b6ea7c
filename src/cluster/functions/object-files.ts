import { ByteQueue } from '../../base/byte-queue.ts'
import { define } from '../../functions/define.ts'
import { fileHandle } from '../../functions/files/file-handle.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { display } from '../../values/format/format.ts'
import { NOTHING } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { ObjectDecoder } from '../../wire/decode-object.ts'
import { ObjectEncoder } from '../../wire/encode-object.ts'
import { WireError } from '../../wire/wire-error.ts'

// Any value in a file, as clients get it: its length in 8 bytes, little-endian, then its bytes.

const LENGTH_BYTES = 8
const LIMITS = { vectorBytes: 2 ** 33, depth: 64 }

export const writeObject = define({
  name: 'writeObject',
  signature: 'writeObject(handle, object)',
  kind: 'system',
  doc: 'Writes a value of any form to a file, from which readObject gets it back. Functions and handles are written as texts.',
  examples: [
    [
      'f = file("o.bin", "w"); f.writeObject(table(1 2 as id, `a`b as s)); f.writeObject({k: (1, "x")}); f.close(); g = file("o.bin"); t = g.readObject(); g.readObject()',
      'k->(1,"x")',
    ],
  ],
  run: (_, handle, object) => {
    const file = fileHandle(handle, 'writeObject(handle, object)')
    const encoder = new ObjectEncoder(each => display(each))
    encoder.write(object!)
    const parts = encoder.out.parts()
    const length = new Uint8Array(LENGTH_BYTES)
    const total = parts.reduce((sum, part) => sum + part.length, 0)
    new DataView(length.buffer).setBigUint64(0, BigInt(total), true)
    file.write(Buffer.concat([length, ...parts]))
    return NOTHING
  },
})

export const readObject = define({
  name: 'readObject',
  signature: 'readObject(handle)',
  kind: 'system',
  doc: 'The next value of a file that writeObject wrote.',
  examples: [['file("p.bin", "w").writeObject(1 2 3); file("p.bin").readObject()', '[1,2,3]']],
  run: (_, handle) => {
    const file = fileHandle(handle, 'readObject(handle)')
    const length = file.read(LENGTH_BYTES)
    if (length.length === 0) throw new ScriptError('readObject: there is no further object in this file.')
    const value = length.length === LENGTH_BYTES ? decoded(file.read(lengthOf(length))) : null
    if (value === null) throw new ScriptError('readObject: what follows in this file is no object.')
    return value
  },
})

// No file is so long that this would be a length; reading it all fails where it ends.
const MOST_BYTES = 2n ** 34n

function lengthOf(bytes: Uint8Array): number {
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true)
  return length > MOST_BYTES ? 0 : Number(length)
}

function decoded(bytes: Uint8Array): Value | null {
  const queue = new ByteQueue()
  queue.push(bytes)
  try {
    const step = new ObjectDecoder(queue, LIMITS).read().next()
    return step.done ? step.value : null
  } catch (error) {
    if (error instanceof WireError) return null
    throw error
  }
}
