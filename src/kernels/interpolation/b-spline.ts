import { scratch } from '../storage.ts'

/**
 * Writes to `values` the k + 1 B-splines of degree k that aren't 0 between knots[at] and knots[at + 1], at a place: those
 * of the coefficients at − k … at. By de Boor's and Cox's recurrence.
 */
export function basisAt(
  knots: Float64Array,
  k: number,
  at: number,
  place: number,
  values: Float64Array,
): void {
  values[0] = 1
  for (let degree = 1; degree <= k; degree++) {
    let carried = 0
    for (let i = 0; i < degree; i++) {
      const [left, right] = [knots[at + 1 + i - degree]!, knots[at + 1 + i]!]
      const share = right === left ? 0 : values[i]! / (right - left)
      values[i] = carried + (right - place) * share
      carried = (place - left) * share
    }
    values[degree] = carried
  }
}

/** The i with knots[i] ≤ place < knots[i + 1] among those that degree k has coefficients for; the outermost beyond both ends. */
export function spanOf(knots: Float64Array, k: number, place: number): number {
  let [low, high] = [k, knots.length - k - 2]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (knots[middle]! <= place) low = middle
    else high = middle - 1
  }
  return low
}

/** The value at a place of the spline of degree k with these coefficients; `values` has room for k + 1. */
export function splineAt(
  knots: Float64Array,
  coefficients: Float64Array,
  k: number,
  place: number,
  values: Float64Array,
): number {
  const at = spanOf(knots, k, place)
  basisAt(knots, k, at, place, values)
  let sum = 0
  for (let i = 0; i <= k; i++) sum += values[i]! * (coefficients[at - k + i] ?? 0)
  return sum
}

/**
 * The coefficients of the spline of degree k over these knots that is nearest to the points, by least squares. Null if
 * the points don't determine it: see Schoenberg and Whitney. Each point touches k + 1 coefficients, so that rotations
 * keep a band of that width (Cox, The Least Squares Solution of Overdetermined Linear Equations Having Band Structure, 1981).
 */
export function fitSpline(
  x: Float64Array,
  y: Float64Array,
  knots: Float64Array,
  k: number,
): Float64Array | null {
  const n = knots.length - k - 1
  const width = k + 1
  const [band, right, row] = [scratch('f64', n * width), scratch('f64', n), scratch('f64', width)]
  for (let i = 0; i < x.length; i++) {
    const at = spanOf(knots, k, x[i]!)
    basisAt(knots, k, at, x[i]!, row)
    rotateIn(band, right, row, at - k, y[i]!, n)
  }
  return solveBand(band, right, n, width)
}

// One more equation, whose first coefficient is `first`, rotated into the triangle.
function rotateIn(
  band: Float64Array,
  right: Float64Array,
  row: Float64Array,
  first: number,
  value: number,
  n: number,
): void {
  const width = row.length
  let rest = value
  for (let j = first; j < first + width && j < n; j++) {
    const below = row[0]!
    const length = Math.hypot(band[j * width]!, below)
    if (below !== 0) {
      const [cosine, sine] = [band[j * width]! / length, below / length]
      for (let i = 0; i < width; i++) {
        const [above, own] = [band[j * width + i]!, row[i]!]
        band[j * width + i] = cosine * above + sine * own
        row[i] = cosine * own - sine * above
      }
      const above = right[j]!
      right[j] = cosine * above + sine * rest
      rest = cosine * rest - sine * above
    }
    row.copyWithin(0, 1)
    row[width - 1] = 0
  }
}

function solveBand(band: Float64Array, right: Float64Array, n: number, width: number): Float64Array | null {
  let largest = 0
  for (let j = 0; j < n; j++) largest = Math.max(largest, Math.abs(band[j * width]!))
  for (let j = n - 1; j >= 0; j--) {
    const pivot = band[j * width]!
    if (!(Math.abs(pivot) > largest * n * Number.EPSILON)) return null
    for (let i = 1; i < width && j + i < n; i++) right[j]! -= band[j * width + i]! * right[j + i]!
    right[j]! /= pivot
  }
  return right
}
