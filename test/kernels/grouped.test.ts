import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AggregateName,
  aggregateNamed,
  aggregates,
  resultStorage,
} from '../../src/kernels/aggregates/aggregate.ts'
import { reduceGroups } from '../../src/kernels/aggregates/grouped.ts'
import type { Column } from '../../src/kernels/column.ts'
import { nullF64, nullOf } from '../../src/kernels/null.ts'
import { scratch } from '../../src/kernels/storage.ts'
import { plainAggregates } from './plain-aggregates.ts'
import { columnOf, type Item, itemsOf, near, randomItems, seeded, storages } from './random-columns.ts'

const names = Object.keys(aggregates) as AggregateName[]

function compareWithPlain(random: () => number, storage: (typeof storages)[number], full: boolean): void {
  const groups = 8
  for (const [rows, nullShare] of full
    ? ([
        [8, 0],
        [50, 0],
        [200, 0.3],
      ] as const)
    : ([
        [0, 0],
        [1, 0],
        [50, 0],
        [200, 0.3],
      ] as const)) {
    // Every group has a row, or the last one surely none.
    const codes = scratch('i32', rows).map((_, i) =>
      full && i < groups ? groups - 1 - i : Math.floor(random() * (groups - 1)),
    )
    const xs = randomItems(random, storage, rows, nullShare)
    const ys = randomItems(random, 'i16', rows, nullShare)
    const [x, y] = [columnOf(storage, xs), columnOf('i16', ys)]
    const requests = names.map(name => ({ name, columns: [x, y].slice(0, aggregateNamed(name).inputs) }))
    const outs = requests.map(({ name, columns }) => scratch(resultStorage(name, columns), groups))
    const firstRows = full ? Int32Array.from({ length: groups }, (_, g) => codes.indexOf(g)) : null
    reduceGroups(requests, codes, groups, outs, firstRows)
    requests.forEach(({ name, columns }, k) => {
      const actual = itemsOf({ storage: resultStorage(name, columns), data: outs[k]! })
      for (let g = 0; g < groups; g++) {
        const own = [...codes.keys()].filter(i => codes[i] === g)
        const pick = (items: readonly Item[]) => own.map(i => items[i]!)
        const value = plainAggregates[name](pick(xs), storage, pick(ys))
        const expected = name.startsWith('i') && value !== -1 ? own[value as number]! : value
        const what = `${name} ${storage} ${full}, group ${g}`
        assert.ok(near(actual[g]!, expected), `${what}: ${actual[g]}, expected ${expected}`)
      }
    })
  }
}

test('all aggregates at once, by group, agree with the plain ones', () => {
  const random = seeded(3)
  for (const storage of storages) {
    compareWithPlain(random, storage, false)
    compareWithPlain(random, storage, true)
  }
})

test('one aggregate alone, of groups that all have rows', () => {
  const random = seeded(4)
  const codes = scratch('i32', 60).map((_, i) => (i < 5 ? i : Math.floor(random() * 5)))
  const items = randomItems(random, 'f64', 60, 0)
  for (const name of ['sum', 'min', 'wavg', 'last'] as const) {
    const columns = [columnOf('f64', items), columnOf('f64', items)].slice(0, aggregateNamed(name).inputs)
    const out = scratch('f64', 5)
    reduceGroups([{ name, columns }], codes, 5, [out], Int32Array.of(0, 1, 2, 3, 4))
    for (let g = 0; g < 5; g++) {
      const own = items.filter((_, i) => codes[i] === g)
      assert.ok(near(out[g]!, plainAggregates[name](own, 'f64', own)), name)
    }
  }
})

test('sums by group beyond 2⁵³ are exact', () => {
  const rows = 4_200_000
  const x = columnOf(
    'i32',
    Array.from({ length: rows }, (_, i) => 2 ** 31 - 1 - (i & 1)),
  )
  const outs = [scratch('i64', 1), scratch('f64', 1)]
  const requests = [
    { name: 'sum', columns: [x] },
    { name: 'avg', columns: [x] },
  ] as const
  reduceGroups(requests, scratch('i32', rows), 1, outs)
  assert.equal(outs[0]![0], BigInt(rows) * (2n ** 31n - 1n) - BigInt(rows / 2))
  assert.ok(near(outs[1]![0]!, 2 ** 31 - 1.5))
})

const itemAt = ({ storage, data }: Column, i: number): Item => (data[i] === nullOf[storage] ? null : data[i]!)

test('many rows of many groups', () => {
  const [rows, groups] = [2 ** 20, 200_000]
  const codes = scratch('i32', rows)
  for (let i = 0; i < rows; i++) codes[i] = (Math.imul(i, 40_503) >>> 3) & 0x3ffff
  for (let i = 0; i < rows; i++) if (codes[i]! >= groups) codes[i] = i % 7
  const x = { storage: 'f64', data: scratch('f64', rows), nulls: true } as const
  const y = { storage: 'i64', data: scratch('i64', rows), nulls: false } as const
  for (let i = 0; i < rows; i++) {
    x.data[i] = i % 11 === 0 ? nullF64 : i % 1000
    y.data[i] = BigInt(i)
  }
  const requests = [
    { name: 'sum', columns: [x] },
    { name: 'sum', columns: [y] },
    { name: 'last', columns: [x] },
    { name: 'ifirstNot', columns: [x] },
    { name: 'wavg', columns: [y, x] },
  ] as const
  const outs = requests.map(({ name, columns }) => scratch(resultStorage(name, columns), groups))
  reduceGroups(requests, codes, groups, outs)
  const rowsOf = new Map<number, number[]>()
  for (let i = 0; i < rows; i++) {
    if (codes[i]! % 370 > 0 && codes[i]! > 10) continue
    const group = rowsOf.get(codes[i]!)
    if (group) group.push(i)
    else rowsOf.set(codes[i]!, [i])
  }
  for (const [group, own] of rowsOf) {
    requests.forEach(({ name, columns }, k) => {
      const [first, second] = columns.map(column => own.map(i => itemAt(column, i)))
      const value = plainAggregates[name](first!, columns[0]!.storage, second ?? [])
      const expected = name === 'ifirstNot' && value !== -1 ? own[value as number]! : value
      const [actual] = itemsOf({
        storage: resultStorage(name, columns),
        data: outs[k]!.subarray(group, group + 1),
      })
      assert.ok(near(actual!, expected), `${name} of group ${group}: ${actual}, expected ${expected}`)
    })
  }
})
