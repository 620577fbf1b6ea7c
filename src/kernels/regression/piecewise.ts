import { decomposeLu, solveLu } from '../linear-algebra/lu.ts'
import { multiply, transpose } from '../linear-algebra/matrix-multiply.ts'
import { scratch } from '../storage.ts'
import { fitBySingularValues } from './least-squares.ts'

/** Points y over x, each with a weight, that a curve is to come near to; others (through) that it goes through. */
export interface PiecewiseData {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly weights: Float64Array | undefined
  readonly through: { readonly x: Float64Array; readonly y: Float64Array } | undefined
}

export interface PiecewiseFit {
  readonly beta: Float64Array
  /** The sum of squares of weighted residuals. */
  readonly squares: number
}

/**
 * What a polynomial of this degree in each piece, continuous if the degree isn't 0, is made of at x: 1, then for each power
 * (x − b)ᵏ from each break b but the last on. Column-major, x.length rows. Of degree 0: a step at each inner break.
 */
export function piecewiseBasis(x: Float64Array, breaks: Float64Array, degree: number): Float64Array {
  const rows = x.length
  const pieces = breaks.length - 1
  const columns = degree === 0 ? pieces : 1 + degree * pieces
  const a = scratch('f64', rows * columns)
  a.fill(1, 0, rows)
  let column = rows
  for (let power = degree === 0 ? 0 : 1; power <= degree; power++) {
    for (let piece = degree === 0 ? 1 : 0; piece < pieces; piece++, column += rows) {
      const from = breaks[piece]!
      for (let i = 0; i < rows; i++) a[column + i] = piece === 0 || x[i]! > from ? (x[i]! - from) ** power : 0
    }
  }
  return a
}

/** The coefficients of the curve with these breaks that is nearest by least squares. Null if there is none. */
export function fitPiecewise(of: PiecewiseData, breaks: Float64Array, degree: number): PiecewiseFit | null {
  const rows = of.x.length
  const a = piecewiseBasis(of.x, breaks, degree)
  const y = of.y.slice()
  const n = a.length / rows
  if (of.weights) for (let i = 0; i < a.length; i++) a[i]! *= of.weights[i % rows]!
  if (of.weights) for (let i = 0; i < rows; i++) y[i]! *= of.weights[i]!
  const beta = of.through
    ? constrained(a, y, n, piecewiseBasis(of.through.x, breaks, degree), of.through.y)
    : fitBySingularValues(a.slice(), y, rows, n)?.coefficients
  if (!beta) return null
  let squares = 0
  for (let i = 0; i < rows; i++) {
    let left = y[i]!
    for (let j = 0; j < n; j++) left -= a[j * rows + i]! * beta[j]!
    squares += left * left
  }
  return Number.isNaN(squares) ? null : { beta, squares }
}

// Least squares of y ≈ A x with C x = d, by Lagrange's multipliers.
function constrained(
  a: Float64Array,
  y: Float64Array,
  n: number,
  c: Float64Array,
  d: Float64Array,
): Float64Array | undefined {
  const [m, k] = [y.length, d.length]
  const size = n + k
  const [turned, normal, right] = [scratch('f64', m * n), scratch('f64', n * n), scratch('f64', n)]
  transpose(a, turned, m, n)
  multiply(turned, a, normal, n, m, n)
  multiply(turned, y, right, n, m, 1)
  const [system, wanted, found] = [scratch('f64', size * size), scratch('f64', size), scratch('f64', size)]
  for (let j = 0; j < n; j++) {
    system.set(normal.subarray(j * n, (j + 1) * n), j * size)
    for (let i = 0; i < k; i++) system[j * size + n + i] = system[(n + i) * size + j] = c[j * k + i]!
  }
  wanted.set(right)
  wanted.set(d, n)
  const { rows, singular } = decomposeLu(system, size, size)
  if (singular) return undefined
  solveLu(system, rows, size, wanted, 1, found)
  return found.slice(0, n)
}
