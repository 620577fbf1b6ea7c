import { splineSlopes } from '../../kernels/interpolation/cubic-slopes.ts'
import { smoothed } from '../../kernels/interpolation/local-regression.ts'
import { dividedDifferences, newtonAt } from '../../kernels/interpolation/newton-polynomial.ts'
import { hermiteCubics, valueAt } from '../../kernels/interpolation/piecewise-cubic.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isTemporal } from '../../values/data-type.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { integer, number, truth, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { samplingOf } from '../lift/time/sampling.ts'
import { isIncreasing } from '../statistics/increasing.ts'
import { labelsBetween } from '../temporal/resampling.ts'
import { valuesAt, wholeNumbers } from './points.ts'

// Series of moments brought to another frequency by curves through their values.

type Curve = (x: Float64Array, y: Float64Array) => (place: number) => number

const parameters = "X, Y, resampleRule, [closed='left'], [origin='start_day'], [outputX=false]"

/** The values of a curve through Y over the moments X at the moments of a rule from the first to the last of X. */
function resampled(usage: string, name: string, args: readonly (Value | undefined)[], curve: Curve): Value {
  const [x, y, rule, closed, origin, outputX] = args
  const moments = vector(x, usage, 'X')
  if (!isTemporal(moments.type)) throw wrongArgument(usage, 'X', 'a vector of moments', x)
  const values = wholeNumbers(y, usage, 'Y')
  if (values.length !== moments.length)
    throw new ScriptError(`Usage: ${usage}. X has ${moments.length} elements, but Y has ${values.length}.`)
  if (moments.length < 2) throw new ScriptError(`Usage: ${usage}. There should be at least two points.`)
  if (moments.isNullAt(0) || !isIncreasing(moments))
    throw new ScriptError(`Usage: ${usage}. X should strictly increase, without nulls.`)
  const read = rawReader(moments)
  const [first, last] = [read(0), read(moments.length - 1)]
  const sampling = samplingOf(name, moments.type, first, last, { rule, closed, origin, label: undefined })
  const labels = labelsBetween(sampling, first, last)
  // Counted from the first moment, so that no digits are lost.
  const since = (raw: unknown) => Number(BigInt(raw as number | bigint) - BigInt(first as number | bigint))
  const places = Float64Array.from({ length: moments.length }, (_, i) => since(read(i)))
  const result = valuesAt(Float64Array.from(labels, since), curve(places, values))
  return truth(outputX, usage, 'outputX', false)
    ? new Tuple([vectorOfRaws(moments.type, labels), result])
    : result
}

const naturalSpline: Curve = (x, y) => {
  const cubics = hermiteCubics(x, y, splineSlopes(x, y, 'natural', 'natural'))
  return place => valueAt(cubics, place)
}

const throughAll: Curve = (x, y) => {
  const factors = dividedDifferences(x, y)
  return place => newtonAt(x, factors, place)
}

const series = '2022.01.01 2022.01.03 2022.01.05, 1 2 4, "1D"'

const resampling = (name: string, called: string, curve: Curve, prints: string) =>
  define({
    name,
    signature: `${name}(${parameters})`,
    kind: 'system',
    doc: `The values of ${called}, at the moments of a rule (see resample) from the first of X to the last; with outputX a tuple of the moments and the values.`,
    examples: [[`${name}(${series})`, prints]],
    run: (_, ...args) => resampled(`${name}(${parameters})`, name, args, curve),
  })

export const spline = resampling(
  'spline',
  'the natural cubic spline through Y over the moments X',
  naturalSpline,
  '[1,1.40625,2,2.90625,4]',
)
export const neville = resampling(
  'neville',
  'the polynomial through Y over the moments X',
  throughAll,
  '[1,1.375,2,2.875,4]',
)
export const dividedDifference = resampling(
  'dividedDifference',
  'the polynomial through Y over the moments X',
  throughAll,
  '[1,1.375,2,2.875,4]',
)

const MOST_ROUNDS = 1000

export const loess = define({
  name: 'loess',
  signature: `loess(${parameters}, [bandwidth=0.3], [robustnessIter=4], [accuracy=1e-12])`,
  kind: 'system',
  doc: 'The values of the natural cubic spline through Y smoothed: each is first put on the line that fits the share `bandwidth` of its nearest points best, in robustnessIter more rounds those far off counting less, unless half of them are within `accuracy`. At the moments of a rule (see resample); with outputX a tuple of the moments and the values.',
  examples: [[`loess(${series}, bandwidth=1)`, '[1,1.59375,2,2.09375,2]']],
  run: (context, ...args) => {
    const usage = `loess(${parameters}, [bandwidth=0.3], [robustnessIter=4], [accuracy=1e-12])`
    const bandwidth = number(args[6], usage, 'bandwidth', 0.3)
    const rounds = integer(args[7], usage, 'robustnessIter', 4)
    const accuracy = number(args[8], usage, 'accuracy', 1e-12)
    if (!(bandwidth > 0 && bandwidth <= 1))
      throw new ScriptError(`Usage: ${usage}. bandwidth should be above 0 and at most 1, not ${bandwidth}.`)
    if (rounds < 0 || rounds > MOST_ROUNDS)
      throw new ScriptError(
        `Usage: ${usage}. robustnessIter should be between 0 and ${MOST_ROUNDS}, not ${rounds}.`,
      )
    return resampled(usage, 'loess', args, (x, y) => {
      if (Math.floor(bandwidth * x.length) < 2)
        throw new ScriptError(
          `Usage: ${usage}. Of ${x.length} points the bandwidth ${bandwidth} takes less than two.`,
        )
      return naturalSpline(
        x,
        smoothed(x, y, { bandwidth, rounds, accuracy }, () => context.checkCancelled()),
      )
    })
  },
})
