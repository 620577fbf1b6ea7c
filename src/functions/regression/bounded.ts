import { activeSet, isPositive } from '../../kernels/optimization/active-set.ts'
import { coneProgram } from '../../kernels/optimization/cone-program.ts'
import type { LinearConstraint, ProgramResult } from '../../kernels/optimization/linear-program.ts'
import type { Point } from '../../kernels/optimization/points.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Value } from '../../values/value.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { given, integer, truth, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { doublesOf } from '../doubles-of.ts'
import { positive, times } from '../optimization/limits.ts'
import { numbersOf } from '../optimization/objective.ts'
import { factorsOf } from './factors.ts'

/** One side of the bounds: the same for all coefficients, or one for each of them, or for each but the intercept. */
function side(value: Value, none: number, factors: number, hasIntercept: boolean, usage: string): number[] {
  const count = factors + Number(hasIntercept)
  const numbers = numbersOf(value)?.map(x => (Number.isNaN(x) ? none : x))
  if (value.form === 'scalar' && numbers) return new Array<number>(count).fill(numbers[0]!)
  if (numbers?.length === count) return numbers
  if (numbers?.length === factors) return [none, ...numbers]
  throw wrongArgument(usage, 'bounds', `(lb, ub), numbers or vectors of ${factors} numbers`, value)
}

function leastSquaresWithin(
  columns: readonly Point[],
  y: Point,
  bounds: readonly LinearConstraint[],
  beforeStep: () => void,
): ProgramResult {
  const dot = (a: Point, b: Point) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
  const hessian = columns.map(a => columns.map(b => dot(a, b)))
  const linear = columns.map(a => -dot(a, y))
  if (isPositive(hessian)) return activeSet(hessian, linear, bounds, beforeStep)
  return coneProgram(
    {
      quadratic: hessian,
      linear,
      equations: [],
      right: [],
      inequalities: bounds.map(({ coefficients }) => coefficients),
      limits: bounds.map(({ most }) => most),
      cones: bounds.map(() => 1),
    },
    beforeStep,
  )
}

export const bvls = define({
  name: 'bvls',
  signature: 'bvls(Y, X, bounds, [maxIter], [tolerance=1e-10], [intercept=true], [mode=0])',
  kind: 'system',
  doc: 'The coefficients of the regression of Y on the factors X (a vector, tuple, matrix or table) with the least squares within bounds, nulls of both as 0: the intercept first, if there is one. Bounds are a tuple (lb, ub) of numbers for all coefficients, or of vectors with one for each factor, where null is none; vectors may begin with that of the intercept, which is free otherwise. The minimum is found exactly, by an active-set method, so that maxIter and tolerance change nothing.',
  examples: [
    ['round(bvls(0.1 4.2 5.6 8.8 22.1 35.6 77.2, 1 3 5 7 11 16 23, (0.0, 10.0)), 6)', '[0,2.717778]'],
    ['round(bvls(1 2 4, 1 2 3, (0, 1), intercept=false), 6)', '[1]'],
    ['round(bvls(1 2 4, 1 2 NULL, ([0], [0.5])), 6)', '[2.333333,0]'],
  ],
  run: (context, y, x, bounds, maxIter, tolerance, intercept, mode) => {
    const usage = bvls.definition.signature
    const right = Array.from(doublesOf(vector(y, usage, 'Y'), 'bvls'))
    const factors = factorsOf(x, right.length, 'bvls').columns.map(column => Array.from(column))
    const hasIntercept = truth(given(intercept), usage, 'intercept', true)
    times(maxIter, usage, 'maxIter', 0)
    positive(tolerance, usage, 'tolerance', 1e-10)
    if (integer(given(mode), usage, 'mode', 0) !== 0) throw wrongArgument(usage, 'mode', '0', mode)
    const ends = bounds?.form === 'vector' && bounds.length === 2 ? [bounds.get(0), bounds.get(1)] : null
    if (!ends) throw wrongArgument(usage, 'bounds', 'a tuple (lb, ub)', bounds)
    const low = side(ends[0]!, -Infinity, factors.length, hasIntercept, usage)
    const high = side(ends[1]!, Infinity, factors.length, hasIntercept, usage)
    if (low.some((each, i) => each > high[i]!)) {
      throw new ScriptError('bvls: a lower bound is above the upper bound.')
    }
    const columns = hasIntercept ? [right.map(() => 1), ...factors] : factors
    const unit = (i: number, sign: number) => columns.map((_column, k) => (k === i ? sign : 0))
    const rows = columns.flatMap((_column, i): LinearConstraint[] => [
      ...(high[i]! < Infinity ? [{ coefficients: unit(i, 1), most: high[i]!, isEqual: false }] : []),
      ...(low[i]! > -Infinity ? [{ coefficients: unit(i, -1), most: -low[i]!, isEqual: false }] : []),
    ])
    const result = leastSquaresWithin(columns, right, rows, () => context.checkCancelled())
    if (result.end !== 'done') throw new ScriptError('bvls: the regression did not converge.')
    return doubles(result.x.map((value, i) => Math.min(Math.max(value, low[i]!), high[i]!)))
  },
})
