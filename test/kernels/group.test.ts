import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KeyColumn, WideColumn } from '../../src/kernels/column.ts'
import { renumber } from '../../src/kernels/groups/coding.ts'
import { groupOffsets, groupRows } from '../../src/kernels/groups/group.ts'
import { scratch } from '../../src/kernels/storage.ts'
import { columnOf, type Item, randomItems, seeded, storages, stringsOf } from './random-columns.ts'

interface Case {
  readonly column: KeyColumn
  readonly items: readonly (Item | string)[]
}

function plainCoding(cases: readonly Case[]): { codes: number[]; firstRows: number[] } {
  const seen = new Map<string, number>()
  const firstRows: number[] = []
  const codes = cases[0]!.items.map((_, i) => {
    const key = cases.map(({ items }) => String(items[i])).join('|')
    if (!seen.has(key)) firstRows[seen.size] = i
    if (!seen.has(key)) seen.set(key, seen.size)
    return seen.get(key)!
  })
  return { codes, firstRows }
}

function check(cases: readonly Case[], what: string): void {
  const { codes, groups, firstRows } = groupRows(cases.map(({ column }) => column))
  const plain = plainCoding(cases)
  assert.deepEqual([...codes], plain.codes, what)
  assert.equal(groups, plain.firstRows.length, what)
  assert.deepEqual([...firstRows], plain.firstRows, what)
}

function randomCase(random: () => number, kind: string, n: number): Case {
  if (kind === 'string') {
    const items = Array.from({ length: n }, () =>
      'é€ab'.slice(0, Math.floor(random() * 5)).repeat(Math.floor(random() * 4)),
    )
    return { column: stringsOf(items), items }
  }
  if (kind === 'u128' || kind === 'f64x2') {
    const items = Array.from({ length: 2 * n }, () => Math.floor(random() * 3))
    const data = kind === 'u128' ? columnOf('i64', items.map(BigInt)).data : columnOf('f64', items).data
    const column: WideColumn = { storage: kind, data, nulls: true }
    return { column, items: Array.from({ length: n }, (_, i) => `${items[2 * i]},${items[2 * i + 1]}`) }
  }
  const wide = kind.endsWith('+')
  const storage = (wide ? kind.slice(0, -1) : kind) as (typeof storages)[number]
  let items = randomItems(random, storage, n, random() < 0.5 ? 0 : 0.2)
  if (wide)
    items = items.map(item =>
      item === null ? null : storage === 'i64' ? BigInt(item) * 2n ** 25n : Number(item) * 200,
    )
  return { column: columnOf(storage, items), items }
}

const kinds = [...storages, 'i32+', 'i64+', 'string', 'u128', 'f64x2']

test('equal rows have equal codes, numbered as they appear', () => {
  const random = seeded(5)
  for (const kind of kinds)
    for (const n of [0, 1, 2, 30, 300]) check([randomCase(random, kind, n)], `${kind} × ${n}`)
  for (let round = 0; round < 60; round++) {
    const some = Array.from({ length: 2 + (round % 3) }, () => kinds[Math.floor(random() * kinds.length)]!)
    const n = 1 + Math.floor(random() * 200)
    check(
      some.map(kind => randomCase(random, kind, n)),
      some.join(),
    )
  }
})

test('many different keys make the tables grow', () => {
  const n = 30_000
  const items = Array.from({ length: n }, (_, i) => (i * 7919) % 20_011)
  for (const storage of ['f64', 'f32', 'i32'] as const) {
    check(
      [
        {
          column: columnOf(
            storage,
            items.map(x => x * 50_000 - 1e9),
          ),
          items,
        },
      ],
      storage,
    )
  }
  check(
    [
      {
        column: columnOf(
          'i64',
          items.map(x => BigInt(x) << 40n),
        ),
        items,
      },
    ],
    'i64',
  )
  check([{ column: stringsOf(items.map(x => `name${x}`)), items }], 'string')
  const pairs = [items, items.map(x => (x * 31) % 20_021)].map(items => ({
    column: columnOf('f64', items),
    items,
  }))
  check([...pairs, pairs[0]!], 'three keys')
})

