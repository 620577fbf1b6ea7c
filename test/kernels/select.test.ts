import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ChoiceShape, choice } from '../../src/kernels/elementwise/choose.ts'
import { bothTrue, countTrue, trueRows } from '../../src/kernels/elementwise/mask.ts'
import { countNulls, notFinite, nullReplace, nullTest } from '../../src/kernels/elementwise/null-test.ts'
import {
  areWithin,
  cycle,
  filter,
  gather,
  gatherChecked,
  nullWhere,
  reversed,
  scatter,
  scatterOne,
} from '../../src/kernels/elementwise/select.ts'
import { isNullAt, nullI8, nullI32, setNullAt } from '../../src/kernels/null.ts'
import { MANY_ROWS } from '../../src/kernels/parallel/parallel.ts'
import { type Data, lanes, type Storage, scratch } from '../../src/kernels/storage.ts'
import { seeded } from './random-columns.ts'

const storages = Object.keys(lanes) as Storage[]
const lengths = [0, 1, 7, 300]

// Values as texts of their lanes, so that those of one and two lanes compare alike.
const read = (storage: Storage, data: Data, i: number) =>
  isNullAt(storage, data, i)
    ? 'null'
    : lanes[storage] === 1
      ? `${data[i]}`
      : `${data[2 * i]},${data[2 * i + 1]}`
const readAll = (storage: Storage, data: Data) =>
  Array.from({ length: data.length / lanes[storage] }, (_, i) => read(storage, data, i))

function column(random: () => number, storage: Storage, n: number, nulls: boolean): Data {
  const data: Data = scratch(storage, n)
  for (let i = 0; i < data.length; i++) {
    const value = Math.floor(random() * 100) + 1
    data[i] = data instanceof BigInt64Array ? BigInt(value) : value
  }
  if (nulls) for (let i = 0; i < n; i++) if (random() < 0.3) setNullAt(storage, data, i)
  return data
}

const maskOf = (random: () => number, n: number) =>
  scratch('i8', n).map(() => (random() < 0.2 ? nullI8 : random() < 0.5 ? 1 : 0))

/** Runs over every storage and length. `n` never matches by accident: columns are longer. */
function everywhere(body: (storage: Storage, n: number, a: Data, random: () => number) => void): void {
  const random = seeded(11)
  for (const storage of storages)
    for (const n of lengths) body(storage, n, column(random, storage, n, n > 1), random)
}

test('gather', () => {
  everywhere((storage, n, a, random) => {
    const values = readAll(storage, a)
    const index = scratch('i32', n).map(() => Math.floor(random() * n))
    const out: Data = scratch(storage, n)
    gather(storage, a as never, index, out as never, n)
    assert.deepEqual(
      readAll(storage, out),
      Array.from(index, k => values[k]),
    )
    const wild = index.map((k, i) => (i % 3 === 0 ? k - n : i % 5 === 0 ? k + n : k))
    const hit = gatherChecked(storage, a as never, n, wild, out as never, n)
    assert.deepEqual(
      readAll(storage, out),
      Array.from(wild, k => values[k] ?? 'null'),
    )
    assert.equal(
      hit,
      Array.from(wild).some(k => values[k] === undefined),
    )
  })
})

test('scatter', () => {
  everywhere((storage, n, a, random) => {
    const index = scratch('i32', n).map(() => Math.floor(random() * n))
    const out: Data = scratch(storage, n)
    const expected = readAll(storage, out)
    const values = readAll(storage, a)
    scatter(storage, a as never, index, out as never, n)
    index.forEach((k, i) => {
      expected[k] = values[i]!
    })
    assert.deepEqual(readAll(storage, out), expected)
    if (n === 0) return
    scatterOne(storage, a as never, n - 1, index, out as never, n)
    for (const k of index) expected[k] = values[n - 1]!
    assert.deepEqual(readAll(storage, out), expected)
  })
})

test('filter, and the positions that it keeps', () => {
  everywhere((storage, n, a, random) => {
    for (const mask of [maskOf(random, n), scratch('i8', n), scratch('i8', n).fill(1)]) {
      const kept = Array.from({ length: n }, (_, i) => i).filter(i => mask[i] === 1)
      const count = countTrue(mask)
      assert.equal(count, kept.length)
      const out: Data = scratch(storage, count)
      filter(storage, a as never, mask, out as never, count)
      assert.deepEqual(
        readAll(storage, out),
        kept.map(i => read(storage, a, i)),
      )
      const rows = trueRows(mask, count => scratch('i32', count))
      assert.deepEqual(rows && [...rows], count === n ? null : kept)
      const hit = nullWhere(storage, mask, a as never, n)
      assert.equal(hit, count > 0)
      for (const i of kept) assert.equal(read(storage, a, i), 'null')
    }
  })
})

test('reversed, and round and round', () => {
  everywhere((storage, n, a) => {
    const values = readAll(storage, a)
    const out: Data = scratch(storage, n)
    reversed(storage, a as never, out as never, n)
    assert.deepEqual(readAll(storage, out), [...values].reverse())
    if (n === 0) return
    for (const [start, length] of [
      [0, 5 * n + 1],
      [n - 1, 2 * n + 1],
      [n >> 1, 1],
      [n >> 1, 0],
    ] as const) {
      const round: Data = scratch(storage, length)
      cycle(storage, a as never, n, start, round as never, length)
      const expected = Array.from({ length }, (_, i) => values[(start + i) % n])
      assert.deepEqual(readAll(storage, round), expected)
    }
  })
})

