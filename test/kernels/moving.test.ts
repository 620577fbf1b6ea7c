import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AggregateName,
  aggregateNamed,
  aggregates,
  resultStorage,
} from '../../src/kernels/aggregates/aggregate.ts'
import { cumulative, cumulativeByGroup } from '../../src/kernels/aggregates/cumulative.ts'
import type { Column } from '../../src/kernels/column.ts'
import { scratch } from '../../src/kernels/storage.ts'
import { moving } from '../../src/kernels/windows/moving.ts'
import { rangeWindows, rowWindows, type Windows, wholeSegment } from '../../src/kernels/windows/windows.ts'
import { plainAggregates } from './plain-aggregates.ts'
import {
  columnOf,
  type Item,
  itemsOf,
  near,
  numbers,
  randomItems,
  seeded,
  storages,
} from './random-columns.ts'

const names = Object.keys(aggregates) as AggregateName[]

interface Data {
  readonly storage: (typeof storages)[number]
  readonly xs: readonly Item[]
  readonly ys: readonly Item[]
}

function columnsFor(name: AggregateName, { storage, xs, ys }: Data): Column[] {
  const columns = [columnOf(storage, xs), columnOf('f64', ys)]
  return columns.slice(0, aggregateNamed(name).inputs)
}

// The aggregate of rows from … to − 1, in the plainest way; null if fewer than `least` rows count.
function plain(name: AggregateName, { storage, xs, ys }: Data, from: number, to: number, least = 0): Item {
  const [x, y] = [xs.slice(from, to), ys.slice(from, to)]
  const counted = x.filter(
    (item, i) => item !== null && (aggregateNamed(name).inputs === 1 || y[i] !== null),
  ).length
  return counted < least ? null : plainAggregates[name](x, storage, y)
}

function moved(name: AggregateName, data: Data, windows: Windows, results: number): Item[] {
  const columns = columnsFor(name, data)
  const out = scratch(resultStorage(name, columns), results)
  moving(name, columns, windows, out)
  return itemsOf({ storage: resultStorage(name, columns), data: out })
}

function check(actual: readonly Item[], expected: readonly Item[], what: string): void {
  // What left a window leaves rounding errors of its own size.
  const size = Math.max(0, ...numbers(expected).filter(Number.isFinite).map(Math.abs))
  const close = (a: Item, b: Item) =>
    near(a, b) || Math.abs(Number(a ?? Number.NaN) - Number(b ?? Number.NaN)) < 1e-13 * size
  const wrong = expected.findIndex((item, r) => !close(actual[r]!, item))
  assert.ok(wrong < 0, `${what}: result ${wrong} is ${actual[wrong]}, expected ${expected[wrong]}`)
}

function randomData(
  random: () => number,
  storage: (typeof storages)[number],
  rows: number,
  nullShare: number,
): Data {
  return {
    storage,
    xs: randomItems(random, storage, rows, nullShare),
    ys: randomItems(random, 'f64', rows, nullShare / 2),
  }
}

const segments = Int32Array.from([0, 7, 7, 8, 30, 40])

test('windows of rows, by segment, with and without a least number of values', () => {
  const random = seeded(20)
  for (const storage of storages) {
    for (const nullShare of [0, 0.4]) {
      const data = randomData(random, storage, 40, nullShare)
      for (const name of names) {
        for (const [window, minPeriods] of [
          [1, null],
          [3, null],
          [4, 2],
          [9, 1],
          [100, 3],
        ] as const) {
          const expected: Item[] = []
          for (let s = 0; s + 1 < segments.length; s++) {
            for (let r = segments[s]!; r < segments[s + 1]!; r++) {
              const early = minPeriods === null && r - segments[s]! < window - 1
              const from = Math.max(segments[s]!, r - window + 1)
              expected.push(early ? null : plain(name, data, from, r + 1, minPeriods ?? 0))
            }
          }
          const actual = moved(name, data, rowWindows(window, minPeriods, segments), 40)
          check(actual, expected, `${name} ${storage} window ${window} ${minPeriods} of ${data.xs}`)
        }
      }
    }
  }
})

