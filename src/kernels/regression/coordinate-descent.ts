import { innerProduct } from '../linear-algebra/matrix-multiply.ts'
import { scratch } from '../storage.ts'

export interface ElasticNet {
  /** What the sum of |x| is multiplied with, times m. */
  readonly l1: number
  /** What half the sum of x² is multiplied with, times m. */
  readonly l2: number
  /** Whether coefficients may not be negative. */
  readonly positive: boolean
  readonly maxIterations: number
  readonly tolerance: number
}

export interface SparseFit {
  readonly coefficients: Float64Array
  /** How far the objective is at most above the least there is, by duality. */
  readonly gap: number
  readonly iterations: number
}

/**
 * The x (n) for which ½ |y − A x|² + l1 Σ|x| + ½ l2 Σx² is least, a coordinate at a time: Friedman, Hastie and
 * Tibshirani, Regularization Paths for Generalized Linear Models via Coordinate Descent (2010). It is done when a round
 * changes no coefficient by more than the tolerance's share of the largest, and the duality gap is below that share of
 * |y|², as in scikit-learn. `eachRound` may throw, to stop.
 */
export function coordinateDescent(
  a: Float64Array,
  y: Float64Array,
  m: number,
  n: number,
  net: ElasticNet,
  eachRound: () => void,
): SparseFit {
  const x = scratch('f64', n)
  const left = scratch('f64', m)
  left.set(y)
  const columns = Array.from({ length: n }, (_, j) => a.subarray(j * m, (j + 1) * m))
  const squares = columns.map(column => innerProduct(column, column, m))
  const enough = net.tolerance * innerProduct(y, y, m)
  let gap = enough + 1
  let iterations = 0
  while (iterations < net.maxIterations) {
    eachRound()
    iterations++
    const change = descend(x, left, columns, squares, net)
    if (change >= net.tolerance && iterations < net.maxIterations) continue
    gap = dualityGap(x, left, y, columns, net)
    if (gap < enough) break
  }
  return { coefficients: x, gap, iterations }
}

// One round. Gives the largest change as a share of the largest coefficient.
function descend(
  x: Float64Array,
  left: Float64Array,
  columns: readonly Float64Array[],
  squares: readonly number[],
  { l1, l2, positive }: ElasticNet,
): number {
  const m = left.length
  let [largest, change] = [0, 0]
  columns.forEach((column, j) => {
    if (squares[j] === 0) return
    const before = x[j]!
    const pull = innerProduct(column, left, m) + before * squares[j]!
    const size = Math.max(Math.abs(pull) - l1, 0) / (squares[j]! + l2)
    const after = pull < 0 ? (positive ? 0 : -size) : size
    if (after !== before) for (let i = 0; i < m; i++) left[i]! += (before - after) * column[i]!
    x[j] = after
    largest = Math.max(largest, Math.abs(after))
    change = Math.max(change, Math.abs(after - before))
  })
  return largest === 0 ? 0 : change / largest
}

function dualityGap(
  x: Float64Array,
  left: Float64Array,
  y: Float64Array,
  columns: readonly Float64Array[],
  { l1, l2, positive }: ElasticNet,
): number {
  const m = left.length
  let steepest = 0
  columns.forEach((column, j) => {
    const slope = innerProduct(column, left, m) - l2 * x[j]!
    steepest = Math.max(steepest, positive ? slope : Math.abs(slope))
  })
  const share = steepest > l1 ? l1 / steepest : 1
  const residual = innerProduct(left, left, m)
  let sizes = 0
  for (const value of x) sizes += Math.abs(value)
  return (
    0.5 * residual * (1 + share * share) +
    l1 * sizes -
    share * innerProduct(left, y, m) +
    0.5 * l2 * (1 + share * share) * innerProduct(x, x, x.length)
  )
}
