// Column-major doubles without nulls, as in matrix-multiply.ts.
import { scratch } from '../storage.ts'

/** P A = L U with partial pivoting: row i of P A is row rows[i] of A. */
export interface Lu {
  /** Row by row where it came from. */
  readonly rows: Int32Array
  /** The sign of that permutation. */
  readonly sign: 1 | -1
  /** Whether some pivot is 0: then U is singular, and so is A. */
  readonly singular: boolean
}

/** Overwrites A (m × n) with L, below the diagonal, where it would have ones, and U. */
export function decomposeLu(a: Float64Array, m: number, n: number): Lu {
  const rows = scratch('i32', m).map((_, i) => i)
  let sign: 1 | -1 = 1
  let singular = m !== n
  for (let k = 0; k < Math.min(m, n); k++) {
    const column = k * m
    let pivot = k
    for (let i = k + 1; i < m; i++) {
      if (Math.abs(a[column + i]!) > Math.abs(a[column + pivot]!)) pivot = i
    }
    if (pivot !== k) {
      swapRows(a, m, n, k, pivot)
      const row = rows[k]!
      rows[k] = rows[pivot]!
      rows[pivot] = row
      sign = sign === 1 ? -1 : 1
    }
    const divisor = a[column + k]!
    if (divisor === 0) {
      singular = true
      continue
    }
    for (let i = k + 1; i < m; i++) a[column + i]! /= divisor
    for (let j = k + 1; j < n; j++) subtractMultiple(a, j * m, column, a[j * m + k]!, k + 1, m)
  }
  return { rows, sign, singular }
}

function swapRows(a: Float64Array, m: number, n: number, i: number, k: number): void {
  for (let at = 0; at < m * n; at += m) {
    const moved = a[at + i]!
    a[at + i] = a[at + k]!
    a[at + k] = moved
  }
}

// Column `target` less `factor` times column `source`, both given by where they start, from row `start` up to `end`.
function subtractMultiple(
  a: Float64Array,
  target: number,
  source: number,
  factor: number,
  start: number,
  end: number,
): void {
  if (factor === 0) return
  for (let i = start; i < end; i++) a[target + i]! -= factor * a[source + i]!
}

/** The determinant of A (n × n), which is overwritten. */
export function determinant(a: Float64Array, n: number): number {
  const { sign } = decomposeLu(a, n, n)
  let product: number = sign
  for (let k = 0; k < n; k++) product *= a[k * n + k]!
  // Not −0.
  return product === 0 ? 0 : product
}

/**
 * Solves A X = B for the columns of B (n × k) given what decomposeLu made of A: `x` (n × k) becomes X. A is not
 * singular, `x` is not `b`.
 */
export function solveLu(
  lu: Float64Array,
  rows: Int32Array,
  n: number,
  b: Float64Array,
  k: number,
  x: Float64Array,
): void {
  for (let j = 0; j < k; j++) {
    const column = x.subarray(j * n, (j + 1) * n)
    for (let i = 0; i < n; i++) column[i] = b[j * n + rows[i]!]!
    solveLower(lu, n, column, true)
    solveUpper(lu, n, n, column)
  }
}

/** Solves L x = b in place, L the lower triangle of an n × n matrix, whose diagonal counts as ones if `unit`. */
export function solveLower(lower: Float64Array, n: number, x: Float64Array, unit: boolean): void {
  for (let k = 0; k < n; k++) {
    const at = k * n
    if (!unit) x[k]! /= lower[at + k]!
    const value = x[k]!
    for (let i = k + 1; i < n; i++) x[i]! -= value * lower[at + i]!
  }
}

/** Solves U x = b in place, U the upper triangle of the first n columns of a matrix of m rows. */
export function solveUpper(upper: Float64Array, m: number, n: number, x: Float64Array): void {
  for (let k = n - 1; k >= 0; k--) {
    const at = k * m
    const value = (x[k]! /= upper[at + k]!)
    for (let i = 0; i < k; i++) x[i]! -= value * upper[at + i]!
  }
}

/** Writes the inverse of A (n × n), which is overwritten, to `out`. False if A is singular. */
export function inverse(a: Float64Array, n: number, out: Float64Array): boolean {
  const { rows, singular } = decomposeLu(a, n, n)
  if (singular) return false
  const identity = scratch('f64', n * n)
  for (let k = 0; k < n; k++) identity[k * n + k] = 1
  solveLu(a, rows, n, identity, n, out)
  return true
}