test('a million and more rows of many groups, in order of appearance and of keys', () => {
  const n = 2 ** 20 + 1
  const groups = 90_001
  const key = (i: number) => (Math.imul(i, 40_503) >>> 7) % groups
  const numberOfKey = scratch('i32', groups).fill(-1)
  const plain = scratch('i32', n)
  let seen = 0
  for (let i = 0; i < n; i++) {
    if (numberOfKey[key(i)]! < 0) numberOfKey[key(i)] = seen++
    plain[i] = numberOfKey[key(i)]!
  }
  const rankOfKey = scratch('i32', groups)
  for (let k = 0, rank = 0; k < groups; k++) if (numberOfKey[k]! >= 0) rankOfKey[k] = rank++
  const ints = scratch('i32', n)
  for (let i = 0; i < n; i++) ints[i] = key(i) * 20_011 - 2 ** 30
  const offsets = scratch('i32', n + 1)
  const bytes = new Uint8Array(new SharedArrayBuffer(6 * n))
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < 6; k++) bytes[6 * i + k] = 48 + (Math.floor(key(i) / 10 ** k) % 10)
    offsets[i + 1] = 6 * i + 6
  }
  for (const column of [
    { storage: 'i32', data: ints, nulls: false },
    { storage: 'string', bytes, offsets },
  ] as const) {
    const coding = groupRows([column])
    assert.equal(coding.groups, seen)
    assert.ok(
      plain.every((code, i) => coding.codes[i] === code),
      column.storage,
    )
    assert.ok(coding.firstRows.every((row, g) => plain[row] === g && (g > 99 || plain.indexOf(g) === row)))
    const byKey = groupRows([column], rows => rows.map(row => rankOfKey[key(row)]!))
    assert.ok(
      byKey.codes.every((code, i) => code === rankOfKey[key(i)]),
      column.storage,
    )
    assert.ok(
      byKey.firstRows.every((row, g) => rankOfKey[key(row)] === g),
      column.storage,
    )
  }
})

test('a row beyond the range that the others promise', () => {
  const n = 16_500
  const random = seeded(11)
  for (const storage of ['i32', 'sym', 'i64'] as const) {
    for (const nullShare of [0, 0.1]) {
      for (const odd of nullShare === 0 ? [60, 2 ** 31 - 1] : [-1, -(2 ** 31) + 1]) {
        const items = Array.from({ length: n }, () =>
          random() < nullShare ? null : 1 + Math.floor(random() * 50),
        )
        items[777] = odd < 0 && storage === 'sym' ? 55 : odd === -1 ? 0 : odd
        if (storage === 'sym' && items[777] === 0) items[777] = null
        const column = columnOf(
          storage,
          storage === 'i64' ? items.map(item => (item === null ? null : BigInt(item))) : items,
        )
        const other = columnOf(
          'i32',
          items.map((_, i) => i % 3),
        )
        check([{ column, items }], `${storage} ${odd}`)
        const pair = { column: other, items: [...other.data] }
        check([pair, { column, items }], `${storage} ${odd} and another`)
      }
    }
  }
})

test('zeros of both signs are one group, and so are all NaN', () => {
  assert.equal(groupRows([columnOf('f64', [0, -0, Number.NaN, -Number.NaN, 1])]).groups, 3)
  assert.equal(groupRows([columnOf('f32', [0, -0, Number.NaN, -Number.NaN, 1])]).groups, 3)
})

test('rows in order of group, and groups in another order', () => {
  const random = seeded(6)
  const coding = groupRows([columnOf('i32', randomItems(random, 'i32', 500, 0.1))])
  const { order, offsets } = groupOffsets(coding.codes, coding.groups)
  const rows = [...coding.codes.keys()]
  assert.deepEqual(
    [...order],
    rows.toSorted((a, b) => coding.codes[a]! - coding.codes[b]! || a - b),
  )
  for (let g = 0; g < coding.groups; g++) {
    assert.equal(offsets[g + 1]! - offsets[g]!, rows.filter(i => coding.codes[i] === g).length)
  }
  const numbers = scratch('i32', coding.groups)
  for (let g = 0; g < coding.groups; g++) numbers[g] = coding.groups - 1 - g
  const reversed = renumber(coding, numbers)
  assert.ok(rows.every(i => reversed.codes[i] === numbers[coding.codes[i]!]))
  assert.deepEqual([...reversed.firstRows], [...coding.firstRows].reverse())
})
