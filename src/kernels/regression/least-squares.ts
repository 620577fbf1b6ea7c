// Column-major doubles without nulls, as in linear-algebra.

import { multiply, transpose } from '../linear-algebra/matrix-multiply.ts'
import { decomposeSvd } from '../linear-algebra/svd.ts'
import { symmetricEigen } from '../linear-algebra/symmetric-eigen.ts'
import { scratch } from '../storage.ts'

/** What least squares make of y ≈ A x. */
export interface Fit {
  readonly coefficients: Float64Array
  /** The pseudo-inverse of AᵀA (n × n), whose diagonal the errors of the coefficients are made from. */
  readonly inverse: Float64Array
}

/** By AᵀA, whose directions are left out that have no weight within what doubles can tell. Null: no numbers. */
export function fitByNormalEquations(a: Float64Array, y: Float64Array, m: number, n: number): Fit | null {
  const [transposed, normal, right] = [scratch('f64', m * n), scratch('f64', n * n), scratch('f64', n)]
  transpose(a, transposed, m, n)
  multiply(transposed, a, normal, n, m, n)
  multiply(transposed, y, right, n, m, 1)
  const inverse = pseudoInverse(normal, n)
  if (!inverse) return null
  const coefficients = scratch('f64', n)
  multiply(inverse, right, coefficients, n, n, 1)
  return { coefficients, inverse }
}

/** By the singular values of A, which keeps twice the digits. `a` is overwritten. Null: no numbers. */
export function fitBySingularValues(a: Float64Array, y: Float64Array, m: number, n: number): Fit | null {
  const svd = decomposeSvd(a, m, n, 'economic')
  if (!svd) return null
  const { u, values, vt } = svd
  const k = values.length
  const least = (values[0] ?? 0) * Number.EPSILON * Math.max(m, n)
  const [coefficients, inverse] = [scratch('f64', n), scratch('f64', n * n)]
  for (let s = 0; s < k && values[s]! > least; s++) {
    let along = 0
    for (let i = 0; i < m; i++) along += u[s * m + i]! * y[i]!
    for (let i = 0; i < n; i++) coefficients[i]! += (along / values[s]!) * vt[i * k + s]!
    addOuter(inverse, n, 1 / values[s]! ** 2, i => vt[i * k + s]!)
  }
  return { coefficients, inverse }
}

// `a` is symmetric, and overwritten.
function pseudoInverse(a: Float64Array, n: number): Float64Array | null {
  const [values, vectors, inverse] = [scratch('f64', n), scratch('f64', n * n), scratch('f64', n * n)]
  if (!symmetricEigen(a, n, values, vectors)) return null
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  for (let s = 0; s < n; s++) {
    if (Math.abs(values[s]!) <= largest * Number.EPSILON * n) continue
    addOuter(inverse, n, 1 / values[s]!, i => vectors[s * n + i]!)
  }
  return inverse
}

function addOuter(to: Float64Array, n: number, factor: number, v: (i: number) => number): void {
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) to[j * n + i]! += factor * v(i) * v(j)
}
