// Column-major doubles without nulls, as in matrix-multiply.ts. What turns blocks of a Schur form, as in LAPACK.

/** Rows `at` and on, as many as v has, reflected: (1 − τ v vᵀ) A, in columns from … to − 1. */
export function reflectRows(
  a: Float64Array,
  n: number,
  v: Float64Array,
  tau: number,
  at: number,
  from: number,
  to: number,
): void {
  for (let j = from; j < to; j++) {
    let sum = 0
    for (let i = 0; i < v.length; i++) sum += v[i]! * a[j * n + at + i]!
    sum *= tau
    for (let i = 0; i < v.length; i++) a[j * n + at + i]! -= sum * v[i]!
  }
}

/** Columns `at` and on, as many as v has, reflected: A (1 − τ v vᵀ), in rows from … to − 1. */
export function reflectColumns(
  a: Float64Array,
  n: number,
  v: Float64Array,
  tau: number,
  at: number,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    let sum = 0
    for (let j = 0; j < v.length; j++) sum += v[j]! * a[(at + j) * n + i]!
    sum *= tau
    for (let j = 0; j < v.length; j++) a[(at + j) * n + i]! -= sum * v[j]!
  }
}

/** A turn of two neighbours: the first becomes cosine · first + sine · second. */
export interface Turn {
  readonly cosine: number
  readonly sine: number
}

/**
 * Turns the block of two rows at `at` so that its eigenvalues, if real, are on its diagonal with 0 below, and if complex,
 * both elements of its diagonal are their real part. Overwrites the block alone: see rotateBoth. (LAPACK's dlanv2.)
 */
export function standardize(t: Float64Array, n: number, at: number): Turn {
  const [p, q, r, s] = [at * n + at, (at + 1) * n + at, at * n + at + 1, (at + 1) * n + at + 1] as const
  const [a, b, c, d] = [t[p]!, t[q]!, t[r]!, t[s]!]
  const write = (first: number, above: number, below: number, second: number, turn: Turn): Turn => {
    t[p] = first
    t[q] = above
    t[r] = below
    t[s] = second
    return turn
  }
  if (c === 0) return { cosine: 1, sine: 0 }
  if (b === 0) return write(d, -c, 0, a, { cosine: 0, sine: 1 })
  if (a === d && Math.sign(b) !== Math.sign(c)) return { cosine: 1, sine: 0 }
  const half = (a - d) / 2
  const larger = Math.max(Math.abs(b), Math.abs(c))
  const smaller = Math.min(Math.abs(b), Math.abs(c)) * Math.sign(b) * Math.sign(c)
  const scale = Math.max(Math.abs(half), larger)
  const square = (half / scale) * half + (larger / scale) * smaller
  if (square >= 4 * Number.EPSILON) {
    const root = Math.sqrt(scale) * Math.sqrt(square)
    const z = half + (half < 0 ? -root : root)
    const length = Math.hypot(c, z)
    return write(d + z, b - c, 0, d - (larger / z) * smaller, { cosine: z / length, sine: c / length })
  }
  return equalDiagonals(a, b, c, d, write)
}

type Write = (first: number, above: number, below: number, second: number, turn: Turn) => Turn

// Of eigenvalues that are complex, or real and nearly equal.
function equalDiagonals(a: number, b: number, c: number, d: number, write: Write): Turn {
  const sum = b + c
  const length = Math.hypot(sum, a - d)
  const cosine = Math.sqrt((1 + Math.abs(sum) / length) / 2)
  const sine = -((a - d) / 2 / (length * cosine)) * (sum < 0 ? -1 : 1)
  const [aa, bb] = [a * cosine + b * sine, -a * sine + b * cosine]
  const [cc, dd] = [c * cosine + d * sine, -c * sine + d * cosine]
  const above = bb * cosine + dd * sine
  const below = -aa * sine + cc * cosine
  const middle = (aa * cosine + cc * sine - bb * sine + dd * cosine) / 2
  if (below === 0) return write(middle, above, 0, middle, { cosine, sine })
  if (above === 0) return write(middle, -below, 0, middle, { cosine: -sine, sine: cosine })
  if (Math.sign(above) !== Math.sign(below)) return write(middle, above, below, middle, { cosine, sine })
  const [rootAbove, rootBelow] = [Math.sqrt(Math.abs(above)), Math.sqrt(Math.abs(below))]
  const apart = Math.sign(below) * rootAbove * rootBelow
  const scale = 1 / Math.sqrt(Math.abs(above + below))
  const [cosine1, sine1] = [rootAbove * scale, rootBelow * scale]
  return write(middle + apart, above - below, 0, middle - apart, {
    cosine: cosine * cosine1 - sine * sine1,
    sine: cosine * sine1 + sine * cosine1,
  })
}

/** Does to the rest of T, and to Z, what was done to its block at `at`. */
export function rotateBoth(
  t: Float64Array,
  z: Float64Array,
  n: number,
  at: number,
  { cosine, sine }: Turn,
): void {
  for (let j = at + 2; j < n; j++) {
    const [first, second] = [t[j * n + at]!, t[j * n + at + 1]!]
    t[j * n + at] = cosine * first + sine * second
    t[j * n + at + 1] = cosine * second - sine * first
  }
  rotateColumnsTo(t, n, at, at, cosine, sine)
  rotateColumnsTo(z, n, at, n, cosine, sine)
}

function rotateColumnsTo(
  a: Float64Array,
  n: number,
  at: number,
  rows: number,
  cosine: number,
  sine: number,
): void {
  for (let i = 0; i < rows; i++) {
    const [first, second] = [a[at * n + i]!, a[(at + 1) * n + i]!]
    a[at * n + i] = cosine * first + sine * second
    a[(at + 1) * n + i] = cosine * second - sine * first
  }
}