test('choice between two by a condition that may be null', () => {
  everywhere((storage, n, a, random) => {
    const b = column(random, storage, n, true)
    const cond = n === 1 ? scratch('i8', 1).fill(1) : maskOf(random, n)
    // A single value: a lane alone, or both.
    const single = (data: Data) => (lanes[storage] === 1 ? data[0]! : data.slice(0, 2))
    for (const shape of ['vv', 'vs', 'sv', 'ss'] as ChoiceShape[]) {
      if (n === 0 && shape !== 'vv') continue
      const pick = (data: Data, kind: string, i: number) => read(storage, data, kind === 'v' ? i : 0)
      const expected = Array.from({ length: n }, (_, i) =>
        cond[i] === nullI8 ? 'null' : cond[i] === 1 ? pick(a, shape[0]!, i) : pick(b, shape[1]!, i),
      )
      const operands = [shape[0] === 'v' ? a : single(a), shape[1] === 'v' ? b : single(b)] as const
      const out: Data = scratch(storage, n)
      const hit = choice(storage, shape)(cond, operands[0] as Data, operands[1] as Data, out, n)
      assert.deepEqual(readAll(storage, out), expected, `${storage} ${shape}`)
      assert.equal(hit, cond.includes(nullI8))
      if (shape !== 'vv') continue
      const into = a.slice()
      choice(storage, shape)(cond, into, b, into, n)
      assert.deepEqual(readAll(storage, into), expected, `${storage} in place`)
    }
  })
})

test('null tests', () => {
  everywhere((storage, n, a) => {
    const nulls = readAll(storage, a).map(value => Number(value === 'null'))
    const out = scratch('i8', n)
    nullTest(storage, false, a as never, out, n)
    assert.deepEqual([...out], nulls, storage)
    nullTest(storage, true, a as never, out, n)
    assert.deepEqual(
      [...out],
      nulls.map(no => 1 - no),
    )
    assert.equal(countNulls(storage, a as never, n), nulls.filter(no => no === 1).length)
  })
})

test('nulls replaced', () => {
  everywhere((storage, n, a, random) => {
    for (const vector of [true, false]) {
      const b = column(random, storage, Math.max(n, 1), vector)
      const expected = readAll(storage, a).map((value, i) =>
        value === 'null' ? read(storage, b, vector ? i : 0) : value,
      )
      const copy = scratch(storage, n) as Data
      copy.set(a as never)
      for (const [from, out] of [
        [a, scratch(storage, n) as Data],
        [copy, copy],
      ] as const) {
        const left = nullReplace(storage, from as never, b as never, vector, out as never, n)
        assert.deepEqual(readAll(storage, out), expected, storage)
        assert.equal(left, expected.includes('null'), storage)
      }
    }
  })
})

test('NaN and infinities', () => {
  for (const storage of ['f32', 'f64'] as const) {
    const a = scratch(storage, 5)
    a.set([1, NaN, Infinity, -Infinity])
    setNullAt(storage, a, 4)
    const out = scratch('i8', 5)
    notFinite(a, out, 5)
    assert.deepEqual([...out], [0, 1, 1, 1, 0])
  }
})

test('masks of many rows, and that begin anywhere', () => {
  const random = seeded(5)
  const n = MANY_ROWS + 3
  const [a, b, both] = [scratch('i8', n), scratch('i8', n), scratch('i8', n)]
  for (const share of [0.0001, 0.3, 1]) {
    for (let i = 0; i < n; i++) {
      a[i] = random() < share ? 1 : random() < 0.1 ? nullI8 : 0
      b[i] = random() < 0.5 ? 1 : random() < 0.1 ? nullI8 : 0
    }
    for (const start of [0, 1, 8]) {
      const [x, y, out] = [a, b, both].map(mask => mask.subarray(start)) as [Int8Array, Int8Array, Int8Array]
      bothTrue(x, y, out)
      assert.ok(out.every((flag, i) => flag === +(x[i] === 1 && y[i] === 1)))
      const expected: number[] = []
      x.forEach((flag, i) => {
        if (flag === 1) expected.push(i)
      })
      assert.equal(countTrue(x), expected.length)
      const rows = trueRows(x, count => scratch('i32', count))
      if (share === 1) assert.equal(rows, null)
      else assert.ok(rows!.length === expected.length && rows!.every((row, k) => row === expected[k]))
    }
  }
})

test('indices that lie within and beyond', () => {
  const index = scratch('i32', 300)
  for (let i = 0; i < 300; i++) index[i] = i % 50
  assert.ok(areWithin(index, 50, 300))
  assert.ok(areWithin(index, 0, 0))
  assert.ok(!areWithin(index, 49, 300))
  for (const outside of [-1, nullI32, 50, 2 ** 31 - 1]) {
    index[171] = outside
    assert.ok(!areWithin(index, 50, 300))
    assert.ok(areWithin(index, 50, 171))
  }
})
