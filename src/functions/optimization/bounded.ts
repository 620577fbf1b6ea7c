import { boundedLbfgs } from '../../kernels/optimization/bounded-lbfgs.ts'
import type { Point } from '../../kernels/optimization/points.ts'
import { type Constraints, sequentialQuadratic } from '../../kernels/optimization/sequential-quadratic.ts'
import { type Bound, SmoothFunction } from '../../kernels/optimization/smooth-function.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { given, kindOf, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { positive, times } from './limits.ts'
import { boundsArgument, numbersOf, pointArgument, smoothParts } from './objective.ts'
import { boundedReport, sequentialReport } from './reports.ts'

// Minima of functions within bounds and constraints.

const free = (n: number): Bound[] => new Array<Bound>(n).fill({ low: -Infinity, high: Infinity })

export const fminLBFGSB = define({
  name: 'fminLBFGSB',
  signature:
    'fminLBFGSB(func, X0, [fprime], [bounds], [m=10], [factr=1e7], [pgtol=1e-5], [epsilon=1e-8], [maxIter=15000], [maxFun=15000], [maxLS=20])',
  kind: 'template',
  doc: 'Where a smooth function of a vector is least within bounds, near X0, remembering m steps (Byrd, Lu, Nocedal and Zhu 1995). Bounds are a matrix with the least and most of each parameter in a row, null or infinite for none. The gradient is what fprime gives, or the second of a tuple that the function gives, or comes from differences of values epsilon apart. It ends where the value falls by less than factr times the precision of doubles, or the slope is below pgtol. A dictionary: xopt, fopt, gopt, counts, and warnFlag: 1 after maxIter iterations or maxFun calls, 2 without a further step down.',
  examples: [
    ['round(fminLBFGSB(def (x): sum(square(x - 1 2)), -3.0 -4.0)[`xopt], 4)', '[1,2]'],
    [
      'round(fminLBFGSB(def (x): sum(square(x - 1 2)), -3.0 -4.0, bounds=matrix([NULL, -5.0], [0.5, NULL]))[`xopt], 4)',
      '[0.5,2]',
    ],
  ],
  run: (context, func, x0, fprime, bounds, m, factr, pgtol, epsilon, maxIter, maxFun, maxLS) => {
    const usage = fminLBFGSB.definition.signature
    const start = pointArgument(x0, usage, 'X0')
    const within = boundsArgument(bounds, start.length, usage) ?? free(start.length)
    const { value, gradient } = smoothParts(context, func!, given(fprime), start)
    const f = new SmoothFunction(value, gradient, positive(epsilon, usage, 'epsilon', 1e-8), within)
    const result = boundedLbfgs(f, start, within, {
      memory: Math.max(1, times(m, usage, 'm', 10)),
      valueTolerance: positive(factr, usage, 'factr', 1e7) * Number.EPSILON,
      gradientTolerance: positive(pgtol, usage, 'pgtol', 1e-5),
      iterations: times(maxIter, usage, 'maxIter', 15000),
      calls: times(maxFun, usage, 'maxFun', 15000),
      searches: Math.max(1, times(maxLS, usage, 'maxLS', 20)),
    })
    return boundedReport(result, f)
  },
})

interface Constraint {
  readonly isEquation: boolean
  readonly values: (x: Point) => Point
  /** The gradient of each value. */
  readonly gradients: (x: Point, count: number) => readonly Point[]
}

