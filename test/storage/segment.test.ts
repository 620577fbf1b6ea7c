import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tableFromIPC } from 'apache-arrow'
import pl from 'nodejs-polars'
import { nullF32, nullF64, nullI8, nullI16, nullI32, nullI64, nullI128 } from '../../src/kernels/null.ts'
import { loadColumn } from '../../src/storage/reading/column-loader.ts'
import { ReadPlan } from '../../src/storage/reading/read-plan.ts'
import { MemorySource } from '../../src/storage/reading/segment-source.ts'
import { hasDictionary } from '../../src/storage/segments/column-layout.ts'
import { Segment } from '../../src/storage/segments/segment.ts'
import { MemorySink } from '../../src/storage/segments/segment-sink.ts'
import { type SegmentColumn, writeSegment } from '../../src/storage/segments/segment-writer.ts'
import { castVector } from '../../src/values/cast/vector.ts'
import * as types from '../../src/values/data-type.ts'
import { NULL, Scalar, string } from '../../src/values/forms/scalar.ts'
import type { Raw } from '../../src/values/null.ts'
import { ArrayVector } from '../../src/values/vectors/array-vector.ts'
import { FixedVector } from '../../src/values/vectors/fixed-vector.ts'
import { StringVector } from '../../src/values/vectors/string-vector.ts'
import { SymbolBase, SymbolVector } from '../../src/values/vectors/symbol-vector.ts'
import { Tuple } from '../../src/values/vectors/tuple.ts'
import { UnionVector } from '../../src/values/vectors/union-vector.ts'
import type { Vector } from '../../src/values/vectors/vector.ts'

const fixed = (type: types.DataType, raws: readonly Raw[]) => FixedVector.of(type, raws)
const symbols = ['IBM', '', 'MSFT', 'IBM', '微软']

/** A column of every type that can be stored, five rows each, the second null. */
const everyType: Readonly<Record<string, Vector>> = {
  BOOL: fixed(types.BOOL, [1, nullI8, 0, 1, 0]),
  CHAR: fixed(types.CHAR, [7, nullI8, -127, 127, 0]),
  SHORT: fixed(types.SHORT, [7, nullI16, -32767, 32767, 0]),
  INT: fixed(types.INT, [7, nullI32, -2147483647, 2147483647, 0]),
  LONG: fixed(types.LONG, [7n, nullI64, -(2n ** 63n) + 1n, 2n ** 63n - 1n, 0n]),
  DATE: fixed(types.DATE, [17744, nullI32, -1, 0, 1]),
  MONTH: fixed(types.MONTH, [24223, nullI32, 0, 1, 2]),
  TIME: fixed(types.TIME, [0, nullI32, 86399999, 1, 2]),
  MINUTE: fixed(types.MINUTE, [570, nullI32, 0, 1, 2]),
  SECOND: fixed(types.SECOND, [34200, nullI32, 0, 86399, 2]),
  DATETIME: fixed(types.DATETIME, [1533081600, nullI32, -1, 0, 1]),
  TIMESTAMP: fixed(types.TIMESTAMP, [1533081600123n, nullI64, -1n, 0n, 1n]),
  NANOTIME: fixed(types.NANOTIME, [1n, nullI64, 86399999999999n, 0n, 5n]),
  NANOTIMESTAMP: fixed(types.NANOTIMESTAMP, [1533081600123456789n, nullI64, -1n, 0n, 1n]),
  FLOAT: fixed(types.FLOAT, [1.5, nullF32, -2.25, Infinity, 0]),
  DOUBLE: fixed(types.DOUBLE, [1.1, nullF64, -2.2, Infinity, 0]),
  SYMBOL: SymbolVector.of(symbols),
  STRING: StringVector.of(['a', '', 'éß', 'x'.repeat(300), 'b']),
  BLOB: StringVector.of(['a', '', 'b', 'c', 'd'], types.BLOB),
  UUID: fixed(types.UUID, [1n, 0n, 2n ** 127n + 5n, 2n ** 64n, 3n]),
  DATEHOUR: fixed(types.DATEHOUR, [425000, nullI32, -1, 0, 1]),
  IPADDR: fixed(types.IPADDR, [1n, 0n, 2n ** 32n, 2n ** 64n, 3n]),
  INT128: fixed(types.INT128, [1n, 0n, 2n ** 100n, 2n ** 64n, 3n]),
  COMPLEX: fixed(types.COMPLEX, [
    { x: 1, y: 2 },
    { x: nullF64, y: nullF64 },
    { x: 0, y: -1 },
    { x: 3, y: 4 },
    { x: 5, y: 6 },
  ]),
  POINT: fixed(types.POINT, [
    { x: 1, y: 2 },
    { x: nullF64, y: nullF64 },
    { x: 0, y: -1 },
    { x: 3, y: 4 },
    { x: 5, y: 6 },
  ]),
  DECIMAL32: fixed(types.decimal32(3), [1234, nullI32, -1234, 0, 1]),
  DECIMAL64: fixed(types.decimal64(4), [12345678901n, nullI64, -1n, 0n, 1n]),
  DECIMAL128: fixed(types.decimal128(5), [12345n, nullI128, -12345n, 2n ** 90n, 0n]),
  IOTANY: castVector(
    new Tuple([
      new Scalar(types.INT, 7),
      NULL,
      new Scalar(types.DOUBLE, 2.5),
      string('on'),
      new Scalar(types.LONG, -5n),
    ]),
    types.IOTANY,
  ),
  'INT[]': arrays(fixed(types.INT, []), [[1, 2], [nullI32], [3], [4, nullI32, 6], [7]], types.INT),
  'SYMBOL[]': ArrayVector.ofRows(
    [['a', 'b'], [''], ['b'], ['c', 'a'], ['a']].map(row => SymbolVector.of(row)),
    SymbolVector.of([]),
  ),
  'DECIMAL64[]': arrays(
    fixed(types.decimal64(2), []),
    [[1n], [nullI64], [2n, 3n], [4n], [5n]],
    types.decimal64(2),
  ),
}

