import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Interpolation,
  interpolate,
  quantile,
  quantileRanges,
} from '../../src/kernels/aggregates/quantile.ts'
import type { Column } from '../../src/kernels/column.ts'
import { rankRows, type Ties } from '../../src/kernels/order/rank.ts'
import { topRows } from '../../src/kernels/order/top.ts'
import { scratch } from '../../src/kernels/storage.ts'
import { movingQuantile, movingRank, type RankRule } from '../../src/kernels/windows/moving-order.ts'
import { rangeWindows, rowWindows, wholeSegment } from '../../src/kernels/windows/windows.ts'
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
import { compareItems, keyKinds, randomKey } from './random-keys.ts'

const interpolations: Interpolation[] = ['linear', 'lower', 'higher', 'nearest', 'midpoint']

function plainQuantile(items: readonly Item[], fraction: number, interpolation: Interpolation): Item {
  const sorted = numbers(items).sort((a, b) => a - b)
  if (sorted.length === 0) return null
  const place = fraction * (sorted.length - 1)
  const below = Math.floor(place)
  return interpolate(sorted[below]!, sorted[below + 1] ?? sorted[below]!, place - below, interpolation)
}

const doubles = (data: Float64Array | Int32Array) =>
  itemsOf({ storage: data instanceof Int32Array ? 'i32' : 'f64', data })

function same(actual: readonly Item[], expected: readonly Item[], what: string): void {
  const wrong = expected.findIndex((item, i) => !near(actual[i]!, item))
  assert.ok(
    wrong < 0 && actual.length === expected.length,
    `${what}: ${wrong} is ${actual[wrong]}, expected ${expected[wrong]}`,
  )
}

test('quantiles of columns and ranges', () => {
  const random = seeded(40)
  for (const storage of storages) {
    for (const rows of [0, 1, 2, 9, 300]) {
      const items = randomItems(random, storage, rows, rows > 2 ? 0.2 : 0)
      const column = columnOf(storage, items)
      for (const interpolation of interpolations) {
        const fraction = [0, 0.25, 0.5, 0.77, 1][Math.floor(random() * 5)]!
        const whole = Float64Array.of(quantile(column, fraction, interpolation))
        same(
          doubles(whole),
          [plainQuantile(items, fraction, interpolation)],
          `${storage} × ${rows} ${fraction}`,
        )
        const starts = Int32Array.from({ length: 10 }, () => Math.floor(random() * rows))
        const ends = starts.map(start => Math.min(rows, start + Math.floor(random() * 20) - 1))
        const out = scratch('f64', 10)
        quantileRanges(column, starts, ends, fraction, interpolation, out)
        const expected = Array.from(starts, (s, r) =>
          plainQuantile(items.slice(s, Math.max(s, ends[r]!)), fraction, interpolation),
        )
        same(doubles(out), expected, `ranges of ${storage}`)
      }
    }
  }
})

test('quantiles that the documentation prints', () => {
  const a = columnOf('i32', [6, 47, 49, 15, 42, 41, 7, 39, 43, 40, 36])
  assert.equal(quantile(a, 0.25), 25.5)
  assert.equal(quantile(a, 0.75, 'lower'), 42)
  assert.equal(quantile(a, 0.54), 40.4)
  assert.equal(quantile(a, 0.05, 'midpoint'), 6.5)
  const x = columnOf('i32', [2, 1, 3, 7, 6, 5, 4])
  const out = scratch('f64', 7)
  movingQuantile(x, 0.15, 'midpoint', rowWindows(3, null, wholeSegment(7)), out)
  same(doubles(out), [null, null, 1.5, 2, 4.5, 5.5, 4.5], 'mpercentile')
})

const rules: RankRule[] = [true, false].flatMap(descending =>
  [true, false].flatMap(ignoreNulls =>
    (['min', 'max', 'average'] as const).map(ties => ({
      descending,
      ignoreNulls,
      ties,
      percent: ties === 'max',
    })),
  ),
)

function plainRank(items: readonly Item[], least: number, rule: RankRule): Item {
  const own = items.at(-1)!
  if (items.length === 0 || numbers(items).length < least || (rule.ignoreNulls && own === null)) return null
  const ranked = rule.ignoreNulls ? items.filter(item => item !== null) : items
  const before = ranked.filter(item => compareItems(item, own) * (rule.descending ? -1 : 1) < 0).length
  const equal = ranked.filter(item => compareItems(item, own) === 0).length
  const rank = { min: before, max: before + equal - 1, average: before + (equal - 1) / 2 }[rule.ties]
  return rule.percent ? (rank + 1) / ranked.length : rank
}

