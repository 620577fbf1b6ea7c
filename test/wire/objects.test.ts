import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ByteQueue } from '../../src/base/byte-queue.ts'
import { INT } from '../../src/values/data-type.ts'
import { display } from '../../src/values/format/format.ts'
import { typestr } from '../../src/values/format/typestr.ts'
import { Chart } from '../../src/values/forms/chart.ts'
import { Scalar } from '../../src/values/forms/scalar.ts'
import { fromTransferable, toTransferable } from '../../src/values/transfer.ts'
import type { Value } from '../../src/values/value.ts'
import { StringVector } from '../../src/values/vectors/string-vector.ts'
import type { UnionVector } from '../../src/values/vectors/union-vector.ts'
import { ObjectDecoder } from '../../src/wire/decode-object.ts'
import { ObjectEncoder } from '../../src/wire/encode-object.ts'
import { scriptValue } from '../script-value.ts'

const LIMITS = { vectorBytes: 1 << 28, depth: 32 }

function encoded(value: Value): Uint8Array {
  const encoder = new ObjectEncoder(display)
  encoder.write(value)
  return encoder.out.concat()
}

/** Reads an object that arrives in chunks of `size` bytes. */
function decoded(bytes: Uint8Array, size: number): Value {
  const queue = new ByteQueue()
  const reading = new ObjectDecoder(queue, LIMITS).read()
  for (let at = 0; at < bytes.length; at += size) {
    queue.push(bytes.subarray(at, at + size))
    const step = reading.next()
    if (step.done) {
      assert.equal(queue.available, 0)
      return step.value
    }
  }
  throw new Error('The object ended early.')
}

// Worked out from the protocol's description, byte by byte.
const golden: readonly (readonly [script: string, hex: string])[] = [
  ['int(-5)', '0400fbffffff'],
  ['"h你"', '120068e4bda000'],
  ['NULL', '000001'],
  ['ipaddr("192.168.1.1")', '1e000101a8c0000000000000000000000000'],
  ['decimal32("3.14", 2)', '2500020000003a010000'],
  ['[1, NULL, 3]', '04010300000001000000010000000000008003000000'],
  ['true', '010001'],
  ['00b', '010080'],
  ["'a'", '020061'],
  ['char()', '020080'],
  ['7h', '03000700'],
  ['00h', '03000080'],
  ['00i', '040000000080'],
  ['7l', '05000700000000000000'],
  ['00l', '05000000000000000080'],
  ['2012.06.13', '0600903c0000'],
  ['2012.06M', '0700555e0000'],
  ['13:30:10.008', '0800d8bae502'],
  ['13:30m', '09002a030000'],
  ['13:30:10', '0a00e2bd0000'],
  ['2012.06.13T13:30:10', '0b00e295d84f'],
  ['2012.06.13T13:30:10.008', '0c00d87a09e637010000'],
  ['13:30:10.008007006', '0d005e8142e6352c0000'],
  ['2012.06.13T13:30:10.008007006', '0e005e81b226d6319712'],
  ['datehour(2012.06.13T13:00:00)', '1c008dad0500'],
  ['1.5f', '0f000000c03f'],
  ['00f', '0f00ffff7fff'],
  ['1.5', '1000000000000000f83f'],
  ['00F', '1000ffffffffffffefff'],
  ['symbol(["a"])[0]', '11006100'],
  ['uuid("5d212a78-cc48-e3b1-4235-b4d91473ee87")', '130087ee7314d9b43542b1e348cc782a215d'],
  ['int128("e1671797c52e15f763380b45e841ec32")', '1f0032ec41e8450b3863f7152ec5971767e1'],
  ['ipaddr("fe80::1")', '1e00010000000000000000000000000080fe'],
  ['complex(2.5, -1)', '22000000000000000440000000000000f0bf'],
  ['point(1.5, 2)', '2300000000000000f83f0000000000000040'],
  ['3d', '24000300000006000000'],
  ['decimal64("3.141", 3)', '260003000000450c000000000000'],
  ['decimal128("-0.5", 1)', `270001000000fbffff${'ff'.repeat(13)}`],
  ['blob("ab")', '2000020000006162'],
  ['1 : 3', '040202000000010000000100000003000000'],
  ['`a`b', '1201020000000100000061006200'],
  ['(1, "x")', '1901020000000100000004000100000012007800'],
  ['decimal32(["1.2"], 1)', '25010100000001000000010000000c000000'],
  ['array(INT[]).append!([1 2 3, [4]])', '4401020000000400000002000100030101000000020000000300000004000000'],
  ['matrix([1], [2])', '040300040301000000020000000100000002000000'],
  [
    'matrix([1], [2]).rename!(["x"], ["a", "b"])',
    '040303' +
      '120101000000010000007800' +
      '1201020000000100000061006200' +
      '040301000000020000000100000002000000',
  ],
  ['dict(["a"], [1], true)', '0405' + '120101000000010000006100' + '0401010000000100000001000000'],
  ['add', '140000' + '61646400'],
  ['[3d]', '1901010000000100000024000300000006000000'],
  [
    '(7, "a", NULL, 8, symbol(["s"])[0])$IOTANY',
    `2901${ints(4, 1)}` +
      `0401${ints(12, 1)}${ints(5, 3)}${ints(0, 0, 0, 1, 0)}${ints(4, 18, 0, 4, 17)}` +
      `0401${ints(2, 1)}${ints(7, 8)}` +
      `1201${ints(1, 1)}6100` +
      `1101${ints(1, 1)}7300`,
  ],
  ['array(IOTANY, 0)', `2901${ints(1, 1)}0401${ints(2, 1)}${ints(0, 0)}`],
  ['<a + b>', '16003c2061202b2062203e00'],
  ['set([5])', '04040401010000000100000005000000'],
  [
    'table([1, 2] as id, symbol(["a", "b"]) as s)',
    '00060200000002000000' +
      '00' +
      '696400' +
      '7300' +
      '040102000000010000000100000002000000' +
      '910102000000010000000000000003000000006100620001000000' +
      '02000000',
  ],
]

