// Column-major doubles without nulls, as in matrix-multiply.ts.

import { scratch } from '../storage.ts'
import { decomposeCholesky } from './cholesky.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

export interface RatioEigen {
  /** Descending. */
  readonly values: Float64Array
  /** Columns v with vᵀ W v = 1. */
  readonly vectors: Float64Array
}

/**
 * The directions v in which a symmetric B is larger beside a symmetric positive definite W, and how much: B v = λ W v,
 * both n × n. Null if W is none, or something is no number.
 */
export function ratioEigen(b: Float64Array, w: Float64Array, n: number): RatioEigen | null {
  const lower = scratch('f64', n * n)
  lower.set(w)
  if (!decomposeCholesky(lower, n)) return null
  // L⁻¹ B L⁻ᵀ has the same λ, and vectors Lᵀ v.
  const ratio = scratch('f64', n * n)
  ratio.set(b)
  for (let j = 0; j < n; j++) forward(lower, n, ratio, j * n, 1)
  for (let i = 0; i < n; i++) forward(lower, n, ratio, i, n)
  const [found, turned] = [scratch('f64', n), scratch('f64', n * n)]
  if (!symmetricEigen(ratio, n, found, turned)) return null
  const order = Array.from(found.keys()).sort((i, k) => found[k]! - found[i]!)
  const [values, vectors] = [scratch('f64', n), scratch('f64', n * n)]
  order.forEach((from, to) => {
    values[to] = found[from]!
    vectors.set(turned.subarray(from * n, (from + 1) * n), to * n)
    backward(lower, n, vectors.subarray(to * n, (to + 1) * n))
  })
  return { values, vectors }
}

// L x = b for the b whose elements are at x[at], x[at + step], ….
function forward(lower: Float64Array, n: number, x: Float64Array, at: number, step: number): void {
  for (let i = 0; i < n; i++) {
    let value = x[at + i * step]!
    for (let k = 0; k < i; k++) value -= lower[k * n + i]! * x[at + k * step]!
    x[at + i * step] = value / lower[i * n + i]!
  }
}

// Lᵀ x = b.
function backward(lower: Float64Array, n: number, x: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= lower[i * n + k]! * x[k]!
    x[i]! /= lower[i * n + i]!
  }
}
