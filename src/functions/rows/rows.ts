import type { AggregateName } from '../../kernels/aggregates/aggregate.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castFlat, castVector } from '../../values/cast/vector.ts'
import { BOOL, DOUBLE, INT, VOID } from '../../values/data-type.ts'
import { int } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Aggregation } from '../aggregate/aggregation.ts'
import { KernelAggregation } from '../aggregate/kernel-aggregation.ts'
import { integer } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { alignedIfIndexed } from '../lift/align.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { type Rows, rowsOf, rowsOfTwo, seriesInFormOf } from '../lift/rows.ts'
import { move } from '../vectors/positions.ts'

type Example = readonly [string, string]

const starts = ({ offsets }: Rows) => offsets.subarray(0, offsets.length - 1)
const ends = ({ offsets }: Rows) => offsets.subarray(1)

/** The columns, if the aggregation can be of them. @throws ScriptError */
export function taken(aggregation: Aggregation, columns: readonly Vector[]): readonly Vector[] {
  const typed = columns.map(column => (column.type === VOID ? castVector(column, DOUBLE) : column))
  const types = typed.map(column => column.type)
  if (aggregation.takes(types)) return typed
  throw new ScriptError(`The function [${aggregation.name}] can't aggregate ${types.join(' and ')}.`)
}

/** An aggregate of each row of its arguments side by side. */
function ofRows(name: string, aggregation: Aggregation, doc: string, example: Example): Builtin {
  return define({
    name,
    signature: `${name}(args, ...)`,
    kind: 'elementwise',
    doc: `${doc} Rows are those of a matrix or array vector, or what vectors, tuples of vectors and tables make side by side.`,
    examples: [example],
    run: (_, ...args) => {
      const rows = rowsOf(name, args)
      return aggregation.ranges(taken(aggregation, [rows.flat]), starts(rows), ends(rows))
    },
  })
}

const kernelRows = (name: string, kernel: AggregateName, doc: string, example: Example) =>
  ofRows(name, new KernelAggregation(name, kernel), doc, example)

export const rowSum = kernelRows('rowSum', 'sum', 'The sum of each row.', [
  'rowSum(1 2 3, [3 4 5, 4 5 6])',
  '[8,11,14]',
])
export const rowSum2 = kernelRows('rowSum2', 'sum2', 'The sum of squares of each row.', [
  'rowSum2(1 2, 3 4)',
  '[10,20]',
])
export const rowProd = kernelRows('rowProd', 'prod', 'The product of each row.', [
  'rowProd(1 2, 3 4)',
  '[3,8]',
])
export const rowAvg = kernelRows('rowAvg', 'avg', 'The mean of each row.', ['rowAvg(1 2, 3 5)', '[2,3.5]'])
export const rowCount = kernelRows('rowCount', 'count', 'How many elements of each row are not null.', [
  'rowCount(1 NULL, 3 4)',
  '[2,1]',
])
export const rowMin = kernelRows('rowMin', 'min', 'The smallest value of each row.', [
  'rowMin(1 5, 3 4)',
  '[1,4]',
])
export const rowMax = kernelRows('rowMax', 'max', 'The largest value of each row.', [
  'rowMax(1 5, 3 4)',
  '[3,5]',
])
export const rowStd = kernelRows('rowStd', 'std', 'The sample standard deviation of each row.', [
  'rowStd(1 5, 1 5)',
  '[0,0]',
])
export const rowStdp = kernelRows('rowStdp', 'stdp', 'The population standard deviation of each row.', [
  'rowStdp(1 5, 3 5)',
  '[1,0]',
])
export const rowVar = kernelRows('rowVar', 'var', 'The sample variance of each row.', [
  'rowVar(1 5, 3 5)',
  '[2,0]',
])
export const rowVarp = kernelRows('rowVarp', 'varp', 'The population variance of each row.', [
  'rowVarp(1 5, 3 5)',
  '[1,0]',
])
export const rowSkew = kernelRows('rowSkew', 'skew', 'The skewness of each row.', [
  'rowSkew(1 5, 2 6, 3 7)',
  '[0,0]',
])
export const rowKurtosis = kernelRows('rowKurtosis', 'kurtosis', 'The kurtosis of each row.', [
  'rowKurtosis(1 5, 2 6, 3 7)',
  '[1.5,1.5]',
])

