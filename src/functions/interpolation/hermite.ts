import { monotoneSlopes } from '../../kernels/interpolation/cubic-slopes.ts'
import { hermiteCubics, valueAt } from '../../kernels/interpolation/piecewise-cubic.ts'
import { transpose } from '../../kernels/linear-algebra/matrix-multiply.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { DOUBLE } from '../../values/data-type.ts'
import type { Dictionary } from '../../values/forms/dictionary.ts'
import { bool } from '../../values/forms/scalar.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfData } from '../../values/vectors/build.ts'
import { truth } from '../argument.ts'
import { define } from '../define.ts'
import { matrixOf } from '../matrices/linear-algebra.ts'
import { modelOf, numbersOf, partOf } from '../model.ts'
import { ascendingPoints, type Points, valuesAt, wholeNumbers } from './points.ts'

/** What was made of a matrix in place of another: rows become columns. */
function flipped(data: Float64Array, rows: number, columns: number): Float64Array {
  const out = allocate('f64', data.length) as Float64Array
  transpose(data, out, rows, columns)
  return out
}

export const cubicHermiteSplinePredict = define({
  name: 'cubicHermiteSplinePredict',
  signature: 'cubicHermiteSplinePredict(model, X)',
  kind: 'system',
  doc: 'The values at X of the curve that cubicHermiteSplineFit or pchipInterpolateFit made; beyond its ends the outermost cubics go on, or with extrapolate=false there are nulls.',
  examples: [['cubicHermiteSplinePredict(pchipInterpolateFit(0 1 2, 0 1 4, false), 1.5 3)', '[2.1875,]']],
  run: (_, model, x) => {
    const usage = 'cubicHermiteSplinePredict(model, X)'
    const breaks = numbersOf(model, 'X', usage)
    const table = numbersOf(model, 'coeffs', usage)
    const pieces = breaks.length - 1
    if (pieces < 1 || table.length !== 4 * pieces)
      throw new ScriptError(
        `Usage: ${usage}. coeffs of the model should have 4 columns, and a row for each piece.`,
      )
    const curve = { breaks, factors: flipped(table, pieces, 4) }
    const goesOn = truth(partOf(model, 'extrapolate', usage), usage, 'extrapolate')
    return valuesAt(wholeNumbers(x, usage, 'X'), place =>
      goesOn || (place >= breaks[0]! && place <= breaks[pieces]!) ? valueAt(curve, place) : Number.NaN,
    )
  },
})

function modelWith(
  modelName: string,
  { x, y }: Points,
  slopes: Float64Array,
  extrapolate: Value | undefined,
  usage: string,
): Dictionary {
  const { factors } = hermiteCubics(x, y, slopes)
  const parts = {
    X: vectorOfData(DOUBLE, x, false),
    extrapolate: bool(truth(extrapolate, usage, 'extrapolate', true)),
    coeffs: matrixOf(flipped(factors, 4, x.length - 1), x.length - 1, 4),
  }
  return modelOf(modelName, parts, cubicHermiteSplinePredict)
}

export const cubicHermiteSplineFit = define({
  name: 'cubicHermiteSplineFit',
  signature: 'cubicHermiteSplineFit(X, Y, derivative, [extrapolate=true])',
  kind: 'system',
  doc: 'The curve of cubics through points that has the slope `derivative` at each: a model with coeffs (a row a piece, the highest power first) and predict.',
  examples: [['cubicHermiteSplineFit(0 1, 0 1, 0 0).predict(0.5 1)', '[0.5,1]']],
  run: (_, x, y, derivative, extrapolate) => {
    const usage = 'cubicHermiteSplineFit(X, Y, derivative, [extrapolate=true])'
    const points = ascendingPoints(x, y, usage, 2)
    const slopes = wholeNumbers(derivative, usage, 'derivative')
    if (slopes.length !== points.x.length)
      throw new ScriptError(
        `Usage: ${usage}. X has ${points.x.length} elements, but derivative has ${slopes.length}.`,
      )
    return modelWith('CubicHermiteSpline', points, slopes, extrapolate, usage)
  },
})

export const pchipInterpolateFit = define({
  name: 'pchipInterpolateFit',
  signature: 'pchipInterpolateFit(X, Y, [extrapolate=true])',
  kind: 'system',
  doc: 'The curve of cubics through points that rises and falls only where they do: a model with coeffs (a row a piece, the highest power first) and predict.',
  examples: [['pchipInterpolateFit(0 1 2 3, 0 1 1 5).predict(1.5 2.5)', '[1,2.25]']],
  run: (_, x, y, extrapolate) => {
    const usage = 'pchipInterpolateFit(X, Y, [extrapolate=true])'
    const points = ascendingPoints(x, y, usage, 2)
    return modelWith('PchipInterpolate', points, monotoneSlopes(points.x, points.y), extrapolate, usage)
  },
})
