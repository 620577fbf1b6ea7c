import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KeepDuplicates, TableSpec } from '../../src/storage/catalog/table-record.ts'
import { valueLevel } from '../../src/storage/partitions/scheme.ts'
import type { Bound } from '../../src/storage/reading/block-filter.ts'
import { Store } from '../../src/storage/store.ts'
import * as types from '../../src/values/data-type.ts'
import type { Table } from '../../src/values/forms/table.ts'
import { FixedVector, ints } from '../../src/values/vectors/fixed-vector.ts'
import { StringVector } from '../../src/values/vectors/string-vector.ts'
import { SymbolVector } from '../../src/values/vectors/symbol-vector.ts'
import { simHost } from '../sim/host.ts'
import { SimRandom } from '../sim/random.ts'

const DB = 'dfs://tsdb'

/** A row: symbol, time, value. */
type Row = readonly [sym: string, at: number, value: number]

async function opened(more: Partial<TableSpec> = {}, inlineBytes?: number) {
  const host = simHost(1)
  const store = await Store.open(host, '/data', { compaction: 'manual', ...(inlineBytes && { inlineBytes }) })
  await store.definitions.createDatabase({
    path: DB,
    levels: [valueLevel(ints([1]))],
    engine: 'TSDB',
    atomic: 'TRANS',
    chunkGranularity: 'TABLE',
    owner: '',
  })
  await store.definitions.createTable(DB, {
    name: 'pt',
    columns: [
      { name: 'value', type: types.INT },
      { name: 'sym', type: types.SYMBOL },
      { name: 'at', type: types.TIMESTAMP },
    ],
    partitionColumns: ['value'],
    partitionFunctions: ['one{}'],
    sortColumns: ['sym', 'at'],
    ...more,
  })
  return { host, store }
}

async function append(store: Store, rows: readonly Row[]): Promise<void> {
  const transaction = store.begin()
  await transaction.append(DB, 'pt', '1', [
    ints(rows.map(row => row[2])),
    SymbolVector.of(rows.map(row => row[0])),
    FixedVector.of(
      types.TIMESTAMP,
      rows.map(row => BigInt(row[1])),
    ),
  ])
  await transaction.commit()
}

function rowsOf(table: Table): Row[] {
  const value = table.column('value') as FixedVector
  const sym = table.column('sym') as SymbolVector
  const at = table.column('at') as FixedVector
  return Array.from({ length: table.rows }, (_, i) => [
    sym.text(i),
    Number(at.raw(i)),
    value.raw(i) as number,
  ])
}

async function read(store: Store, bounds?: readonly Bound[]): Promise<Row[]> {
  const snapshot = store.snapshot()
  const table = await snapshot.read(DB, 'pt', '1', undefined, bounds)
  snapshot.close()
  return rowsOf(table)
}

const before = (a: Row, b: Row) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1])

test('rows of a write are sorted; equal ones stay in order', async () => {
  const { store } = await opened()
  await append(store, [
    ['b', 2, 1],
    ['a', 3, 2],
    ['b', 1, 3],
    ['', 9, 4],
    ['a', 3, 5],
    ['a', 1, 6],
  ])
  assert.deepEqual(
    (await read(store)).map(row => row[2]),
    [4, 6, 2, 5, 3, 1],
  )
})

const policies: readonly [KeepDuplicates, readonly number[]][] = [
  ['ALL', [1, 2, 3, 4, 5, 6, 7]],
  ['FIRST', [1, 2, 6]],
  ['LAST', [3, 5, 7]],
]

for (const [keepDuplicates, expected] of policies) {
  test(`duplicates, keepDuplicates=${keepDuplicates}`, async () => {
    const { host, store } = await opened({ keepDuplicates })
    await append(store, [
      ['a', 1, 1],
      ['b', 1, 2],
      ['a', 1, 3],
    ])
    await append(store, [['b', 1, 4]])
    await append(store, [
      ['b', 1, 5],
      ['a', 2, 6],
    ])
    await append(store, [['a', 2, 7]])
    const values = async (open: Store) => (await read(open)).map(row => row[2]).sort()
    assert.deepEqual(await values(store), expected)
    assert.deepEqual(await values(store), expected)
    await store.compact(DB, 'pt', '1')
    assert.deepEqual(await values(store), expected)
    await store.close()
    assert.deepEqual(await values(await Store.open(host, '/data')), expected)
  })
}

