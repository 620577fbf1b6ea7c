import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AggregateName,
  aggregateNamed,
  aggregates,
  resultStorage,
} from '../../src/kernels/aggregates/aggregate.ts'
import { reduce, reduceRanges } from '../../src/kernels/aggregates/reduce.ts'
import type { Column } from '../../src/kernels/column.ts'
import { nullOf } from '../../src/kernels/null.ts'
import { scratch } from '../../src/kernels/storage.ts'
import { plainAggregates } from './plain-aggregates.ts'
import { columnOf, type Item, itemsOf, near, randomItems, seeded, storages } from './random-columns.ts'

const names = Object.keys(aggregates) as AggregateName[]

function reduced(name: AggregateName, columns: readonly Column[], from?: number, to?: number): Item {
  const value = reduce(name, columns, from, to)
  return value === nullOf[resultStorage(name, columns)] ? null : value
}

test('every aggregate of every storage agrees with the plain one', () => {
  const random = seeded(1)
  for (const storage of storages) {
    for (const [rows, nullShare] of [
      [0, 0],
      [1, 0],
      [1, 1],
      [2, 0],
      [5, 0.5],
      [37, 0],
      [60, 0.3],
      [61, 0.9],
      [9, 1],
    ] as const) {
      const xs = randomItems(random, storage, rows, nullShare)
      const ys = randomItems(random, 'f64', rows, nullShare / 2)
      const x = columnOf(storage, xs)
      const y = columnOf('f64', ys)
      for (const name of names) {
        const columns = aggregateNamed(name).inputs === 2 ? [x, y] : [x]
        const expected = plainAggregates[name](xs, storage, ys)
        const actual = reduced(name, columns)
        assert.ok(
          near(actual, expected),
          `${name} ${storage} of [${xs}] and [${ys}]: ${actual}, expected ${expected}`,
        )
      }
    }
  }
})

test('ranges, of which some are empty, each have their aggregate', () => {
  const random = seeded(2)
  const starts = Int32Array.from([0, 5, 5, 30, 12])
  const ends = Int32Array.from([5, 5, 30, 40, 38])
  for (const storage of storages) {
    const xs = randomItems(random, storage, 40, 0.3)
    const ys = randomItems(random, 'i32', 40, 0.1)
    for (const name of names) {
      const columns = [columnOf(storage, xs), columnOf('i32', ys)].slice(0, aggregateNamed(name).inputs)
      const kind = resultStorage(name, columns)
      const out = scratch(kind, 5)
      reduceRanges(name, columns, starts, ends, out)
      const expected = Array.from(starts, (from, r) => {
        const value = plainAggregates[name](xs.slice(from, ends[r]), storage, ys.slice(from, ends[r]))
        return name.startsWith('i') && value !== -1 ? (value as number) + from : value
      })
      const actual = itemsOf({ storage: kind, data: out })
      assert.ok(
        actual.every((value, r) => near(value, expected[r]!)),
        `${name} ${storage}: ${actual}, expected ${expected}`,
      )
    }
  }
})

test('sums of integers are exact and wrap like LONG', () => {
  const large = columnOf('i64', [2n ** 62n, 2n ** 62n, null, 3n])
  assert.equal(reduced('sum', [large]), -(2n ** 63n) + 3n)
  assert.equal(reduced('sum', [columnOf('i64', [-1n, -(2n ** 40n), 2n ** 40n + 8n])]), 7n)
  const many = { storage: 'i32', data: scratch('i32', 5_000_000).fill(2 ** 31 - 1), nulls: false } as const
  for (let i = 1; i < 5_000_000; i += 2) many.data[i]!--
  assert.equal(reduced('sum', [many]), 5_000_000n * (2n ** 31n - 1n) - 2_500_000n)
  const offsets = scratch('i64', 1)
  reduceRanges('sum', [many], Int32Array.of(0), Int32Array.of(5_000_000), offsets)
  assert.equal(offsets[0], 5_000_000n * (2n ** 31n - 1n) - 2_500_000n)
})

test('infinite values are neither lost nor nulls', () => {
  const infinite = columnOf('f64', [null, -Infinity, -Infinity])
  assert.equal(reduced('max', [infinite]), -Infinity)
  assert.equal(reduced('min', [infinite]), -Infinity)
  assert.equal(reduced('min', [columnOf('f64', [null, Infinity])]), Infinity)
  assert.equal(reduced('max', [columnOf('i64', [null, 2n ** 63n - 1n, 2n ** 63n - 2n])]), 2n ** 63n - 1n)
})

test('the variance of large, close values is not lost', () => {
  const close = columnOf('f64', [1e9 + 1, 1e9 + 2, 1e9 + 3])
  assert.equal(reduced('var', [close]), 1)
  const outlier = [1e9, ...Array.from({ length: 999 }, (_, i) => i / 1000)]
  assert.ok(near(reduced('var', [columnOf('f64', outlier)]), plainAggregates.var(outlier, 'f64', [])))
  assert.ok(near(reduced('skew', [columnOf('f64', [1e6, 1e6 + 1, 1e6 + 3])]), 0.38180177416060584))
})
