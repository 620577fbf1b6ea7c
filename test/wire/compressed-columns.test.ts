import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ByteQueue } from '../../src/base/byte-queue.ts'
import { ByteWriter } from '../../src/base/byte-writer.ts'
import { nextDouble, seededState } from '../../src/base/prng.ts'
import { BLOB, type DataType, LONG, SHORT, TIMESTAMP } from '../../src/values/data-type.ts'
import { display } from '../../src/values/format/format.ts'
import { Table } from '../../src/values/forms/table.ts'
import type { Raw } from '../../src/values/null.ts'
import { FixedVector, longs } from '../../src/values/vectors/fixed-vector.ts'
import { StringVector } from '../../src/values/vectors/string-vector.ts'
import type { Vector } from '../../src/values/vectors/vector.ts'
import { ObjectDecoder } from '../../src/wire/decode-object.ts'
import { deltaDecode, deltaEncode } from '../../src/wire/delta-of-delta.ts'
import { ObjectEncoder } from '../../src/wire/encode-object.ts'
import { WireError } from '../../src/wire/wire-error.ts'
import { scriptValue } from '../script-value.ts'

const LIMITS = { vectorBytes: 1 << 28, depth: 32 }

function decoded(bytes: Uint8Array, little = true): unknown {
  const queue = new ByteQueue()
  queue.push(bytes)
  const step = new ObjectDecoder(queue, LIMITS, little).read().next()
  assert.ok(step.done && queue.available === 0)
  return step.value
}

function sent(column: Vector): Uint8Array {
  const encoder = new ObjectEncoder(display, new ByteWriter(), true)
  encoder.write(new Table(['x'], [column]))
  return encoder.out.concat()
}

const columnOf = (bytes: Uint8Array) => (decoded(bytes) as Table).columns[0]!

for (const script of [
  '1..100000',
  'take(1h 2h NULL, 100000)',
  '0.5 * 1..100000',
  'take(true false, 100000)',
  'rand(1000000, 100000)',
  'take(2012.06.13 NULL 2012.06.15, 100000)',
  '2024.01.01T00:00:00.000 + 1000 * 1..100000',
  'take(13:30:10 NULL, 100000)',
  'string(1..100000)',
  'take(complex(1, 2), 10000)',
  'symbol(string(1..10000))',
  'decimal32(string(1..10000), 2)',
]) {
  test(`${script} goes compressed where it can, and comes back`, () => {
    const column = scriptValue(script) as Vector
    assert.equal(display(columnOf(sent(column))), display(column))
    assert.equal(columnOf(sent(column)).type, column.type)
  })
}

test('regular columns become small', () => {
  const moments = scriptValue('2024.01.01T00:00:00.000 + 1000 * 1..100000') as Vector
  assert.ok(sent(moments).length < 20_000, String(sent(moments).length))
  const repeating = scriptValue('take(1..10, 100000)') as Vector
  assert.ok(sent(repeating).length < 10_000)
})

test('the bytes that the Java client sends for five integers are understood', () => {
  // A table column of type 26, LZ4: the header as observed, one block of literals only.
  const block = 'f005' + '0100000002000000030000000400000005000000'
  const column = `1a01${'2e000000'}010000000001ff0104040000ffffffff05000000ffffffff`
  const bytes = Buffer.from(`${column}16000000${block}`, 'hex')
  assert.equal(display(decoded(bytes) as Vector), '[1,2,3,4,5]')
})

const values = (numbers: readonly (number | null)[]) => ({
  length: numbers.length,
  at: (i: number) => numbers[i]!,
})

function through(numbers: readonly (number | null)[], width: 2 | 4 | 8): (number | null)[] {
  const out: (number | null)[] = []
  deltaDecode(deltaEncode(values(numbers), width)!, width, true, value => {
    out.push(value === null ? null : Number(value))
    return true
  })
  return out
}