const placeRows = (name: string, kernel: AggregateName, doc: string, example: Example) => {
  const aggregation = new KernelAggregation(name, kernel)
  return define({
    name,
    signature: `${name}(args, ...)`,
    kind: 'elementwise',
    doc,
    examples: [example],
    run: (_, ...args) => {
      const rows = rowsOf(name, args)
      const places = aggregation.ranges([rows.flat], starts(rows), ends(rows)) as FixedVector
      // Kernels count from the beginning of the column; a row begins at its offset.
      if (aggregation.countsFromStart(rows.flat)) {
        const { data } = places
        for (let r = 0; r < places.length; r++)
          if ((data[r] as number) >= 0) data[r] = (data[r] as number) - rows.offsets[r]!
      }
      return places
    },
  })
}

export const rowImin = placeRows(
  'rowImin',
  'imin',
  'Where the smallest value of each row is, the first of equals.',
  ['rowImin(3 5, 1 5)', '[1,0]'],
)
export const rowImax = placeRows(
  'rowImax',
  'imax',
  'Where the largest value of each row is, the first of equals.',
  ['rowImax(3 5, 1 5)', '[0,0]'],
)
export const rowIminLast = placeRows(
  'rowIminLast',
  'iminLast',
  'Where the smallest value of each row is, the last of equals.',
  ['rowIminLast(3 5, 1 5)', '[1,1]'],
)
export const rowImaxLast = placeRows(
  'rowImaxLast',
  'imaxLast',
  'Where the largest value of each row is, the last of equals.',
  ['rowImaxLast(3 5, 1 5)', '[0,1]'],
)

export const rowSize = define({
  name: 'rowSize',
  signature: 'rowSize(args, ...)',
  kind: 'elementwise',
  doc: 'How many elements each row has, nulls included.',
  examples: [['rowSize(1 NULL, 3 4)', '[2,2]']],
  run: (_, ...args) => {
    const rows = rowsOf('rowSize', args)
    const out = allocateResult(INT, rows.offsets.length - 1)
    for (let r = 0; r < out.length; r++) out.data[r] = rows.offsets[r + 1]! - rows.offsets[r]!
    return out
  },
})

/** An aggregate of each pair of rows. */
const pairRows = (name: string, kernel: AggregateName, doc: string, example: Example) => {
  const aggregation = new KernelAggregation(name, kernel)
  return define({
    name,
    signature: `${name}(X, Y)`,
    kind: 'elementwise',
    doc: `${doc} A vector beside a matrix or array vector goes with each of its rows; rows of indexed matrices meet at their labels.`,
    examples: [example],
    run: (_, x, y) => {
      const [left, right] = rowsOfTwo(name, ...alignedIfIndexed(x!, y!))
      return aggregation.ranges(taken(aggregation, [left.flat, right.flat]), starts(left), ends(left))
    },
  })
}

