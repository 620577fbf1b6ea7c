import { leastSquares } from '../../kernels/linear-algebra/qr.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, truth, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { doublesOf } from '../doubles-of.ts'
import { valuesAt, wholeNumbers } from '../interpolation/points.ts'
import { modelOf, numbersOf } from '../model.ts'

/** The coefficients of the polynomial of degree n nearest to the points, in ascending powers. */
function polynomial(x: Float64Array, y: Float64Array, degree: number): Float64Array {
  const rows = x.length
  const powers = allocate('f64', rows * (degree + 1)) as Float64Array
  for (let i = 0; i < rows; i++)
    for (let k = 0, power = 1; k <= degree; k++, power *= x[i]!) powers[k * rows + i] = power
  if (rows <= degree || !leastSquares(powers, rows, degree + 1, y))
    throw new ScriptError('polyFit: there are too few different points for this degree.')
  return y.slice(0, degree + 1)
}

/** The coefficients, in ascending powers, that are given or in a model that polyFit made. @throws ScriptError */
function coefficientsOf(model: Value | undefined, usage: string): Float64Array {
  if (model instanceof Dictionary) return numbersOf(model, 'z', usage)
  if (model instanceof Vector) return wholeNumbers(model, usage, 'model')
  throw wrongArgument(usage, 'model', 'a vector of coefficients, or what polyFit gives with mode=1', model)
}

export const polyPredict = define({
  name: 'polyPredict',
  aliases: ['poly1d'],
  signature: 'polyPredict(model, X)',
  kind: 'system',
  doc: 'The values at X of a polynomial: its coefficients in ascending powers, or the model that polyFit made with mode=1.',
  examples: [
    ['polyPredict(5 4 3 2, 2 5 3)', '[41,350,98]'],
    ['round(polyPredict(polyFit(0 1 2, 1 2 5, 2, 1), 3 4), 6)', '[10,17]'],
  ],
  run: (_, model, x) => {
    const usage = 'polyPredict(model, X)'
    const coefficients = coefficientsOf(model, usage)
    return valuesAt(wholeNumbers(x, usage, 'X'), place =>
      coefficients.reduceRight((sum, factor) => sum * place + factor, 0),
    )
  },
})

export const polyFit = define({
  name: 'polyFit',
  signature: 'polyFit(X, Y, n, [mode=0])',
  kind: 'system',
  doc: 'The coefficients, in ascending powers, of the polynomial of degree n that is nearest to the points by least squares. With mode=1 a model for polyPredict.',
  examples: [['round(polyFit(0 1 2, 1 2 5, 2), 6)', '[1,0,1]']],
  run: (_, x, y, n, mode) => {
    const usage = 'polyFit(X, Y, n)'
    const degree = integer(n, usage, 'n')
    if (degree < 0) throw new ScriptError(`polyFit: n must not be negative, but it is ${degree}.`)
    const [xs, ys] = [vector(x, usage, 'X'), vector(y, usage, 'Y')]
    if (xs.length !== ys.length)
      throw new ScriptError(`polyFit: X has ${xs.length} elements, but Y has ${ys.length}.`)
    const z = doubles(Array.from(polynomial(doublesOf(xs, 'polyFit'), doublesOf(ys, 'polyFit'), degree)))
    if (!truth(mode, usage, 'mode', false)) return z
    return modelOf('polyFit', { z }, polyPredict)
  },
})
