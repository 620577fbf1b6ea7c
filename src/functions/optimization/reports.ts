import type { DescentResult } from '../../kernels/optimization/bfgs.ts'
import type { BoundedResult } from '../../kernels/optimization/bounded-lbfgs.ts'
import type { Evolved } from '../../kernels/optimization/differential-evolution.ts'
import type { SimplexResult } from '../../kernels/optimization/nelder-mead.ts'
import type { NewtonResult } from '../../kernels/optimization/newton-cg.ts'
import type { Point } from '../../kernels/optimization/points.ts'
import type { SequentialResult } from '../../kernels/optimization/sequential-quadratic.ts'
import type { SmoothFunction } from '../../kernels/optimization/smooth-function.ts'
import type { Dictionary } from '../../values/forms/dictionary.ts'
import { bool, int } from '../../values/forms/scalar.ts'
import { resultOf } from '../model.ts'
import { matrixResult, numberResult, pointResult } from './objective.ts'

// What scripts are told of a minimum: dictionaries, with numbers for what made the search stop.

const warnings = { done: 0, iterations: 1, 'no step': 2, 'no number': 3 } as const

export const simplexReport = ({ x, value, iterations, calls, end }: SimplexResult): Dictionary =>
  resultOf({
    xopt: pointResult(x),
    fopt: numberResult(value),
    iterations: int(iterations),
    fcalls: int(calls),
    warnFlag: int({ done: 0, calls: 1, iterations: 2 }[end]),
  })

export const descentReport = (result: DescentResult, f: SmoothFunction): Dictionary =>
  resultOf({
    xopt: pointResult(result.x),
    fopt: numberResult(result.value),
    gopt: pointResult(result.gradient),
    Hinv: matrixResult(result.inverse),
    iterations: int(result.iterations),
    fcalls: int(f.calls),
    gcalls: int(f.gradientCalls),
    warnFlag: int(warnings[result.end]),
  })

export const newtonReport = (result: NewtonResult, f: SmoothFunction): Dictionary =>
  resultOf({
    xopt: pointResult(result.x),
    fopt: numberResult(result.value),
    iterations: int(result.iterations),
    fcalls: int(f.calls),
    gcalls: int(f.gradientCalls),
    hcalls: int(result.hessianCalls),
    warnFlag: int(warnings[result.end]),
  })

export const boundedReport = (result: BoundedResult, f: SmoothFunction): Dictionary =>
  resultOf({
    xopt: pointResult(result.x),
    fopt: numberResult(result.value),
    gopt: pointResult(result.gradient),
    iterations: int(result.iterations),
    fcalls: int(f.calls),
    warnFlag: int({ done: 0, limit: 1, 'no step': 2 }[result.end]),
  })

export const sequentialReport = ({ x, value, iterations, mode }: SequentialResult): Dictionary =>
  resultOf({ xopt: pointResult(x), fopt: numberResult(value), iterations: int(iterations), mode: int(mode) })

/** A point, and the value there. */
export interface Least {
  readonly x: Point
  readonly value: number
}

export const evolutionReport = (
  best: Least,
  { generations, converged }: Evolved,
  f: SmoothFunction,
): Dictionary =>
  resultOf({
    xopt: pointResult(best.x),
    fopt: numberResult(best.value),
    iterations: int(generations),
    fcalls: int(f.calls),
    converged: bool(converged),
  })
