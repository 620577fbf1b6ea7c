import { type SplineEnd, splineSlopes } from '../../kernels/interpolation/cubic-slopes.ts'
import { hermiteCubics, type PiecewiseCubic, valueAt } from '../../kernels/interpolation/piecewise-cubic.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { Pair } from '../../values/forms/pair.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfData } from '../../values/vectors/build.ts'
import { texts } from '../argument.ts'
import { define } from '../define.ts'
import { modelOf, numbersOf } from '../model.ts'
import { ascendingPoints, valuesAt, wholeNumbers } from './points.ts'

const usage = "cubicSpline(x, y, [bc_type='not-a-knot'])"
const ends: readonly string[] = ['not-a-knot', 'clamped', 'natural'] satisfies SplineEnd[]

function endsOf(value: Value | undefined): [SplineEnd, SplineEnd] {
  const given = value === undefined ? ['not-a-knot'] : wordsOf(value)
  const wrong = given.find(each => !ends.includes(each))
  if (wrong !== undefined || given.length < 1 || given.length > 2)
    throw new ScriptError(`Usage: ${usage}. bc_type should be one of ${ends.join(', ')}, or two of them.`)
  return [given[0], given.at(-1)] as [SplineEnd, SplineEnd]
}

const wordsOf = (value: Value) =>
  value instanceof Pair ? [String(value.first), String(value.second)] : texts(value, usage, 'bc_type')

/** The cubics of a model that was made here, or put together by hand. @throws ScriptError */
function curveOf(model: Value | undefined, use: string): PiecewiseCubic {
  const curve = { breaks: numbersOf(model, 'x', use), factors: numbersOf(model, 'c', use) }
  if (curve.breaks.length < 2 || curve.factors.length !== 4 * (curve.breaks.length - 1))
    throw new ScriptError(
      `Usage: ${use}. c of the model should have 4 elements for each piece between two of x.`,
    )
  return curve
}

export const cubicSplinePredict = define({
  name: 'cubicSplinePredict',
  signature: 'cubicSplinePredict(model, x)',
  kind: 'system',
  doc: 'The values at x of the spline that cubicSpline made; beyond its ends the outermost cubics go on.',
  examples: [['cubicSplinePredict(cubicSpline(0 1 2, 0 1 4), 1.5 3)', '[2.25,9]']],
  run: (_, model, x) => {
    const use = 'cubicSplinePredict(model, x)'
    const curve = curveOf(model, use)
    return valuesAt(wholeNumbers(x, use, 'x'), place => valueAt(curve, place))
  },
})

export const cubicSpline = define({
  name: 'cubicSpline',
  signature: usage,
  kind: 'system',
  doc: "The smooth curve of cubics through points: a model with the factors of the cubics c (four a piece, the highest power first), their ends x, and predict. bc_type says what it does at its ends, for both or each: not-a-knot (the two outermost pieces are one cubic), clamped (its slope is 0) or natural (it doesn't bend).",
  examples: [
    ['cubicSpline(0 1 2, 0 1 4)["c"]', '[0,1,0,0,0,1,2,1]'],
    ['cubicSpline(0 1 2 3, 0 1 0 1, "natural").predict(0.5 1.5)', '[0.75,0.5]'],
  ],
  run: (_, x, y, boundary) => {
    const points = ascendingPoints(x, y, usage, 3)
    const [first, last] = endsOf(boundary)
    const slopes = splineSlopes(points.x, points.y, first, last)
    const curve = hermiteCubics(points.x, points.y, slopes)
    return modelOf(
      'cubicSpline',
      { c: vectorOfData(DOUBLE, curve.factors, false), x: vectorOfData(DOUBLE, points.x, false) },
      cubicSplinePredict,
    )
  },
})
