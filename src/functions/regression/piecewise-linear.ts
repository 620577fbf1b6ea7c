import { bfgs } from '../../kernels/optimization/bfgs.ts'
import { boundedLbfgs } from '../../kernels/optimization/bounded-lbfgs.ts'
import { differentialEvolution } from '../../kernels/optimization/differential-evolution.ts'
import { nelderMead } from '../../kernels/optimization/nelder-mead.ts'
import type { Objective, Point } from '../../kernels/optimization/points.ts'
import { type Bound, SmoothFunction } from '../../kernels/optimization/smooth-function.ts'
import { fitPiecewise, type PiecewiseData, piecewiseBasis } from '../../kernels/regression/piecewise.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { int, NULL, string } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfData } from '../../values/vectors/build.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { given, integer, text } from '../argument.ts'
import { define } from '../define.ts'
import { pointsOf, wholeNumbers } from '../interpolation/points.ts'
import { modelOf, numbersOf, partOf } from '../model.ts'
import { randomNumbers } from '../optimization/evolution.ts'
import { boundsArgument, pointArgument } from '../optimization/objective.ts'

const usage =
  "piecewiseLinFit(X, Y, numSegments, [XC], [YC], [bounds], [lapackDriver='gelsd'], [degree=1], [weights], [method='de'], [maxIter], [initialGuess], [seed])"

const MOST_DEGREE = 20

export const pwlfPredict = define({
  name: 'pwlfPredict',
  signature: 'pwlfPredict(model, X, [beta], [breaks])',
  kind: 'system',
  doc: 'The values at X of the curve that piecewiseLinFit made, or of one with other coefficients and breakpoints; beyond its ends the outermost pieces go on.',
  examples: [['round(pwlfPredict(piecewiseLinFit(0..6, 0 1 2 3 2 1 0, 2, seed=1), 2.5 7), 4)', '[2.5,-1]']],
  run: (_, model, x, beta, breaks) => {
    const use = 'pwlfPredict(model, X, [beta], [breaks])'
    const own = (value: Value | undefined, key: string) =>
      given(value) === undefined ? numbersOf(model, key, use) : wholeNumbers(value, use, key)
    const [coefficients, edges] = [own(beta, 'beta'), own(breaks, 'breaks').slice().sort()]
    const degree = integer(partOf(model, 'degree', use), use, 'degree of the model')
    const places = wholeNumbers(x, use, 'X')
    const basis = edges.length < 2 ? new Float64Array() : piecewiseBasis(places, edges, degree)
    if (basis.length !== places.length * coefficients.length)
      throw new ScriptError(
        `Usage: ${use}. ${coefficients.length} coefficients don't fit ${edges.length} breakpoints.`,
      )
    return doubles(
      Array.from(places, (_place, i) =>
        coefficients.reduce((sum, factor, j) => sum + factor * basis[j * places.length + i]!, 0),
      ),
    )
  },
})

interface Search {
  readonly f: Objective
  readonly bounds: readonly Bound[]
  readonly random: () => number
  readonly iterations: number
  readonly start: Point | undefined
}

const STARTS = 10

/** The least from a start, or from the best of some drawn at random. */
function fromStarts(
  { bounds, random, start }: Search,
  descend: (start: Point) => { x: Point; value: number },
) {
  const starts = start
    ? [start]
    : Array.from({ length: STARTS }, () => bounds.map(({ low, high }) => low + random() * (high - low)))
  return starts.map(descend).reduce((best, each) => (each.value < best.value ? each : best)).x
}

const simplex = ({ f, iterations }: Search, start: Point) =>
  nelderMead(f, start, {
    xTolerance: 1e-10,
    valueTolerance: 1e-14,
    iterations,
    calls: 200 * start.length * 100,
  })

const methods: Readonly<Record<string, (search: Search) => Point>> = {
  de: search => {
    const { f, bounds, random, iterations, start } = search
    const found = differentialEvolution(f, bounds, random, {
      population: Math.max(5, 50 * bounds.length),
      generations: iterations,
      mutation: [0.5, 1],
      recombination: 0.7,
      relative: 1e-3,
      absolute: 0,
      ...(start ? { start } : {}),
    })
    return simplex(search, found.x).x
  },
  nm: search => fromStarts(search, start => simplex(search, start)),
  bfgs: search =>
    fromStarts(search, start =>
      bfgs(new SmoothFunction(search.f, null, 1e-8), start, {
        gradientTolerance: 1e-8,
        norm: Number.POSITIVE_INFINITY,
        relativeTolerance: 0,
        iterations: search.iterations,
        decrease: 1e-4,
        curvature: 0.9,
      }),
    ),
  lbfgs: search => fromStarts(search, start => withinBounds(search, start)),
  slsqp: search => fromStarts(search, start => withinBounds(search, start)),
}

const withinBounds = ({ f, bounds, iterations }: Search, start: Point) =>
  boundedLbfgs(new SmoothFunction(f, null, 1e-8, bounds), start, bounds, {
    memory: 10,
    valueTolerance: 10 * Number.EPSILON,
    gradientTolerance: 1e-8,
    iterations,
    calls: 15000,
    searches: 20,
  })

