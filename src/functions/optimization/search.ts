import { brentRoot } from '../../kernels/optimization/brent-root.ts'
import type { Point } from '../../kernels/optimization/points.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Pair } from '../../values/forms/pair.ts'
import { NULL, string } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { given, number, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { resultOf } from '../model.ts'
import { fmin } from './descent.ts'
import { furtherArguments, positive, times } from './limits.ts'
import { numberFunctionOf, numberResult, numbersOf, objectiveOf, pointResult } from './objective.ts'

// Where a function is lowest in a grid, and where it is zero in an interval.

const mostPoints = 2 ** 26

/** The places of one parameter: its ends and so many places, evenly apart. */
function axis(range: Value, usual: number, usage: string): number[] {
  const ends =
    range instanceof Pair
      ? [range.get(0), range.get(1)].flatMap(end => numbersOf(end) ?? [])
      : numbersOf(range)
  const [low, high, count = usual] = ends ?? []
  if (!ends || ends.length < 2 || ends.length > 3 || ends.some(Number.isNaN) || !(count >= 1)) {
    throw wrongArgument(usage, 'ranges', 'a tuple of ranges (low, high) or (low, high, num)', range)
  }
  const places = Math.floor(count)
  return Array.from({ length: places }, (_, i) =>
    places === 1 ? low! : low! + (i * (high! - low!)) / (places - 1),
  )
}

export const brute = define({
  name: 'brute',
  signature: 'brute(func, ranges, [ns=20], [finish=fmin])',
  kind: 'template',
  doc: 'Where a function of a vector is lowest on a grid: a range (low, high) or (low, high, num) of each parameter, in ns or num places. From there `finish` goes on, a function like fmin that takes the function and a point; with NULL what the grid shows is the result. A dictionary of xopt and fopt.',
  examples: [
    ['brute(def (x): sum(square(x - 1 2)), ((0, 4), (0, 4)), 5, NULL)[`xopt]', '[1,2]'],
    ['round(brute(def (x): sum(square(x - 1.3 2)), ((0, 4, 3), (0, 4)), 5)[`xopt], 3)', '[1.3,2]'],
  ],
  run: (context, func, ranges, ns, finish) => {
    const usage = brute.definition.signature
    const usual = positive(ns, usage, 'ns', 20)
    if (ranges?.form !== 'vector' || ranges.length === 0) {
      throw wrongArgument(usage, 'ranges', 'a tuple of ranges (low, high) or (low, high, num)', ranges)
    }
    const items = Array.from({ length: ranges.length }, (_, i) => ranges.get(i))
    const isOne = items.every(item => item.form === 'scalar')
    const axes = (isOne ? [ranges] : items).map(range => axis(range, usual, usage))
    const points = axes.reduce((product, { length }) => product * length, 1)
    if (points > mostPoints) throw new ScriptError(`brute: a grid of ${points} points is too large.`)
    const f = objectiveOf(context, func!)
    let [best, least]: [Point, number] = [axes.map(places => places[0]!), Number.POSITIVE_INFINITY]
    for (let i = 0; i < points; i++) {
      let rest = i
      const x = axes.map(places => places[0]!)
      for (let k = axes.length - 1; k >= 0; k--) {
        const places = axes[k]!
        x[k] = places[rest % places.length]!
        rest = Math.floor(rest / places.length)
      }
      const value = f(x)
      if (value < least) [best, least] = [x, value]
    }
    const polish =
      finish === undefined ? fmin : finish === NULL || given(finish) === undefined ? null : finish
    if (polish === null) return resultOf({ xopt: pointResult(best), fopt: numberResult(least) })
    const args = [func!, pointResult(best)]
    const polished = polish === fmin ? fmin.invoke(context, args) : context.call(polish as Value, args)
    const parts = polished instanceof Dictionary ? [polished.get('xopt'), polished.get('fopt')] : []
    if (!parts[0] || !parts[1])
      throw new ScriptError('brute: finish should give a dictionary with xopt and fopt.')
    return resultOf({ xopt: parts[0], fopt: parts[1] })
  },
})

export const brentq = define({
  name: 'brentq',
  signature: 'brentq(f, a, b, [xtol=2e-12], [rtol], [maxIter=100], [funcDataParam])',
  kind: 'template',
  doc: "A root of a function of one number between a and b, where it has different signs, by Brent's method (1973). funcDataParam are further arguments of the function. A tuple: CONVERGED, SIGNERR where the signs are the same or CONVERR after maxIter steps, and the root to within xtol + rtol · |root|.",
  examples: [
    ['brentq(def (x): x * x - 4, 0, 5)', '("CONVERGED",2)'],
    ['brentq(def (x): x * x + 1, 0, 5)[0]', 'SIGNERR'],
    ['round(brentq(def (x, a): x * x - a, 0, 5, , , , [2])[1], 6)', '1.414214'],
  ],
  run: (context, f, a, b, xtol, rtol, maxIter, funcDataParam) => {
    const usage = brentq.definition.signature
    const root = brentRoot(
      numberFunctionOf(context, f!, furtherArguments(funcDataParam)),
      number(a, usage, 'a'),
      number(b, usage, 'b'),
      positive(xtol, usage, 'xtol', 2e-12),
      positive(rtol, usage, 'rtol', 4 * Number.EPSILON),
      times(maxIter, usage, 'maxIter', 100),
    )
    const end = { done: 'CONVERGED', signs: 'SIGNERR', steps: 'CONVERR' }[root.end]
    return new Tuple([string(end), numberResult(root.x)])
  },
})
