import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ByteQueue } from '../../src/base/byte-queue.ts'
import { ObjectDecoder } from '../../src/wire/decode-object.ts'
import { readRequest } from '../../src/wire/request.ts'
import { WireError } from '../../src/wire/wire-error.ts'

// Bytes that are no request or no object, and the words in which each is refused: no guard stands in for another.

const LIMITS = { vectorBytes: 1 << 24, depth: 32 }

/** Why these bytes are refused, once all of them have come in pieces of `size`; null: they aren't, or more is waited for. */
function refusal(bytes: Uint8Array, size: number, reading: (queue: ByteQueue) => Generator): string | null {
  const queue = new ByteQueue()
  const steps = reading(queue)
  try {
    for (let at = 0; at < bytes.length; at += size) {
      queue.push(bytes.subarray(at, at + size))
      if (steps.next().done) return null
    }
    return null
  } catch (error) {
    assert.ok(error instanceof WireError, String((error as Error).stack))
    return error.message
  }
}

const ints = (...values: number[]) => Buffer.from(Int32Array.from(values).buffer).toString('hex')
const longs = (...values: number[]) => Buffer.from(BigInt64Array.from(values, BigInt).buffer).toString('hex')
const text = (value: string) => Buffer.from(`${value}\0`).toString('hex')

const vector = (type: string, rows: number, elements: string) => `${type}01${ints(rows, 1)}${elements}`
const oneInt = vector('04', 1, ints(7))
const symbols = (base: number, words: readonly string[], codes: readonly number[]) =>
  vector('91', codes.length, ints(base, words.length) + words.map(text).join('') + ints(...codes))
const tensor = (type: string, sizes: readonly number[], strides: readonly number[], count: number) =>
  `${type}0a000000000000${ints(sizes.length)}${longs(...sizes, ...strides, 0, count)}`

/** A compressed column: what its header claims, and its blocks. */
const compressed = (method: number, type: number, rows: number, blocks: string, bytes?: number) =>
  `1a01${ints(bytes ?? 20 + blocks.length / 2, 1)}` +
  Buffer.from([0, 1, 0xff, method, type, 4, 0, 0]).toString('hex') +
  ints(-1, rows, -1) +
  blocks

const block = (hex: string) => ints(hex.length / 2) + hex
const [LZ4, DIFFERENCES] = [1, 2]

// 300 times 255 more of a run of literals: longer than a block may become.
const endlessRun = `f0${'ff'.repeat(300)}00`
// One byte, and 65,000 times the same again: a block of few bytes that becomes one of many.
const bomb = block(`1f00${'0100'}${'ff'.repeat(254)}00`)

