import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Prng } from '../../src/base/prng.ts'
import { decomposeCholesky } from '../../src/kernels/linear-algebra/cholesky.ts'
import {
  decomposeLu,
  determinant,
  inverse,
  solveLower,
  solveLu,
} from '../../src/kernels/linear-algebra/lu.ts'
import { innerProduct, multiply, transpose } from '../../src/kernels/linear-algebra/matrix-multiply.ts'
import {
  decomposeQr,
  leastSquares,
  orthogonalOfQr,
  triangleOfQr,
} from '../../src/kernels/linear-algebra/qr.ts'
import { ratioEigen } from '../../src/kernels/linear-algebra/ratio-eigen.ts'
import { decomposeSchur } from '../../src/kernels/linear-algebra/schur.ts'
import { bringFirst } from '../../src/kernels/linear-algebra/schur-order.ts'
import { decomposeSvd } from '../../src/kernels/linear-algebra/svd.ts'
import { symmetricEigen } from '../../src/kernels/linear-algebra/symmetric-eigen.ts'
import { scratch } from '../../src/kernels/storage.ts'

const prng = new Prng(17)
const shared = (items: readonly number[]) => {
  const data = scratch('f64', items.length)
  data.set(items)
  return data
}
const random = (m: number, n: number) => shared(Array.from({ length: m * n }, () => prng.double() * 2 - 1))

// The plainest product, for comparison.
function times(a: Float64Array, b: Float64Array, m: number, p: number, n: number): Float64Array {
  const c = scratch('f64', m * n)
  for (let j = 0; j < n; j++)
    for (let i = 0; i < m; i++) for (let k = 0; k < p; k++) c[j * m + i]! += a[k * m + i]! * b[j * p + k]!
  return c
}

function turned(a: Float64Array, m: number, n: number): Float64Array {
  const b = scratch('f64', m * n)
  for (let j = 0; j < n; j++) for (let i = 0; i < m; i++) b[i * n + j] = a[j * m + i]!
  return b
}

const identity = (n: number) => shared(Array.from({ length: n * n }, (_, k) => Number(k % (n + 1) === 0)))

function expectNear(actual: Float64Array, expected: Float64Array, what: string, tolerance = 1e-10): void {
  assert.equal(actual.length, expected.length, what)
  const scale = Math.max(1, ...expected.map(Math.abs))
  const worst = Math.max(0, ...actual.map((x, i) => Math.abs(x - expected[i]!)))
  assert.ok(worst <= tolerance * scale, `${what}: off by ${worst}`)
}

function expectOrthonormal(q: Float64Array, m: number, n: number, what: string): void {
  expectNear(times(turned(q, m, n), q, n, m, n), identity(n), `${what} is orthonormal`)
}

const sizes = [
  [1, 1],
  [2, 2],
  [5, 3],
  [3, 5],
  [8, 8],
  [17, 1],
  [1, 9],
  [40, 33],
] as const

test('products', () => {
  for (const [m, n] of sizes) {
    for (const p of [0, 1, 3, 4, 7, 9]) {
      const [a, b, c] = [random(m, p), random(p, n), random(m, n)]
      multiply(a, b, c, m, p, n)
      expectNear(c, times(a, b, m, p, n), `${m} × ${p} × ${n}`)
    }
    const a = random(m, n)
    const b = scratch('f64', m * n)
    transpose(a, b, m, n)
    assert.deepEqual(b, turned(a, m, n))
  }
  for (const n of [0, 1, 2, 7]) {
    const [a, b] = [random(n, 1), random(n, 1)]
    expectNear(shared([innerProduct(a, b, n)]), n === 0 ? shared([0]) : times(a, b, 1, n, 1), 'inner product')
  }
})

test('lu', () => {
  for (const [m, n] of sizes) {
    const a = random(m, n)
    const made = a.slice()
    const { rows } = decomposeLu(made, m, n)
    const k = Math.min(m, n)
    const [lower, upper] = [scratch('f64', m * k), scratch('f64', k * n)]
    for (let j = 0; j < n; j++)
      for (let i = 0; i < m; i++) {
        const value = made[j * m + i]!
        if (i > j && j < k) lower[j * m + i] = value
        if (i <= j) upper[j * k + i] = value
        if (i === j) lower[j * m + i] = 1
      }
    const permuted = scratch('f64', m * n)
    for (let j = 0; j < n; j++) for (let i = 0; i < m; i++) permuted[j * m + i] = a[j * m + rows[i]!]!
    expectNear(times(lower, upper, m, k, n), permuted, `P A of ${m} × ${n}`)
    assert.ok(
      lower.every(x => Math.abs(x) <= 1),
      'pivots are the largest',
    )
  }
  // The documentation's example.
  const a = shared([2, 5, 8, 7, 5, 2, 2, 8, 7, 5, 6, 6, 5, 4, 4, 8])
  assert.deepEqual([...decomposeLu(a, 4, 4).rows], [2, 3, 0, 1])
})

