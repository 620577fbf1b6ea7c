import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ByteQueue } from '../../src/base/byte-queue.ts'
import { display } from '../../src/values/format.ts'
import { typestr } from '../../src/values/typestr.ts'
import type { Value } from '../../src/values/value.ts'
import { ObjectDecoder, WireError } from '../../src/wire/decode-object.ts'
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
  ['set([5])', '0404040101000000010000000500 0000'.replaceAll(' ', '')],
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

test('bytes that are no object are refused, and never read past a limit', () => {
  const refused = [
    '0463', // a form that doesn't exist
    '6300', // a type that doesn't exist
    '0401ffffffff01000000', // four billion elements
    '9101010000000100000005000000000000000000 0000'.replaceAll(' ', ''), // a symbol base that wasn't sent
    '0005' + '04010100000001000000' + '01000000' + '04010200000001000000' + '0100000002000000', // keys without values
    '4401 02000000 02000000 0500 01 00 01 01 01 01 01'.replaceAll(' ', ''), // more rows than it says
  ]
  for (const hex of refused) {
    assert.throws(() => decoded(Buffer.from(hex, 'hex'), 3), WireError, hex)
  }
})

test('objects nested without end are refused', () => {
  const nest = '1901' + '01000000' + '01000000'
  assert.throws(() => decoded(Buffer.from(nest.repeat(1000), 'hex'), 4096), WireError)
})
