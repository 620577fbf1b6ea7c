import { solvePositive } from '../regression/ridge.ts'
import { scratch } from '../storage.ts'

export interface LogisticFit {
  readonly theta: Float64Array
  readonly iterations: number
  /** What was made least: minus the logarithm of the likelihood, and the penalty. */
  readonly loss: number
}

export interface LogisticLimits {
  /** Half the squares of coefficients times these are the penalty. */
  readonly penalties: Float64Array
  /** It is done when the loss falls by less. */
  readonly tolerance: number
  readonly iterations: number
}

/** 1 / (1 + e⁻ᶻ). */
export const logistic = (z: number): number =>
  z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z))

/**
 * The θ with which 1 / (1 + exp(−A θ)) is most likely the chance that y is 1 and not 0, A being of m rows and n columns, by
 * Newton's steps, shortened where they would lead up. `eachRound` may throw, to stop. Null where values are no numbers.
 */
export function fitLogistic(
  a: Float64Array,
  y: Float64Array,
  n: number,
  start: Float64Array,
  { penalties, tolerance, iterations: most }: LogisticLimits,
  eachRound: () => void,
): LogisticFit | null {
  const m = y.length
  let theta: Float64Array = start.slice()
  let loss = lossOf(a, y, theta, penalties)
  let iterations = 0
  while (iterations < most) {
    eachRound()
    const step = newtonStep(a, y, m, n, theta, penalties)
    if (!step || Number.isNaN(loss)) return null
    iterations++
    let [next, after] = [theta, Number.POSITIVE_INFINITY]
    for (let share = 1; !(after <= loss) && share > 1e-10; share /= 2) {
      next = theta.map((value, j) => value - share * step[j]!)
      after = lossOf(a, y, next, penalties)
    }
    if (!(after <= loss)) break
    const fall = loss - after
    theta = next
    loss = after
    if (fall < tolerance) break
  }
  return { theta, iterations, loss }
}

function products(a: Float64Array, theta: Float64Array, m: number): Float64Array {
  const out = scratch('f64', m)
  theta.forEach((factor, j) => {
    for (let i = 0; i < m; i++) out[i]! += factor * a[j * m + i]!
  })
  return out
}

function lossOf(a: Float64Array, y: Float64Array, theta: Float64Array, penalties: Float64Array): number {
  let sum = 0
  // log(1 + eᶻ) − y z, without overflow.
  products(a, theta, y.length).forEach((z, i) => {
    sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - y[i]! * z
  })
  return theta.reduce((all, value, j) => all + 0.5 * penalties[j]! * value * value, sum)
}

function newtonStep(
  a: Float64Array,
  y: Float64Array,
  m: number,
  n: number,
  theta: Float64Array,
  penalties: Float64Array,
): Float64Array | null {
  const chances = products(a, theta, m).map(logistic)
  const [slope, bend] = [scratch('f64', n), scratch('f64', n * n)]
  for (let j = 0; j < n; j++) {
    slope[j] = penalties[j]! * theta[j]!
    for (let i = 0; i < m; i++) slope[j]! += a[j * m + i]! * (chances[i]! - y[i]!)
    for (let k = j; k < n; k++) {
      let sum = j === k ? penalties[j]! : 0
      for (let i = 0; i < m; i++) sum += a[j * m + i]! * a[k * m + i]! * chances[i]! * (1 - chances[i]!)
      bend[j * n + k] = bend[k * n + j] = sum
    }
    // A column that depends on others without a penalty of its own.
    bend[j * n + j]! += 1e-12
  }
  return solvePositive(bend, slope, n) ? slope : null
}
