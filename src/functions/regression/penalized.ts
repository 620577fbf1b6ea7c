import { type Centring, centre, uncentre } from '../../kernels/regression/centring.ts'
import { coordinateDescent } from '../../kernels/regression/coordinate-descent.ts'
import { ridgeByCholesky, ridgeBySingularValues } from '../../kernels/regression/ridge.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Value } from '../../values/value.ts'
import { given, integer, number, text, truth } from '../argument.ts'
import { sideBySide } from './factors.ts'

// Least squares with a penalty on coefficients that are large.

/** What the squares of residuals and of coefficients are weighed by, and how it is computed. */
export interface Penalty {
  readonly kind: 'ridge' | 'elastic net'
  readonly alpha: number
  readonly l1Ratio: number
  readonly hasIntercept: boolean
  readonly normalize: boolean
  readonly maxIterations: number
  readonly tolerance: number
  readonly positive: boolean
  readonly solver: 'svd' | 'cholesky'
}

/** Columns as long as y; weights of rows, if any. */
export interface Observations {
  readonly y: Float64Array
  readonly columns: readonly Float64Array[]
  readonly weights: Float64Array | undefined
}

export interface PenalizedFit {
  readonly coefficients: Float64Array
  readonly intercept: number
  /** Of coordinate descent: see there. */
  readonly gap: number
  readonly iterations: number
}

export function fitPenalized(
  context: Context,
  of: Observations,
  penalty: Penalty,
  name: string,
): PenalizedFit {
  const rows = of.y.length
  const n = of.columns.length
  const a = sideBySide(of.columns, rows)
  const y = of.y.slice()
  const weights = penalty.kind === 'ridge' ? of.weights : averagingOne(of.weights)
  const centring = centre(a, y, n, weights, penalty.hasIntercept, penalty.normalize)
  return penalty.kind === 'ridge'
    ? ridge(a, y, n, penalty, centring, name)
    : elasticNet(context, a, y, n, penalty, centring)
}

// As scikit-learn does for the elastic net, whose penalty is a share of all rows.
function averagingOne(weights: Float64Array | undefined): Float64Array | undefined {
  if (!weights) return undefined
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length
  return weights.map(weight => weight / mean)
}

function ridge(
  a: Float64Array,
  y: Float64Array,
  n: number,
  { solver, alpha }: Penalty,
  centring: Centring,
  name: string,
): PenalizedFit {
  const coefficients = (solver === 'svd' ? ridgeBySingularValues : ridgeByCholesky)(a, y, y.length, n, alpha)
  if (!coefficients)
    throw new ScriptError(
      solver === 'svd'
        ? `${name}: there are values that are no numbers.`
        : `${name}: the factors depend on each other; the solver 'svd' can do it.`,
    )
  return { coefficients, intercept: uncentre(coefficients, centring), gap: 0, iterations: 1 }
}

function elasticNet(
  context: Context,
  a: Float64Array,
  y: Float64Array,
  n: number,
  penalty: Penalty,
  centring: Centring,
): PenalizedFit {
  const rows = y.length
  const net = {
    l1: penalty.alpha * penalty.l1Ratio * rows,
    l2: penalty.alpha * (1 - penalty.l1Ratio) * rows,
    positive: penalty.positive,
    maxIterations: penalty.maxIterations,
    tolerance: penalty.tolerance,
  }
  const { coefficients, gap, iterations } = coordinateDescent(a, y, rows, n, net, () =>
    context.checkCancelled(),
  )
  return { coefficients, intercept: uncentre(coefficients, centring), gap: gap / rows, iterations }
}

/** What the arguments of a penalized regression are, by the names of its parameters; missing: as usual. */
export type PenaltyArguments = Readonly<
  Partial<
    Record<
      'alpha' | 'l1Ratio' | 'intercept' | 'normalize' | 'maxIter' | 'tolerance' | 'positive' | 'solver',
      Value | undefined
    >
  >
>

/** The penalty that arguments say; `ratio` is the share of sizes where l1Ratio is no parameter. @throws ScriptError */
export function penaltyOf(
  kind: Penalty['kind'],
  ratio: number,
  args: PenaltyArguments,
  usage: string,
): Penalty {
  const alpha = number(given(args.alpha), usage, 'alpha', 1)
  const l1Ratio = number(given(args.l1Ratio), usage, 'l1Ratio', ratio)
  const maxIterations = integer(given(args.maxIter), usage, 'maxIter', 1000)
  const tolerance = number(given(args.tolerance), usage, 'tolerance', 0.0001)
  const solver = text(given(args.solver), usage, 'solver', 'svd')
  if (!(alpha >= 0)) throw new ScriptError(`Usage: ${usage}. alpha must not be negative, but it is ${alpha}.`)
  if (!(l1Ratio >= 0 && l1Ratio <= 1))
    throw new ScriptError(`Usage: ${usage}. l1Ratio should be between 0 and 1, not ${l1Ratio}.`)
  if (maxIterations < 1)
    throw new ScriptError(`Usage: ${usage}. maxIter should be positive, not ${maxIterations}.`)
  if (!(tolerance >= 0))
    throw new ScriptError(`Usage: ${usage}. tolerance must not be negative, but it is ${tolerance}.`)
  if (solver !== 'svd' && solver !== 'cholesky')
    throw new ScriptError(`Usage: ${usage}. solver should be 'svd' or 'cholesky', not '${solver}'.`)
  const hasIntercept = truth(given(args.intercept), usage, 'intercept', true)
  return {
    kind,
    alpha,
    l1Ratio,
    hasIntercept,
    normalize: truth(given(args.normalize), usage, 'normalize', false),
    maxIterations,
    tolerance,
    positive: truth(given(args.positive), usage, 'positive', false),
    solver,
  }
}
