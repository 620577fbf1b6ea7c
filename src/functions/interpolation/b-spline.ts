import { fitSpline, splineAt } from '../../kernels/interpolation/b-spline.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { int } from '../../values/forms/scalar.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { given, integer, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { doublesOf } from '../doubles-of.ts'
import { valuesAt } from './points.ts'

const DEGREE = 3
const MOST_DEGREE = 5

/** The knots within; without, those with which the spline goes through all points. */
function innerKnots(t: Value | undefined, x: Float64Array, usage: string): readonly number[] {
  if (given(t) === undefined) return Array.from(x.subarray(2, x.length - 2))
  const knots = Array.from(doublesOf(vector(t, usage, 't'), 'splrep'))
  if (knots.some((knot, i) => knot <= (knots[i - 1] ?? x[0]!) || knot >= x.at(-1)!))
    throw new ScriptError(`Usage: ${usage}. t should strictly increase between the first and the last of x.`)
  return knots
}

export const splrep = define({
  name: 'splrep',
  signature: 'splrep(x, y, [t])',
  kind: 'system',
  doc: 'The cubic spline over the inner knots t nearest to points by least squares, as a tuple of all its knots, its coefficients (as many, with zeros behind them) and its degree, for splev. Without t it goes through all points. Nulls are 0.',
  examples: [['round(splrep(0 1 2 3 4, 0 1 4 9 16)[1], 6)', '[0,0,2.666667,10.666667,16,0,0,0,0]']],
  run: (_, x, y, t) => {
    const usage = 'splrep(x, y, [t])'
    const xs = doublesOf(vector(x, usage, 'x'), 'splrep')
    const ys = doublesOf(vector(y, usage, 'y'), 'splrep')
    if (xs.length !== ys.length)
      throw new ScriptError(`Usage: ${usage}. x has ${xs.length} elements, but y has ${ys.length}.`)
    if (xs.length <= DEGREE)
      throw new ScriptError(`Usage: ${usage}. There should be at least ${DEGREE + 1} points.`)
    if (xs.some((place, i) => i > 0 && place <= xs[i - 1]!))
      throw new ScriptError(`Usage: ${usage}. x should strictly increase.`)
    const ends = (knot: number) => new Array<number>(DEGREE + 1).fill(knot)
    const knots = [...ends(xs[0]!), ...innerKnots(t, xs, usage), ...ends(xs.at(-1)!)]
    const coefficients = fitSpline(xs, ys, Float64Array.from(knots), DEGREE)
    if (!coefficients)
      throw new ScriptError(
        `Usage: ${usage}. t should have points between its knots: x[j] with t[j] < x[j] < t[j + 4] (Schoenberg and Whitney).`,
      )
    return new Tuple([doubles(knots), doubles([...coefficients, ...ends(0)]), int(DEGREE)])
  },
})

export const splev = define({
  name: 'splev',
  signature: 'splev(x, tck)',
  kind: 'system',
  doc: 'The values at x of a spline: a tuple of knots, coefficients and degree (1 to 5), as splrep makes it. Beyond its ends the outermost pieces go on. Nulls are 0.',
  examples: [['splev(1.5 5, splrep(0 1 2 3 4, 0 1 4 9 16))', '[2.25,25]']],
  run: (_, x, tck) => {
    const usage = 'splev(x, tck)'
    if (!(tck instanceof Tuple) || tck.length !== 3)
      throw wrongArgument(usage, 'tck', 'a tuple of knots, coefficients and degree', tck)
    const [t, c, k] = tck.items
    const [knots, coefficients] = [vector(t, usage, 'tck[0]'), vector(c, usage, 'tck[1]')].map(part =>
      doublesOf(part, 'splev'),
    ) as [Float64Array, Float64Array]
    const degree = integer(k, usage, 'tck[2]')
    if (degree < 1 || degree > MOST_DEGREE || knots.length < 2 * degree + 2)
      throw new ScriptError(
        `Usage: ${usage}. The degree should be between 1 and ${MOST_DEGREE}, with at least 2 knots more than twice that.`,
      )
    const basis = allocate('f64', degree + 1) as Float64Array
    return valuesAt(doublesOf(vector(x, usage, 'x'), 'splev'), place =>
      splineAt(knots, coefficients, degree, place, basis),
    )
  },
})