for (const [script, hex] of golden) {
  test(`${script} has the documented bytes`, () => {
    assert.equal(Buffer.from(encoded(scriptValue(script))).toString('hex'), hex)
  })
}

const all = [
  'true',
  "'a'",
  '7h',
  '7',
  '7l',
  '00i',
  '1.5f',
  '1.5',
  '"text"',
  '2012.06.13',
  '2012.06M',
  '13:30:10.008',
  '13:30m',
  '13:30:10',
  '2012.06.13T13:30:10',
  '2012.06.13T13:30:10.008',
  '13:30:10.008007006',
  '2012.06.13T13:30:10.008007006',
  'datehour(2012.06.13T13:00:00)',
  'uuid("5d212a78-cc48-e3b1-4235-b4d91473ee87")',
  'int128("e1671797c52e15f763380b45e841ec32")',
  'ipaddr("fe80::1")',
  'complex(2.5, -1)',
  'point(1.5, 2)',
  '3d',
  'decimal64("3.141", 3)',
  'decimal128("-12345678901234567890.5", 1)',
  '1 : 3',
  '1 NULL 3',
  '[true, false]',
  '1.5 NULL 2',
  '[1l, NULL, 3l]',
  '`a`b`',
  'symbol(`a`b`a)',
  '2012.06.13 NULL 2012.06.15',
  'decimal32(["1.2", "3.4"], 2)',
  '(1, "a", [1.5, 2.5], 2012.06.13)',
  '(true, \'c\', 7h, 7, 7l, 1.5f, 1.5, NULL, symbol(["s"])[0], "text")$IOTANY',
  'table(1 2 3 as id, (1, NULL, "a")$IOTANY as value)',
  'array(INT[]).append!([1 2 3, 4 5, [6]])',
  'matrix(1 2 3, 4 5 6)',
  'matrix(1.5 2.5, 3.5 NULL).rename!(`x`y, `a`b)',
  'set(1 2 3)',
  'dict(`a`b, 1 2, true)',
  'dict(`a`b, (1, "x"), true)',
  'table(1 2 3 as id, `x`y`z as s, symbol(`p`q`p) as t, 1.5 NULL 2.5 as v, [1 2, 3 4, [5]] as n)',
  'table(1:0, `a`b, [INT, STRING])',
]

for (const script of all) {
  test(`${script} comes back as it went, whole and byte by byte`, () => {
    const value = scriptValue(script)
    const bytes = encoded(value)
    for (const size of [bytes.length, 1, 7]) {
      const back = decoded(bytes, size)
      assert.equal(display(back), display(value))
      if (value.form !== 'dictionary') assert.equal(typestr(back), typestr(value))
    }
  })
}

