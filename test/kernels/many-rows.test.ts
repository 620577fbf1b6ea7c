import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AggregateName, resultStorage } from '../../src/kernels/aggregates/aggregate.ts'
import { cumulative } from '../../src/kernels/aggregates/cumulative.ts'
import { reduceGroups } from '../../src/kernels/aggregates/grouped.ts'
import { type Column, column } from '../../src/kernels/column.ts'
import { gather, scatter } from '../../src/kernels/elementwise/select.ts'
import { findFirstRows, placeRows, rowsAtPlaces, slotsInOrder } from '../../src/kernels/groups/places.ts'
import { nullOf } from '../../src/kernels/null.ts'
import { MANY_ROWS } from '../../src/kernels/parallel/parallel.ts'
import { type Data, type ScalarStorage, scratch } from '../../src/kernels/storage.ts'
import { moving } from '../../src/kernels/windows/moving.ts'
import { rowWindows } from '../../src/kernels/windows/windows.ts'
import { plainAggregates } from './plain-aggregates.ts'
import { type Item, near } from './random-columns.ts'

// What is done in parts from MANY_ROWS on, against the plain way.

const rows = MANY_ROWS + 12_345
const scattered = (i: number) => (Math.imul(i + 1, 2654435761) >>> 8) / 2 ** 24

function columnBy<S extends ScalarStorage>(storage: S, value: (i: number) => number | null): Column<S> {
  const data = scratch(storage, rows)
  for (let i = 0; i < rows; i++) {
    const item = value(i)
    if (item === null) data[i] = nullOf[storage]
    else data[i] = storage === 'i64' ? BigInt(Math.round(item)) : item
  }
  return column(storage, data, data.includes(nullOf[storage] as never))
}

const withGaps = (value: (i: number) => number) => (i: number) => (i % 7 === 3 ? null : value(i))
const columns = {
  int: columnBy('i32', i => Math.floor(scattered(i) * 4e9) - 2e9),
  gaps: columnBy(
    'i32',
    withGaps(i => Math.floor(scattered(i) * 2000)),
  ),
  long: columnBy(
    'i64',
    withGaps(i => scattered(i) * 2 ** 60),
  ),
  double: columnBy('f64', i => Math.round(scattered(i) * 1e4) / 100),
  holes: columnBy(
    'f64',
    withGaps(i => scattered(i) * 100 - 50),
  ),
}

const itemOf = ({ storage, data }: Column, i: number): Item =>
  data[i] === nullOf[storage] ? null : (data[i] as Item)
const resultOf = (storage: ScalarStorage, out: Data, i: number): Item =>
  out[i] === nullOf[storage] ? null : (out[i] as Item)

test('aggregates by group', () => {
  const codes = scratch('i32', rows)
  for (const groups of [4, 20_000]) {
    // Some groups come late, some are rare.
    for (let i = 0; i < rows; i++) codes[i] = Math.floor(scattered(3 * i) ** 2 * groups)
    const names: AggregateName[] = [
      'sum',
      'count',
      'avg',
      'min',
      'max',
      'first',
      'last',
      'firstNot',
      'lastNot',
    ]
    const requests = [
      ...names.map((name, k) => ({ name, columns: [Object.values(columns)[k % 5]!] as Column[] })),
      ...Object.values(columns).map(x => ({ name: 'sum' as const, columns: [x as Column] })),
      { name: 'wavg' as const, columns: [columns.double, columns.gaps] as Column[] },
      { name: 'std' as const, columns: [columns.holes] as Column[] },
    ]
    // Each alone and all together take different ways.
    const together = requests.map(({ name, columns }) => scratch(resultStorage(name, columns), groups))
    reduceGroups(requests, codes, groups, together)
    const members = Array.from({ length: groups }, (): number[] => [])
    for (let i = 0; i < rows; i++) members[codes[i]!]!.push(i)
    const looked = [...members.keys()].filter(g => g % (groups / 5) === groups / 5 - 1)
    requests.forEach((request, k) => {
      const storage = resultStorage(request.name, request.columns)
      const alone = scratch(storage, groups)
      reduceGroups([request], codes, groups, [alone])
      for (const g of looked) {
        const [x, y] = request.columns.map(column => members[g]!.map(i => itemOf(column, i)))
        const expected = plainAggregates[request.name](x!, request.columns[0]!.storage, y ?? [])
        for (const out of [alone, together[k]!]) {
          const actual = resultOf(storage, out, g)
          assert.ok(
            near(actual, expected),
            `${request.name} of ${groups} groups, ${g}: ${actual}, ${expected}`,
          )
        }
      }
    })
  }
})

