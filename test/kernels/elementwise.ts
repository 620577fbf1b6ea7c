import assert from 'node:assert/strict'
import type {
  Binary,
  Scalar,
  ScalarBinary,
  ScalarUnary,
  Shape,
  Unary,
} from '../../src/kernels/elementwise/template.ts'
import { nullOf } from '../../src/kernels/null.ts'
import { type Data, type ScalarStorage, scratch } from '../../src/kernels/storage.ts'
import { columnOf, type Item, seeded } from './random-columns.ts'

// Runs elementwise kernels over all shapes and lengths, with and without nulls, into fresh memory and in place, and
// compares each result, and the answer whether there is a null, with a plain function of two items.

const lengths = [0, 1, 7, 301]

const ranges: Record<ScalarStorage, readonly (number | bigint)[]> = {
  i8: [-127, 127, 0, 1, -1, 2, 100, -100],
  i16: [-32767, 32767, 0, 1, -1, 2, 300, -20000],
  i32: [-2147483647, 2147483647, 0, 1, -1, 2, 65536, -46341, 1000000007],
  i64: [
    -(2n ** 63n) + 1n,
    2n ** 63n - 1n,
    0n,
    1n,
    -1n,
    2n,
    2n ** 32n,
    -(2n ** 31n),
    2n ** 53n + 1n,
    999999999989n,
  ],
  f32: [0, 1, -1, 0.5, -2.5, 3.5, 1e10, -1e-10, 3e38, Infinity].map(Math.fround),
  f64: [0, 1, -1, 0.5, -2.5, 3.5, 1e10, -1e-10, 1e300, 3.41e38, -Infinity, 2147483647.5, 4503599627370497],
  sym: [0, 1, 2, 3],
}

/** Items among which are the extremes of the storage. */
export function samples(random: () => number, storage: ScalarStorage, n: number, nulls: boolean): Item[] {
  const pick = ranges[storage]
  const some = () => {
    const small = Math.floor(random() * 41) - 20
    if (storage === 'i64') return BigInt(small) * 1234567891n
    return storage === 'f32' || storage === 'f64' ? small / 4 : storage === 'sym' ? small + 20 : small
  }
  const values = Array.from({ length: n }, () => {
    if (nulls && random() < 0.2) return null
    return random() < 0.4 ? pick[Math.floor(random() * pick.length)]! : some()
  })
  // Code 0 is the null.
  return storage === 'sym' ? values.map(v => (v === 0 ? (nulls ? null : 1) : v)) : values
}

/** What is left of a value in a storage: integers wrap, what is their sentinel is null. */
export function stored(storage: ScalarStorage, value: Item): Item {
  if (value === null) return null
  const data: Data = scratch(storage, 1)
  if (storage === 'i64') data[0] = BigInt.asIntN(64, BigInt(value))
  else
    data[0] =
      typeof value === 'bigint' && storage !== 'f32' && storage !== 'f64'
        ? Number(BigInt.asIntN(32, value))
        : Number(value)
  return data[0] === nullOf[storage] ? null : data[0]!
}

const same = (x: Item, y: Item) => x === y || Object.is(x, y)

function compare(
  actual: Data,
  storage: ScalarStorage,
  expected: readonly Item[],
  hit: boolean,
  what: string,
) {
  expected.forEach((item, i) => {
    const value = actual[i]!
    const got = value === nullOf[storage] ? null : value
    assert.ok(same(got, item), `${what}: at ${i} ${got}, expected ${item}`)
  })
  assert.equal(hit, expected.includes(null), `${what}: whether there are nulls`)
}

const raw = (item: Item, storage: ScalarStorage): Scalar => item ?? nullOf[storage]

export interface BinaryCase {
  readonly name: string
  readonly a: ScalarStorage
  readonly b: ScalarStorage
  readonly out: ScalarStorage
  readonly vector: (shape: Shape, nulls: boolean) => Binary
  readonly scalar: ScalarBinary
  /** What the result is before it is stored. */
  readonly plain: (x: Item, y: Item) => Item
}

export function checkBinary(test: BinaryCase): void {
  const { name, a, b, out, vector, scalar } = test
  const random = seeded(name.length + a.length * 7 + b.length)
  const plain = (x: Item, y: Item) => stored(out, test.plain(x, y))
  for (const nulls of [false, true]) {
    for (const n of lengths) {
      const [xs, ys] = [samples(random, a, n, nulls), samples(random, b, n, nulls)]
      const [x0, y0] = [samples(random, a, 1, nulls)[0]!, samples(random, b, 1, nulls)[0]!]
      const expected = {
        vv: xs.map((x, i) => plain(x, ys[i]!)),
        vs: xs.map(x => plain(x, y0)),
        sv: ys.map(y => plain(x0, y)),
      }
      for (const shape of ['vv', 'vs', 'sv'] as const) {
        const what = `${name} ${a} ${b} → ${out} ${shape} nulls ${nulls} n ${n} (${x0}, ${y0})`
        const run = (target: 'fresh' | 'a' | 'b') => {
          const left = shape === 'sv' ? raw(x0, a) : columnOf(a, xs).data
          const right = shape === 'vs' ? raw(y0, b) : columnOf(b, ys).data
          const into = target === 'fresh' ? scratch(out, n) : ((target === 'a' ? left : right) as Data)
          const hit = vector(shape, nulls)(left, right, into, n)
          compare(into, out, expected[shape], hit, `${what} into ${target}`)
        }
        run('fresh')
        if (a === out && shape !== 'sv') run('a')
        if (b === out && shape !== 'vs') run('b')
      }
      for (const [i, x] of xs.entries()) {
        const got = scalar(raw(x, a), raw(ys[i]!, b))
        const item = got === nullOf[out] ? null : got
        assert.ok(
          same(item, expected.vv[i]!),
          `${name} ${a} ${b} → ${out} of scalars ${x}, ${ys[i]}: ${item}, expected ${expected.vv[i]}`,
        )
      }
    }
  }
}

export interface UnaryCase {
  readonly name: string
  readonly a: ScalarStorage
  readonly out: ScalarStorage
  readonly vector: (nulls: boolean) => Unary
  readonly scalar: ScalarUnary
  readonly plain: (x: Item) => Item
}

export function checkUnary(test: UnaryCase): void {
  const { name, a, out, vector, scalar } = test
  const random = seeded(name.length * 3 + a.length)
  for (const nulls of [false, true]) {
    for (const n of lengths) {
      const xs = samples(random, a, n, nulls)
      const expected = xs.map(x => stored(out, test.plain(x)))
      const what = `${name} ${a} → ${out} nulls ${nulls} n ${n}`
      const fresh = scratch(out, n)
      const { data } = columnOf(a, xs)
      const first = vector(nulls)(data, fresh, n)
      compare(fresh, out, expected, first, what)
      if (a === out) {
        const again = vector(nulls)(data, data, n)
        compare(data, out, expected, again, `${what} in place`)
      }
      for (const [i, x] of xs.entries()) {
        const got = scalar(raw(x, a))
        assert.ok(
          same(got === nullOf[out] ? null : got, expected[i]!),
          `${what} of scalar ${x}: ${got}, expected ${expected[i]}`,
        )
      }
    }
  }
}
