import { decomposeCholesky } from '../linear-algebra/cholesky.ts'
import { multiply, transpose } from '../linear-algebra/matrix-multiply.ts'
import { decomposeSvd } from '../linear-algebra/svd.ts'
import { scratch } from '../storage.ts'

/** The x (n) for which |y − A x|² + α |x|² is least, by the singular values of A (m × n). `a` is overwritten. Null: no numbers. */
export function ridgeBySingularValues(
  a: Float64Array,
  y: Float64Array,
  m: number,
  n: number,
  alpha: number,
): Float64Array | null {
  const svd = decomposeSvd(a, m, n, 'economic')
  if (!svd) return null
  const { u, values, vt } = svd
  const k = values.length
  const least = (values[0] ?? 0) * Number.EPSILON * Math.max(m, n)
  const coefficients = scratch('f64', n)
  for (let s = 0; s < k && values[s]! > least; s++) {
    let along = 0
    for (let i = 0; i < m; i++) along += u[s * m + i]! * y[i]!
    along *= values[s]! / (values[s]! ** 2 + alpha)
    for (let i = 0; i < n; i++) coefficients[i]! += along * vt[i * k + s]!
  }
  return coefficients
}

/** The same by AᵀA + α, which is faster for long columns and keeps half the digits. Null unless that is positive definite. */
export function ridgeByCholesky(
  a: Float64Array,
  y: Float64Array,
  m: number,
  n: number,
  alpha: number,
): Float64Array | null {
  const [transposed, normal, right] = [scratch('f64', m * n), scratch('f64', n * n), scratch('f64', n)]
  transpose(a, transposed, m, n)
  multiply(transposed, a, normal, n, m, n)
  multiply(transposed, y, right, n, m, 1)
  for (let i = 0; i < n; i++) normal[i * n + i]! += alpha
  return solvePositive(normal, right, n) ? right : null
}

/** Solves A x = b of a symmetric positive definite A (n × n), both overwritten; x is in b. False, with both spoilt, if it is none. */
export function solvePositive(a: Float64Array, b: Float64Array, n: number): boolean {
  if (!decomposeCholesky(a, n)) return false
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) b[i]! -= a[k * n + i]! * b[k]!
    b[i]! /= a[i * n + i]!
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) b[i]! -= a[i * n + k]! * b[k]!
    b[i]! /= a[i * n + i]!
  }
  return true
}
