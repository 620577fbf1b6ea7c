import type { AggregateName } from '../../kernels/aggregates/aggregate.ts'
import type { Windows } from '../../kernels/windows/windows.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { nullVector } from '../../values/vectors/build.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { KernelAggregation } from '../aggregate/kernel-aggregation.ts'
import { withoutResult } from '../aggregate/moving-ranges.ts'
import { truth, wrongArgument } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { compareValues } from '../operators/comparison.ts'
import { chosen, nullLike } from '../operators/conditional.ts'
import {
  meanDeviation,
  medianAggregation,
  medianDeviation,
  quantileAggregation,
} from '../statistics/aggregate-order.ts'
import { declareMoving, type Moving, movingInSegments, movingOver } from '../window/declare.ts'
import { leastOf } from '../window/windows-of.ts'

// Aggregates of a window that moves row by row.

type Example = readonly [string, string]

const moving = (name: string, kernel: AggregateName, doc: string, ...examples: Example[]): Builtin =>
  declareMoving(name, new KernelAggregation(name, kernel), doc, examples)

export const msum = moving(
  'msum',
  'sum',
  'The sum of each window.',
  ['msum(2 1 3 7 6, 3)', '[,,6,11,16]'],
  ['msum(2 1 NULL 7, 3, 1)', '[2,3,3,8]'],
)
export const msum2 = moving('msum2', 'sum2', 'The sum of squares of each window.', [
  'msum2(1 2 3, 2)',
  '[,5,13]',
])
export const mprod = moving('mprod', 'prod', 'The product of each window.', [
  'mprod(1 2 3 4, 2)',
  '[,2,6,12]',
])
export const mcount = moving(
  'mcount',
  'count',
  'How many values of each window are not null: also of the first windows.',
  ['mcount(1 2 3 NULL 5, 3)', '[1,2,3,2,2]'],
  ['mcount(7 4 5, 3, 2)', '[,2,3]'],
)
export const mmin = moving('mmin', 'min', 'The smallest value of each window.', [
  'mmin(3 1 2 5, 2)',
  '[,1,1,2]',
])
export const mmax = moving('mmax', 'max', 'The largest value of each window.', [
  'mmax(3 1 2 5, 2)',
  '[,3,2,5]',
])
export const mimin = moving(
  'mimin',
  'imin',
  'Where in each window the smallest value is, the first of equals.',
  ['mimin(3 1 2 5, 2)', '[,1,0,0]'],
)
export const mimax = moving(
  'mimax',
  'imax',
  'Where in each window the largest value is, the first of equals.',
  ['mimax(3 1 2 5, 2)', '[,0,1,1]'],
)
export const miminLast = moving(
  'miminLast',
  'iminLast',
  'Where in each window the smallest value is, the last of equals.',
  ['miminLast(1 1 2, 2)', '[,1,0]'],
)
export const mimaxLast = moving(
  'mimaxLast',
  'imaxLast',
  'Where in each window the largest value is, the last of equals.',
  ['mimaxLast(1 1 2, 2)', '[,1,1]'],
)
export const mvar = moving('mvar', 'var', 'The sample variance of each window.', [
  'mvar(1 2 3 5, 3)',
  '[,,1,2.333333]',
])
export const mvarp = moving('mvarp', 'varp', 'The population variance of each window.', [
  'mvarp(1 3 5, 2)',
  '[,1,1]',
])
export const mstd = moving('mstd', 'std', 'The sample standard deviation of each window.', [
  'mstd(1 2 3, 3)',
  '[,,1]',
])
export const mstdp = moving('mstdp', 'stdp', 'The population standard deviation of each window.', [
  'mstdp(1 3 5, 2)',
  '[,1,1]',
])
export const mskew = moving('mskew', 'skew', 'The skewness of each window.', ['mskew(1 2 3, 3)', '[,,0]'])
export const mkurtosis = moving('mkurtosis', 'kurtosis', 'The kurtosis of each window.', [
  'mkurtosis(1 2 3, 3)',
  '[,,1.5]',
])
export const mfirst = moving('mfirst', 'first', 'The first element of each window.', [
  'mfirst(3 1 2, 2)',
  '[,3,1]',
])
export const mlast = moving('mlast', 'last', 'The last element of each window.', [
  'mlast(3 1 2, 2)',
  '[,1,2]',
])
export const mwsum = moving('mwsum', 'wsum', 'The sum of products of each window.', [
  'mwsum(1 2 3, 1 1 2, 2)',
  '[,3,8]',
])
export const mwavg = moving('mwavg', 'wavg', 'The mean of X weighted by Y in each window.', [
  'mwavg(2.1 2.2 2.3 2.5, 10 20 10 40, 4)',
  '[,,,2.35]',
])
export const mcorr = moving('mcorr', 'corr', 'The correlation of each window.', [
  'mcorr(1 2 3, 2 4 6, 3)',
  '[,,1]',
])
export const mcovar = moving('mcovar', 'covar', 'The sample covariance of each window.', [
  'mcovar(1 2 3, 2 4 6, 3)',
  '[,,2]',
])
export const mcovarp = moving('mcovarp', 'covarp', 'The population covariance of each window.', [
  'mcovarp(1 3, 2 6, 2)',
  '[,2]',
])
export const mbeta = moving('mbeta', 'beta', 'The slope of X on Y in each window.', [
  'mbeta(2 4 6, 1 2 3, 3)',
  '[,,2]',
])
// Elements that equal k are passed over, but count among the values that a window needs.
function movingWithout(
  aggregation: KernelAggregation,
  columns: readonly Vector[],
  k: Value,
  windows: Windows,
): Vector {
  const [column] = columns as [Vector]
  const others = chosen(compareValues('eq', column, k), nullLike(column), column) as Vector
  const results = aggregation.moving([others], { ...windows, least: 0 })
  const missing = withoutResult(windows, columns)
  const noResult = nullVector(results.type, 1).get(0)
  for (let window = 0; window < results.length; window++) if (missing(window)) results.set(window, noResult)
  return results
}

