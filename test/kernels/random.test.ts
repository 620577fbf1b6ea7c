import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Prng, seededState } from '../../src/base/prng.ts'
import {
  fillBelow,
  fillBelowLong,
  fillBits,
  fillExponential,
  fillNormal,
  fillUniform,
  fillWeighted,
  shuffle,
} from '../../src/kernels/distributions/random.ts'
import { scratch } from '../../src/kernels/storage.ts'

const n = 200_000

// The mean of f over the data, which must be within five standard errors of what is expected.
function expectMean(data: Iterable<number>, f: (x: number) => number, expected: number): void {
  const values = Array.from(data, f)
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length
  const error = Math.sqrt(variance / values.length)
  assert.ok(Math.abs(mean - expected) <= 5 * error, `${f}: ${mean}, expected ${expected} ± ${error}`)
}

test('bulk and single draws give the same numbers', () => {
  const prng = new Prng(3)
  const state = seededState(3)
  const doubles = scratch('f64', 10)
  fillUniform(state, 'f64', doubles, 10, 0, 1)
  for (const x of doubles) assert.equal(x, prng.double())
  const bits = scratch('i32', 10)
  fillBits(state, bits, 10)
  for (const x of bits) assert.equal(x >>> 0, prng.bits())
  const ints = scratch('i16', 10)
  fillBelow(state, 'i16', ints, 10, 1000)
  for (const x of ints) assert.equal(x, prng.below(1000))
})

test('uniform', () => {
  const data = scratch('f64', n)
  fillUniform(seededState(1), 'f64', data, n, -1, 3)
  assert.ok(data.every(x => x >= -1 && x < 3))
  expectMean(data, x => x, 1)
  expectMean(data, x => (x - 1) ** 2, 16 / 12)
  expectMean(data, x => Number(x < 0), 0.25)
})

test('integers below a limit, of any size', () => {
  const ints = scratch('i32', n)
  fillBelow(seededState(2), 'i32', ints, n, 2147483647)
  assert.ok(ints.every(x => x >= 0))
  expectMean(ints, x => x / 2147483647, 0.5)
  for (const limit of [10n, 10n ** 12n, 2n ** 63n - 1n, 3n * 2n ** 61n]) {
    const longs = scratch('i64', 20_000)
    fillBelowLong(seededState(4), longs, 20_000, limit)
    assert.ok(longs.every(x => x >= 0n && x < limit))
    expectMean(Array.from(longs, Number), x => (x + 0.5) / Number(limit), 0.5)
    // The lower half of what there is comes as often as the upper.
    expectMean(
      Array.from(longs, Number),
      x => Number(x < Number(limit) / 3),
      Number((limit + 2n) / 3n) / Number(limit),
    )
  }
})

test('normal, with its tails', () => {
  const data = scratch('f64', n)
  fillNormal(seededState(5), data, n, 0, 1)
  expectMean(data, x => x, 0)
  expectMean(data, x => x ** 2, 1)
  expectMean(data, x => x ** 3, 0)
  expectMean(data, x => x ** 4, 3)
  expectMean(data, x => Number(Math.abs(x) > 2), 0.0455003)
  expectMean(data, x => Number(x > 3.7), 0.0001078)
  fillNormal(seededState(5), data, n, 10, 3)
  expectMean(data, x => x, 10)
  expectMean(data, x => (x - 10) ** 2, 9)
})

test('normal, in each tenth of a deviation', () => {
  const many = 2_000_000
  const data = scratch('f64', many)
  fillNormal(seededState(9), data, many, 0, 1)
  const counts = new Float64Array(40)
  for (const x of data) counts[Math.min(39, Math.floor(Math.abs(x) * 10))]! += 1
  let chiSquare = 0
  for (let k = 0; k < 39; k++) {
    // Simpson's rule on the bell, both sides.
    const bell = (x: number) => Math.exp(-x * x * 0.5) * Math.sqrt(2 / Math.PI)
    const share = (bell(k / 10) + 4 * bell((k + 0.5) / 10) + bell((k + 1) / 10)) / 60
    chiSquare += (counts[k]! - share * many) ** 2 / (share * many)
  }
  // 39 degrees of freedom: beyond 85 once in 30 000 seeds.
  assert.ok(chiSquare < 85, `${chiSquare}`)
})

test('exponential', () => {
  const data = scratch('f64', n)
  fillExponential(seededState(6), data, n, 2)
  assert.ok(data.every(x => x >= 0))
  expectMean(data, x => x, 2)
  expectMean(data, x => Number(x > 2), Math.exp(-1))
})

test('a shuffle keeps what there is, and every order comes up', () => {
  const state = seededState(7)
  const orders = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const data = scratch('i32', 3)
    data.set([0, 1, 2])
    shuffle(state, 'i32', data, 3)
    orders.set(data.join(''), (orders.get(data.join('')) ?? 0) + 1)
  }
  assert.equal(orders.size, 6)
  for (const count of orders.values()) assert.ok(Math.abs(count - 1000) < 150)
  const pairs = scratch('f64x2', 100).map((_, i) => i)
  shuffle(state, 'f64x2', pairs, 100)
  for (let i = 0; i < 100; i++) assert.equal(pairs[2 * i]! + 1, pairs[2 * i + 1]!)
  assert.equal(new Set(pairs).size, 200)
})

test('weighted choice', () => {
  const out = scratch('i32', n)
  fillWeighted(seededState(8), Float64Array.of(1, 0, 5, 2), out, n)
  for (const [k, share] of [0.125, 0, 0.625, 0.25].entries()) expectMean(out, x => Number(x === k), share)
})