function arrays(empty: Vector, rows: readonly Raw[][], type: types.DataType): ArrayVector {
  return ArrayVector.ofRows(
    rows.map(row => fixed(type, row)),
    empty,
  )
}

/** Elements as comparable plain data. */
function plain(vector: Vector): unknown[] {
  if (vector instanceof ArrayVector)
    return Array.from({ length: vector.length }, (_, i) => plain(vector.get(i)))
  if (vector instanceof UnionVector)
    return vector.items.map(item => [String((item as Scalar).type), (item as Scalar).raw])
  if (vector instanceof FixedVector) return Array.from({ length: vector.length }, (_, i) => vector.raw(i))
  return Array.from({ length: vector.length }, (_, i) => (vector as StringVector | SymbolVector).text(i))
}

async function write(columns: Readonly<Record<string, Vector>>, blockRows: number, compress = false) {
  const sink = new MemorySink()
  const named: SegmentColumn[] = Object.entries(columns).map(([name, vector], id) => ({
    id,
    name,
    type: vector.type,
    vector,
    compress,
  }))
  const summary = await writeSegment(named, { blockRows, sortedSymbols: false }, sink)
  const bytes = sink.bytes()
  const segment = new Segment(1, false, summary, new MemorySource('one', bytes))
  return { bytes, segment, typeOf: (id: number) => named[id]?.type, columns: named }
}

type Written = Awaited<ReturnType<typeof write>>

async function read({ segment, typeOf, columns }: Written): Promise<Vector[]> {
  const index = await segment.index(typeOf)
  const plan = new ReadPlan()
  const loaders = []
  for (const { id, type } of columns) {
    const base = hasDictionary(type) ? new SymbolBase() : null
    // A base that numbers its texts differently.
    base?.encode('first')
    const recode = base && (await segment.recode(id, index, base))
    const blocks = Array.from({ length: index.blocks }, (_, block) => ({
      source: segment.source,
      entry: index.entry(id, type, block),
      rows: index.starts[block + 1]! - index.starts[block]!,
      recode,
    }))
    loaders.push(loadColumn(type, blocks, base, plan))
  }
  await plan.run()
  return loaders.map(loader => loader.finish())
}

