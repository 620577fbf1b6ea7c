import { castFlat } from '../../values/cast/vector.ts'
import { DOUBLE, INT, VOID } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { columnAggregate, declareAggregate } from '../aggregate/declare.ts'
import { KernelAggregation } from '../aggregate/kernel-aggregation.ts'
import { truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { applyAggregate } from '../lift/aggregate-forms.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { arithmeticOf } from '../operators/arithmetic.ts'
import { compareValues } from '../operators/comparison.ts'
import { extremeOfTwo } from '../operators/extreme.ts'
import { elementCount } from '../vectors/shape.ts'

const merged = (name: string, merge: string) => ({
  partials: [name],
  merges: [merge],
  finish: (_: unknown, [value]: readonly Vector[]) => value!,
})

export const sum = declareAggregate(new KernelAggregation('sum', 'sum'), {
  signature: 'sum(X)',
  doc: 'The sum, nulls left out: LONG of integers, which wraps, else DOUBLE; of decimals one type wider. Null if there is nothing to add.',
  examples: [
    ['sum(1 2 3 NULL 4)', '10'],
    ['sum(matrix(1 2 3, 4 5 6))', '[6,15]'],
    ['typestr(sum(1 2 3))', 'LONG'],
  ],
  distribution: merged('sum', 'sum'),
})

export const sum2 = declareAggregate(new KernelAggregation('sum2', 'sum2'), {
  signature: 'sum2(X)',
  doc: 'The sum of the squares, as DOUBLE.',
  examples: [['sum2(1.5 4.6 7.8)', '84.25']],
  distribution: merged('sum2', 'sum'),
})

export const sum3 = declareAggregate(new KernelAggregation('sum3', 'sum3'), {
  signature: 'sum3(X)',
  doc: 'The sum of the cubes, as DOUBLE.',
  examples: [['sum3(1 2 3)', '36']],
  distribution: merged('sum3', 'sum'),
})

export const sum4 = declareAggregate(new KernelAggregation('sum4', 'sum4'), {
  signature: 'sum4(X)',
  doc: 'The sum of the fourth powers, as DOUBLE.',
  examples: [['sum4(1 2 3)', '98']],
  distribution: merged('sum4', 'sum'),
})

export const prod = declareAggregate(new KernelAggregation('prod', 'prod'), {
  signature: 'prod(X)',
  doc: 'The product, nulls left out.',
  examples: [['prod(1 2 NULL 3)', '6']],
  distribution: merged('prod', 'prod'),
})

export const avg = declareAggregate(new KernelAggregation('avg', 'avg'), {
  signature: 'avg(X)',
  aliases: ['mean'],
  doc: 'The mean, nulls left out, as DOUBLE.',
  examples: [
    ['avg(1 2 3 NULL)', '2'],
    ['avg(matrix(1 2 3, 4 5 6))', '[2,5]'],
  ],
  distribution: {
    partials: ['sum', 'count'],
    merges: ['sum', 'sum'],
    finish: (_, [sums, counts]) => arithmeticOf.ratio(sums!, counts!) as Vector,
  },
})

const counted = new KernelAggregation('count', 'count')

export const count = define({
  name: 'count',
  signature: 'count(X)',
  kind: 'aggregate',
  doc: 'The number of elements that are not null; of a table the number of rows.',
  examples: [
    ['count(3 NULL 5 6)', '3'],
    ['count(table(1 NULL 3 as id))', '3'],
  ],
  run: (_, x) => countOf(x!),
  grouped: (args, groups) => (args[0] instanceof Vector ? counted.grouped([args[0]], groups) : undefined),
  ranges: (args, starts, ends) =>
    args[0] instanceof Vector ? counted.ranges([args[0]], starts, ends) : undefined,
  kernel: 'count',
  distribution: {
    partials: ['count'],
    merges: ['sum'],
    // A sum, and so LONG, where several parts were counted.
    finish: (_, [counts]) => counts!,
  },
})

function countOf(x: Value): Value {
  if (x.form === 'table') return new Scalar(INT, elementCount(x))
  if (x.form === 'matrix') return counted.of([x.data])
  return applyAggregate(columnAggregate(counted), [x])
}

function extremes(name: 'min' | 'max', word: string, examples: readonly (readonly [string, string])[]) {
  const aggregation = new KernelAggregation(name, name)
  const aggregate = columnAggregate(aggregation)
  const base = declareAggregate(aggregation, {
    signature: `${name}(X, [Y])`,
    doc: `The ${word} value, nulls left out. With Y: the ${word} of both, element by element, where a null counts as the smallest.`,
    examples,
    distribution: merged(name, name),
  })
  return define({
    ...base.definition,
    run: (_, x, y) => (y === undefined ? applyAggregate(aggregate, [x!]) : extremeOfTwo(name, x!, y)),
  })
}

export const min = extremes('min', 'smallest', [
  ['min(2.0 1.1 0.1 NULL)', '0.1'],
  ['min(matrix(1 2 3, 4 5 6))', '[1,4]'],
  ['min(1 2 3, 2)', '[1,2,2]'],
])
export const max = extremes('max', 'largest', [
  ['max(7.8 9 5.4)', '9'],
  ['max((2, [3,5], 10))', '[10,10]'],
  ['max(`abb`aac)', 'abb'],
])

export const first = declareAggregate(new KernelAggregation('first', 'first'), {
  signature: 'first(X)',
  doc: 'The first element, null or not; of a matrix or table the first of each column.',
  examples: [['first(1..10)', '1']],
  distribution: merged('first', 'first'),
})

export const last = declareAggregate(new KernelAggregation('last', 'last'), {
  signature: 'last(X)',
  doc: 'The last element, null or not; of a matrix or table the last of each column.',
  examples: [['last(1..10)', '10']],
  distribution: merged('last', 'last'),
})

function notNull(name: 'firstNot' | 'lastNot', word: string, example: readonly [string, string]) {
  const aggregation = new KernelAggregation(name, name)
  const base = declareAggregate(aggregation, {
    signature: `${name}(X, [k])`,
    doc: `The ${word} element that is not null, and not k if that is given.`,
    examples: [example],
    distribution: merged(name, name),
  })
  return define({
    ...base.definition,
    run: (_, x, k) => {
      const aggregate = columnAggregate(aggregation)
      if (k !== undefined && !(k instanceof Scalar))
        throw wrongArgument(`${name}(X, [k])`, 'k', 'a scalar', k)
      if (k === undefined) return applyAggregate(aggregate, [x!])
      return applyAggregate({ ...aggregate, of: columns => aggregation.of([without(columns[0]!, k)]) }, [x!])
    },
  })
}

/** The elements that aren't `value`. */
function without(column: Vector, value: Scalar): Vector {
  if (column.type === VOID || value.isNull) return column
  const equal = compareValues('eq', column, value) as Vector
  const rows: number[] = []
  for (let i = 0; i < column.length; i++) if ((equal.get(i) as Scalar).raw !== 1) rows.push(i)
  return column.gather(Int32Array.from(rows))
}

export const firstNot = notNull('firstNot', 'first', ['firstNot(NULL 0 3 2 1, 0)', '3'])
export const lastNot = notNull('lastNot', 'last', ['lastNot(1 6 0 0 NULL, 0)', '6'])

export const imin = declareAggregate(new KernelAggregation('imin', 'imin'), {
  signature: 'imin(X)',
  doc: 'Where the smallest value is (the first, if there are several); −1 if there is none.',
  examples: [['imin(1.2 2 NULL -1 6 -1)', '3']],
})
export const imax = declareAggregate(new KernelAggregation('imax', 'imax'), {
  signature: 'imax(X)',
  doc: 'Where the largest value is (the first, if there are several); −1 if there is none.',
  examples: [['imax(1.2 2 NULL 6 -1 6)', '3']],
})
export const iminLast = declareAggregate(new KernelAggregation('iminLast', 'iminLast'), {
  signature: 'iminLast(X)',
  doc: 'Where the smallest value is: the last place, if there are several.',
  examples: [['iminLast(1.2 2 NULL -1 6 -1)', '5']],
})
export const imaxLast = declareAggregate(new KernelAggregation('imaxLast', 'imaxLast'), {
  signature: 'imaxLast(X)',
  doc: 'Where the largest value is: the last place, if there are several.',
  examples: [['imaxLast(1.2 2 NULL 6 -1 6)', '5']],
})

const spread = (name: 'var' | 'varp' | 'std' | 'stdp', doc: string, example: readonly [string, string]) =>
  declareAggregate(new KernelAggregation(name, name), {
    signature: `${name}(X)`,
    doc,
    examples: [example],
    distribution: {
      partials: ['sum', 'sum2', 'count'],
      merges: ['sum', 'sum', 'sum'],
      finish: (_, columns) =>
        spreadOf(
          name,
          columns.map(column => castFlat(column, DOUBLE).data as Float64Array),
        ),
    },
  })

function spreadOf(
  name: 'var' | 'varp' | 'std' | 'stdp',
  [sums, squares, counts]: readonly Float64Array[],
): Vector {
  const out = allocateResult(DOUBLE, sums!.length)
  const missing = nullOf(DOUBLE) as number
  const sample = name === 'var' || name === 'std'
  for (let g = 0; g < sums!.length; g++) {
    const n = counts![g]!
    if (n < (sample ? 2 : 1)) out.data[g] = missing
    else {
      const variance = Math.max(0, squares![g]! - (sums![g]! * sums![g]!) / n) / (sample ? n - 1 : n)
      out.data[g] = name.startsWith('std') ? Math.sqrt(variance) : variance
    }
  }
  out.mayHoldNulls = true
  return out
}

export const variance = spread('var', 'The variance of a sample (by n − 1).', ['var(1 2 3)', '1'])
export const varp = spread('varp', 'The variance of a population (by n).', ['varp(1 2 3 4)', '1.25'])
export const std = spread('std', 'The standard deviation of a sample (by n − 1).', ['std(1 2 3)', '1'])
export const stdp = spread('stdp', 'The standard deviation of a population (by n).', ['stdp(1 3)', '1'])

const shaped = (name: 'skew' | 'kurtosis', doc: string, example: readonly [string, string]) => {
  const biased = new KernelAggregation(name, name)
  const unbiased = new KernelAggregation(name, name === 'skew' ? 'skewUnbiased' : 'kurtosisUnbiased')
  const base = declareAggregate(biased, { signature: `${name}(X, [biased=true])`, doc, examples: [example] })
  const choose = (bias: Value | undefined) => (truth(bias, name, 'biased', true) ? biased : unbiased)
  return define({
    ...base.definition,
    run: (_, x, bias) => applyAggregate(columnAggregate(choose(bias)), [x!]),
    grouped: ([x, bias], groups) => (x instanceof Vector ? choose(bias).grouped([x], groups) : undefined),
  })
}

export const skew = shaped(
  'skew',
  'The skewness of the values; with biased=false corrected for the sample.',
  ['skew(1 2 3 4 5)', '0'],
)
export const kurtosis = shaped(
  'kurtosis',
  'The kurtosis of the values (3 for a normal distribution); with biased=false corrected for the sample.',
  ['round(kurtosis(1..10), 4)', '1.7758'],
)