const objects: readonly (readonly [what: string, hex: string, reason: RegExp])[] = [
  ['a form that doesn’t exist', '0463', /form 99/],
  ['a system object', '0009', /form 9/],
  ['a type that doesn’t exist', '3c00', /Type 60 isn't understood/],
  ['a scale that doesn’t exist', `2500${ints(99, 1)}`, /scale 99/],
  ['a single value of mixed types', '1900', /no single values of type ANY/],
  ['four billion elements', `0401${ints(-1, 1)}`, /4294967295 elements is beyond the limit/],
  ['a text of four gigabytes', `2000${ints(-1)}`, /beyond the limit of 16777216 bytes/],
  [
    'elements without bytes, without end',
    vector('19', 40, `0001${ints(1 << 19, 1)}`.repeat(40)),
    /elements without a value/,
  ],
  ['a vector in a vector without end', `1901${ints(1, 1)}`.repeat(1000), /nested too deeply/],
  ['a symbol base that wasn’t sent', symbols(5, [], [0]), /Symbol base 5 wasn't sent/],
  ['a symbol beyond its base', symbols(5, ['', 'a'], [2]), /Symbol 2 isn't in its base/],
  ['a symbol before its base', symbols(5, ['', 'a'], [-1]), /Symbol -1 isn't in its base/],
  ['lists of strings', `5201${ints(1, 1)}`, /Array vectors of STRING aren't understood/],
  [
    'lists in a block without rows',
    vector('44', 1, ''.padEnd(8, '0')),
    /block of an array vector is malformed/,
  ],
  [
    'lists in a block of too many',
    `4401${ints(2, 2)}0500010001010101`,
    /block of an array vector is malformed/,
  ],
  ['lists longer than is said', `4401${ints(1, 1)}0100010002${ints(1, 2)}`, /longer than it says/],
  ['lists shorter than is said', `4401${ints(1, 2)}0100010001${ints(1)}`, /shorter than it says/],
  ['a matrix with a label that is one number', `040301${'0400'}${ints(1)}`, /A vector is expected/],
  [
    'a dictionary of keys without values',
    `0005${oneInt}${vector('04', 2, ints(1, 2))}`,
    /as many values as keys/,
  ],
  [
    'a dictionary with a list as a key',
    `0005${vector('19', 1, oneInt)}${oneInt}`,
    /Keys and members of sets are scalars/,
  ],
  ['a chart with numbers as keys', `1907${oneInt}${oneInt}`, /keys of a chart are texts/],
  [
    'a table with a column of another length',
    `1b06${ints(2, 1)}${text('')}${text('x')}${oneInt}`,
    /Column x has 1 rows, not 2/,
  ],
  ['a tensor of strings', `120a`, /Tensors of type STRING/],
  ['a tensor without dimensions', tensor('04', [], [], 0), /1 to 10 dimensions, not 0/],
  ['a tensor of too many dimensions', `040a000000000000${ints(99)}`, /1 to 10 dimensions, not 99/],
  ['a tensor beyond its elements', tensor('04', [4], [1], 1), /doesn't lie within 1 elements/],
  ['a tensor of much of nothing', tensor('04', [1e9, 0], [0, 0], 0), /doesn't lie within 0 elements/],
  ['a mixed column without an index', `2901${ints(1, 1)}0400${ints(1)}`, /begins with its index/],
  [
    'a mixed column that doesn’t fit its index',
    `2901${ints(1, 1)}${vector('04', 3, ints(1, 1, 1))}`,
    /doesn't fit its index/,
  ],
  [
    'a mixed column with a number as a column',
    `2901${ints(2, 1)}${vector('04', 4, ints(1, 1, 0, 4))}0400${ints(1)}`,
    /A vector is expected/,
  ],
  [
    'a mixed column that points beyond',
    `2901${ints(2, 1)}${vector('04', 4, ints(1, 1, 5, 4))}${oneInt}`,
    /no element 5 of type 4/,
  ],
  [
    'a mixed column with two vectors of a type',
    `2901${ints(3, 1)}${vector('04', 4, ints(1, 1, 0, 4))}${oneInt}${oneInt}`,
    /two vectors of type INT/,
  ],
  [
    'a mixed column of moments',
    `2901${ints(2, 1)}${vector('04', 4, ints(1, 1, 0, 6))}${vector('06', 1, ints(1))}`,
    /a vector of type DATE/,
  ],
  [
    'a mixed column of a negative number of rows',
    `2901${ints(1, 1)}${vector('04', 2, ints(-1, 0))}`,
    /fit its index/,
  ],
  ['a matrix of IOTANY', `2903002903${ints(1, 1)}`, /Only vectors are of type IOTANY/],
  ['a single value of IOTANY', '2900', /no single values of type IOTANY/],
  ['a compressed column of IOTANY', compressed(LZ4, 41, 1, ''), /Columns of IOTANY aren't compressed/],
  ['a compressed column without a header', compressed(LZ4, 4, 1, '', 19), /shorter than its header/],
  ['an unknown compression', compressed(9, 4, 1, ''), /Compression 9 isn't understood/],
  ['a compressed column of mixed types', compressed(LZ4, 25, 1, ''), /Columns of ANY aren't compressed/],
  ['a compressed column of two bytes', compressed(LZ4, 4, 1, '0000'), /ends within a block/],
  [
    'a block without end',
    compressed(LZ4, 4, 1, ints(1 << 30), 20 + (1 << 30)),
    /block of 1073741820 bytes is too long/,
  ],
  ['a block that is no LZ4', compressed(LZ4, 4, 1, block(endlessRun)), /block is no LZ4/],
  [
    'a compressed column that becomes too large',
    compressed(LZ4, 2, 1, bomb.repeat(300)),
    /compressed column is too large/,
  ],
  [
    'a compressed column of four billion rows',
    compressed(LZ4, 4, -1, ''),
    /4294967295 elements is beyond the limit/,
  ],
  [
    'a compressed column that ends early',
    compressed(LZ4, 4, 5, block(`40${ints(1)}`)),
    /shorter than it says/,
  ],
  [
    'differences of characters',
    compressed(DIFFERENCES, 2, 1, block('00'.repeat(8))),
    /type 2 can't be compressed by differences/,
  ],
  [
    'differences without end',
    compressed(DIFFERENCES, 5, 9000, block('00'.repeat(2000))),
    /holds more than 64 KiB/,
  ],
  [
    'differences that end early',
    compressed(DIFFERENCES, 5, 1, block('80'.repeat(4))),
    /compressed column ends early/,
  ],
  [
    'lists whose lengths claim more than came',
    compressed(LZ4, 68, 1, block(`800100040000000010`)),
    /shorter than it says/,
  ],
]

for (const [what, hex, reason] of objects) {
  test(`refused: ${what}`, () => {
    const bytes = Buffer.from(hex, 'hex')
    for (const size of [bytes.length, 3]) {
      assert.match(refusal(bytes, size, queue => new ObjectDecoder(queue, LIMITS).read()) ?? '', reason)
    }
  })
}

test('refused: a text that doesn’t end', () => {
  const bytes = Buffer.concat([Buffer.from('1200', 'hex'), Buffer.alloc((64 << 20) + 2, 'a')])
  assert.match(
    refusal(bytes, 1 << 22, queue => new ObjectDecoder(queue, LIMITS).read()) ?? '',
    /longer than 64 MiB/,
  )
})

const request = (body: string, options = '0_1_4_64') => `API2 0 ${body.length} / ${options}\n${body}`

const requests: readonly (readonly [what: string, bytes: string, reason: RegExp])[] = [
  ['a first line without end', `API2 ${'1'.repeat(2000)}`, /line of at most 1,024 bytes/],
  ['a first line without a length', 'API2 0 / 0_1_4_64\nscript\n1', /begins with API <session> <length>/],
  ['a negative length', 'API2 0 -1\nscript\n1', /begins with API <session> <length>/],
  ['another protocol', 'SSH-2.0-OpenSSH_9.6\n', /begins with API <session> <length>/],
  ['a length of terabytes', 'API2 0 99999999999999 / 0\n', /99999999999999 bytes is beyond the limit/],
  ['an option that is no number', request('script\n1', '0_1_4_x'), /option 4 is no number: x/],
  ['an unknown command', request('explode\nnow'), /no command "explode"/],
  ['a function without its arguments’ number', request('function\nf'), /ends with a count and a byte order/],
  ['a byte order that is none', request('function\nf\n0\n2'), /ends with a count and a byte order/],
  ['a million arguments', request('function\nf\n1000000\n1'), /1000000 objects are beyond the limit/],
]

for (const [what, bytes, reason] of requests) {
  test(`refused: ${what}`, () => {
    for (const size of [bytes.length, 5])
      assert.match(refusal(Buffer.from(bytes), size, queue => readRequest(queue, LIMITS)) ?? '', reason)
  })
}
