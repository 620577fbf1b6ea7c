import { scratch } from '../storage.ts'

/**
 * The divided differences of points whose places x ascend: the factors of Newton's form of the polynomial through all of
 * them. A place that is there more than once has its value first, then its first derivative, its second, ….
 * (Krogh, Efficient Algorithms for Polynomial Interpolation and Numerical Differentiation, 1970.)
 */
export function dividedDifferences(x: Float64Array, y: Float64Array): Float64Array {
  const n = x.length
  const first = firstPlaces(x)
  const [factors, column] = [scratch('f64', n), scratch('f64', n)]
  // In round k column[i] is the difference of order k over x[i − k] … x[i].
  for (let i = 0; i < n; i++) column[i] = y[first[i]!]!
  for (let order = 0, factorial = 1; order < n; order++, factorial *= order) {
    for (let i = n - 1; i >= order && order > 0; i--) {
      const width = x[i]! - x[i - order]!
      column[i] = width === 0 ? y[first[i]! + order]! / factorial : (column[i]! - column[i - 1]!) / width
    }
    factors[order] = column[order]!
  }
  return factors
}

// For each place where it is there first.
function firstPlaces(x: Float64Array): Int32Array {
  const first = scratch('i32', x.length)
  for (let i = 1; i < x.length; i++) first[i] = x[i] === x[i - 1] ? first[i - 1]! : i
  return first
}

/** The value at a place of the polynomial with these factors. */
export function newtonAt(x: Float64Array, factors: Float64Array, place: number): number {
  let value = 0
  for (let i = x.length - 1; i >= 0; i--) value = value * (place - x[i]!) + factors[i]!
  return value
}

/** Its derivatives there, from the value (order 0) on, as many as `derivatives` has room for. */
export function newtonDerivatives(
  x: Float64Array,
  factors: Float64Array,
  place: number,
  derivatives: Float64Array,
): void {
  derivatives.fill(0)
  for (let i = x.length - 1; i >= 0; i--) {
    const t = place - x[i]!
    for (let k = derivatives.length - 1; k > 0; k--)
      derivatives[k] = derivatives[k]! * t + k * derivatives[k - 1]!
    derivatives[0] = derivatives[0]! * t + factors[i]!
  }
}
