import type { AggregateName } from '../../kernels/aggregates/aggregate.ts'
import { wholeSegment } from '../../kernels/windows/windows.ts'
import { castFlat, castVector } from '../../values/cast/vector.ts'
import { DOUBLE, decimal64, decimal128, LONG } from '../../values/data-type.ts'
import { unscaledOf } from '../../values/elements/decimal.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { KernelAggregation } from '../aggregate/kernel-aggregation.ts'
import { truth } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { buildColumn, rawReader } from '../lift/plans/elements.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { applySeries } from '../lift/series-forms.ts'
import { compareValues } from '../operators/comparison.ts'
import { chosen, nullLike } from '../operators/conditional.ts'
import {
  distinctValid,
  distinctValues,
  medianAggregation,
  quantileAggregation,
} from '../statistics/aggregate-order.ts'
import { applyRunning, declareRunning, runningInSegments } from '../window/declare.ts'

// Aggregates of all rows up to each.

type Example = readonly [string, string]

const running = (name: string, kernel: AggregateName, doc: string, ...examples: Example[]): Builtin =>
  declareRunning(name, new KernelAggregation(name, kernel), doc, examples)

export const cumsum = running(
  'cumsum',
  'sum',
  'The sum.',
  ['cumsum(2 3 NULL 4)', '[2,5,5,9]'],
  ['typestr(cumsum(1 2))', 'FAST LONG VECTOR'],
)
export const cumsum2 = running('cumsum2', 'sum2', 'The sum of squares.', ['cumsum2(1 2 3)', '[1,5,14]'])
export const cumsum3 = running('cumsum3', 'sum3', 'The sum of cubes.', ['cumsum3(1 2 3)', '[1,9,36]'])
export const cumsum4 = running('cumsum4', 'sum4', 'The sum of fourth powers.', [
  'cumsum4(1 2 3)',
  '[1,17,98]',
])
export const cumprod = running('cumprod', 'prod', 'The product.', ['cumprod(2 3 4)', '[2,6,24]'])
export const cumcount = running('cumcount', 'count', 'How many values are not null.', [
  'cumcount(1 2 NULL 3)',
  '[1,2,2,3]',
])
export const cumavg = running('cumavg', 'avg', 'The mean.', ['cumavg(1 2 3 NULL)', '[1,1.5,2,2]'])
export const cummin = running('cummin', 'min', 'The smallest value.', ['cummin(3 1 2)', '[3,1,1]'])
export const cummax = running('cummax', 'max', 'The largest value.', ['cummax(1 3 2)', '[1,3,3]'])
export const cumvar = running('cumvar', 'var', 'The sample variance.', ['cumvar(1 2 3)', '[,0.5,1]'])
export const cumvarp = running('cumvarp', 'varp', 'The population variance.', ['cumvarp(1 3)', '[0,1]'])
export const cumstd = running('cumstd', 'std', 'The sample standard deviation.', ['cumstd(1 2 3)[2]', '1'])
export const cumstdp = running('cumstdp', 'stdp', 'The population standard deviation.', [
  'cumstdp(1 3)',
  '[0,1]',
])
export const cumwsum = running('cumwsum', 'wsum', 'The sum of products.', [
  'cumwsum(1 2 3, 1 1 2)',
  '[1,3,9]',
])
export const cumwavg = running('cumwavg', 'wavg', 'The mean of X weighted by Y.', [
  'cumwavg(1 NULL 1, 1 1 1)',
  '[1,1,1]',
])
export const cumcorr = running('cumcorr', 'corr', 'The correlation.', ['cumcorr(1 2 3, 2 4 6)', '[,1,1]'])
export const cumcovar = running('cumcovar', 'covar', 'The sample covariance.', [
  'cumcovar(1 2 3, 2 4 6)',
  '[,1,2]',
])
export const cumcovarp = running('cumcovarp', 'covarp', 'The population covariance.', [
  'cumcovarp(1 3, 2 6)',
  '[0,2]',
])
export const cumbeta = running('cumbeta', 'beta', 'The slope of X on Y.', ['cumbeta(2 4 6, 1 2 3)', '[,2,2]'])
export const cummed = declareRunning('cummed', medianAggregation, 'The median.', [
  ['cummed(7 9 5 NULL 9)', '[7,8,7,7,8]'],
])

