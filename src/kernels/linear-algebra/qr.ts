// Column-major doubles without nulls, as in matrix-multiply.ts. Signs are LAPACK's.

import { scratch } from '../storage.ts'
import { solveUpper } from './lu.ts'

/**
 * Turns x[at] … x[at + n − 1] into its first element alone: with the vector v that is 1 followed by what is left in
 * the other places, (1 − τ v vᵀ) x = (β, 0, …, 0), and β is left in the first. Returns τ, 0 where there is nothing to do.
 */
export function reflector(x: Float64Array, at: number, n: number): number {
  const rest = norm(x, at + 1, n - 1)
  if (rest === 0) return 0
  const first = x[at]!
  const beta = first < 0 ? Math.hypot(first, rest) : -Math.hypot(first, rest)
  for (let i = 1; i < n; i++) x[at + i]! /= first - beta
  x[at] = beta
  return (beta - first) / beta
}

/** The length of a stretch of x as a vector, without overflow. */
export function norm(x: Float64Array, at: number, n: number): number {
  let largest = 0
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(x[at + i]!))
  if (largest === 0 || !Number.isFinite(largest)) return largest
  let sum = 0
  for (let i = 0; i < n; i++) sum += (x[at + i]! / largest) ** 2
  return largest * Math.sqrt(sum)
}

/** Applies the reflector whose v starts at v[at] to n elements of c from `to` on. */
export function reflect(
  v: Float64Array,
  at: number,
  tau: number,
  c: Float64Array,
  to: number,
  n: number,
): void {
  if (tau === 0) return
  let sum = c[to]!
  for (let i = 1; i < n; i++) sum += v[at + i]! * c[to + i]!
  sum *= tau
  c[to]! -= sum
  for (let i = 1; i < n; i++) c[to + i]! -= sum * v[at + i]!
}

/**
 * A = Q R: overwrites A (m × n) with R and, below its diagonal, the reflectors that Q consists of. Returns their τ.
 * With `order` (0 … n − 1), columns are swapped, there and in A, so that the diagonal of R shrinks: A P = Q R, column j
 * of which was column order[j] of A.
 */
export function decomposeQr(a: Float64Array, m: number, n: number, order?: Int32Array): Float64Array {
  const steps = Math.min(m, n)
  const taus = scratch('f64', steps)
  for (let k = 0; k < steps; k++) {
    if (order) bringLongest(a, m, n, k, order)
    const at = k * m + k
    taus[k] = reflector(a, at, m - k)
    for (let j = k + 1; j < n; j++) reflect(a, at, taus[k]!, a, j * m + k, m - k)
  }
  return taus
}

function bringLongest(a: Float64Array, m: number, n: number, k: number, order: Int32Array): void {
  let longest = k
  let most = -1
  for (let j = k; j < n; j++) {
    const length = norm(a, j * m + k, m - k)
    // Rounding must not decide between equals.
    if (length > most * (1 + 1e-14)) {
      longest = j
      most = length
    }
  }
  if (longest === k) return
  for (let i = 0; i < m; i++) {
    const moved = a[k * m + i]!
    a[k * m + i] = a[longest * m + i]!
    a[longest * m + i] = moved
  }
  const moved = order[k]!
  order[k] = order[longest]!
  order[longest] = moved
}

/** Writes the first `columns` columns of Q (m × columns), of which decomposeQr made `a` and `taus`, to q. */
export function orthogonalOfQr(
  a: Float64Array,
  taus: Float64Array,
  m: number,
  columns: number,
  q: Float64Array,
): void {
  q.fill(0, 0, m * columns)
  for (let k = 0; k < Math.min(m, columns); k++) q[k * m + k] = 1
  for (let k = taus.length - 1; k >= 0; k--)
    for (let j = k; j < columns; j++) reflect(a, k * m + k, taus[k]!, q, j * m + k, m - k)
}

/** Writes the first `rows` rows of R (rows × n), of which decomposeQr made `a` (m × n), to r. */
export function triangleOfQr(a: Float64Array, m: number, n: number, rows: number, r: Float64Array): void {
  for (let j = 0; j < n; j++)
    for (let i = 0; i < rows; i++) r[j * rows + i] = i <= j && i < m ? a[j * m + i]! : 0
}

/**
 * The x (n) for which A x (A: m × n, m ≥ n) is nearest to b (m). Overwrites A and b; x is in the first n of b. False if
 * the columns of A are not independent.
 */
export function leastSquares(a: Float64Array, m: number, n: number, b: Float64Array): boolean {
  const taus = decomposeQr(a, m, n)
  let largest = 0
  let least = Infinity
  for (let k = 0; k < n; k++) {
    reflect(a, k * m + k, taus[k]!, b, k, m - k)
    largest = Math.max(largest, Math.abs(a[k * m + k]!))
    least = Math.min(least, Math.abs(a[k * m + k]!))
  }
  if (!(least > largest * m * Number.EPSILON)) return false
  solveUpper(a, m, n, b)
  return true
}
