import { nextDouble, seededState } from '../../base/prng.ts'
import { boundedLbfgs } from '../../kernels/optimization/bounded-lbfgs.ts'
import { differentialEvolution as evolve } from '../../kernels/optimization/differential-evolution.ts'
import type { Point } from '../../kernels/optimization/points.ts'
import { type Bound, SmoothFunction } from '../../kernels/optimization/smooth-function.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import type { Value } from '../../values/value.ts'
import { given, integer, number, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { times } from './limits.ts'
import { boundsArgument, numbersOf, objectiveOf, pointArgument } from './objective.ts'
import { evolutionReport, type Least } from './reports.ts'

const usage =
  'differentialEvolution(func, bounds, [X0], [maxIter=1000], [popSize=15], [mutation=(0.5, 1)], [recombination=0.7], [tol=0.01], [atol=0], [polish=true], [seed])'

/** Random numbers from a seed, or the session's. */
export function randomNumbers(context: Context, seed: Value | undefined, use: string): () => number {
  const state = given(seed) === undefined ? context.randomState : seededState(integer(seed, use, 'seed'))
  return () => nextDouble(state)
}

function mutationOf(value: Value | undefined): [number, number] {
  const pair = value instanceof Pair ? [Number(value.first), Number(value.second)] : numbersOf(value)
  if (value === undefined) return [0.5, 1]
  const [least, most] = pair?.length === 1 ? [pair[0]!, pair[0]!] : (pair ?? [])
  if (least !== undefined && most !== undefined && least >= 0 && least <= most && most < 2)
    return [least, most]
  throw wrongArgument(usage, 'mutation', 'a pair of numbers from 0 on, below 2', value)
}

function finiteBounds(value: Value | undefined): Bound[] {
  if (!(value instanceof Matrix)) throw wrongArgument(usage, 'bounds', 'a matrix of 2 columns', value)
  const bounds = boundsArgument(value, value.rows, usage)!
  if (bounds.every(({ low, high }) => Number.isFinite(low) && Number.isFinite(high))) return bounds
  throw new ScriptError(`Usage: ${usage}. bounds must not be null or infinite.`)
}

function within(x: Point, bounds: readonly Bound[]): Point {
  if (x.length === bounds.length && x.every((each, i) => each >= bounds[i]!.low && each <= bounds[i]!.high))
    return x
  throw new ScriptError(`Usage: ${usage}. X0 should have ${bounds.length} elements, within the bounds.`)
}

const atLeast0 = (value: Value | undefined, parameter: string, fallback: number): number => {
  const x = number(given(value), usage, parameter, fallback)
  if (x >= 0) return x
  throw new ScriptError(`Usage: ${usage}. ${parameter} must not be negative, but it is ${x}.`)
}

export const differentialEvolution = define({
  name: 'differentialEvolution',
  signature: usage,
  kind: 'template',
  doc: 'Where a function of a vector is least anywhere within bounds, a matrix with the least and most of each parameter in a row, by evolution of popSize points for each parameter (Storn and Price 1997). It ends after maxIter generations, or when values spread by no more than atol + tol · |their mean|; with polish=true the best is brought to the ground by fminLBFGSB. A dictionary: xopt, fopt, iterations, fcalls, converged.',
  examples: [
    [
      'round(differentialEvolution(def (x): sum(square(x - 1 2)), matrix([0 0, 5 5]), seed=1)[`xopt], 4)',
      '[1,2]',
    ],
  ],
  run: (context, func, bounds, x0, maxIter, popSize, mutation, recombination, tol, atol, polish, seed) => {
    const ranges = finiteBounds(bounds)
    const free = ranges.filter(({ low, high }) => low < high).length
    const size = integer(given(popSize), usage, 'popSize', 15)
    if (size < 1) throw new ScriptError(`Usage: ${usage}. popSize should be positive, not ${size}.`)
    const share = number(given(recombination), usage, 'recombination', 0.7)
    if (!(share >= 0 && share <= 1))
      throw new ScriptError(`Usage: ${usage}. recombination should be between 0 and 1, not ${share}.`)
    const f = new SmoothFunction(objectiveOf(context, func!), null, 1e-8, ranges)
    const found = evolve(x => f.value(x), ranges, randomNumbers(context, seed, usage), {
      population: Math.max(5, size * free),
      generations: times(maxIter, usage, 'maxIter', 1000),
      mutation: mutationOf(given(mutation)),
      recombination: share,
      relative: atLeast0(tol, 'tol', 0.01),
      absolute: atLeast0(atol, 'atol', 0),
      ...(given(x0) === undefined ? {} : { start: within(pointArgument(x0, usage, 'X0'), ranges) }),
    })
    const isPolished = truth(given(polish), usage, 'polish', true)
    return evolutionReport(isPolished ? polished(f, found, ranges) : found, found, f)
  },
})

/** A point brought to the ground by its slopes. */
export function polished(f: SmoothFunction, found: Least, bounds: readonly Bound[]): Least {
  const result = boundedLbfgs(f, found.x, bounds, {
    memory: 10,
    valueTolerance: 1e7 * Number.EPSILON,
    gradientTolerance: 1e-5,
    iterations: 15000,
    calls: 15000,
    searches: 20,
  })
  return result.value < found.value ? result : found
}