export const cumpercentile = define({
  name: 'cumpercentile',
  signature: "cumpercentile(X, percent, [interpolation='linear'])",
  kind: 'series',
  doc: 'The value below which the given share (0 to 100) of the values lies. Of all rows up to each; nulls are left out.',
  examples: [['cumpercentile(1..4, 25)', '[1,1.25,1.5,1.75]']],
  run: (_, x, percent, interpolation) => {
    const aggregation = quantileAggregation('cumpercentile', 'percent', 100, percent, interpolation)
    return applyRunning('cumpercentile', aggregation, [x!])
  },
  segmented: ([x, percent, interpolation], offsets) =>
    runningInSegments(
      quantileAggregation('cumpercentile', 'percent', 100, percent, interpolation),
      [x],
      offsets,
    ),
})

const distinct = (ignoreNull: Value | undefined) =>
  truth(ignoreNull, 'cumnunique', 'ignoreNull', false) ? distinctValid : distinctValues

export const cumnunique = define({
  name: 'cumnunique',
  signature: 'cumnunique(X, [ignoreNull=false])',
  kind: 'series',
  doc: 'How many distinct values there are in all rows up to each; null counts as one unless ignoreNull is set.',
  examples: [['cumnunique(NULL 1 2 1)', '[1,2,3,3]']],
  run: (_, x, ignoreNull) => applyRunning('cumnunique', distinct(ignoreNull), [x!]),
  segmented: ([x, ignoreNull], offsets) => runningInSegments(distinct(ignoreNull), [x], offsets),
})

/** Running `firstNot` and `lastNot`: elements that equal k count as nulls. */
function runningNot(
  name: 'cumfirstNot' | 'cumlastNot',
  kernel: 'firstNot' | 'lastNot',
  word: string,
  example: Example,
): Builtin {
  const aggregation = new KernelAggregation(name, kernel)
  const prepared = (x: Value, k: Value | undefined) =>
    k === undefined ? x : chosen(compareValues('eq', x, k), nullLike(k), x)
  return define({
    name,
    signature: `${name}(X, [k])`,
    kind: 'series',
    doc: `The ${word} element that is not null, and not k if that is given. Of all rows up to each.`,
    examples: [example],
    run: (_, x, k) => applyRunning(name, aggregation, [prepared(x!, k)]),
    segmented: ([x, k], offsets) => runningInSegments(aggregation, [prepared(x!, k)], offsets),
  })
}

export const cumfirstNot = runningNot('cumfirstNot', 'firstNot', 'first', [
  'cumfirstNot(NULL 1 2, 1)',
  '[,,2]',
])
export const cumlastNot = runningNot('cumlastNot', 'lastNot', 'last', ['cumlastNot(1 NULL 2)', '[1,1,2]'])

/** The sum since the last element that isn't positive. */
function positiveStreak(column: Vector, offsets: Int32Array): Vector {
  if (column.type.category === 'DECIMAL') return decimalStreak(column, offsets)
  const integers = column.type.category !== 'FLOATING'
  const source = castFlat(column, DOUBLE).data as Float64Array
  const out = allocateResult(DOUBLE, column.length)
  for (let s = 0; s + 1 < offsets.length; s++) {
    let sum = 0
    for (let row = offsets[s]!; row < offsets[s + 1]!; row++) {
      sum = source[row]! > 0 ? sum + source[row]! : 0
      out.data[row] = sum
    }
  }
  return integers ? castVector(out, LONG) : out
}

// Exactly, and as wide as sums are.
function decimalStreak(column: Vector, offsets: Int32Array): Vector {
  const { storage, scale } = column.type
  const type = storage === 'i32' ? decimal64(scale) : decimal128(scale)
  const read = rawReader(column)
  let [sum, segment] = [0n, 0]
  return buildColumn(type, column.length, row => {
    if (row >= offsets[segment + 1]!) sum = 0n
    while (row >= offsets[segment + 1]!) segment++
    const raw = column.isNullAt(row) ? 0n : unscaledOf(read(row))
    sum = raw > 0n ? sum + raw : 0n
    return sum
  })
}

export const cumPositiveStreak = define({
  name: 'cumPositiveStreak',
  signature: 'cumPositiveStreak(X)',
  kind: 'series',
  doc: 'The sum of the positive elements since the last one that is not positive.',
  examples: [['cumPositiveStreak(1 0 -1 1 2 2)', '[1,0,0,1,3,5]']],
  run: (_, x) =>
    applySeries(
      { name: 'cumPositiveStreak', of: ([column]) => positiveStreak(column!, wholeSegment(column!.length)) },
      [x!],
    ),
  segmented: ([x], offsets) => (x instanceof FixedVector ? positiveStreak(x, offsets) : undefined),
})
