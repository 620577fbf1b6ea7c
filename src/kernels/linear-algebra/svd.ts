// Column-major doubles without nulls, as in matrix-multiply.ts.

import { scratch } from '../storage.ts'
import { transpose } from './matrix-multiply.ts'
import { norm, orthogonalOfQr, reflect, reflector } from './qr.ts'
import { rotateColumns } from './symmetric-eigen.ts'

/** A = U diag(values) Vᵀ, by descending values. */
export interface Svd {
  /** m × m, or m × min(m, n) if not full; empty if only the values were asked for. */
  readonly u: Float64Array
  readonly values: Float64Array
  /** Vᵀ, of size n × n, or min(m, n) × n if not full; empty if only the values were asked for. */
  readonly vt: Float64Array
}

/** How much is computed: `values` alone, the vectors that belong to them, or as many as make U and V square. */
export type SvdExtent = 'values' | 'economic' | 'full'

/** Singular values and vectors of A (m × n), which is overwritten. Null if A holds what is no number. */
export function decomposeSvd(a: Float64Array, m: number, n: number, extent: SvdExtent): Svd | null {
  if (m >= n) {
    const tall = decomposeTall(a, m, n, extent)
    if (tall === null) return null
    const { u, values, v } = tall
    const vt = scratch('f64', v.length)
    transpose(v, vt, n, v.length / Math.max(n, 1))
    return { u, values, vt }
  }
  // Aᵀ = V diag(values) Uᵀ.
  const turned = scratch('f64', m * n)
  transpose(a, turned, m, n)
  const tall = decomposeTall(turned, n, m, extent)
  if (tall === null) return null
  const { u, values, v } = tall
  const vt = scratch('f64', u.length)
  transpose(u, vt, n, u.length / n)
  return { u: v, values, vt }
}

interface Tall {
  readonly u: Float64Array
  readonly values: Float64Array
  readonly v: Float64Array
}

function decomposeTall(a: Float64Array, m: number, n: number, extent: SvdExtent): Tall | null {
  const rights = scratch('f64', n * n)
  const above = scratch('f64', n)
  const { lefts, turns } = bidiagonalize(a, m, n, rights, above)
  const values = scratch('f64', n)
  for (let k = 0; k < n; k++) values[k] = a[k * m + k]!
  const columns = extent === 'full' ? m : n
  const u = scratch('f64', extent === 'values' ? 0 : m * columns)
  const v = scratch('f64', extent === 'values' ? 0 : n * n)
  if (extent !== 'values') {
    orthogonalOfQr(a, lefts, m, columns, u)
    for (let k = 0; k < n; k++) v[k * n + k] = 1
    for (let k = n - 2; k >= 0; k--)
      for (let j = k + 1; j < n; j++) reflect(rights, k * n + k + 1, turns[k]!, v, j * n + k + 1, n - k - 1)
  }
  const vectors = extent === 'values' ? null : { u, m, v, n }
  if (!diagonalize(values, above, n, vectors)) return null
  sortDescending(values, n, vectors)
  return { u, values, v }
}

// Leaves d on A's diagonal and e, the diagonal above, in `above`, with the reflectors from the left below the diagonal
// of A, and those from the right in the columns of `rights`.
function bidiagonalize(a: Float64Array, m: number, n: number, rights: Float64Array, above: Float64Array) {
  const lefts = scratch('f64', n)
  const turns = scratch('f64', n)
  const sums = scratch('f64', m)
  for (let k = 0; k < n; k++) {
    const at = k * m + k
    lefts[k] = reflector(a, at, m - k)
    for (let j = k + 1; j < n; j++) reflect(a, at, lefts[k]!, a, j * m + k, m - k)
    if (k === n - 1) break
    const v = k * n + k + 1
    const size = n - k - 1
    for (let j = 0; j < size; j++) rights[v + j] = a[(k + 1 + j) * m + k]!
    turns[k] = reflector(rights, v, size)
    above[k] = rights[v]!
    reflectRows(a, m, k, rights.subarray(v, v + size), turns[k]!, sums)
  }
  return { lefts, turns }
}

// Applies the reflector (1, v[1], …) from the right to what is below row k and right of column k.
function reflectRows(
  a: Float64Array,
  m: number,
  k: number,
  v: Float64Array,
  tau: number,
  sums: Float64Array,
): void {
  sums.fill(0)
  for (let j = 0; j < v.length; j++) {
    const factor = j === 0 ? 1 : v[j]!
    for (let i = k + 1; i < m; i++) sums[i]! += factor * a[(k + 1 + j) * m + i]!
  }
  for (let j = 0; j < v.length; j++) {
    const factor = tau * (j === 0 ? 1 : v[j]!)
    for (let i = k + 1; i < m; i++) a[(k + 1 + j) * m + i]! -= factor * sums[i]!
  }
}

interface Vectors {
  readonly u: Float64Array
  readonly m: number
  readonly v: Float64Array
  readonly n: number
}

