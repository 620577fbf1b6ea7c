import {
  dividedDifferences,
  newtonAt,
  newtonDerivatives,
} from '../../kernels/interpolation/newton-polynomial.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { int } from '../../values/forms/scalar.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfData } from '../../values/vectors/build.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { integer } from '../argument.ts'
import { define } from '../define.ts'
import { modelOf, numbersOf, partOf } from '../model.ts'
import { type Points, pointsOf, valuesAt, wholeNumbers } from './points.ts'

// One polynomial through all points.

/** Points from left to right, where some may have the same place. @throws ScriptError */
function loosePoints(x: Value | undefined, y: Value | undefined, usage: string): Points {
  const points = pointsOf(x, y, usage, 1)
  if (points.x.some((place, i) => i > 0 && place < points.x[i - 1]!))
    throw new ScriptError(`Usage: ${usage}. X should ascend.`)
  return points
}

const MOST_DERIVATIVES = 1000

function orderOf(der: Value | undefined, usage: string): number {
  const order = integer(der, usage, 'der', 0)
  if (order >= 0 && order <= MOST_DERIVATIVES) return order
  throw new ScriptError(`Usage: ${usage}. der should be between 0 and ${MOST_DERIVATIVES}, not ${order}.`)
}

/** The derivative of some order of a polynomial in Newton's form, as a function of the place. */
function derivativeOf(x: Float64Array, factors: Float64Array, order: number): (place: number) => number {
  if (order === 0) return place => newtonAt(x, factors, place)
  const derivatives = allocate('f64', order + 1) as Float64Array
  return place => {
    newtonDerivatives(x, factors, place, derivatives)
    return derivatives[order]!
  }
}

const repeated =
  'Where an x stands several times, the first y is the value there, the second the first derivative, and so on.'

export const kroghInterpolate = define({
  name: 'kroghInterpolate',
  signature: 'kroghInterpolate(X, Y, newX, [der=0])',
  kind: 'system',
  doc: `The values at newX, or the der-th derivatives, of the polynomial through all points. ${repeated}`,
  examples: [
    ['kroghInterpolate(0 1 2, 0 1 4, 3 4)', '[9,16]'],
    ['kroghInterpolate(0 0 1 1, 1 0 2 3, 0.5, 1)', '[0.75]'],
  ],
  run: (_, x, y, newX, der) => {
    const usage = 'kroghInterpolate(X, Y, newX, [der=0])'
    const points = loosePoints(x, y, usage)
    const order = orderOf(der, usage)
    const factors = dividedDifferences(points.x, points.y)
    return valuesAt(wholeNumbers(newX, usage, 'newX'), derivativeOf(points.x, factors, order))
  },
})

export const kroghInterpolateFitPredict = define({
  name: 'kroghInterpolateFitPredict',
  signature: 'kroghInterpolateFitPredict(model, X)',
  kind: 'system',
  doc: 'The values at X, or derivatives, of the polynomial that kroghInterpolateFit made.',
  examples: [['kroghInterpolateFitPredict(kroghInterpolateFit(0 1 2, 0 1 4, 1), 3)', '[6]']],
  run: (_, model, x) => {
    const usage = 'kroghInterpolateFitPredict(model, X)'
    const [places, factors] = [numbersOf(model, 'X', usage), numbersOf(model, 'coeffs', usage)]
    const order = orderOf(partOf(model, 'der', usage), usage)
    return valuesAt(wholeNumbers(x, usage, 'X'), derivativeOf(places, factors, order))
  },
})

export const kroghInterpolateFit = define({
  name: 'kroghInterpolateFit',
  signature: 'kroghInterpolateFit(X, Y, [der=0])',
  kind: 'system',
  doc: `The polynomial through all points, as a model with the factors of Newton's form, a 0 behind them, and predict, which gives its values or der-th derivatives. ${repeated}`,
  examples: [['kroghInterpolateFit(0 1 2, 0 1 4).predict(3 4)', '[9,16]']],
  run: (_, x, y, der) => {
    const usage = 'kroghInterpolateFit(X, Y, [der=0])'
    const points = loosePoints(x, y, usage)
    const parts = {
      X: vectorOfData(DOUBLE, points.x, false),
      der: int(orderOf(der, usage)),
      coeffs: doubles([...dividedDifferences(points.x, points.y), 0]),
    }
    return modelOf('kroghInterpolate', parts, kroghInterpolateFitPredict)
  },
})
