import type { Interpolation } from '../../kernels/aggregates/quantile.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { bool, int } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { columnAggregate, declareAggregate } from '../aggregate/declare.ts'
import { DistinctAggregation } from '../aggregate/distinct-aggregation.ts'
import { meanDeviationOf, medianDeviationOf, standardErrorOf } from '../aggregate/order-statistics.ts'
import { QuantileAggregation } from '../aggregate/quantile-aggregation.ts'
import { SampleAggregation } from '../aggregate/sample-aggregation.ts'
import { number, text, truth, vector } from '../argument.ts'
import { define } from '../define.ts'
import { applyAggregate } from '../lift/aggregate-forms.ts'
import { keyReader } from '../tables/key-index.ts'
import { reverse } from '../vectors/shape.ts'
import { isIncreasing } from './increasing.ts'

// Aggregates that look at the order or the distinctness of values.

/** The median: also for its moving and running forms. */
export const medianAggregation = new QuantileAggregation('med', 0.5, 'linear')

export const med = declareAggregate(medianAggregation, {
  signature: 'med(X)',
  doc: 'The median, nulls left out, as DOUBLE.',
  examples: [
    ['med(3 6 1 5 9)', '5'],
    ['med(matrix(1 2 10, 4 5 NULL))', '[2,4.5]'],
  ],
})

export const sem = declareAggregate(new SampleAggregation('sem', standardErrorOf), {
  signature: 'sem(X)',
  doc: 'The standard error of the mean.',
  examples: [['round(sem(1 4 9 10 NULL 20 32), 6)', '4.688046']],
})

const interpolations: readonly string[] = ['linear', 'lower', 'higher', 'nearest', 'midpoint']

/** How `percentile` and its kin look between two values. */
export function interpolationOf(value: Value | undefined, name: string): Interpolation {
  const given = text(value, name, 'interpolation', 'linear')
  if (interpolations.includes(given)) return given as Interpolation
  throw new ScriptError(`${name}: interpolation should be one of ${interpolations.join(', ')}, not ${given}.`)
}

/** The value at a share of the sorted values, `whole` being all of them. @throws ScriptError */
export function quantileAggregation(
  name: string,
  parameter: string,
  whole: number,
  at: Value | undefined,
  interpolation: Value | undefined,
): QuantileAggregation {
  const place = number(at, name, parameter)
  if (place < 0 || place > whole) {
    throw new ScriptError(`${name}: ${parameter} should be between 0 and ${whole}, not ${place}.`)
  }
  return new QuantileAggregation(name, place / whole, interpolationOf(interpolation, name))
}

function quantileFunction(
  name: 'percentile' | 'quantile',
  parameter: string,
  whole: number,
  examples: readonly (readonly [string, string])[],
) {
  const choose = (at: Value | undefined, interpolation: Value | undefined) =>
    quantileAggregation(name, parameter, whole, at, interpolation)
  return define({
    name,
    signature: `${name}(X, ${parameter}, [interpolation='linear'])`,
    kind: 'aggregate',
    doc: `The value below which the given share (0 to ${whole}) of the values lies, nulls left out. Between two values: linear, lower, higher, nearest or midpoint.`,
    examples,
    run: (_, x, at, interpolation) => applyAggregate(columnAggregate(choose(at, interpolation)), [x!]),
    grouped: ([x, at, interpolation], groups) =>
      x instanceof Vector ? choose(at, interpolation).grouped([x], groups) : undefined,
  })
}

export const percentile = quantileFunction('percentile', 'percent', 100, [
  ['percentile(6 47 49 15 42 41 7 39 43 40 36, 54)', '40.4'],
  ['percentile(6 47 49 15 42 41 7 39 43 40 36, 25, "lower")', '15'],
])
export const quantile = quantileFunction('quantile', 'q', 1, [
  ['quantile(6 47 49 15 42 41 7 39 43 40 36, 0.25)', '25.5'],
])