// Golub and Kahan's iteration: each sweep of rotations makes the last of the diagonal above smaller, at first linearly
// and in the end cubically, until it can be left out.
function diagonalize(d: Float64Array, e: Float64Array, n: number, vectors: Vectors | null): boolean {
  const size = Math.max(norm(d, 0, n), norm(e, 0, n))
  if (!Number.isFinite(size)) return false
  const least = size * Number.EPSILON * 1e-3
  let last = n - 1
  for (let budget = 60 * n + 60; last > 0; budget--) {
    if (budget === 0) return false
    let first = last
    while (first > 0 && !isNegligible(d, e, first - 1, least)) first--
    if (first > 0) e[first - 1] = 0
    if (first === last) last--
    else if (!clearZero(d, e, first, last, least, vectors)) sweep(d, e, first, last, vectors)
  }
  return true
}

const isNegligible = (d: Float64Array, e: Float64Array, k: number, least: number) =>
  Math.abs(e[k]!) <= least ||
  Math.abs(e[k]!) <= Number.EPSILON * 0.5 * (Math.abs(d[k]!) + Math.abs(d[k + 1]!))

// Where an element of the diagonal is zero, rotations clear the row beside it, so that the rest falls apart there.
function clearZero(
  d: Float64Array,
  e: Float64Array,
  first: number,
  last: number,
  least: number,
  vectors: Vectors | null,
): boolean {
  for (let k = first; k < last; k++) {
    if (Math.abs(d[k]!) > least) continue
    d[k] = 0
    let bulge = e[k]!
    e[k] = 0
    for (let j = k + 1; j <= last && bulge !== 0; j++) {
      const { cos, sin, length } = rotation(d[j]!, bulge)
      d[j] = length
      if (j < last) {
        bulge = -sin * e[j]!
        e[j]! *= cos
      }
      if (vectors) rotateColumns(vectors.u, vectors.m, j, k, cos, -sin)
    }
    return true
  }
  return false
}

// (cos, sin) with cos · f + sin · g = length and cos · g = sin · f; cos is not negative.
function rotation(f: number, g: number): { cos: number; sin: number; length: number } {
  if (g === 0) return { cos: 1, sin: 0, length: f }
  if (f === 0) return { cos: 0, sin: 1, length: g }
  const length = f < 0 ? -Math.hypot(f, g) : Math.hypot(f, g)
  return { cos: f / length, sin: g / length, length }
}

// The smaller singular value of a triangle of two rows (f, g; 0, h).
function smallerOfTwo(f: number, g: number, h: number): number {
  const product = Math.abs(f * h)
  if (product === 0) return 0
  const sum = Math.hypot(Math.abs(f) + Math.abs(h), g)
  const difference = Math.hypot(Math.abs(f) - Math.abs(h), g)
  return (2 * product) / (sum + difference)
}

function sweep(d: Float64Array, e: Float64Array, first: number, last: number, vectors: Vectors | null): void {
  const shift = smallerOfTwo(d[last - 1]!, e[last - 1]!, d[last]!)
  const head = d[first]!
  let f = (Math.abs(head) - shift) * (Math.sign(head) + shift / head)
  let g = e[first]!
  for (let k = first; k < last; k++) {
    const right = rotation(f, g)
    if (k > first) e[k - 1] = right.length
    f = right.cos * d[k]! + right.sin * e[k]!
    e[k] = right.cos * e[k]! - right.sin * d[k]!
    g = right.sin * d[k + 1]!
    d[k + 1]! *= right.cos
    if (vectors) rotateColumns(vectors.v, vectors.n, k, k + 1, right.cos, -right.sin)
    const left = rotation(f, g)
    d[k] = left.length
    f = left.cos * e[k]! + left.sin * d[k + 1]!
    d[k + 1] = left.cos * d[k + 1]! - left.sin * e[k]!
    if (k < last - 1) {
      g = left.sin * e[k + 1]!
      e[k + 1]! *= left.cos
    }
    if (vectors) rotateColumns(vectors.u, vectors.m, k, k + 1, left.cos, -left.sin)
  }
  e[last - 1] = f
}

function sortDescending(values: Float64Array, n: number, vectors: Vectors | null): void {
  for (let k = 0; k < n; k++) {
    if (values[k]! >= 0) continue
    values[k] = -values[k]!
    for (let i = 0; vectors && i < vectors.n; i++) vectors.v[k * vectors.n + i]! *= -1
  }
  for (let k = 0; k < n; k++) {
    let most = k
    for (let j = k + 1; j < n; j++) if (values[j]! > values[most]!) most = j
    if (most === k) continue
    const value = values[k]!
    values[k] = values[most]!
    values[most] = value
    if (vectors) {
      swapColumns(vectors.u, vectors.m, k, most)
      swapColumns(vectors.v, vectors.n, k, most)
    }
  }
}

function swapColumns(a: Float64Array, m: number, j: number, k: number): void {
  for (let i = 0; i < m; i++) {
    const moved = a[j * m + i]!
    a[j * m + i] = a[k * m + i]!
    a[k * m + i] = moved
  }
}