function constraintOf(context: Context, value: Value, usage: string): Constraint {
  const entry = (key: string) => (value instanceof Dictionary ? value.get(key) : undefined)
  const [type, fun, jac] = [entry('type'), entry('fun'), entry('jac')]
  const word = type instanceof Scalar ? type.raw : undefined
  if ((word !== 'eq' && word !== 'ineq') || !fun || !jac) {
    throw wrongArgument(usage, 'constraints', "dictionaries with type ('eq' or 'ineq'), fun and jac", value)
  }
  const called = (func: Value, x: Point, what: string) => {
    context.checkCancelled()
    const result = context.call(func, [doubles([...x])])
    const numbers = numbersOf(result)
    if (numbers) return numbers
    throw new ScriptError(`The ${what} of a constraint should give numbers, not ${kindOf(result)}.`)
  }
  return {
    isEquation: word === 'eq',
    values: x => called(fun, x, 'function'),
    gradients: (x, count) => {
      const numbers = called(jac, x, 'gradient')
      const n = x.length
      if (numbers.length === n * count) {
        return Array.from({ length: count }, (_, k) => numbers.slice(k * n, (k + 1) * n))
      }
      throw new ScriptError(
        `The gradient of a constraint should be a matrix of ${n} rows and ${count} columns; it has ${numbers.length} numbers.`,
      )
    },
  }
}

/** All constraints as one, equations first. */
function together(context: Context, value: Value | undefined, usage: string, start: Point): Constraints {
  const all = given(value)
  if (all === undefined) return { equations: 0, values: () => [], gradients: () => [] }
  const items =
    all instanceof Dictionary
      ? [all]
      : all.form === 'vector'
        ? Array.from({ length: all.length }, (_, i) => all.get(i))
        : null
  if (!items) throw wrongArgument(usage, 'constraints', 'a vector of dictionaries', all)
  const constraints = items.map(item => constraintOf(context, item, usage))
  const ordered = [...constraints.filter(c => c.isEquation), ...constraints.filter(c => !c.isEquation)]
  const counts = ordered.map(({ values }) => values(start).length)
  const equations = counts.reduce((sum, count, i) => sum + (ordered[i]!.isEquation ? count : 0), 0)
  if (equations > start.length) {
    throw new ScriptError(
      `fminSLSQP: ${equations} equations are more than the ${start.length} parameters can fulfil.`,
    )
  }
  return {
    equations,
    values: x => ordered.flatMap(({ values }) => values(x)),
    gradients: x => ordered.flatMap(({ gradients }, i) => gradients(x, counts[i]!)),
  }
}

export const fminSLSQP = define({
  name: 'fminSLSQP',
  signature: 'fminSLSQP(func, X0, [fprime], [constraints], [bounds], [ftol=1e-6], [epsilon], [maxIter=100])',
  kind: 'template',
  doc: "Where a smooth function of a vector is least within constraints and bounds, near X0, by a quadratic program at each step (Kraft 1988). Constraints are dictionaries: `type` 'eq' for what should be 0 or 'ineq' for what should not be negative, the function `fun` that gives one or more numbers, and `jac` with a gradient in a column for each of them. A dictionary: xopt, fopt, iterations, and mode: 0 done, 4 incompatible constraints, 8 no way down, 9 too many iterations.",
  examples: [
    [
      'c = {type: "eq", fun: def (x): x[0] + x[1] - 1, jac: def (x): 1.0 1.0}\nround(fminSLSQP(def (x): sum(square(x - 1 2)), 0.0 0.0, , [c])[`xopt], 4)',
      '[0,1]',
    ],
    [
      'round(fminSLSQP(def (x): sum(square(x - 1 2)), 0.0 0.0, def (x): 2 * (x - 1 2), bounds=matrix([0.0, 0.0], [0.5, NULL]))[`xopt], 4)',
      '[0.5,2]',
    ],
  ],
  run: (context, func, x0, fprime, constraints, bounds, ftol, epsilon, maxIter) => {
    const usage = fminSLSQP.definition.signature
    const start = pointArgument(x0, usage, 'X0')
    const within = boundsArgument(bounds, start.length, usage) ?? free(start.length)
    const { value, gradient } = smoothParts(context, func!, given(fprime), start)
    const f = new SmoothFunction(
      value,
      gradient,
      positive(epsilon, usage, 'epsilon', 1.4901161193847656e-8),
      within,
    )
    const result = sequentialQuadratic(
      f,
      start,
      together(context, constraints, usage, start),
      within,
      positive(ftol, usage, 'ftol', 1e-6),
      times(maxIter, usage, 'maxIter', 100),
    )
    return sequentialReport(result)
  },
})