/** Moving `firstNot` and `lastNot`: elements that equal k count as nulls. */
function movingNot(
  name: 'mfirstNot' | 'mlastNot',
  kernel: 'firstNot' | 'lastNot',
  word: string,
  example: Example,
): Builtin {
  const aggregation = new KernelAggregation(name, kernel)
  const excluding = (k: Value | undefined): Moving => {
    if (k === undefined) return aggregation
    if (!(k instanceof Scalar)) throw wrongArgument(name, 'k', 'a scalar', k)
    return {
      name,
      takes: types => aggregation.takes(types),
      moving: (columns, windows) => movingWithout(aggregation, columns, k, windows),
    }
  }
  return define({
    name,
    signature: `${name}(X, window, [k], [minPeriods])`,
    kind: 'series',
    doc: `The ${word} element of each window that is not null, and not k if that is given.`,
    examples: [example],
    run: (_, x, window, k, minPeriods) =>
      movingOver(name, excluding(k), [x!], window, leastOf(minPeriods, name)),
    segmented: ([x, window, k, minPeriods], offsets) =>
      movingInSegments(name, excluding(k), [x], window, leastOf(minPeriods, name), offsets),
  })
}

export const mfirstNot = movingNot('mfirstNot', 'firstNot', 'first', [
  'mfirstNot(NULL 2 NULL 4 5, 2)',
  '[,2,2,4,4]',
])
export const mlastNot = movingNot('mlastNot', 'lastNot', 'last', ['mlastNot(1 NULL NULL, 2)', '[,1,]'])

/** Places in windows: with minPeriods every window has a result, −1 where there is none. */
function movingPlace(
  name: 'mifirstNot' | 'milastNot',
  kernel: 'ifirstNot' | 'ilastNot',
  word: string,
  example: Example,
): Builtin {
  const aggregation = new KernelAggregation(name, kernel)
  const least = (minPeriods: Value | undefined) => (leastOf(minPeriods, name) === null ? null : 0)
  return define({
    name,
    signature: `${name}(X, window, [minPeriods])`,
    kind: 'series',
    doc: `Where in each window the ${word} element is that is not null; −1 if there is none.`,
    examples: [example],
    run: (_, x, window, minPeriods) => movingOver(name, aggregation, [x!], window, least(minPeriods)),
    segmented: ([x, window, minPeriods], offsets) =>
      movingInSegments(name, aggregation, [x], window, least(minPeriods), offsets),
  })
}

export const mifirstNot = movingPlace('mifirstNot', 'ifirstNot', 'first', [
  'mifirstNot(NULL 1 2, 2)',
  '[,1,0]',
])
export const milastNot = movingPlace('milastNot', 'ilastNot', 'last', ['milastNot(1 NULL 2, 2)', '[,0,1]'])

export const mmed = declareMoving('mmed', medianAggregation, 'The median of each window.', [
  ['mmed(2 1 3 7 6, 3)', '[,,2,3,6]'],
])

export const mpercentile = define({
  name: 'mpercentile',
  signature: "mpercentile(X, percent, window, [interpolation='linear'], [minPeriods])",
  kind: 'series',
  doc: 'The value below which the given share (0 to 100) of the values of each window lies.',
  examples: [['mpercentile(2 1 3 7 6 5 4, 50, 3)', '[,,2,3,6,6,5]']],
  run: (_, x, percent, window, interpolation, minPeriods) => {
    const aggregation = quantileAggregation('mpercentile', 'percent', 100, percent, interpolation)
    return movingOver('mpercentile', aggregation, [x!], window, leastOf(minPeriods, 'mpercentile'))
  },
  segmented: ([x, percent, window, interpolation, minPeriods], offsets) => {
    const aggregation = quantileAggregation('mpercentile', 'percent', 100, percent, interpolation)
    return movingInSegments(
      'mpercentile',
      aggregation,
      [x],
      window,
      leastOf(minPeriods, 'mpercentile'),
      offsets,
    )
  },
})

export const mmad = define({
  name: 'mmad',
  signature: 'mmad(X, window, [useMedian=false], [minPeriods])',
  kind: 'series',
  doc: 'The mean distance from the mean of each window; with useMedian the median distance from the median.',
  examples: [['mmad(1 2 6, 3, true)', '[,,1]']],
  run: (_, x, window, useMedian, minPeriods) => {
    const aggregation = truth(useMedian, 'mmad', 'useMedian', false) ? medianDeviation : meanDeviation
    return movingOver('mmad', aggregation, [x!], window, leastOf(minPeriods, 'mmad'))
  },
})
