import { ScriptError } from '../../runtime/script-error.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { bool } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { columnAggregate } from '../aggregate/declare.ts'
import { KernelAggregation } from '../aggregate/kernel-aggregation.ts'
import { SampleAggregation } from '../aggregate/sample-aggregation.ts'
import { number, text, vector } from '../argument.ts'
import { define } from '../define.ts'
import { applyAggregate } from '../lift/aggregate-forms.ts'
import { applySeries } from '../lift/series-forms.ts'
import { arithmeticOf } from '../operators/arithmetic.ts'
import { reverse } from '../vectors/shape.ts'
import { isIncreasing } from './increasing.ts'

// Where values stand among the others.

const mean = new KernelAggregation('avg', 'avg')
const deviation = new KernelAggregation('std', 'std')

export const zscore = define({
  name: 'zscore',
  signature: 'zscore(X)',
  kind: 'series',
  doc: 'How many sample standard deviations each element lies above the mean.',
  examples: [['zscore(1 2 3)', '[-1,0,1]']],
  run: (_, x) =>
    applySeries(
      {
        name: 'zscore',
        of: ([column]) => {
          const fromMean = arithmeticOf.sub(column!, mean.of([column!]))
          return arithmeticOf.ratio(fromMean, deviation.of([column!])) as Vector
        },
        takes: column => isPlainNumber(column.type),
      },
      [x!],
    ),
})

export const demean = define({
  name: 'demean',
  signature: 'demean(X)',
  kind: 'series',
  doc: 'Each element less the mean of all, as DOUBLE.',
  examples: [['demean(1 NULL 2 3)', '[-1,,0,1]']],
  run: (_, x) =>
    applySeries(
      {
        name: 'demean',
        of: ([column]) => arithmeticOf.sub(column!, mean.of([column!])) as Vector,
        takes: column => isPlainNumber(column.type),
      },
      [x!],
    ),
})

type Method = (values: Float64Array, score: number) => number

const share = (values: Float64Array, counts: (value: number) => boolean) =>
  (100 * values.filter(counts).length) / values.length

const methods: Readonly<Record<string, Method>> = {
  strict: (values, score) => share(values, value => value < score),
  weak: (values, score) => share(values, value => value <= score),
  mean: (values, score) =>
    (share(values, value => value < score) + share(values, value => value <= score)) / 2,
  rank: (values, score) => {
    const [below, equal] = [
      values.filter(value => value < score).length,
      values.filter(value => value === score).length,
    ]
    return (100 * (equal === 0 ? below : below + (equal + 1) / 2)) / values.length
  },
  excel: excelRank,
}

// Of a score that is no value: on the line between the ranks of its neighbours.
function excelRank(values: Float64Array, score: number): number {
  const sorted = values.slice().sort()
  const rankOf = (value: number) => {
    const below = sorted.filter(other => other < value).length
    const equal = sorted.filter(other => other === value).length
    return (100 * below) / (sorted.length - equal)
  }
  if (sorted.includes(score)) return sorted.length === 1 ? 100 : rankOf(score)
  const above = sorted.findIndex(value => value > score)
  if (above <= 0) return Number.NaN
  const [low, high] = [sorted[above - 1]!, sorted[above]!]
  return rankOf(low) + ((score - low) / (high - low)) * (rankOf(high) - rankOf(low))
}

export const percentileRank = define({
  name: 'percentileRank',
  signature: "percentileRank(X, score, [method='excel'])",
  kind: 'aggregate',
  doc: 'The share (0 to 100) of the values of X that lie below score. How equal ones count: excel, rank, strict, weak or mean.',
  examples: [
    ['percentileRank(2 3 4 4 5, 3)', '25'],
    ['percentileRank(2 3 4 4 5, 4, "rank")', '70'],
  ],
  run: (_, x, score, method) => {
    const how = text(method, 'percentileRank', 'method', 'excel')
    const rank = methods[how]
    if (!rank)
      throw new ScriptError(
        `percentileRank: method should be one of ${Object.keys(methods).join(', ')}, not ${how}.`,
      )
    const value = number(score, 'percentileRank', 'score')
    const aggregation = new SampleAggregation('percentileRank', values => rank(values, value))
    return applyAggregate(columnAggregate(aggregation), [x!])
  },
})

export const isMonotonicIncreasing = define({
  name: 'isMonotonicIncreasing',
  aliases: ['isMonotonic'],
  signature: 'isMonotonicIncreasing(X)',
  kind: 'aggregate',
  doc: 'Whether no element is smaller than the one before it.',
  examples: [['isMonotonicIncreasing(1 3 3 5)', 'true']],
  run: (_, x) => bool(isIncreasing(vector(x, 'isMonotonicIncreasing', 'X'), true)),
})

export const isMonotonicDecreasing = define({
  name: 'isMonotonicDecreasing',
  signature: 'isMonotonicDecreasing(X)',
  kind: 'aggregate',
  doc: 'Whether no element is larger than the one before it.',
  examples: [['isMonotonicDecreasing(5 3 3 NULL)', 'true']],
  run: (context, x: Value | undefined) =>
    bool(
      isIncreasing(reverse.definition.run(context, vector(x, 'isMonotonicDecreasing', 'X')) as Vector, true),
    ),
})
