// Column-major doubles without nulls, as in matrix-multiply.ts. Signs and order are LAPACK's.

import { reflector } from './qr.ts'
import { reflectColumns, reflectRows, rotateBoth, standardize } from './schur-block.ts'

const MOST_ROUNDS = 300

/**
 * A = Z T Zᵀ: overwrites A (n × n) with T, upper triangular but for blocks of two rows that stand for pairs of complex
 * eigenvalues, and Z with an orthogonal matrix. By Francis's steps with two shifts, as in LAPACK's dlahqr (Ahues and Tisseur, A
 * New Deflation Criterion for the QR Algorithm, 1997, say where it parts). False, with both spoilt, if A holds no numbers.
 */
export function decomposeSchur(a: Float64Array, n: number, z: Float64Array): boolean {
  if (!a.every(Number.isFinite)) return false
  toHessenberg(a, n, z)
  let last = n - 1
  let rounds = 0
  while (last >= 0) {
    const first = startOfPart(a, n, last)
    if (first > 0) a[(first - 1) * n + first] = 0
    if (first >= last - 1) {
      if (first === last - 1) rotateBoth(a, z, n, first, standardize(a, n, first))
      last = first - 1
      rounds = 0
      continue
    }
    if (++rounds > MOST_ROUNDS) return false
    francisStep(a, n, z, first, last, shiftsOf(a, n, first, last, rounds))
  }
  return true
}

// Zeros below the subdiagonal, by reflections.
function toHessenberg(a: Float64Array, n: number, z: Float64Array): void {
  z.fill(0, 0, n * n)
  for (let k = 0; k < n; k++) z[k * n + k] = 1
  for (let k = 0; k < n - 2; k++) {
    const at = k * n + k + 1
    const tau = reflector(a, at, n - k - 1)
    const v = a.slice(at, (k + 1) * n)
    v[0] = 1
    a.fill(0, at + 1, (k + 1) * n)
    reflectColumns(a, n, v, tau, k + 1, 0, n)
    reflectRows(a, n, v, tau, k + 1, k + 1, n)
    reflectColumns(z, n, v, tau, k + 1, 0, n)
  }
}

// The first row of the part that ends with `last`: above it the subdiagonal is as good as 0.
function startOfPart(a: Float64Array, n: number, last: number): number {
  const at = (i: number, j: number) => Math.abs(a[j * n + i]!)
  for (let k = last; k > 0; k--) {
    const below = at(k, k - 1)
    if (below <= Number.MIN_VALUE) return k
    let around = at(k - 1, k - 1) + at(k, k)
    if (around === 0) around = (k > 1 ? at(k - 1, k - 2) : 0) + (k + 1 < n ? at(k + 1, k) : 0)
    if (below > Number.EPSILON * around) continue
    const above = at(k - 1, k)
    const [larger, smaller] = [Math.max(below, above), Math.min(below, above)]
    const apart = Math.abs(a[(k - 1) * n + k - 1]! - a[k * n + k]!)
    const [most, least] = [Math.max(at(k, k), apart), Math.min(at(k, k), apart)]
    const sum = most + larger
    if (smaller * (larger / sum) <= Number.EPSILON * (least * (most / sum))) return k
  }
  return 0
}

/** The eigenvalues that a step aims at: a pair of complex ones, or one that is real, twice. */
interface Shifts {
  readonly real: number
  readonly imaginary: number
}

function shiftsOf(a: Float64Array, n: number, first: number, last: number, round: number): Shifts {
  const at = (i: number, j: number) => a[j * n + i]!
  let [p, q, r, s] = [at(last - 1, last - 1), at(last - 1, last), at(last, last - 1), at(last, last)]
  // Every tenth time some other, lest it goes in circles.
  if (round % 10 === 0) {
    const low = round % 20 === 0
    const size = low
      ? Math.abs(at(last, last - 1)) + Math.abs(at(last - 1, last - 2))
      : Math.abs(at(first + 1, first)) + Math.abs(at(first + 2, first + 1))
    p = 0.75 * size + (low ? at(last, last) : at(first, first))
    ;[q, r, s] = [-0.4375 * size, size, p]
  }
  const scale = Math.abs(p) + Math.abs(q) + Math.abs(r) + Math.abs(s)
  if (scale === 0) return { real: 0, imaginary: 0 }
  const middle = (p / scale + s / scale) / 2
  const determinant = (p / scale - middle) * (s / scale - middle) - (q / scale) * (r / scale)
  const root = Math.sqrt(Math.abs(determinant))
  if (determinant >= 0) return { real: middle * scale, imaginary: root * scale }
  const [one, other] = [middle + root, middle - root]
  const nearer = Math.abs(one - s / scale) <= Math.abs(other - s / scale) ? one : other
  return { real: nearer * scale, imaginary: 0 }
}

// A bulge is made at the top of rows first … last, or where two subdiagonals are small, and chased to the end.
function francisStep(
  a: Float64Array,
  n: number,
  z: Float64Array,
  first: number,
  last: number,
  shifts: Shifts,
): void {
  const { start, column } = startOfBulge(a, n, first, last, shifts)
  for (let k = start; k < last; k++) {
    const size = Math.min(3, last - k + 1)
    const v = k > start ? a.slice((k - 1) * n + k, (k - 1) * n + k + size) : column
    const tau = reflector(v, 0, size)
    if (k > start) {
      a[(k - 1) * n + k] = v[0]!
      a.fill(0, (k - 1) * n + k + 1, (k - 1) * n + k + size)
    } else if (start > first) a[(k - 1) * n + k]! *= 1 - tau
    v[0] = 1
    const own = v.subarray(0, size)
    reflectRows(a, n, own, tau, k, k, n)
    reflectColumns(a, n, own, tau, k, 0, Math.min(k + 3, last) + 1)
    reflectColumns(z, n, own, tau, k, 0, n)
  }
}

function startOfBulge(a: Float64Array, n: number, first: number, last: number, { real, imaginary }: Shifts) {
  const at = (i: number, j: number) => a[j * n + i]!
  const column = new Float64Array(3)
  let m = last - 2
  for (; m >= first; m--) {
    const below = at(m + 1, m)
    const own = at(m, m) - real
    const scale = Math.abs(own) + Math.abs(imaginary) + Math.abs(below)
    const share = below / scale
    column[0] = share * at(m, m + 1) + own * (own / scale) + imaginary * (imaginary / scale)
    column[1] = share * (at(m, m) + at(m + 1, m + 1) - 2 * real)
    column[2] = share * at(m + 2, m + 1)
    const sum = Math.abs(column[0]) + Math.abs(column[1]) + Math.abs(column[2])
    for (let i = 0; i < 3; i++) column[i]! /= sum
    if (m === first) break
    const around = Math.abs(at(m - 1, m - 1)) + Math.abs(at(m, m)) + Math.abs(at(m + 1, m + 1))
    const carried = Math.abs(at(m, m - 1)) * (Math.abs(column[1]) + Math.abs(column[2]))
    if (carried <= Number.EPSILON * Math.abs(column[0]) * around) break
  }
  return { start: Math.max(m, first), column }
}
