import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nullI32, nullI64 } from '../../src/kernels/null.ts'
import { hashBuckets } from '../../src/storage/partitions/hash.ts'
import { dealtOut, partitionRows, rowsOf } from '../../src/storage/partitions/rows.ts'
import {
  hashLevel,
  levelOfRecord,
  listLevel,
  rangeLevel,
  recordOfLevel,
  sequenceLevel,
  valueLevel,
} from '../../src/storage/partitions/scheme.ts'
import { ValueLevel } from '../../src/storage/partitions/value.ts'
import {
  DATE,
  DATETIME,
  DOUBLE,
  INT,
  LONG,
  MINUTE,
  MONTH,
  NANOTIMESTAMP,
  SHORT,
  SYMBOL,
  TIMESTAMP,
  UUID,
} from '../../src/values/data-type.ts'
import { FixedVector, ints } from '../../src/values/vectors/fixed-vector.ts'
import { StringVector } from '../../src/values/vectors/string-vector.ts'
import { SymbolVector } from '../../src/values/vectors/symbol-vector.ts'

const DAY = 86_400_000_000_000n
// 2018.08.01
const august = 17744
const dates = (...days: number[]) => FixedVector.of(DATE, days)

test('a VALUE scheme of dates takes every finer type, before and after 1970', () => {
  const level = valueLevel(dates(-1, august, august + 1))
  assert.deepEqual([...level.codes(dates(august + 1, -1, 5, nullI32))], [2, 0, -1, -1])
  const nanos = [-1n, BigInt(august) * DAY, BigInt(august + 1) * DAY - 1n, BigInt(august + 1) * DAY, nullI64]
  assert.deepEqual([...level.codes(FixedVector.of(NANOTIMESTAMP, nanos))], [0, 1, 1, 2, -1])
  const millis = nanos.slice(1, 4).map(value => value / 1_000_000n)
  assert.deepEqual([...level.codes(FixedVector.of(TIMESTAMP, millis))], [1, 1, 2])
  assert.deepEqual([...level.codes(FixedVector.of(DATETIME, [august * 86400 + 86399, -86400]))], [1, 0])
  assert.equal(level.name(1), '20180801')
  assert.equal(level.name(0), '19691231')
})

test('a scheme of months takes dates', () => {
  const level = valueLevel(FixedVector.of(MONTH, [2018 * 12 + 7, 1969 * 12 + 11, 2000 * 12 + 1]))
  assert.deepEqual([...level.codes(dates(august, august - 1, -31, -32, 11016, 11017))], [0, -1, 1, -1, 2, -1])
  assert.equal(level.name(0), '201808M')
})

test('a scheme of minutes takes timestamps by their time of day', () => {
  const level = valueLevel(FixedVector.of(MINUTE, [570, 571]))
  const at = BigInt(august) * 86_400_000n + 571n * 60_000n
  assert.deepEqual([...level.codes(FixedVector.of(TIMESTAMP, [at, at - 1n, -1n, nullI64]))], [1, 0, -1, -1])
  assert.equal(level.name(0), '0930m')
})

