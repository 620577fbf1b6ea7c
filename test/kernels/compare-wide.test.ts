import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Prng } from '../../src/base/prng.ts'
import type { Comparison } from '../../src/kernels/elementwise/compare.ts'
import { wideComparison } from '../../src/kernels/elementwise/compare-wide.ts'
import { nullF64, nullI128 } from '../../src/kernels/null.ts'
import { scratch } from '../../src/kernels/storage.ts'

const plain: Record<Comparison, (order: number) => boolean> = {
  eq: order => order === 0,
  ne: order => order !== 0,
  lt: order => order < 0,
  le: order => order <= 0,
  gt: order => order > 0,
  ge: order => order >= 0,
}
const comparisons = Object.keys(plain) as Comparison[]
const prng = new Prng(23)

function columnOf(values: readonly bigint[]) {
  const data = scratch('i128', values.length)
  values.forEach((value, i) => {
    data[2 * i] = BigInt.asIntN(64, value)
    data[2 * i + 1] = BigInt.asIntN(64, value >> 64n)
  })
  return data
}

test('128 bits, signed and unsigned', () => {
  for (const storage of ['i128', 'u128'] as const) {
    const missing = storage === 'i128' ? nullI128 : 0n
    const pool = [missing, 1n, 2n ** 31n, 2n ** 32n, 2n ** 63n, 2n ** 64n, 2n ** 96n + 5n, 2n ** 127n - 1n]
    const signed = [0n, -1n, -(2n ** 64n), -(2n ** 96n)]
    const unsigned = [2n ** 128n - 1n, 2n ** 127n, 2n ** 127n + 1n]
    const values = () =>
      Array.from({ length: 200 }, () => prng.pick([...pool, ...(storage === 'i128' ? signed : unsigned)]))
    const [xs, ys] = [values(), values()]
    for (const op of comparisons)
      for (const shape of ['vv', 'vs', 'sv'] as const)
        for (const nulls of ['none', 'smallest', 'unknown'] as const) {
          const out = scratch('i8', 200)
          const hit = wideComparison(op, storage, shape, nulls)(columnOf(xs), columnOf(ys), out, 200)
          const expected = Array.from(out, (_, i) => {
            const [x, y] = [xs[shape[0] === 'v' ? i : 0]!, ys[shape[1] === 'v' ? i : 0]!]
            if (nulls === 'unknown' && (x === missing || y === missing)) return -128
            return Number(plain[op](x < y ? -1 : x > y ? 1 : 0))
          })
          assert.deepEqual([...out], expected, `${op} ${storage} ${shape} ${nulls}`)
          assert.equal(hit, expected.includes(-128))
        }
  }
})

test('two doubles are equal or not', () => {
  const a = scratch('f64x2', 4)
  const b = scratch('f64x2', 4)
  a.set([1, 2, 1, 2, 1, 2, nullF64, nullF64])
  b.set([1, 2, 1, 3, 0, 2, nullF64, nullF64])
  const out = scratch('i8', 4)
  assert.equal(wideComparison('eq', 'f64x2', 'vv', 'smallest')(a, b, out, 4), false)
  assert.deepEqual([...out], [1, 0, 0, 1])
  assert.equal(wideComparison('ne', 'f64x2', 'vs', 'unknown')(b, a, out, 4), true)
  assert.deepEqual([...out], [0, 1, 1, -128])
  assert.throws(() => wideComparison('lt', 'f64x2', 'vv', 'none'), /no order/)
})