for (const [blockRows, compress] of [
  [100, false],
  [2, false],
  [3, true],
] as const) {
  test(`every type comes back as it was (blocks of ${blockRows}, ${compress ? 'compressed' : 'raw'})`, async () => {
    const written = await write(everyType, blockRows, compress)
    const columns = await read(written)
    Object.entries(everyType).forEach(([name, vector], i) => {
      assert.equal(columns[i]!.type, vector.type)
      assert.deepEqual(plain(columns[i]!), plain(vector), name)
      assert.equal(columns[i]!.mayHoldNulls, true, name)
    })
  })
}

test('Arrow reads the file: values, nulls, and what has a type of its own there', async () => {
  const { bytes } = await write(everyType, 2)
  const table = tableFromIPC(bytes)
  assert.equal(table.numRows, 5)
  for (const field of table.schema.fields) {
    assert.equal(field.metadata.get('porpoise.type'), String(everyType[field.name]!.type))
    if (field.name.endsWith('[]')) continue
    const column = table.getChild(field.name)!
    assert.deepEqual(
      [0, 1, 2, 3, 4].map(row => column.get(row) === null),
      [false, true, false, false, false],
      field.name,
    )
  }
  assert.deepEqual([...table.getChild('SYMBOL')!], ['IBM', null, 'MSFT', 'IBM', '微软'])
  assert.deepEqual(
    [...table.getChild('INT[]')!].map(row => [...row]),
    [[1, 2], [null], [3], [4, null, 6], [7]],
  )
  assert.deepEqual(
    [...table.getChild('SYMBOL[]')!].map(row => [...row]),
    [['a', 'b'], [null], ['b'], ['c', 'a'], ['a']],
  )
  assert.equal(String(table.schema.fields.find(field => field.name === 'DATE')!.type), 'Date32<DAY>')
})

for (const compress of [false, true]) {
  test(`Polars reads the file (${compress ? 'compressed' : 'raw'})`, async () => {
    const { bytes } = await write(everyType, 3, compress)
    const frame = pl.readIPC(Buffer.from(bytes))
    assert.equal(frame.height, 5)
    const column = (name: string) => frame.getColumn(name).toArray()
    assert.deepEqual(column('INT'), [7, null, -2147483647, 2147483647, 0])
    assert.deepEqual(column('DOUBLE'), [1.1, null, -2.2, Infinity, 0])
    assert.deepEqual(column('STRING'), ['a', null, 'éß', 'x'.repeat(300), 'b'])
    assert.deepEqual(frame.getColumn('SYMBOL').cast(pl.Utf8).toArray(), ['IBM', null, 'MSFT', 'IBM', '微软'])
    assert.deepEqual(
      column('DATE').map(date => date && (date as unknown as Date).toISOString().slice(0, 10)),
      ['2018-08-01', null, '1969-12-31', '1970-01-01', '1970-01-02'],
    )
    assert.deepEqual(
      frame
        .getColumn('TIMESTAMP')
        .cast(pl.Int64)
        .toArray()
        .map(value => (value === null ? null : BigInt(value))),
      [1533081600123n, null, -1n, 0n, 1n],
    )
    const nothing = { type: null, integer: null, real: null, text: null }
    assert.deepEqual(column('IOTANY'), [
      { ...nothing, type: 4, integer: 7 },
      nothing,
      { ...nothing, type: 16, real: 2.5 },
      { ...nothing, type: 18, text: 'on' },
      { ...nothing, type: 5, integer: -5 },
    ])
    assert.equal(frame.getColumn('LONG').nullCount(), 1)
    assert.equal(frame.getColumn('DECIMAL128').nullCount(), 1)
  })
}

