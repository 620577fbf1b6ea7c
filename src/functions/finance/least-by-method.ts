import { bfgs } from '../../kernels/optimization/bfgs.ts'
import { boundedLbfgs } from '../../kernels/optimization/bounded-lbfgs.ts'
import { differentialEvolution } from '../../kernels/optimization/differential-evolution.ts'
import { nelderMead } from '../../kernels/optimization/nelder-mead.ts'
import type { Objective, Point } from '../../kernels/optimization/points.ts'
import { sequentialQuadratic } from '../../kernels/optimization/sequential-quadratic.ts'
import { type Bound, SmoothFunction } from '../../kernels/optimization/smooth-function.ts'
import type { Dictionary } from '../../values/forms/dictionary.ts'
import { polished } from '../optimization/evolution.ts'
import {
  boundedReport,
  descentReport,
  evolutionReport,
  sequentialReport,
  simplexReport,
} from '../optimization/reports.ts'

/** The names of methods that look for a minimum. */
export const methods: readonly string[] = ['nm', 'bfgs', 'lbfgs', 'slsqp', 'de']

interface Found {
  readonly x: Point
  /** What fmin, fminBFGS … tell of it. */
  readonly report: Dictionary
}

interface Surroundings {
  /** How many iterations there may be, where so many are usual. */
  readonly iterations: (usual: number) => number
  readonly random: () => number
}

/** Where a function is least, by one of the methods and as the function of that method does it: fmin, fminBFGS … */
export function leastByMethod(
  method: string,
  f: Objective,
  start: Point,
  bounds: readonly Bound[],
  { iterations, random }: Surroundings,
): Found {
  if (method === 'nm') {
    const usual = 200 * start.length
    const most = iterations(usual)
    const result = nelderMead(f, start, {
      xTolerance: 1e-4,
      valueTolerance: 1e-4,
      iterations: most,
      // Calls are limited unless iterations are.
      calls: most === usual ? usual : Infinity,
    })
    return { x: result.x, report: simplexReport(result) }
  }
  const smooth = new SmoothFunction(
    f,
    null,
    method === 'lbfgs' || method === 'de' ? 1e-8 : 1.4901161193847656e-8,
    bounds,
  )
  if (method === 'bfgs') {
    const result = bfgs(smooth, start, {
      gradientTolerance: 1e-5,
      norm: Infinity,
      relativeTolerance: 0,
      iterations: iterations(200 * start.length),
      decrease: 1e-4,
      curvature: 0.9,
    })
    return { x: result.x, report: descentReport(result, smooth) }
  }
  if (method === 'lbfgs') {
    const result = boundedLbfgs(smooth, start, bounds, {
      memory: 10,
      valueTolerance: 1e7 * Number.EPSILON,
      gradientTolerance: 1e-5,
      iterations: iterations(15000),
      calls: 15000,
      searches: 20,
    })
    return { x: result.x, report: boundedReport(result, smooth) }
  }
  if (method === 'slsqp') {
    const free = { equations: 0, values: () => [], gradients: () => [] }
    const result = sequentialQuadratic(smooth, start, free, bounds, 1e-6, iterations(100))
    return { x: result.x, report: sequentialReport(result) }
  }
  const evolved = differentialEvolution(x => smooth.value(x), bounds, random, {
    population: 15 * start.length,
    generations: iterations(1000),
    mutation: [0.5, 1],
    recombination: 0.7,
    relative: 0.01,
    absolute: 0,
  })
  const best = polished(smooth, evolved, bounds)
  return { x: best.x, report: evolutionReport(best, evolved, smooth) }
}