test('moving and running aggregates, by segment', () => {
  const cuts = [0, 100_000, 100_000, 100_003, 700_000, rows]
  for (const offsets of [
    [0, rows],
    cuts,
    Array.from({ length: 5001 }, (_, s) => Math.floor((s * rows) / 5000)),
  ]) {
    const segments = scratch('i32', offsets.length)
    segments.set(offsets)
    const startOf = (r: number) => offsets.findLast(start => start <= r)!
    const looked = Array.from({ length: 25 }, (_, k) => Math.floor(scattered(k + offsets.length) * rows))
    const step = Math.ceil(rows / 8 / 8192) * 8192
    looked.push(
      ...[1, 2, 7].flatMap(part => [part * step - 1, part * step, part * step + 1]),
      100_000,
      100_002,
    )
    for (const [name, column] of [
      ['avg', columns.double],
      ['avg', columns.int],
      ['sum', columns.int],
      ['sum', columns.long],
      ['sum', columns.gaps],
      ['std', columns.holes],
      ['max', columns.double],
      ['count', columns.holes],
    ] as const) {
      const storage = resultStorage(name, [column])
      const of = (from: number, to: number) =>
        plainAggregates[name](
          Array.from({ length: to - from }, (_, i) => itemOf(column, from + i)),
          column.storage,
          [],
        )
      const out = scratch(storage, rows)
      moving(name, [column], rowWindows(20, null, segments), out)
      for (const r of looked) {
        const expected = r - startOf(r) < 19 ? null : of(r - 19, r + 1)
        const actual = resultOf(storage, out, r)
        assert.ok(
          near(actual, expected),
          `moving ${name} of ${offsets.length - 1}, ${r}: ${actual}, ${expected}`,
        )
      }
      cumulative(name, [column], segments, out)
      for (const r of looked.filter(r => r - startOf(r) < 500)) {
        const expected = of(startOf(r), r + 1)
        const actual = resultOf(storage, out, r)
        assert.ok(
          near(actual, expected),
          `running ${name} of ${offsets.length - 1}, ${r}: ${actual}, ${expected}`,
        )
      }
    }
  }
})

test('rows go to the places of their groups', () => {
  const codes = scratch('i32', rows)
  for (const slots of [5, 100_000]) {
    for (let i = 0; i < rows; i++) codes[i] = 1 + Math.floor(scattered(5 * i) * (slots - 2))
    const first = findFirstRows(codes, slots, slots - 1)
    const found = slotsInOrder(first)
    assert.deepEqual([...found], [...new Set(codes)])
    assert.ok(found.subarray(0, 50).every(slot => codes.indexOf(slot) === first.firstRows[slot]))
    assert.equal(first.firstRows[0], -1)
    const sorted = scratch('i32', found.length)
    sorted.set(found.toSorted())
    const { places, offsets } = placeRows(codes, slots, sorted)
    const order = rowsAtPlaces(places)
    assert.ok(order.every((row, place) => places[row] === place))
    for (let g = 0; g < sorted.length; g++) {
      const wrong = order
        .subarray(offsets[g], offsets[g + 1])
        .findIndex((row, k, own) => codes[row] !== sorted[g] || (k > 0 && own[k - 1]! >= row))
      assert.equal(wrong, -1)
    }
    const { storage, data } = columns.holes
    const [there, back] = [scratch(storage, rows), scratch(storage, rows)]
    scatter(storage, data, places, there, rows, true)
    gather(storage, there, places, back, rows)
    assert.ok(back.every((value, i) => value === data[i]))
    gather(storage, data, order, back, rows)
    assert.ok(back.every((value, i) => value === there[i]))
  }
})
