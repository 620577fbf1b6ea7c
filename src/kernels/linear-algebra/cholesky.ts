// Column-major doubles without nulls, as in matrix-multiply.ts.

/**
 * A = L Lᵀ of a symmetric positive definite A (n × n), of which the lower triangle is read. Overwrites A with L, and
 * zeros above. False, with A spoilt, if A is not positive definite.
 */
export function decomposeCholesky(a: Float64Array, n: number): boolean {
  for (let k = 0; k < n; k++) {
    const column = k * n
    for (let j = 0; j < k; j++) {
      const earlier = j * n
      const factor = a[earlier + k]!
      for (let i = k; i < n; i++) a[column + i]! -= factor * a[earlier + i]!
    }
    const square = a[column + k]!
    // Also false for NaN.
    if (!(square > 0)) return false
    const root = Math.sqrt(square)
    for (let i = k; i < n; i++) a[column + i]! /= root
  }
  for (let k = 1; k < n; k++) a.fill(0, k * n, k * n + k)
  return true
}