export const quantileSeries = define({
  name: 'quantileSeries',
  signature: "quantileSeries(X, q, [interpolation='linear'])",
  kind: 'series',
  doc: 'The values below which these shares of the values lie, each as `quantile` finds it.',
  examples: [
    ['quantileSeries(6 47 49 15 42 41 7 39 43 40 36, 0.25 0.5 0.75)', '[25.5,40,42.5]'],
    ['quantileSeries(6 47 49 15 42 41 7 39 43 40 36, 0.25 0.5, "higher")', '[36,40]'],
  ],
  run: (_, x, shares, interpolation) => {
    const values = vector(x, 'quantileSeries', 'X')
    const at = (share: Value | undefined) =>
      columnAggregate(quantileAggregation('quantileSeries', 'q', 1, share, interpolation))
    const places =
      shares instanceof Vector ? Array.from({ length: shares.length }, (_, i) => shares.get(i)) : [shares]
    return vectorOf(places.map(share => applyAggregate(at(share), [values])))
  },
})

export const meanDeviation = new SampleAggregation('mad', meanDeviationOf)
export const medianDeviation = new SampleAggregation('mad', medianDeviationOf)

export const mad = define({
  name: 'mad',
  signature: 'mad(X, [useMedian=false])',
  kind: 'aggregate',
  doc: 'The mean distance of the values from their mean; with useMedian the median distance from their median.',
  examples: [
    ['round(mad(85 90 95), 4)', '3.3333'],
    ['mad(85 90 100, true)', '5'],
  ],
  run: (_, x, useMedian) =>
    applyAggregate(
      columnAggregate(truth(useMedian, 'mad', 'useMedian', false) ? medianDeviation : meanDeviation),
      [x!],
    ),
})

export const mode = declareAggregate(new DistinctAggregation('mode', false), {
  signature: 'mode(X)',
  doc: 'The value that occurs most often; of several the first.',
  examples: [['mode(1 3 3 3 4 5 5)', '3']],
})

export const distinctValues = new DistinctAggregation('nunique', true)
export const distinctValid = new DistinctAggregation('nunique', false)

export const nunique = define({
  name: 'nunique',
  signature: 'nunique(X, [ignoreNull=false])',
  kind: 'aggregate',
  doc: 'The number of distinct values; null counts as one unless ignoreNull is set. Of a tuple of vectors: of distinct combinations.',
  examples: [
    ['nunique(1 3 1 -6 NULL 2 NULL 1)', '5'],
    ['nunique(1 3 1 -6 NULL 2 NULL 1, true)', '4'],
    ['nunique([1 2 1, 3 3 3])', '2'],
  ],
  run: (_, x, ignoreNull) => {
    if (x instanceof Tuple && x.items.some(item => item instanceof Vector)) return int(distinctRows(x))
    const aggregation = truth(ignoreNull, 'nunique', 'ignoreNull', false) ? distinctValid : distinctValues
    return applyAggregate(columnAggregate(aggregation), [x!])
  },
  grouped: ([x, ignoreNull], groups) => {
    if (!(x instanceof Vector) || x instanceof Tuple || x instanceof ArrayVector) return undefined
    return (truth(ignoreNull, 'nunique', 'ignoreNull', false) ? distinctValid : distinctValues).grouped(
      [x],
      groups,
    )
  },
})

function distinctRows(columns: Tuple): number {
  const vectors = columns.items.filter(item => item instanceof Vector)
  if (vectors.length < columns.length) return vectors.length
  const key = keyReader(vectors)
  const seen = new Set<unknown>()
  for (let row = 0; row < vectors[0]!.length; row++) seen.add(key(row))
  return seen.size
}

export const isSorted = define({
  name: 'isSorted',
  signature: 'isSorted(X, [ascending=true])',
  kind: 'aggregate',
  doc: 'Whether X is in ascending order (or descending, with false). Equal elements may follow each other.',
  examples: [
    ['isSorted(NULL 1 2 3)', 'true'],
    ['isSorted(9 7 5, false)', 'true'],
  ],
  run: (context, x, ascending) => {
    const column = vector(x, 'isSorted', 'X')
    if (truth(ascending, 'isSorted', 'ascending', true)) return bool(isIncreasing(column, true))
    return bool(isIncreasing(reverse.definition.run(context, column) as Vector, true))
  },
})
