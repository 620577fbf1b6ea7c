import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asofMerged } from '../../src/kernels/order/asof.ts'
import { searchMerged, searchSegments } from '../../src/kernels/order/search.ts'
import { scratch } from '../../src/kernels/storage.ts'
import { columnOf, type Item, randomItems, seeded, storages } from './random-columns.ts'

const ascending = (items: readonly Item[]) => [...items].sort((a, b) => (a! < b! ? -1 : a! > b! ? 1 : 0))

test('the last row not after each, found by merging', () => {
  const random = seeded(60)
  for (const storage of storages) {
    for (const [n, m] of [
      [0, 5],
      [5, 0],
      [30, 60],
    ] as const) {
      const codes = (length: number) => scratch('i32', length).map(() => Math.floor(random() * 3))
      const [left, right] = [n, m].map(rows => ascending(randomItems(random, storage, rows, 0))) as [
        Item[],
        Item[],
      ]
      const [leftCodes, rightCodes] = [codes(n), codes(m)]
      const out = scratch('i32', n)
      const times = (items: Item[]) => columnOf(storage, items).data
      assert.ok(asofMerged(storage, leftCodes, times(left), rightCodes, times(right), 4, out))
      const expected = left.map((time, i) =>
        right.findLastIndex((other, r) => rightCodes[r] === leftCodes[i] && other! <= time!),
      )
      assert.deepEqual([...out], expected, storage)
    }
  }
})

test('rows that do not ascend are told', () => {
  const [up, down] = [columnOf('i32', [1, 2, 3]).data, columnOf('i32', [3, 5, 4]).data]
  const codes = scratch('i32', 3)
  const merge = (left: Int32Array, right: Int32Array) =>
    asofMerged('i32', codes, left, codes, right, 1, scratch('i32', 3))
  assert.deepEqual([merge(up, up), merge(down, up), merge(up, down)], [true, false, false])
})

test('places in segments, of probes in any order', () => {
  const random = seeded(61)
  const offsets = Int32Array.from([0, 10, 10, 40])
  for (const storage of storages) {
    const parts = [10, 0, 30].map(rows => ascending(randomItems(random, storage, rows, 0)))
    const keys = columnOf(storage, parts.flat()).data
    for (const sorted of [false, true]) {
      const some = randomItems(random, storage, 80, 0)
      const items = sorted ? ascending(some) : some
      const codes = scratch('i32', 80).map(() => Math.floor(random() * 3))
      for (const side of ['lower', 'upper'] as const) {
        const out = scratch('i32', 80)
        searchSegments(side, storage, keys, offsets, codes, columnOf(storage, items).data, out)
        const expected = items.map((probe, i) => {
          const before = parts[codes[i]!]!.filter(key => (side === 'lower' ? key! < probe! : key! <= probe!))
          return offsets[codes[i]!]! + before.length
        })
        assert.deepEqual([...out], expected, `${storage} ${side}`)
        // The same keys in order as a whole, each told its segment.
        const all = parts
          .flatMap((part, code) => part.map(key => ({ key, code })))
          .sort((a, b) => (a.key! < b.key! ? -1 : 1))
        const merged = scratch('i32', 80)
        const keyCodes = Int32Array.from(all, ({ code }) => code)
        const whole = columnOf(
          storage,
          all.map(({ key }) => key),
        ).data
        const probes = columnOf(storage, items).data
        const could = searchMerged(side, storage, whole, keyCodes, offsets, codes, probes, merged)
        assert.equal(could, sorted)
        if (could) assert.deepEqual([...merged], expected, `${storage} ${side} merged`)
      }
    }
  }
})
