import { bfgs } from '../../kernels/optimization/bfgs.ts'
import { nelderMead } from '../../kernels/optimization/nelder-mead.ts'
import { newtonCg } from '../../kernels/optimization/newton-cg.ts'
import { SmoothFunction } from '../../kernels/optimization/smooth-function.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Value } from '../../values/value.ts'
import { given, number } from '../argument.ts'
import { define } from '../define.ts'
import { furtherArguments, positive, times } from './limits.ts'
import { gradientOf, hessianOf, objectiveOf, pointArgument, smoothParts } from './objective.ts'
import { descentReport, newtonReport, simplexReport } from './reports.ts'

// Minima of functions without constraints.

function wolfe(c1: Value | undefined, c2: Value | undefined, usage: string) {
  const decrease = number(given(c1), usage, 'c1', 1e-4)
  const curvature = number(given(c2), usage, 'c2', 0.9)
  if (0 < decrease && decrease < curvature && curvature < 1) return { decrease, curvature }
  throw new ScriptError(`Usage: ${usage}. c1 and c2 should be between 0 and 1, and c1 below c2.`)
}

export const fmin = define({
  name: 'fmin',
  signature: 'fmin(func, X0, [fargs], [xtol=0.0001], [ftol=0.0001], [maxIter], [maxFun])',
  kind: 'template',
  doc: 'Where a function of a vector has a minimum near X0, by the simplex of Nelder and Mead (1965), which asks for values alone. fargs are further arguments of the function. A dictionary: xopt, fopt, how many iterations and calls it took, and warnFlag, which is 1 after maxFun calls and 2 after maxIter iterations.',
  examples: [
    ['fmin(def (x): sum(square(x - 3)), 1.0)[`warnFlag]', '0'],
    ['round(fmin(def (x): sum(square(x - 3 4)), 1.0 1.0)[`xopt], 3)', '[3,4]'],
    ['round(fmin(def (x, a): sum(square(x - a)), 1.0, [5.0])[`xopt], 3)', '[5]'],
  ],
  run: (context, func, x0, fargs, xtol, ftol, maxIter, maxFun) => {
    const usage = 'fmin(func, X0, [fargs], [xtol=0.0001], [ftol=0.0001], [maxIter], [maxFun])'
    const start = pointArgument(x0, usage, 'X0')
    const usual = start.length * 200
    // One limit that is given lifts the other.
    const [iterations, calls] = [given(maxIter), given(maxFun)]
    const result = nelderMead(objectiveOf(context, func!, furtherArguments(fargs)), start, {
      xTolerance: positive(xtol, usage, 'xtol', 1e-4),
      valueTolerance: positive(ftol, usage, 'ftol', 1e-4),
      iterations: times(iterations, usage, 'maxIter', calls ? Number.POSITIVE_INFINITY : usual),
      calls: times(calls, usage, 'maxFun', iterations ? Number.POSITIVE_INFINITY : usual),
    })
    return simplexReport(result)
  },
})

export const fminBFGS = define({
  name: 'fminBFGS',
  signature:
    'fminBFGS(func, X0, [fprime], [gtol=1e-5], [norm], [epsilon], [maxIter], [xrtol=0], [c1=1e-4], [c2=0.9])',
  kind: 'template',
  doc: 'Where a smooth function of a vector has a minimum near X0, by the method of Broyden, Fletcher, Goldfarb and Shanno. The gradient is what fprime gives, or the second of a tuple that the function gives, or comes from differences of values epsilon apart. A dictionary: xopt, fopt, gopt, the inverse Hessian Hinv, counts, and warnFlag: 1 after maxIter iterations, 2 without a further step down, 3 where there is no number.',
  examples: [
    ['fminBFGS(def (x): sum(square(x)), -3.0 -4.0, def (x): 2 * x)[`warnFlag]', '0'],
    ['round(fminBFGS(def (x): sum(square(x - 1 2)), -3.0 -4.0)[`xopt], 4)', '[1,2]'],
  ],
  run: (context, func, x0, fprime, gtol, norm, epsilon, maxIter, xrtol, c1, c2) => {
    const usage = fminBFGS.definition.signature
    const start = pointArgument(x0, usage, 'X0')
    const parts = smoothParts(context, func!, given(fprime), start)
    const f = new SmoothFunction(
      parts.value,
      parts.gradient,
      positive(epsilon, usage, 'epsilon', 1.4901161193847656e-8),
    )
    const result = bfgs(f, start, {
      gradientTolerance: positive(gtol, usage, 'gtol', 1e-5),
      norm: positive(norm, usage, 'norm', Number.POSITIVE_INFINITY),
      relativeTolerance: number(given(xrtol), usage, 'xrtol', 0),
      iterations: times(maxIter, usage, 'maxIter', start.length * 200),
      ...wolfe(c1, c2, usage),
    })
    return descentReport(result, f)
  },
})

export const fminNCG = define({
  name: 'fminNCG',
  signature: 'fminNCG(func, X0, fprime, fhess, [xtol=1e-5], [maxIter], [c1=1e-4], [c2=0.9])',
  kind: 'template',
  doc: 'Where a function of a vector with gradient fprime and Hessian fhess has a minimum near X0, by Newton steps that conjugate gradients find. A dictionary: xopt, fopt, counts, and warnFlag: 1 after maxIter iterations, 2 without a further step down, 3 where there is no number.',
  examples: [
    [
      'round(fminNCG(def (x): sum(square(x - 1 2)), -3.0 -4.0, def (x): 2 * (x - 1 2), def (x): matrix(2 0, 0 2))[`xopt], 6)',
      '[1,2]',
    ],
  ],
  run: (context, func, x0, fprime, fhess, xtol, maxIter, c1, c2) => {
    const usage = fminNCG.definition.signature
    const start = pointArgument(x0, usage, 'X0')
    const f = new SmoothFunction(objectiveOf(context, func!), gradientOf(context, fprime!), 1)
    const result = newtonCg(f, hessianOf(context, fhess!), start, {
      xTolerance: positive(xtol, usage, 'xtol', 1e-5),
      iterations: times(maxIter, usage, 'maxIter', start.length * 200),
      ...wolfe(c1, c2, usage),
    })
    return newtonReport(result, f)
  },
})