test('windows that are ranges, going on and stepping back', () => {
  const random = seeded(21)
  for (const storage of storages) {
    for (const orderly of [true, false]) {
      const data = randomData(random, storage, 60, 0.3)
      const starts = Array.from({ length: 50 }, () => Math.floor(random() * 55))
      if (orderly) starts.sort((a, b) => a - b)
      const ends = starts.map(start => Math.min(60, start - 1 + Math.floor(random() * 12)))
      if (orderly) for (let r = 1; r < 50; r++) ends[r] = Math.max(ends[r - 1]!, ends[r]!)
      for (const name of names) {
        const windows = rangeWindows(Int32Array.from(starts), Int32Array.from(ends), orderly ? 1 : null)
        const expected = starts.map((from, r) =>
          plain(name, data, from, Math.max(from, ends[r]!), orderly ? 1 : 0),
        )
        check(moved(name, data, windows, 50), expected, `${name} ${storage} ${orderly}`)
      }
    }
  }
})

test('running aggregates, by segment and by group', () => {
  const random = seeded(22)
  const codes = scratch('i32', 40).map(() => Math.floor(random() * 5))
  for (const storage of storages) {
    for (const nullShare of [0, 0.4]) {
      const data = randomData(random, storage, 40, nullShare)
      for (const name of names) {
        const columns = columnsFor(name, data)
        const kind = resultStorage(name, columns)
        const out = scratch(kind, 40)
        cumulative(name, columns, segments, out)
        const startOf = (r: number) => Math.max(...segments.filter(start => start <= r))
        const expected = data.xs.map((_, r) => plain(name, data, startOf(r), r + 1))
        check(itemsOf({ storage: kind, data: out }), expected, `cumulative ${name} ${storage} of ${data.xs}`)

        cumulativeByGroup(name, columns, codes, 5, out)
        const expectedByGroup = data.xs.map((_, r) => {
          const rows = [...codes.keys()].filter(i => i <= r && codes[i] === codes[r])
          const pick = (items: readonly Item[]) => rows.map(i => items[i]!)
          const value = plainAggregates[name](pick(data.xs), storage, pick(data.ys))
          return aggregateNamed(name).result === 'place' && value !== -1 ? rows[value as number]! : value
        })
        check(itemsOf({ storage: kind, data: out }), expectedByGroup, `by group ${name} ${storage}`)
      }
    }
  }
})

test('infinite values leave no trace, long columns no drift', () => {
  const xs = [1, 2, Infinity, 4, 5, 6, 7]
  const sums = moved('sum', { storage: 'f64', xs, ys: xs }, rowWindows(2, null, wholeSegment(7)), 7)
  assert.deepEqual(sums, [null, 3, Infinity, Infinity, 9, 11, 13])
  const long = Array.from({ length: 30_000 }, (_, i) => (i === 100 ? 1e20 : 0.1))
  const averages = moved(
    'avg',
    { storage: 'f64', xs: long, ys: long },
    rowWindows(10, null, wholeSegment(30_000)),
    30_000,
  )
  assert.ok(near(averages.at(-1)!, 0.1))
})

test('sums of LONG and large sums of INT stay exact', () => {
  const xs = Array.from({ length: 5 }, (_, i) => 2n ** 62n - BigInt(i))
  const sums = moved('sum', { storage: 'i64', xs, ys: [] }, rowWindows(2, 1, wholeSegment(5)), 5)
  assert.deepEqual(
    sums,
    xs.map((x, i) => BigInt.asIntN(64, i === 0 ? x : x + xs[i - 1]!)),
  )
  const out = scratch('i64', 5)
  cumulative('sum', [columnOf('i64', xs)], wholeSegment(5), out)
  let total = 0n
  assert.deepEqual(
    [...out],
    xs.map(x => (total = BigInt.asIntN(64, total + x))),
  )
})
