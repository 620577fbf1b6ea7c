import { scratch } from '../storage.ts'

/**
 * A curve of cubics: from breaks[i] up to breaks[i + 1] it is ((a t + b) t + c) t + d with t counted from breaks[i] and
 * a, b, c, d at factors[4 i] and on. Beyond both ends the outermost cubics go on.
 */
export interface PiecewiseCubic {
  readonly breaks: Float64Array
  readonly factors: Float64Array
}

/** The cubics that have the values y and the slopes at x (at least two, ascending): Hermite's. */
export function hermiteCubics(x: Float64Array, y: Float64Array, slopes: Float64Array): PiecewiseCubic {
  const pieces = x.length - 1
  const factors = scratch('f64', 4 * pieces)
  for (let i = 0; i < pieces; i++) {
    const width = x[i + 1]! - x[i]!
    const rise = (y[i + 1]! - y[i]!) / width
    const bend = (slopes[i]! + slopes[i + 1]! - 2 * rise) / width
    factors[4 * i] = bend / width
    factors[4 * i + 1] = (rise - slopes[i]!) / width - bend
    factors[4 * i + 2] = slopes[i]!
    factors[4 * i + 3] = y[i]!
  }
  return { breaks: x, factors }
}

/** The value of the curve at a place. */
export function valueAt({ breaks, factors }: PiecewiseCubic, place: number): number {
  const at = 4 * pieceOf(breaks, place)
  const t = place - breaks[at / 4]!
  return ((factors[at]! * t + factors[at + 1]!) * t + factors[at + 2]!) * t + factors[at + 3]!
}

/** The last i ≤ n − 2 with breaks[i] ≤ place; 0 for places before all. */
export function pieceOf(breaks: Float64Array, place: number): number {
  let [low, high] = [0, breaks.length - 2]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (breaks[middle]! <= place) low = middle
    else high = middle - 1
  }
  return low
}
