import { scratch } from '../storage.ts'

export interface LocalRegression {
  /** The share of the points that each is fitted to. */
  readonly bandwidth: number
  /** How often points far from their fit are given less weight. */
  readonly rounds: number
  /** Where the median residual is below this, no more rounds are needed. */
  readonly accuracy: number
}

/**
 * Each point on the line that fits its neighbours best, those far away or far off counting less: Cleveland, Robust Locally
 * Weighted Regression and Smoothing Scatterplots (1979). As DolphinDB does it, of the neighbours the last isn't counted.
 * `eachPoint` may throw, to stop.
 */
export function smoothed(
  x: Float64Array,
  y: Float64Array,
  options: LocalRegression,
  eachPoint: () => void = () => {},
): Float64Array {
  const n = x.length
  const neighbours = Math.floor(options.bandwidth * n)
  const [fitted, residuals, trust] = [scratch('f64', n), scratch('f64', n), scratch('f64', n).fill(1)]
  for (let round = 0; round <= options.rounds; round++) {
    let left = 0
    for (let i = 0; i < n; i++) {
      eachPoint()
      // The neighbours are those around the point; at the ends, the outermost.
      while (left + neighbours < n && x[left + neighbours]! - x[i]! < x[i]! - x[left]!) left++
      fitted[i] = lineAt(x, y, trust, i, left, left + neighbours - 1, options.accuracy)
      residuals[i] = Math.abs(y[i]! - fitted[i]!)
    }
    const median = residuals.slice().sort()[n >> 1]!
    if (median < options.accuracy) break
    for (let i = 0; i < n; i++)
      trust[i] = residuals[i]! < 6 * median ? (1 - (residuals[i]! / (6 * median)) ** 2) ** 2 : 0
  }
  return fitted
}

// The line through the points left … right − 1, at point i.
function lineAt(
  x: Float64Array,
  y: Float64Array,
  trust: Float64Array,
  i: number,
  left: number,
  right: number,
  accuracy: number,
): number {
  const reach = Math.max(x[i]! - x[left]!, x[right]! - x[i]!)
  let [weights, sumX, sumXX, sumY, sumXY] = [0, 0, 0, 0, 0]
  for (let k = left; k < right; k++) {
    const t = x[k]! - x[i]!
    const away = Math.abs(t) / reach
    const weight = away < 1 ? (1 - away ** 3) ** 3 * trust[k]! : 0
    weights += weight
    sumX += t * weight
    sumXX += t * t * weight
    sumY += y[k]! * weight
    sumXY += t * y[k]! * weight
  }
  if (weights === 0) return y[i]!
  const [meanX, meanY] = [sumX / weights, sumY / weights]
  const spread = sumXX / weights - meanX * meanX
  const slope = Math.sqrt(Math.abs(spread)) < accuracy ? 0 : (sumXY / weights - meanX * meanY) / spread
  return meanY - slope * meanX
}