test('determinants, inverses, solutions', () => {
  assert.equal(determinant(shared([1, 2, 3, 4]), 2), -2)
  expectNear(shared([determinant(shared([1, 2, 3, 6, 5, 4, 8, 7, 0]), 3)]), shared([42]), 'determinant')
  assert.equal(determinant(shared([1, 2, 2, 4]), 2), 0)
  assert.equal(determinant(shared([]), 0), 1)
  for (const n of [1, 2, 7, 30]) {
    const a = random(n, n)
    const made = scratch('f64', n * n)
    assert.equal(inverse(a.slice(), n, made), true)
    expectNear(times(a, made, n, n, n), identity(n), 'A A⁻¹')
    const [x, b] = [scratch('f64', 2 * n), random(n, 2)]
    const lu = a.slice()
    const { rows } = decomposeLu(lu, n, n)
    solveLu(lu, rows, n, b, 2, x)
    expectNear(times(a, x, n, n, 2), b, 'A x')
  }
  assert.equal(inverse(shared([1, 2, 2, 4]), 2, scratch('f64', 4)), false)
})

test('cholesky', () => {
  for (const n of [1, 2, 7, 30]) {
    const b = random(n, n + 2)
    const a = times(b, turned(b, n, n + 2), n, n + 2, n)
    const lower = a.slice()
    assert.equal(decomposeCholesky(lower, n), true)
    expectNear(times(lower, turned(lower, n, n), n, n, n), a, 'L Lᵀ')
    const x = random(n, 1)
    const solved = times(lower, x, n, n, 1)
    solveLower(lower, n, solved, false)
    expectNear(solved, x, 'L x')
  }
  assert.equal(decomposeCholesky(shared([1, 2, 2, 1]), 2), false)
})

test('qr, with and without pivoting', () => {
  for (const [m, n] of sizes) {
    for (const pivoting of [false, true]) {
      const a = random(m, n)
      const made = a.slice()
      const order = Int32Array.from({ length: n }, (_, j) => j)
      const taus = decomposeQr(made, m, n, pivoting ? order : undefined)
      const [q, r] = [scratch('f64', m * m), scratch('f64', m * n)]
      orthogonalOfQr(made, taus, m, m, q)
      triangleOfQr(made, m, n, m, r)
      expectOrthonormal(q, m, m, 'Q')
      const swapped = scratch('f64', m * n)
      order.forEach((from, j) => {
        swapped.set(a.subarray(from * m, (from + 1) * m), j * m)
      })
      expectNear(times(q, r, m, m, n), swapped, `Q R of ${m} × ${n}`)
      for (let k = 1; pivoting && k < Math.min(m, n); k++)
        assert.ok(Math.abs(r[k * m + k]!) <= Math.abs(r[(k - 1) * m + k - 1]!) * (1 + 1e-12))
    }
  }
  // The documentation's example: signs are LAPACK's.
  const a = shared([2, 5, 7, 5, 5, 2, 5, 4, 8, 2, 6, 4])
  const taus = decomposeQr(a.slice(), 4, 3)
  expectNear(taus, shared([1.197066, 1.790053, 1.104512]), 'τ', 1e-6)
  const order = Int32Array.of(0, 1, 2)
  decomposeQr(a, 4, 3, order)
  assert.deepEqual([...order], [2, 0, 1])
})

test('least squares', () => {
  const a = random(20, 4)
  const b = random(20, 1)
  const x = b.slice()
  assert.equal(leastSquares(a.slice(), 20, 4, x), true)
  // The rest is perpendicular to all columns.
  const fitted = times(a, x.slice(0, 4), 20, 4, 1)
  const rest = b.map((value, i) => value - fitted[i]!)
  expectNear(times(turned(a, 20, 4), rest, 4, 20, 1), scratch('f64', 4), 'Aᵀ (b − A x)')
  assert.equal(leastSquares(shared([1, 2, 3, 2, 4, 6]), 3, 2, shared([1, 2, 3])), false)
})

test('singular values', () => {
  const rankOne = times(random(6, 1), random(1, 4), 6, 1, 4)
  const cases: [Float64Array, number, number][] = [
    ...sizes.map(([m, n]): [Float64Array, number, number] => [random(m, n), m, n]),
    [rankOne, 6, 4],
    [scratch('f64', 12), 4, 3],
    [identity(5), 5, 5],
    [shared([0, 0, 0, 1, 0, 0, 0, 1, 0]), 3, 3],
    [shared([1e-200, 0, 1e200, 1]), 2, 2],
  ]
  for (const [a, m, n] of cases) {
    const k = Math.min(m, n)
    for (const full of [true, false]) {
      const { u, values, vt } = decomposeSvd(a.slice(), m, n, full ? 'full' : 'economic')!
      const [left, right] = full ? [m, n] : [k, k]
      expectOrthonormal(u, m, left, 'U')
      expectOrthonormal(turned(vt, right, n), n, right, 'V')
      for (let i = 1; i < k; i++) assert.ok(values[i]! <= values[i - 1]! && values[i]! >= 0)
      const scaled = scratch('f64', m * right)
      for (let j = 0; j < k; j++) for (let i = 0; i < m; i++) scaled[j * m + i] = u[j * m + i]! * values[j]!
      expectNear(times(scaled, vt, m, right, n), a, `U S Vᵀ of ${m} × ${n}`)
      expectNear(decomposeSvd(a.slice(), m, n, 'values')!.values, values, 'values alone')
    }
  }
  // The documentation's example: signs are LAPACK's.
  const { u, values } = decomposeSvd(shared([2, 1, 0, 1, 3, 1, 0, 1, 4, 1, 2, 3]), 3, 4, 'full')!
  expectNear(values, shared([6.029042, 3, 1.284776]), 'values', 1e-6)
  expectNear(u.subarray(0, 3), shared([-0.233976, -0.560464, -0.79444]), 'first of U', 1e-6)
  assert.equal(decomposeSvd(shared([1, NaN, 2, 3]), 2, 2, 'full'), null)
})