for (const keepDuplicates of ['ALL', 'FIRST', 'LAST'] as const) {
  test(`random writes agree with a list, keepDuplicates=${keepDuplicates}`, async () => {
    const random = new SimRandom(3)
    const { store } = await opened({ keepDuplicates, sortKeyMapping: ['hashBucket{, 3}'] }, 2000)
    const model: Row[] = []
    let value = 0
    for (let round = 0; round < 30; round++) {
      const rows = Array.from(
        { length: random.chance(0.3) ? 300 : 5 },
        (): Row => [`S${random.below(6)}`, random.below(20), value++],
      )
      await append(store, rows)
      model.push(...rows)
      if (random.chance(0.2)) await store.compact(DB, 'pt', '1')
      const kept = keepDuplicates === 'FIRST' ? [...model].reverse() : model
      const distinct = new Map(kept.map(row => [`${row[0]} ${row[1]}`, row]))
      const expected = keepDuplicates === 'ALL' ? model : [...distinct.values()]
      const sort = (all: readonly Row[]) => [...all].sort((a, b) => before(a, b) || a[2] - b[2])
      assert.deepEqual(sort(await read(store)), sort(expected), `round ${round}`)
      const bounds = [{ column: 'sym', texts: ['S2'] }]
      const found = (await read(store, bounds)).filter(row => row[0] === 'S2')
      assert.deepEqual(sort(found), sort(expected.filter(row => row[0] === 'S2')), `round ${round}, S2`)
    }
  })
}

test('a mapped sort key sorts by its bucket, then by time', async () => {
  const { store } = await opened({ sortKeyMapping: ['hashBucket{, 1}'] })
  await append(store, [
    ['a', 3, 1],
    ['b', 2, 2],
    ['a', 1, 3],
  ])
  assert.deepEqual(
    (await read(store)).map(row => row[2]),
    [3, 2, 1],
  )
  const strange = await opened({ sortKeyMapping: ['mine'] })
  await assert.rejects(append(strange.store, [['a', 1, 1]]), /mapping function mine can't be called/)
})

test('a search reads the blocks that can hold what it looks for', async () => {
  const { host, store } = await opened()
  const rows: Row[] = []
  for (let sym = 0; sym < 100; sym++) {
    for (let at = 0; at < 1000; at++) rows.push([`S${String(sym).padStart(3, '0')}`, at, sym * 1000 + at])
  }
  await append(store, rows)
  await store.close()
  const again = await Store.open(host, '/data')
  const cost = async (bounds: readonly Bound[], wanted: (row: Row) => boolean) => {
    const all = await read(again, bounds)
    assert.deepEqual(all.filter(wanted), rows.filter(wanted))
    return all.length
  }
  assert.equal(await cost([{ column: 'sym', texts: ['S042'] }], row => row[0] === 'S042'), 1 << 14)
  assert.equal(await cost([{ column: 'sym', texts: ['none'] }], row => row[0] === 'none'), 0)
  assert.equal(await cost([{ column: 'value', least: 99_500 }], row => row[2] >= 99_500), 100_000 % (1 << 14))
  assert.equal(await cost([{ column: 'value', most: -1 }], row => row[2] < 0), 0)
  const both: Bound[] = [
    { column: 'sym', texts: ['S000', 'S099'] },
    { column: 'at', least: 10n, most: 20n },
  ]
  assert.ok(
    (await cost(both, row => ['S000', 'S099'].includes(row[0]) && row[1] >= 10 && row[1] <= 20)) < 40_000,
  )
  // A wide search reads all of it, and keeps it.
  assert.equal(await cost([{ column: 'value', least: 1000 }], row => row[2] >= 1000), 100_000)
  assert.ok(again.cachedBytes > 1_000_000)
})

test('nulls meet a bound only where they may', async () => {
  const { store } = await opened()
  const transaction = store.begin()
  await transaction.append(DB, 'pt', '1', [
    ints([-2147483648]),
    StringVector.of(['']),
    FixedVector.of(types.TIMESTAMP, [-(2n ** 63n)]),
  ])
  await transaction.commit()
  await append(store, [['a', 5, 5]])
  await append(store, [['a', 6, 6]])
  await append(store, [['a', 7, 7]])
  const count = async (bound: Bound) => (await read(store, [bound])).length
  assert.equal(await count({ column: 'value', most: 5 }), 1)
  assert.equal(await count({ column: 'value', most: 5, nulls: true }), 2)
  assert.equal(await count({ column: 'at', least: 7n }), 1)
  assert.equal(await count({ column: 'sym', texts: ['x'], nulls: true }), 1)
})

test('what can not be sorted by', async () => {
  const double = { name: 'd', type: types.DOUBLE }
  const columns = [{ name: 'value', type: types.INT }, { name: 'at', type: types.TIMESTAMP }, double]
  const define = (sortColumns: string[], more: Partial<TableSpec> = {}) =>
    opened({ columns, sortColumns, ...more })
  await assert.rejects(define([]), /needs sortColumns/)
  await assert.rejects(define(['d']), /DOUBLE can't be a sort column/)
  await assert.rejects(define(['at', 'value']), /can only be the last/)
  await assert.rejects(define(['value', 'at'], { sortKeyMapping: ['f', 'g'] }), /each of the 1 sort keys/)
  await assert.rejects(define(['value'], { softDelete: true }), /softDelete needs keepDuplicates=LAST/)
})
