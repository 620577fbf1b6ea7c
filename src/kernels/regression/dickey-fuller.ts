import type { Trend } from '../distributions/mackinnon.ts'
import { scratch } from '../storage.ts'
import { type Fit, fitBySingularValues } from './least-squares.ts'

/** How it is decided how many earlier changes matter: by Akaike's or Schwarz's criterion, by their t, or all do. */
export type LagChoice = 'aic' | 'bic' | 'tstat' | 'max'

/** A test for a unit root: what a random walk has and a series that comes back to its mean hasn't. */
export interface UnitRoot {
  readonly statistic: number
  readonly lag: number
  readonly observations: number
  /** The criterion at its least, or the t at which earlier changes began to matter; NaN where none was asked for. */
  readonly criterion: number
}

// 5 % of normal numbers are further above 0.
const SIGNIFICANT = 1.6448536269514722

/** The constant, t and t² that a trend consists of, over some rows. */
export function trendColumns(trend: Trend, rows: number): Float64Array[] {
  const powers = trend === 'n' ? 0 : trend.length
  return Array.from({ length: powers }, (_, power) =>
    scratch('f64', rows).map((_value, i) => (i + 1) ** power),
  )
}

/** How many lags there may be at most in a series of n. Below 0: it is too short. */
export const mostLags = (n: number, trend: Trend): number =>
  Math.floor(n / 2) - (trend === 'n' ? 0 : trend.length) - 1

/**
 * The augmented test of Dickey and Fuller, Distribution of the Estimators for Autoregressive Time Series with a Unit Root
 * (1979): changes of x are regressed on x before, on earlier changes up to a lag and on a trend, and the statistic is the
 * t of x before. At most `maxLag` (≤ mostLags) earlier changes. Null where values are no numbers.
 */
export function dickeyFuller(
  x: Float64Array,
  trend: Trend,
  maxLag: number,
  choice: LagChoice,
): UnitRoot | null {
  let [lag, criterion] = [maxLag, Number.NaN]
  if (choice !== 'max') {
    const chosen = chooseLag(x, trend, maxLag, choice)
    if (!chosen) return null
    ;[lag, criterion] = chosen
  }
  const regression = regress(x, trend, lag, lag)
  if (!regression) return null
  return { statistic: regression.tOf(0), lag, observations: regression.rows, criterion }
}

function chooseLag(
  x: Float64Array,
  trend: Trend,
  maxLag: number,
  choice: LagChoice,
): [lag: number, criterion: number] | null {
  let best: [number, number] = [0, Number.POSITIVE_INFINITY]
  for (let step = 0; step <= maxLag; step++) {
    const lag = choice === 'tstat' ? maxLag - step : step
    const regression = regress(x, trend, lag, maxLag)
    if (!regression) return null
    if (choice === 'tstat') {
      best = [lag, Math.abs(regression.tOf(lag))]
      if (best[1] >= SIGNIFICANT) return best
      continue
    }
    const { rows, columns, squares } = regression
    const twiceLikelihood = -rows * (Math.log(2 * Math.PI) + Math.log(squares / rows) + 1)
    const criterion = (choice === 'aic' ? 2 : Math.log(rows)) * columns - twiceLikelihood
    if (criterion < best[1]) best = [lag, criterion]
  }
  return best
}

interface LagRegression {
  readonly rows: number
  readonly columns: number
  /** The sum of squares of residuals. */
  readonly squares: number
  /** The t of a coefficient: 0 that of x before, 1 … lag those of earlier changes. */
  readonly tOf: (coefficient: number) => number
}

// On `lag` earlier changes, over the rows where there are `before` of them.
function regress(x: Float64Array, trend: Trend, lag: number, before: number): LagRegression | null {
  const rows = x.length - 1 - before
  const change = (i: number) => x[i + 1]! - x[i]!
  const column = (at: (i: number) => number) => scratch('f64', rows).map((_, i) => at(before + i))
  const columns: Float64Array[] = [column(i => x[i]!)]
  for (let k = 1; k <= lag; k++) columns.push(column(i => change(i - k)))
  columns.push(...trendColumns(trend, rows))
  const a = scratch('f64', rows * columns.length)
  columns.forEach((each, j) => {
    a.set(each, j * rows)
  })
  const y = column(change)
  const fit = fitBySingularValues(a, y, rows, columns.length)
  if (!fit) return null
  const squares = squaresLeft(y, columns, fit)
  const variance = squares / (rows - columns.length)
  const tOf = (j: number) => fit.coefficients[j]! / Math.sqrt(variance * fit.inverse[j * columns.length + j]!)
  return { rows, columns: columns.length, squares, tOf }
}

// What is left below rounding counts as rounding, so that no criterion is decided by noise.
function squaresLeft(y: Float64Array, columns: readonly Float64Array[], fit: Fit): number {
  let [left, noise] = [0, 0]
  for (let i = 0; i < y.length; i++) {
    let residual = y[i]!
    columns.forEach((column, j) => {
      const part = column[i]! * fit.coefficients[j]!
      residual -= part
      noise += (Number.EPSILON * part) ** 2
    })
    left += residual * residual
  }
  return Math.max(left, noise)
}