test('eigenvalues of symmetric matrices', () => {
  for (const n of [1, 2, 5, 24]) {
    const b = random(n, n)
    const a = b.map((x, k) => x + b[(k % n) * n + Math.floor(k / n)]!)
    const [values, v] = [scratch('f64', n), scratch('f64', n * n)]
    assert.equal(symmetricEigen(a.slice(), n, values, v), true)
    expectOrthonormal(v, n, n, 'V')
    const scaled = v.map((x, k) => x * values[Math.floor(k / n)]!)
    expectNear(times(a, v, n, n, n), scaled, 'A V')
  }
  // The documentation's example: of the lower triangle, in its order and with its signs.
  const [values, v] = [scratch('f64', 3), scratch('f64', 9)]
  symmetricEigen(shared([1, 1, 2, 7, 9, 3, 5, 7, 0]), 3, values, v)
  expectNear(values, shared([1.716868, 10.17262, -1.889488]), 'values', 1e-6)
  expectNear(v.subarray(0, 3), shared([0.839752, -0.301349, 0.45167]), 'first vector', 1e-6)
  assert.equal(symmetricEigen(shared([1, NaN, 2, 3]), 2, values, v), false)
})

test('directions in which one symmetric matrix is larger beside another', () => {
  for (const n of [1, 2, 5, 12]) {
    const [half, whole] = [random(n, n), random(n, n)]
    const transposed = scratch('f64', n * n)
    transpose(half, transposed, n, n)
    const w = times(half, transposed, n, n, n)
    const b = whole.map((x, k) => x + whole[(k % n) * n + Math.floor(k / n)]!)
    const { values, vectors } = ratioEigen(b, w, n)!
    const scaled = times(w, vectors, n, n, n).map((x, k) => x * values[Math.floor(k / n)]!)
    expectNear(times(b, vectors, n, n, n), scaled, 'B v = λ W v', 1e-6)
    transpose(vectors, transposed, n, n)
    const products = times(transposed, times(w, vectors, n, n, n), n, n, n)
    products.forEach((x, k) => {
      assert.ok(Math.abs(x - (k % (n + 1) === 0 ? 1 : 0)) < 1e-6)
    })
    assert.ok(values.every((value, i) => i === 0 || value <= values[i - 1]!))
  }
  assert.equal(ratioEigen(shared([1, 0, 0, 1]), shared([1, 1, 1, 1]), 2), null)
})

/** Whether T is triangular but for blocks of two rows with one diagonal and off-diagonals of different signs. */
function expectSchurForm(t: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) for (let i = j + 2; i < n; i++) assert.equal(t[j * n + i], 0)
  for (let i = 0; i + 1 < n; i++) {
    if (t[i * n + i + 1] === 0) continue
    assert.ok(i + 2 >= n || t[(i + 1) * n + i + 2] === 0)
    assert.ok(Math.abs(t[i * n + i]! - t[(i + 1) * n + i + 1]!) < 1e-9)
    assert.ok(t[i * n + i + 1]! * t[(i + 1) * n + i]! < 0)
  }
}

test('Schur forms, as they come and in order', () => {
  for (const n of [1, 2, 3, 4, 7, 20]) {
    for (let round = 0; round < 8; round++) {
      const a = random(n, n)
      const [t, z, turned] = [a.slice(), scratch('f64', n * n), scratch('f64', n * n)]
      assert.equal(decomposeSchur(t, n, z), true)
      const expectProduct = () => {
        expectOrthonormal(z, n, n, 'Z')
        expectSchurForm(t, n)
        transpose(z, turned, n, n)
        expectNear(times(times(z, t, n, n, n), turned, n, n, n), a, 'Z T Zᵀ', 1e-9)
      }
      expectProduct()
      const reals = () => Array.from({ length: n }, (_, i) => t[i * n + i]!)
      const before = reals().filter(real => real < 0).length
      assert.equal(
        bringFirst(t, z, n, ({ real }) => real < 0),
        before,
      )
      expectProduct()
      assert.deepEqual(
        reals().map(real => real < 0),
        reals().map((_, i) => i < before),
      )
    }
  }
  assert.equal(decomposeSchur(shared([1, NaN, 2, 3]), 2, scratch('f64', 4)), false)
})
