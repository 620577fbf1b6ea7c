// Column-major doubles without nulls, as in matrix-multiply.ts.

const MOST_SWEEPS = 60

/**
 * Eigenvalues and eigenvectors of a symmetric A (n × n), of which the lower triangle is read and the whole overwritten:
 * A V = V diag(values), with orthonormal columns of V. By Jacobi's rotations, in the order in which they come to lie on
 * the diagonal, which is not that of size; as DolphinDB's `eig` does it. False if A holds what is no number.
 */
export function symmetricEigen(a: Float64Array, n: number, values: Float64Array, v: Float64Array): boolean {
  for (let j = 0; j < n; j++) for (let i = 0; i < j; i++) a[j * n + i] = a[i * n + j]!
  v.fill(0, 0, n * n)
  for (let k = 0; k < n; k++) v[k * n + k] = 1
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    if (isDiagonal(a, n)) {
      for (let k = 0; k < n; k++) values[k] = a[k * n + k]!
      return true
    }
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotateAway(a, v, n, p, q)
  }
  return false
}

// Whether everything off the diagonal is rounding noise beside what is on it.
function isDiagonal(a: Float64Array, n: number): boolean {
  let on = 0
  let off = 0
  for (let j = 0; j < n; j++) {
    on += a[j * n + j]! ** 2
    for (let i = j + 1; i < n; i++) off += a[j * n + i]! ** 2
  }
  return off <= on * 1e-33
}

// Makes element (q, p) zero by a rotation of less than 45 degrees, of A from both sides and of V from the right.
function rotateAway(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const between = a[p * n + q]!
  if (between === 0) return
  const [first, second] = [a[p * n + p]!, a[q * n + q]!]
  const cotangent = (second - first) / (2 * between)
  const tangent = Math.sign(cotangent || 1) / (Math.abs(cotangent) + Math.hypot(cotangent, 1))
  const cos = 1 / Math.hypot(tangent, 1)
  const sin = tangent * cos
  rotateColumns(a, n, p, q, cos, sin)
  // A stays symmetric: its rows turn as its columns did.
  for (let k = 0; k < n; k++) {
    if (k === p || k === q) continue
    a[k * n + p] = a[p * n + k]!
    a[k * n + q] = a[q * n + k]!
  }
  a[p * n + p] = first - tangent * between
  a[q * n + q] = second + tangent * between
  a[p * n + q] = 0
  a[q * n + p] = 0
  rotateColumns(v, n, p, q, cos, sin)
}

/** Columns p and q of a matrix with m rows become cos · p − sin · q and sin · p + cos · q. */
export function rotateColumns(
  a: Float64Array,
  m: number,
  p: number,
  q: number,
  cos: number,
  sin: number,
): void {
  for (let i = 0, x = p * m, y = q * m; i < m; i++, x++, y++) {
    const [left, right] = [a[x]!, a[y]!]
    a[x] = cos * left - sin * right
    a[y] = sin * left + cos * right
  }
}
