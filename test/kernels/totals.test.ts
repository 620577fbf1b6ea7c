import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AggregateName,
  aggregateNamed,
  aggregates,
  resultStorage,
} from '../../src/kernels/aggregates/aggregate.ts'
import type { AggregateRequest } from '../../src/kernels/aggregates/aggregate-plan.ts'
import { isTotal, totals } from '../../src/kernels/aggregates/totals.ts'
import { nullOf } from '../../src/kernels/null.ts'
import { scratch } from '../../src/kernels/storage.ts'
import { plainAggregates } from './plain-aggregates.ts'
import { columnOf, type Item, near, randomItems, seeded, storages } from './random-columns.ts'

const names = Object.keys(aggregates) as AggregateName[]

test('all aggregates that can be had in one pass agree with the plain ones, of all rows and of those of a mask', () => {
  const random = seeded(5)
  const met = new Set<string>()
  for (const storage of storages) {
    for (const [rows, nullShare, chosen] of [
      [0, 0, 1],
      [1, 0, 1],
      [7, 0.5, 0.5],
      [61, 0, 0.1],
      [62, 0.3, 0.9],
      [303, 0.1, 0.3],
      [5003, 0.1, 0.3],
      [9001, 0, 0.02],
      [9002, 0.1, 0],
    ] as const) {
      const xs = randomItems(random, storage, rows, nullShare)
      const ys = randomItems(random, 'f64', rows, nullShare / 2)
      const flags = xs.map(() => random() < chosen)
      const mask = scratch('i8', rows)
      // False is 0 or null.
      flags.forEach((flag, i) => {
        mask[i] = flag ? 1 : i % 3 === 0 ? nullOf.i8 : 0
      })
      const requests = names
        .map((name): AggregateRequest => {
          const columns = [columnOf(storage, xs), columnOf('f64', ys)]
          return { name, columns: columns.slice(0, aggregateNamed(name).inputs) }
        })
        // Their plain way takes the square of the rows.
        .filter(({ name }) => rows < 1000 || !/std|var|skew|kurtosis|corr|beta/.test(name))
        .filter(isTotal)
      for (const { name } of requests) met.add(`${name} ${storage}`)
      for (const [choice, rowsOf] of [
        [null, (items: Item[]) => items],
        [mask, (items: Item[]) => items.filter((_, i) => flags[i])],
      ] as const) {
        const values = totals(requests, choice)!
        requests.forEach(({ name, columns }, k) => {
          const expected = plainAggregates[name](rowsOf(xs), storage, rowsOf(ys))
          const actual = values[k] === nullOf[resultStorage(name, columns)] ? null : values[k]!
          assert.ok(near(actual, expected), `${name} ${storage} of ${rows}: ${actual}, expected ${expected}`)
        })
      }
    }
  }
  for (const name of ['sum', 'count', 'avg', 'min', 'max', 'wavg', 'std', 'skew', 'corr'])
    assert.ok(met.has(`${name} i32`), name)
})

test('a mask may begin anywhere', () => {
  const mask = scratch('i8', 12).fill(1).subarray(1, 10)
  mask[4] = 0
  const column = columnOf('i32', [1, 2, 3, 4, 5, 6, 7, 8, 9])
  assert.deepEqual(totals([{ name: 'sum', columns: [column] }], mask), [40n])
})

test('sums of integers that may leave what doubles hold are left to who adds them exactly', () => {
  const column = columnOf('i32', new Array(40_000).fill(2 ** 31 - 1))
  const request = { name: 'sum', columns: [column] } as const
  assert.deepEqual(totals([request], null), [40_000n * (2n ** 31n - 1n)])
  const many = columnOf('i32', [])
  const data = scratch('i32', 5 * 2 ** 20).fill(2 ** 31 - 1)
  assert.equal(totals([{ name: 'sum', columns: [{ ...many, data }] }], null), null)
})
