import { castFlat } from '../../values/cast/vector.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { double, Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { declareAggregate } from '../aggregate/declare.ts'
import { PairAggregation, type PairStatistic } from '../aggregate/pair-aggregation.ts'
import { SampleAggregation } from '../aggregate/sample-aggregation.ts'
import { number, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { alignedIfIndexed } from '../lift/align.ts'
import { sizesDiffer } from '../lift/binary-forms.ts'
import { type Rows, rowsOfTwo } from '../lift/rows.ts'
import { taken } from '../rows/rows.ts'

// How far apart two vectors are.

type Example = readonly [string, string]

const sumOver = (length: number, at: (i: number) => number): number => {
  let sum = 0
  for (let i = 0; i < length; i++) sum += at(i)
  return sum
}

const inner: PairStatistic = (xs, ys) => sumOver(xs.length, i => xs[i]! * ys[i]!)

const straight: PairStatistic = (xs, ys) => Math.sqrt(sumOver(xs.length, i => (xs[i]! - ys[i]!) ** 2))

// One less the share that both have in common of what either has.
const uncommon: PairStatistic = (xs, ys) => {
  const common = inner(xs, ys)
  return 1 - common / (inner(xs, xs) + inner(ys, ys) - common)
}

const pairs = (name: string, statistic: PairStatistic, doc: string, example: Example) =>
  declareAggregate(new PairAggregation(name, statistic), {
    signature: `${name}(X, Y)`,
    doc: `${doc} Rows with a null are left out.`,
    examples: [example],
  })

export const euclidean = pairs('euclidean', straight, 'The distance of two points in space.', [
  'euclidean(0 3, 4 0)',
  '5',
])
export const tanimoto = pairs(
  'tanimoto',
  uncommon,
  'The Tanimoto distance: 1 less the ratio of the inner product to the squares of both less it.',
  ['tanimoto(1 0 1, 1 1 1)', '0.333333'],
)
export const cosine = pairs(
  'cosine',
  (xs, ys) => inner(xs, ys) / Math.sqrt(inner(xs, xs) * inner(ys, ys)),
  'The cosine of the angle between two vectors.',
  ['cosine(1 2 3, 4 5 6)', '0.974632'],
)

export const rms = declareAggregate(
  new SampleAggregation('rms', values => Math.sqrt(inner(values, values) / values.length)),
  {
    signature: 'rms(X)',
    doc: 'The square root of the mean of squares.',
    examples: [['rms(1 2 3 4 5)', '3.316625']],
  },
)

const starts = ({ offsets }: Rows) => offsets.subarray(0, offsets.length - 1)
const ends = ({ offsets }: Rows) => offsets.subarray(1)

function rowPairs(name: string, statistic: PairStatistic, doc: string, example: Example) {
  const aggregation = new PairAggregation(name, statistic)
  return define({
    name,
    signature: `${name}(X, Y)`,
    kind: 'elementwise',
    doc: `${doc} of each row of X from that of Y, or from the vector Y; rows of indexed matrices meet at their labels.`,
    examples: [example],
    run: (_, x, y) => {
      const [a, b] = alignedIfIndexed(x!, y!)
      const [left, right] = rowsOfTwo(name, a, b)
      return aggregation.ranges(taken(aggregation, [left.flat, right.flat]), starts(left), ends(left))
    },
  })
}

export const rowEuclidean = rowPairs('rowEuclidean', straight, 'The Euclidean distance', [
  'rowEuclidean(matrix(0 1, 3 1), matrix(4 1, 0 2))',
  '[5,1]',
])
export const rowTanimoto = rowPairs('rowTanimoto', uncommon, 'The Tanimoto distance', [
  'rowTanimoto(1 2, 1 1)',
  '[0,0.333333]',
])

function numbers(value: Value | undefined, name: string, parameter: string, length?: number): Float64Array {
  const data = castFlat(vector(value, name, parameter), DOUBLE).data as Float64Array
  if (length !== undefined && data.length !== length) throw sizesDiffer(name, length, data.length)
  return data
}

export const minkowski = define({
  name: 'minkowski',
  signature: 'minkowski(X, Y, p, [weights])',
  kind: 'aggregate',
  doc: 'The Minkowski distance of order p: the p-th root of the (weighted) sum of p-th powers of differences; the largest difference if p is null.',
  examples: [
    ['minkowski([1, 2], [4, 6], 1)', '7'],
    ['minkowski([1, 2], [4, 6], 2)', '5'],
  ],
  run: (_, x, y, p, weights) => {
    const xs = numbers(x, 'minkowski', 'X')
    const ys = numbers(y, 'minkowski', 'Y', xs.length)
    const ws = weights === undefined ? undefined : numbers(weights, 'minkowski', 'weights', xs.length)
    const differences = xs.map((value, i) => Math.abs(value - ys[i]!))
    if (p instanceof Scalar && p.isNull)
      return double(differences.reduce((most, each, i) => Math.max(most, ws?.[i] === 0 ? 0 : each), 0))
    const order = number(p, 'minkowski', 'p')
    if (order <= 0) throw wrongArgument('minkowski(X, Y, p)', 'p', 'a positive number', p)
    return double(sumOver(xs.length, i => (ws?.[i] ?? 1) * differences[i]! ** order) ** (1 / order))
  },
})

export const seuclidean = define({
  name: 'seuclidean',
  signature: 'seuclidean(X, Y, Z)',
  kind: 'aggregate',
  doc: 'The Euclidean distance of X from Y with each difference divided by its standard deviation, the root of the variance Z.',
  examples: [['seuclidean([2, 5], [3, 7], [1, 2])', '1.732051']],
  run: (_, x, y, variances) => {
    const xs = numbers(x, 'seuclidean', 'X')
    const ys = numbers(y, 'seuclidean', 'Y', xs.length)
    const zs = numbers(variances, 'seuclidean', 'Z', xs.length)
    return double(Math.sqrt(sumOver(xs.length, i => (xs[i]! - ys[i]!) ** 2 / zs[i]!)))
  },
})

export const mahalanobis = define({
  name: 'mahalanobis',
  signature: 'mahalanobis(X, Y, Z)',
  kind: 'aggregate',
  doc: 'The Mahalanobis distance of X from Y, Z being the inverse of the covariance matrix.',
  examples: [['mahalanobis([2, 5], [3, 7], matrix(1 0, 0 1))', '2.236068']],
  run: (_, x, y, inverse) => {
    const xs = numbers(x, 'mahalanobis', 'X')
    const ys = numbers(y, 'mahalanobis', 'Y', xs.length)
    if (!(inverse instanceof Matrix) || inverse.rows !== xs.length || inverse.columns !== xs.length)
      throw wrongArgument('mahalanobis(X, Y, Z)', 'Z', `a matrix of ${xs.length} rows and columns`, inverse)
    const z = numbers(inverse.data, 'mahalanobis', 'Z')
    const d = xs.map((value, i) => value - ys[i]!)
    const n = xs.length
    return double(Math.sqrt(sumOver(n, i => d[i]! * sumOver(n, k => d[k]! * z[k * n + i]!))))
  },
})