test('types that lose or invent something are refused', () => {
  const level = valueLevel(FixedVector.of(MINUTE, [570]))
  assert.throws(() => level.codes(dates(august)), /type DATE can't be partitioned by a scheme of MINUTE/)
  const doubles = FixedVector.of(DOUBLE, [0, 5])
  assert.throws(() => rangeLevel(doubles), /The data type DOUBLE can't be used for a partition column/)
  assert.throws(() => valueLevel(ints([1, nullI32])), /null/)
})

test('RANGE: starts belong to a range, ends do not', () => {
  const level = rangeLevel(ints([0, 5, 10]))
  assert.deepEqual([...level.codes(ints([-1, 0, 4, 5, 9, 10, nullI32]))], [-1, 0, 0, 1, 1, -1, -1])
  assert.deepEqual([...level.codes(FixedVector.of(LONG, [4n, 2n ** 32n, -(2n ** 32n)]))], [0, -1, -1])
  assert.deepEqual([...level.codes(FixedVector.of(SHORT, [7, -32768]))], [1, -1])
  assert.equal(level.name(1), '5_10')
  const symbols = rangeLevel(SymbolVector.of(['A', 'F', 'M']))
  assert.deepEqual(
    [...symbols.codes(SymbolVector.of(['AAPL', 'F', 'LZ', 'M', '', 'A']))],
    [0, 1, 1, -1, -1, 0],
  )
  assert.equal(symbols.name(0), 'A_F')
  assert.throws(() => rangeLevel(ints([0, 5, 5])), /strictly increasing/)
})

test('LIST', () => {
  const level = listLevel([SymbolVector.of(['IBM', 'ORCL', 'MSFT']), SymbolVector.of(['GOOG', 'FB'])])
  assert.deepEqual([...level.codes(StringVector.of(['FB', 'IBM', 'X', '']))], [1, 0, -1, -1])
  assert.equal(level.name(1), 'List1')
})

test('HASH deals out as documented', () => {
  assert.deepEqual([...hashBuckets(ints([34, 45, 67]), 10)], [4, 5, 7])
  const names = ['AAPL', 'TSLA', 'GS', 'MS', 'GE', 'BA', 'UAL', 'WMT']
  const expected = [9, 4, 1, 8, 3, 7, 5, 2]
  assert.deepEqual([...hashBuckets(SymbolVector.of(names), 10)], expected)
  assert.deepEqual([...hashLevel(SYMBOL, 10).codes(StringVector.of(names))], expected)
  const longs = FixedVector.of(LONG, [-1n, 25n, nullI64])
  assert.deepEqual([...hashBuckets(longs, 10)], [5, 5, -1])
  assert.deepEqual([...hashLevel(INT, 10).codes(FixedVector.of(LONG, [25n]))], [5])
  const ids = FixedVector.of(UUID, [0n, 1n, 2n ** 64n])
  const buckets = hashLevel(UUID, 1000).codes(ids)
  assert.equal(buckets[0], -1)
  assert.notEqual(buckets[1], buckets[2])
  assert.equal(hashLevel(INT, 10).name(3), 'Key3')
  // No value of a fixed integer type may hash by its width.
  assert.deepEqual([...hashBuckets(FixedVector.of(SHORT, [-1, 7]), 10)], [...hashBuckets(ints([-1, 7]), 10)])
})

test('SEQ cuts by position', () => {
  assert.deepEqual([...sequenceLevel(3).codes(ints([9, 9, 9, 9, 9, 9, 9]))], [0, 0, 0, 1, 1, 1, 2])
})

test('a composite scheme deals rows out; those without a partition are left out', () => {
  const levels = [valueLevel(dates(august, august + 1)), rangeLevel(ints([0, 50, 100]))]
  const date = dates(august + 1, august, august, august + 7, august, august + 1)
  const id = ints([99, 10, 70, 10, 11, 1])
  const parts = partitionRows(levels, [date, id])
  assert.deepEqual(
    parts.map(part => [part.path, part.codes, part.count, part.rows && [...part.rows], part.start]),
    [
      ['20180801/0_50', [0, 0], 2, [1, 4], 1],
      ['20180801/50_100', [0, 1], 1, null, 2],
      ['20180802/0_50', [1, 0], 1, null, 5],
      ['20180802/50_100', [1, 1], 1, null, 0],
    ],
  )
})

test('schemes outlive a restart, and grow', () => {
  const levels = [
    valueLevel(dates(august)),
    rangeLevel(SymbolVector.of(['A', 'M'])),
    hashLevel(UUID, 7),
    listLevel([ints([1, 2]), ints([3])]),
    sequenceLevel(4),
  ]
  for (const level of levels) {
    const again = levelOfRecord(JSON.parse(JSON.stringify(recordOfLevel(level))))
    assert.deepEqual(recordOfLevel(again), recordOfLevel(level))
    assert.equal(again.name(0), level.name(0))
  }
  const value = levels[0] as ValueLevel
  assert.deepEqual(value.missing(dates(august + 2, august, nullI32, august + 2)), [august + 2])
  const grown = value.with([august + 2, august])
  assert.deepEqual([grown.count, grown.name(1)], [2, '20180803'])
  const symbols = new ValueLevel(SYMBOL, ['a/b'])
  assert.equal(symbols.name(0), 'a%2Fb')
  assert.throws(() => new ValueLevel(SYMBOL, ['a\u0007']).name(0), /invisible characters/)
})

test('columns that are dealt out at once are those that are dealt out one by one', () => {
  const count = 200_003
  const many = Array.from({ length: count }, (_, i) => i)
  const keys = ints(many.map(i => (i % 7 === 6 ? 100 : (i * i) % 5)))
  const columns = [
    ints(many),
    FixedVector.of(LONG, many.map(BigInt)),
    FixedVector.of(DOUBLE, many),
    FixedVector.of(UUID, many.map(BigInt)),
    SymbolVector.of(many.map(i => `s${i % 11}`)),
    StringVector.of(many.map(String)),
  ]
  const parts = partitionRows([valueLevel(ints([0, 1, 2, 3, 4, 5]))], [keys])
  assert.ok(parts.length > 1)
  const dealt = dealtOut(columns, parts)
  for (const [i, part] of parts.entries()) {
    for (const [k, column] of columns.entries()) {
      const one = rowsOf(column, part)
      assert.equal(dealt[i]![k]!.length, part.count)
      for (const row of [0, 1, part.count >> 1, part.count - 1])
        assert.deepEqual(dealt[i]![k]!.get(row), one.get(row))
    }
  }
})