test('moving quantiles and ranks, in narrow and wide windows', () => {
  const random = seeded(41)
  for (const [rows, window, minPeriods] of [
    [60, 5, null],
    [60, 7, 2],
    [400, 90, 1],
    [2600, 2100, 1],
  ] as const) {
    const items = randomItems(random, 'i32', rows, 0.15)
    const column = columnOf('i32', items)
    const segments = Int32Array.from([0, rows >> 5, rows])
    const windows = rowWindows(window, minPeriods, segments)
    const every = rows > 1000 ? 97 : 1
    const check = (out: Float64Array, value: (window: Item[]) => Item, what: string) => {
      for (let r = 0; r < rows; r += every) {
        const from = r < segments[1]! ? 0 : segments[1]!
        const early = minPeriods === null && r - from < window - 1
        const expected = early ? null : value(items.slice(Math.max(from, r - window + 1), r + 1))
        assert.ok(
          near(doubles(out)[r]!, expected),
          `${what} × ${rows}, row ${r}: ${out[r]}, expected ${expected}`,
        )
      }
    }
    const out = scratch('f64', rows)
    movingQuantile(column, 0.3, 'linear', windows, out)
    const least = minPeriods ?? 0
    check(
      out,
      values => (numbers(values).length < least ? null : plainQuantile(values, 0.3, 'linear')),
      'quantile',
    )
    for (const rule of rows > 1000 ? rules.slice(0, 2) : rules) {
      movingRank(column, rule, windows, out)
      check(out, values => plainRank(values, least, rule), JSON.stringify(rule))
    }
  }
})

test('moving ranks of ranges that step back', () => {
  const items: Item[] = [5, 1, null, 4, 4, 2]
  const out = scratch('i32', 4)
  const windows = rangeWindows(Int32Array.of(1, 0, 3, 2), Int32Array.of(5, 2, 3, 6), null)
  movingRank(
    columnOf('f64', items),
    { descending: false, ignoreNulls: true, ties: 'min', percent: false },
    windows,
    out,
  )
  same(doubles(out), [1, 0, null, 0], 'ranks')
})

function plainRanks(
  items: readonly (Item | string)[],
  descending: boolean,
  ties: Ties,
  ignoreNulls: boolean,
): Item[] {
  const ranked = ignoreNulls ? items.filter(item => item !== null) : items
  const compare = (a: Item | string, b: Item | string) => compareItems(a, b) * (descending ? -1 : 1)
  return items.map((own, row) => {
    if (ignoreNulls && own === null) return null
    const less = ranked.filter(item => compare(item, own) < 0)
    const equal = ranked.filter(item => compare(item, own) === 0).length
    if (ties === 'dense') return new Set(less).size
    if (ties === 'first')
      return less.length + items.slice(0, row).filter(item => compareItems(item, own) === 0).length
    return { min: less.length, max: less.length + equal - 1, average: less.length + (equal - 1) / 2 }[ties]
  })
}

test('ranks of rows by segment, ties shared in every way', () => {
  const random = seeded(42)
  const segments = Int32Array.from([0, 20, 20, 50])
  for (const storage of storages) {
    const items = randomItems(random, storage, 50, 0.2)
    const column: Column = columnOf(storage, items)
    for (const ties of ['min', 'max', 'average', 'first', 'dense'] as const) {
      for (const descending of [true, false]) {
        for (const ignoreNulls of [true, false]) {
          const out = ties === 'average' ? scratch('f64', 50) : scratch('i32', 50)
          rankRows(
            { column, descending },
            ties,
            ignoreNulls ? row => items[row] === null : null,
            segments,
            out,
          )
          const expected = [items.slice(0, 20), items.slice(20)].flatMap(part =>
            plainRanks(part, descending, ties, ignoreNulls),
          )
          same(doubles(out), expected, `${storage} ${ties} ${descending} ${ignoreNulls}`)
        }
      }
    }
  }
})

test('the first rows in order of keys', () => {
  const random = seeded(43)
  for (let round = 0; round < 80; round++) {
    const n = Math.floor(random() * 60)
    const count = Math.floor(random() * 12)
    const keys = Array.from({ length: 1 + (round % 2) }, () => {
      const key = randomKey(random, keyKinds[Math.floor(random() * keyKinds.length)]!, n)
      return { ...key, descending: random() < 0.5 }
    })
    const compare = (a: number, b: number) => {
      for (const { items, descending } of keys) {
        const order = compareItems(items[a]!, items[b]!)
        if (order !== 0) return descending ? -order : order
      }
      return 0
    }
    const expected = Array.from({ length: n }, (_, i) => i)
      .sort(compare)
      .slice(0, count)
    assert.deepEqual([...topRows(keys, n, count)], expected, keys.map(key => key.kind).join())
  }
})
