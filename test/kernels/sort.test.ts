import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sortRows } from '../../src/kernels/order/sort.ts'
import type { SortKey } from '../../src/kernels/order/sort-fields.ts'
import { columnOf, seeded, stringsOf } from './random-columns.ts'
import { compareItems, isNullItem, keyKinds, type RandomKey, randomKey } from './random-keys.ts'

interface Wish extends RandomKey {
  readonly descending: boolean
  readonly nullsFirst: boolean
}

function plainOrder(wishes: readonly Wish[], n: number): number[] {
  const compare = (a: number, b: number) => {
    for (const { items, descending, nullsFirst } of wishes) {
      const [x, y] = [items[a]!, items[b]!]
      if (isNullItem(x) !== isNullItem(y)) return isNullItem(x) === nullsFirst ? -1 : 1
      const order = compareItems(x, y)
      if (order !== 0) return descending ? -order : order
    }
    return 0
  }
  return Array.from({ length: n }, (_, i) => i).sort(compare)
}

function check(wishes: readonly Wish[], n: number): void {
  const keys: SortKey[] = wishes.map(({ column, descending, nullsFirst }) => ({
    column,
    descending,
    nullsFirst,
  }))
  const what = wishes.map(wish => `${wish.kind} ${wish.descending} ${wish.nullsFirst}`).join()
  assert.deepEqual([...sortRows(keys, n)], plainOrder(wishes, n), `${what} × ${n}`)
}

function wish(random: () => number, kind: string, n: number): Wish {
  return { ...randomKey(random, kind, n), descending: random() < 0.5, nullsFirst: random() < 0.5 }
}

test('every storage, up and down, nulls first and last', () => {
  const random = seeded(7)
  for (const kind of keyKinds) {
    for (const n of [0, 1, 2, 15, 40, 700]) {
      const key = randomKey(random, kind, n)
      for (const descending of [false, true]) {
        for (const nullsFirst of [false, true]) check([{ ...key, descending, nullsFirst }], n)
      }
    }
  }
})

test('several keys, of which the earlier decide', () => {
  const random = seeded(8)
  for (let round = 0; round < 150; round++) {
    const n = [5, 60, 900][round % 3]!
    const kinds = Array.from(
      { length: 2 + (round % 4) },
      () => keyKinds[Math.floor(random() * keyKinds.length)]!,
    )
    check(
      kinds.map(kind => wish(random, kind, n)),
      n,
    )
  }
})

test('long runs of equal strings and of equal beginnings', () => {
  const random = seeded(9)
  const n = 3000
  const words = Array.from(
    { length: n },
    () => 'beginning of '.repeat(2) + 'xyz'[Math.floor(random() * 3)]!.repeat(Math.floor(random() * 20)),
  )
  const strings: Wish = {
    ...randomKey(random, 'string', 0),
    ...stringKey(words),
    descending: false,
    nullsFirst: true,
  }
  check([strings], n)
  check([strings, wish(random, 'f64', n), wish(random, 'i64+', n)], n)
})

function stringKey(items: string[]): RandomKey {
  return { kind: 'string', column: stringsOf(items), items }
}

test('many rows: random, sorted, reversed, nearly constant', () => {
  const random = seeded(10)
  const n = 100_000
  const shapes: Record<string, (i: number) => number> = {
    random: () => random() * 2 - 1,
    few: () => Math.floor(random() * 3),
    sorted: i => i,
    reversed: i => -i,
    constant: i => (i === 5 ? 1 : 0),
    skewed: () => Math.exp(random() * 60),
  }
  for (const [shape, value] of Object.entries(shapes)) {
    const data = columnOf(
      'f64',
      Array.from({ length: n }, (_, i) => value(i)),
    )
    const order = sortRows([{ column: data }], n)
    const seen = new Uint8Array(n)
    for (let i = 0; i < n; i++) {
      seen[order[i]!] = 1
      if (i === 0) continue
      const [a, b] = [order[i - 1]!, order[i]!]
      assert.ok(data.data[a]! < data.data[b]! || (data.data[a] === data.data[b] && a < b), shape)
    }
    assert.ok(seen.every(Boolean))
  }
})

test('zeros of both signs are equal, NaN is above everything', () => {
  const data = columnOf('f64', [Number.NaN, 0, Infinity, -0, null, -Infinity])
  assert.deepEqual([...sortRows([{ column: data }], 6)], [4, 5, 1, 3, 2, 0])
  const floats = columnOf('f32', [Number.NaN, 0, Infinity, -0, null, -Infinity])
  assert.deepEqual([...sortRows([{ column: floats, descending: true }], 6)], [0, 2, 1, 3, 5, 4])
})