test('compression: what shrinks is packed, what does not is left, and all of it comes back', async () => {
  const rows = 20_000
  const numbers = Array.from({ length: rows }, (_, i) => i % 7)
  // Bits without a pattern.
  const noise = Array.from(
    { length: rows },
    (_, i) => Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(i, 0x85ebca6b),
  )
  const columns = {
    plain: fixed(types.INT, numbers),
    noise: fixed(types.INT, noise),
    text: StringVector.of(numbers.map(each => `text ${each}`)),
    sym: SymbolVector.of(numbers.map(each => (each === 0 ? '' : `S${each}`))),
  }
  const packed = await write(columns, 8192, true)
  const raw = await write(columns, 8192)
  assert.ok(packed.bytes.length < raw.bytes.length / 2, `${packed.bytes.length} of ${raw.bytes.length}`)
  const index = await packed.segment.index(packed.typeOf)
  const { stored, raw: length } = index.entry(1, types.INT, 0).buffers[0]!
  assert.equal(stored, length)
  const again = await read(packed)
  Object.values(columns).forEach((vector, i) => {
    assert.deepEqual(plain(again[i]!), plain(vector))
  })
  const frame = pl.readIPC(Buffer.from(packed.bytes))
  for (const name of ['plain', 'noise', 'text'] as const) {
    assert.deepEqual(frame.getColumn(name).toArray(), plain(columns[name]))
  }
  const bytes = packed.bytes.slice()
  bytes[index.entry(0, types.INT, 0).buffers[0]!.offset + 5]! ^= 1
  const broken = new Segment(1, false, packed.segment.summary, new MemorySource('packed', bytes))
  await assert.rejects(read({ ...packed, segment: broken }), /packed is damaged/)
})

test('a changed byte anywhere among the values is noticed, and the segment named', async () => {
  const { INT, STRING, SYMBOL } = everyType
  const written = await write({ INT: INT!, STRING: STRING!, SYMBOL: SYMBOL! }, 3)
  const index = await written.segment.index(written.typeOf)
  const places = [
    ...index.entry(0, types.INT, 1).buffers,
    ...index.entry(1, types.STRING, 0).buffers,
    ...index.dictionary(2)!.buffers,
    { offset: written.segment.summary.index.offset + 40 },
  ]
  for (const { offset } of places) {
    const bytes = written.bytes.slice()
    bytes[offset]! ^= 1
    const segment = new Segment(
      1,
      false,
      written.segment.summary,
      new MemorySource('segments/7/one.arrow', bytes),
    )
    await assert.rejects(read({ ...written, segment }), /segments\/7\/one\.arrow is damaged/)
  }
})

test('rows that were not there end the reading, not the process', async () => {
  const written = await write({ INT: everyType.INT! }, 3)
  const source = new MemorySource('short', written.bytes.subarray(0, 100))
  const segment = new Segment(1, false, written.segment.summary, source)
  await assert.rejects(read({ ...written, segment }), /short is damaged/)
})

test('bounds leave nulls out', async () => {
  const { segment } = await write(everyType, 2)
  const bounds = (name: string) => segment.bounds(Object.keys(everyType).indexOf(name))
  assert.deepEqual(bounds('INT'), { nulls: 1, least: -2147483647, most: 2147483647 })
  assert.deepEqual(bounds('LONG'), { nulls: 1, least: -(2n ** 63n) + 1n, most: 2n ** 63n - 1n })
  assert.deepEqual(bounds('DOUBLE'), { nulls: 1, least: -2.2, most: Infinity })
  assert.deepEqual(bounds('STRING'), { nulls: 1, least: null, most: null })
})

test('no rows', async () => {
  const none = { INT: fixed(types.INT, []), SYMBOL: SymbolVector.of([]), STRING: StringVector.of([]) }
  const written = await write(none, 10)
  assert.equal(tableFromIPC(written.bytes).numRows, 0)
  assert.deepEqual(
    (await read(written)).map(column => column.length),
    [0, 0, 0],
  )
})