test('array vectors as the Java client compresses them, without their number of elements', () => {
  const head = (bytes: string, type: string, scale: string, rows: string) =>
    `1a01${bytes}000000010000000001ff01${type}04${scale}00ffffffff${rows}000000ffffffff`
  const sent: readonly (readonly [hex: string, shown: string])[] = [
    [head('14', '44', '00', '00'), '[]'],
    [
      `${head('31', '44', '00', '03')}19000000f0080300010002010101000000020000000000008007000000`,
      '[[1,2],,[7]]',
    ],
    [`${head('26', '65', '01', '01')}0e000000d001000100020f00000014000000`, '[[1.5,2.0]]'],
  ]
  for (const [hex, shown] of sent) assert.equal(display(decoded(Buffer.from(hex, 'hex')) as Vector), shown)
  // Lengths that claim more than came.
  const claim = `${head('23', '44', '00', '01')}0b000000900100040000000010000000`.replace(
    '0b000000',
    '0a000000',
  )
  assert.throws(() => decoded(Buffer.from(claim, 'hex')), WireError)
})

test('differences of differences have the documented bits', () => {
  // 1, zigzag(10) in 16 bits; 1, zigzag(2); 0 for the same again; 10 and 7 bits; null; the end.
  const bits = '1' + '0000000000010100' + '1' + '0000000000000100' + '0' + '100000011' + '111111'
  const end = `111110${'1'.repeat(64)}0`
  const expected = (bits + end).padEnd(128, '0')
  const block = deltaEncode(values([10, 12, 14, 18, null]), 2)!
  const view = new DataView(block.buffer)
  const words = [0, 8].map(at => view.getBigUint64(at, true).toString(2).padStart(64, '0'))
  assert.equal(words.join(''), expected)
})

test('random integers, with nulls anywhere, come back', () => {
  const random = seededState(1)
  for (let round = 0; round < 300; round++) {
    const width = ([2, 4, 8] as const)[round % 3]!
    const reach = 2 ** (1 + Math.floor(nextDouble(random) * (width === 2 ? 14 : width === 4 ? 29 : 48)))
    const numbers = Array.from({ length: Math.floor(nextDouble(random) * 40) }, () =>
      nextDouble(random) < 0.2 ? null : Math.floor((nextDouble(random) - 0.5) * reach),
    )
    assert.deepEqual(through(numbers, width), numbers)
  }
})

test('what differences cannot hold goes by LZ4', () => {
  const far: Raw[] = Array.from({ length: 2000 }, (_, i) => (i % 2 ? 2n ** 62n : -(2n ** 62n)))
  const column = FixedVector.of(TIMESTAMP as DataType, far)
  assert.equal(columnOf(sent(column)).get(1999).form, 'scalar')
  assert.deepEqual((columnOf(sent(column)) as FixedVector).data, column.data)
})

test('big-endian columns, plain and compressed', () => {
  const plain = Buffer.from('0105' + '00000002' + '00000001' + '0000000000000001' + '0000000000000100', 'hex')
  assert.deepEqual((decoded(plain, false) as FixedVector).data, longs([1n, 256n]).data)
  const block = deltaEncode(values([7, 8, 9]), 2)!
  for (let at = 0; at < block.length; at += 8) block.subarray(at, at + 8).reverse()
  const head = Buffer.from(`011a${'00000028'}000000010000ff0203020000ffffffff00000003ffffffff`, 'hex')
  head.writeUInt32BE(24 + block.length, 2)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(block.length)
  const column = decoded(Buffer.concat([head, length, block]), false) as FixedVector
  assert.equal(column.type, SHORT)
  assert.deepEqual([...column.data], [7, 8, 9])
})

test('damaged compressed columns are refused', () => {
  const whole = sent(scriptValue('2024.01.01T00:00:00.000 + 1..2000') as Vector)
  const random = seededState(2)
  for (let round = 0; round < 400; round++) {
    const bytes = whole.slice()
    bytes[Math.floor(nextDouble(random) * bytes.length)]! ^= 1 << Math.floor(nextDouble(random) * 8)
    const queue = new ByteQueue()
    queue.push(bytes)
    try {
      new ObjectDecoder(queue, LIMITS).read().next()
    } catch (error) {
      assert.ok(error instanceof WireError, String((error as Error).stack))
    }
  }
})

test('bytes of a BLOB column are kept as they are', () => {
  const offsets = new Int32Array([0, 2, 2, 5])
  const column = StringVector.ofUtf8({ bytes: new Uint8Array([255, 0, 1, 0, 254]), offsets }, BLOB)
  const back = columnOf(sent(column)) as StringVector
  assert.deepEqual([...back.utf8().bytes], [255, 0, 1, 0, 254])
  assert.equal(back.type, BLOB)
  assert.notEqual(back.type, LONG)
})