export const rowWsum = pairRows('rowWsum', 'wsum', 'The sum of products of each row.', [
  'rowWsum(matrix(1 2, 3 4), matrix(1 1, 2 2))',
  '[7,10]',
])
export const rowWavg = pairRows('rowWavg', 'wavg', 'The weighted mean of each row.', [
  'rowWavg(matrix(1 2, 3 4), 1 1)',
  '[2,3]',
])
export const rowCorr = pairRows('rowCorr', 'corr', 'The correlation of each row.', [
  'rowCorr(matrix(1 2, 3 4), matrix(1 2, 3 1))',
  '[1,-1]',
])
export const rowCovar = pairRows('rowCovar', 'covar', 'The sample covariance of each row.', [
  'rowCovar(matrix(1 2, 3 4), matrix(1 2, 3 1))',
  '[2,-1]',
])
export const rowCovarp = pairRows('rowCovarp', 'covarp', 'The population covariance of each row.', [
  'rowCovarp(matrix(1 2, 3 4), matrix(1 2, 3 1))',
  '[1,-0.5]',
])
export const rowBeta = pairRows('rowBeta', 'beta', 'The slope of each row of X on that of Y.', [
  'rowBeta(matrix(1 2, 3 4), matrix(1 2, 3 1))',
  '[1,-2]',
])
export const rowDot = pairRows('rowDot', 'wsum', 'The inner product of each row.', [
  'rowDot(matrix(1 2, 3 4), matrix(1 1, 2 2))',
  '[7,10]',
])

/** Truths of each row combined: nulls count as false, but are left out of rowOr and rowXor. */
function logicRows(
  name: 'rowAnd' | 'rowOr' | 'rowXor',
  doc: string,
  start: number,
  combine: (a: number, b: number) => number,
  example: Example,
): Builtin {
  return define({
    name,
    signature: `${name}(args, ...)`,
    kind: 'elementwise',
    doc,
    examples: [example],
    run: (_, ...args) => {
      const { flat, offsets } = rowsOf(name, args)
      const truths = castFlat(flat, BOOL).data as Int8Array
      const out = allocateResult(BOOL, offsets.length - 1)
      for (let r = 0; r < out.length; r++) {
        let result = start
        for (let i = offsets[r]!; i < offsets[r + 1]!; i++) result = combine(result, truths[i] === 1 ? 1 : 0)
        out.data[r] = result
      }
      return out
    },
  })
}

export const rowAnd = logicRows('rowAnd', 'Whether all elements of each row are true.', 1, (a, b) => a & b, [
  'rowAnd(true false, true true)',
  '[true,false]',
])
export const rowOr = logicRows('rowOr', 'Whether any element of each row is true.', 0, (a, b) => a | b, [
  'rowOr(true false, true false)',
  '[true,false]',
])
export const rowXor = logicRows(
  'rowXor',
  'Whether an odd number of elements of each row is true.',
  0,
  (a, b) => a ^ b,
  ['rowXor(true false, true true)', '[false,true]'],
)

/** A series function within each row. */
export function seriesRows(
  name: string,
  doc: string,
  examples: readonly Example[],
  series: (rows: Rows, steps: Value | undefined) => Vector,
  parameters = 'X',
  aliases: readonly string[] = [],
): Builtin {
  return define({
    name,
    aliases,
    signature: `${name}(${parameters})`,
    kind: 'elementwise',
    doc,
    examples,
    run: (_, x, steps) => {
      const rows = rowsOf(name, [x!])
      return seriesInFormOf(x!, series(rows, steps), rows.offsets)
    },
  })
}

const shiftRows = (rows: Rows, steps: Value) => move.definition.segmented!([rows.flat, steps], rows.offsets)!

export const rowMove = seriesRows(
  'rowMove',
  'Each row moved to the right by `steps` places, to the left if negative.',
  [['rowMove(arrayVector(3 5, 1 2 3 4 5), 1)', '[[00i,1,2],[00i,4]]']],
  (rows, steps) => shiftRows(rows, int(integer(steps, 'rowMove', 'steps'))),
  'X, steps',
)
export const rowPrev = seriesRows(
  'rowPrev',
  'Each row moved to the right by one place.',
  [['rowPrev(arrayVector(3 5, 1 2 3 4 5))', '[[00i,1,2],[00i,4]]']],
  rows => shiftRows(rows, int(1)),
)
export const rowNext = seriesRows(
  'rowNext',
  'Each row moved to the left by one place.',
  [['rowNext(arrayVector(3 5, 1 2 3 4 5))', '[[2,3,00i],[5,00i]]']],
  rows => shiftRows(rows, int(-1)),
)
