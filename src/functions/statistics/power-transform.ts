import { leastAlong } from '../../kernels/optimization/golden-section.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { double } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { given, number, vector } from '../argument.ts'
import { define } from '../define.ts'
import { wholeNumbers } from '../interpolation/points.ts'

const missing = nullOf(DOUBLE) as number

/** (x^λ − 1) / λ, and the logarithm for λ = 0. */
function transformed(x: number, lambda: number): number {
  if (x < 0) return Number.NaN
  return lambda === 0 ? Math.log(x) : Math.expm1(lambda * Math.log(x)) / lambda
}

/** How unlikely it is, up to a constant, that the transformed values are of a normal distribution. */
function unlikelihood(logs: Float64Array, lambda: number): number {
  const values = logs.map(log => (lambda === 0 ? log : Math.expm1(lambda * log) / lambda))
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  const sum = logs.reduce((all, log) => all + log, 0)
  return (values.length / 2) * Math.log(variance) - (lambda - 1) * sum
}

function likeliest(x: Value | undefined, usage: string): Tuple {
  const values = wholeNumbers(vector(x, usage, 'X'), usage, 'X')
  if (values.length < 2 || values.some(value => !(value > 0)) || values.every(value => value === values[0]))
    throw new ScriptError(
      `Usage: ${usage}. Without lmbda the elements of X should be positive, and not all the same.`,
    )
  const logs = values.map(Math.log)
  const lambda = leastAlong(each => unlikelihood(logs, each), -2, 2)
  return new Tuple([doubles(Array.from(values, value => transformed(value, lambda))), double(lambda)])
}

export const boxcox = define({
  name: 'boxcox',
  signature: 'boxcox(X, [lmbda])',
  kind: 'system',
  doc: 'Box and Cox’s transform of X to what is more like a normal distribution: (x^lmbda − 1) / lmbda, and the logarithm for 0; lmbda is a number or as many as X has elements. Without it a tuple of the transform and the likeliest lmbda.',
  examples: [
    ['boxcox(1 2 3, 2)', '[0,1.5,4]'],
    ['boxcox(1 2 NULL, 1 0 1)', '[0,0.693147,]'],
    ['round(boxcox(1 4 9 16 25)[1], 6)', '0.345148'],
  ],
  run: (_, x, lmbda) => {
    const usage = 'boxcox(X, [lmbda])'
    if (given(lmbda) === undefined) return likeliest(x, usage)
    const values = castFlat(vector(x, usage, 'X'), DOUBLE).data as Float64Array
    const lambdas =
      lmbda instanceof Vector
        ? wholeNumbers(lmbda, usage, 'lmbda')
        : new Float64Array(values.length).fill(number(lmbda, usage, 'lmbda'))
    if (lambdas.length !== values.length)
      throw new ScriptError(
        `Usage: ${usage}. X has ${values.length} elements, but lmbda has ${lambdas.length}.`,
      )
    const at = (value: number, i: number) =>
      value === missing ? Number.NaN : transformed(value, lambdas[i]!)
    return doubles(Array.from(values, at).map(value => (Number.isNaN(value) ? missing : value)))
  },
})