test('bytes of a BLOB that are no UTF-8 come back as they went, in scalars and columns', () => {
  const bytes = 'efbbbf00ff61c3a980e282f09f90ac'
  const length = `${(bytes.length / 2).toString(16).padStart(2, '0')}000000`
  for (const hex of [`2000${length}${bytes}`, `20010200000001000000${length}${bytes}${length}${bytes}`]) {
    const value = decoded(Buffer.from(hex, 'hex'), 3)
    assert.equal(Buffer.from(encoded(value)).toString('hex'), hex)
    const one = value instanceof StringVector ? StringVector.of([...value.texts()], value.type) : value
    assert.equal(Buffer.from(encoded(one)).toString('hex'), hex)
  }
})

test('a chart is a dictionary of its own form, and comes back as one', () => {
  const chart = Chart.of([
    ['chartType', scriptValue('4')],
    ['title', scriptValue('["t"]')],
  ])
  const bytes = encoded(chart)
  assert.equal(
    Buffer.from(bytes).toString('hex'),
    '1907' +
      '12010200000001000000636861727454797065007469746c6500' +
      '19010200000001000000' +
      '040004000000' +
      '120101000000010000007400',
  )
  const back = decoded(bytes, 5)
  assert.ok(back instanceof Chart)
  assert.equal(typestr(back), 'CHART')
  assert.equal(display(back), display(chart))
  assert.ok(fromTransferable(structuredClone(toTransferable(chart))) instanceof Chart)
})

test('a tensor goes row by row with its strides, and comes back as one', () => {
  const tensor = scriptValue('tensor(1..6$2:3)')
  const bytes = encoded(tensor)
  assert.equal(
    Buffer.from(bytes).toString('hex'),
    `040a00000000000002000000${long(2)}${long(3)}${long(3)}${long(1)}${long(0)}${long(6)}${ints(1, 3, 5, 2, 4, 6)}`,
  )
  for (const back of [decoded(bytes, 5), fromTransferable(structuredClone(toTransferable(tensor)))]) {
    assert.equal(typestr(back), typestr(tensor))
    assert.equal(display(back), display(tensor))
  }
})

// As the published clients lay them out; none of these comes from a script.
const readOnly: readonly (readonly [what: string, hex: string, shown: string])[] = [
  [
    'a tensor of one dimension',
    `040a00000000000001000000${long(3)}${long(1)}${long(0)}${long(3)}${ints(1, 2, 3)}`,
    'tensor<int[3]>:\n0: int 1\n1: int 2\n2: int 3',
  ],
  [
    'a tensor of two dimensions that lies by columns',
    `040a000000000000${ints(2)}${long(2)}${long(3)}${long(1)}${long(2)}${long(0)}${long(6)}${ints(1, 4, 2, 5, 3, 6)}`,
    'tensor<int[2][3]>:\n0: int[3] [1, 2, 3]\n1: int[3] [4, 5, 6]',
  ],
  ['an instrument', `2a0b${ints(1, 0x01000003)}010203`, 'Instrument<detail invisible>'],
]

function long(value: number): string {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(BigInt(value))
  return bytes.toString('hex')
}

function ints(...values: number[]): string {
  return Buffer.from(Int32Array.from(values).buffer).toString('hex')
}

for (const [what, hex, shown] of readOnly) {
  test(`${what} is read as what it holds`, () => {
    for (const size of [hex.length / 2, 1])
      assert.equal(display(decoded(Buffer.from(hex, 'hex'), size)), shown)
  })
}

test('elements of an IOTANY column that share a place come apart; a null inside a part is one', () => {
  const bytes =
    `2901${ints(2, 1)}` +
    `0401${ints(8, 1)}${ints(3, 1)}${ints(0, 0, 1)}${ints(4, 4, 4)}` +
    `0401${ints(2, 1)}${ints(7)}00000080`
  const column = decoded(Buffer.from(bytes, 'hex'), 4) as UnionVector
  assert.equal(display(column), '[7,7,]')
  column.set(0, new Scalar(INT, 1))
  assert.equal(display(column), '[1,7,]')
})

test('a chunk is read as a dictionary', () => {
  const id = '87ee7314d9b43542b1e348cc782a215d'
  const chunk = decoded(
    Buffer.from(`00083400${'2f6400'}${id}${ints(7, 9)}0102${'613100'}${'613200'}`, 'hex'),
    5,
  )
  assert.equal(
    display(chunk),
    [
      'path->/d',
      'id->5d212a78-cc48-e3b1-4235-b4d91473ee87',
      'version->7',
      'size->9',
      'flag->1',
      'sites->["a1","a2"]',
    ].join('\n'),
  )
})