/** @throws ScriptError where points and weights don't go together. */
function dataOf(
  x: Value | undefined,
  y: Value | undefined,
  xc: Value | undefined,
  yc: Value | undefined,
  weights: Value | undefined,
): PiecewiseData {
  const points = pointsOf(x, y, usage, 2)
  const own = given(weights) === undefined ? undefined : wholeNumbers(weights, usage, 'weights')
  if (own && own.length !== points.x.length)
    throw new ScriptError(
      `Usage: ${usage}. X has ${points.x.length} elements, but weights has ${own.length}.`,
    )
  if (points.x.every(each => each === points.x[0]))
    throw new ScriptError(`Usage: ${usage}. X should hold at least two different values.`)
  const through =
    given(xc) === undefined && given(yc) === undefined
      ? undefined
      : { x: wholeNumbers(xc, usage, 'XC'), y: wholeNumbers(yc, usage, 'YC') }
  if (through && through.x.length !== through.y.length)
    throw new ScriptError(
      `Usage: ${usage}. XC has ${through.x.length} elements, but YC has ${through.y.length}.`,
    )
  return { ...points, weights: own, through }
}

function between(
  value: Value | undefined,
  parameter: string,
  fallback: number | undefined,
  least: number,
  most: number,
) {
  const n = integer(given(value), usage, parameter, fallback)
  if (n >= least && n <= most) return n
  throw new ScriptError(`Usage: ${usage}. ${parameter} should be between ${least} and ${most}, not ${n}.`)
}

const orNull = (data: Float64Array | undefined): Value => (data ? vectorOfData(DOUBLE, data, false) : NULL)

export const piecewiseLinFit = define({
  name: 'piecewiseLinFit',
  signature: usage,
  kind: 'system',
  doc: "The continuous curve of numSegments lines, or of polynomials of a degree, nearest to points by least squares, with breakpoints where these leave least: a model with breaks, beta and predict. The breakpoints are sought within `bounds` (a row each) by differential evolution (de), by nm or bfgs, or within their bounds by lbfgs or slsqp, from initialGuess or places drawn at random. The curve goes through the points XC, YC; points count as their weights squared. Y's least squares are by singular values, whatever lapackDriver (gelsd, gelss, gelsy) says.",
  examples: [
    ['round(piecewiseLinFit(0..6, 0 1 2 3 2 1 0, 2, seed=1)["breaks"], 4)', '[0,3,6]'],
    ['round(piecewiseLinFit(0..6, 0 1 2 3 2 1 0, 2, seed=1)["beta"], 4)', '[0,1,-2]'],
  ],
  run: (
    context,
    x,
    y,
    numSegments,
    xc,
    yc,
    bounds,
    driver,
    degree,
    weights,
    method,
    maxIter,
    guess,
    seed,
  ) => {
    const data = dataOf(x, y, xc, yc, weights)
    const segments = between(numSegments, 'numSegments', undefined, 1, data.x.length)
    const power = between(degree, 'degree', 1, 0, MOST_DEGREE)
    const lapackDriver = text(given(driver), usage, 'lapackDriver', 'gelsd')
    const way = text(given(method), usage, 'method', 'de')
    const search = methods[way]
    if (!search)
      throw new ScriptError(
        `Usage: ${usage}. method should be one of ${Object.keys(methods).join(', ')}, not ${way}.`,
      )
    const [low, high] = [
      data.x.reduce((least, each) => Math.min(least, each)),
      data.x.reduce((most, each) => Math.max(most, each)),
    ]
    const count = segments - 1
    const ranges =
      boundsArgument(bounds, count, usage) ?? Array.from({ length: count }, () => ({ low, high }))
    const edges = (inner: Point) => Float64Array.of(low, ...inner, high).sort()
    const f = (inner: Point) => {
      context.checkCancelled()
      if (inner.some(each => !(each >= low && each <= high))) return Number.POSITIVE_INFINITY
      return fitPiecewise(data, edges(inner), power)?.squares ?? Number.POSITIVE_INFINITY
    }
    const start = given(guess) === undefined ? undefined : pointArgument(guess, usage, 'initialGuess')
    if (start && start.length !== count)
      throw new ScriptError(
        `Usage: ${usage}. initialGuess should have ${count} elements, not ${start.length}.`,
      )
    const random = randomNumbers(context, seed, usage)
    const iterations = between(maxIter, 'maxIter', 1000, 1, 1e9)
    const breaks = edges(count === 0 ? [] : search({ f, bounds: ranges, random, iterations, start }))
    const fit = fitPiecewise(data, breaks, power)
    if (!fit) throw new ScriptError(`Usage: ${usage}. There is no such curve.`)
    const parts = {
      breaks: vectorOfData(DOUBLE, breaks, false),
      beta: doubles(Array.from(fit.beta)),
      xData: vectorOfData(DOUBLE, data.x, false),
      yData: vectorOfData(DOUBLE, data.y, false),
      xC: orNull(data.through?.x),
      yC: orNull(data.through?.y),
      weights: orNull(data.weights),
      degree: int(power),
      lapackDriver: string(lapackDriver),
      numParameters: int(fit.beta.length),
    }
    return modelOf('Piecewise Linear Regression', parts, pwlfPredict)
  },
})
