import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ByteWriter } from '../../src/base/byte-writer.ts'

test('numbers of all widths at every place of a buffer that fills up', () => {
  for (let before = 0; before < 600; before++) {
    const writer = new ByteWriter().bytes(new Uint8Array(before).fill(7))
    writer.u8(1).i16(-2).u16(3).i32(-4).u32(5).i64(-6n).f32(1.5).f64(-2.5).text('é').zeroTerminated('a\0b')
    const written = Buffer.from(writer.concat())
    const plain = Buffer.alloc(before + 40, 7)
    plain.writeUInt8(1, before)
    plain.writeInt16LE(-2, before + 1)
    plain.writeUInt16LE(3, before + 3)
    plain.writeInt32LE(-4, before + 5)
    plain.writeUInt32LE(5, before + 9)
    plain.writeBigInt64LE(-6n, before + 13)
    plain.writeFloatLE(1.5, before + 21)
    plain.writeDoubleLE(-2.5, before + 25)
    plain.write('éab\0', before + 33)
    assert.deepEqual(written, plain.subarray(0, before + 38))
  }
})
