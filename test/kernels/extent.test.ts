import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extent, packValidity } from '../../src/kernels/extent.ts'
import { isNullAt, setNullAt } from '../../src/kernels/null.ts'
import { type Data, lanes, type Storage, scratch } from '../../src/kernels/storage.ts'
import { SimRandom } from '../sim/random.ts'

const ordered: readonly Storage[] = ['i8', 'i16', 'i32', 'i64', 'f32', 'f64', 'sym']
const all: readonly Storage[] = [...ordered, 'i128', 'u128', 'f64x2']

const extremes: Readonly<Partial<Record<Storage, readonly (number | bigint)[]>>> = {
  i8: [-127, 127],
  i16: [-32767, 32767],
  i32: [-2147483647, 2147483647],
  i64: [-(2n ** 63n) + 1n, 2n ** 63n - 1n, -1n, 2n ** 32n - 1n, 2n ** 32n, -(2n ** 32n)],
  f32: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  f64: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  sym: [2147483647],
}

function column(storage: Storage, n: number, nulls: number, random: SimRandom): Data {
  const data = scratch(storage, n)
  const special = extremes[storage] ?? []
  for (let i = 0; i < n; i++) {
    for (let lane = 0; lane < lanes[storage]; lane++) {
      const small = 1 + random.below(100) - (storage === 'sym' ? 0 : 50)
      const value = random.chance(0.1) && special.length > 0 ? special[random.below(special.length)]! : small
      data[i * lanes[storage] + lane] = (data instanceof BigInt64Array ? BigInt(value) : value) as never
    }
    if (random.chance(nulls)) setNullAt(storage, data, i)
  }
  return data
}

test('nulls, bounds and validity agree with one look at each value', () => {
  const random = new SimRandom(1)
  for (const storage of all) {
    for (const nulls of [0, 0.2, 1]) {
      for (const n of [0, 1, 9, 200]) {
        const data = column(storage, n, nulls, random)
        const start = n > 5 ? 3 : 0
        const rows = Array.from({ length: n - start }, (_, i) => start + i)
        const values = rows.filter(i => !isNullAt(storage, data, i)).map(i => data[i]!)
        const place = `${storage}, ${n} values, ${nulls} nulls`
        const found = extent(storage, data, start, n)
        assert.equal(found.nulls, rows.length - values.length, place)
        if (ordered.includes(storage)) {
          const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
          assert.deepEqual([found.least, found.most], [sorted[0] ?? null, sorted.at(-1) ?? null], place)
        }
        const bits = new Uint8Array((n + 7) >> 3)
        packValidity(storage, data, start, n, bits)
        rows.forEach((i, bit) => {
          assert.equal(((bits[bit >> 3]! >> (bit & 7)) & 1) === 0, isNullAt(storage, data, i), place)
        })
      }
    }
  }
})

test('NaN has no part in the bounds', () => {
  const data = Float64Array.of(Number.NaN, 1, Number.NaN, 3)
  assert.deepEqual(extent('f64', data, 0, 4), { nulls: 0, least: 1, most: 3 })
  assert.deepEqual(extent('f64', data, 0, 1), { nulls: 0, least: null, most: null })
})
