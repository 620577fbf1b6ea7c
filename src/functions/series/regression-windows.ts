import { castFlat } from '../../values/cast/vector.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { KernelAggregation } from '../aggregate/kernel-aggregation.ts'
import { integer, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { sizesDiffer } from '../lift/binary-forms.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { arithmeticOf } from '../operators/arithmetic.ts'
import { leastOf, rowsOfWindow, windowsOfRows } from '../window/windows-of.ts'

// Straight lines through the points of each window.

const slope = new KernelAggregation('beta', 'beta')
const mean = new KernelAggregation('avg', 'avg')
const variance = new KernelAggregation('varp', 'varp')
const covariance = new KernelAggregation('covarp', 'covarp')

const missing = nullOf(DOUBLE) as number

/** Both columns as DOUBLE, null where either is. */
function points(name: string, y: Value | undefined, x: Value | undefined): readonly [Vector, Vector] {
  const columns = [vector(y, name, 'Y'), vector(x, name, 'X')]
  if (columns[0]!.length !== columns[1]!.length)
    throw sizesDiffer(name, columns[0]!.length, columns[1]!.length)
  const copies = columns.map(column => {
    const copy = allocateResult(DOUBLE, column.length)
    const { data } = castFlat(column, DOUBLE)
    for (let i = 0; i < column.length; i++)
      copy.data[i] = columns.some(each => each.isNullAt(i)) ? missing : (data[i] as number)
    copy.mayHoldNulls = columns.some(each => each.mayHoldNulls)
    return copy
  })
  return [copies[0]!, copies[1]!]
}

const parameters = 'Y, X, window, [minPeriods]'
const windowing =
  'The window is so many rows up to each; the first window − 1 have no result, or with minPeriods those whose windows hold fewer points.'

function windowsFor(name: string, rows: number, window: Value | undefined, minPeriods: Value | undefined) {
  return windowsOfRows(rows, rowsOfWindow(window, name), leastOf(minPeriods, name))
}

export const mslr = define({
  name: 'mslr',
  signature: `mslr(${parameters})`,
  kind: 'series',
  doc: `The straight line through the points of each window that fits best: where it meets the y axis, and its slope. ${windowing}`,
  examples: [['mslr(1 3 5 7, 1 2 3 4, 3)', '([,,-1,-1],[,,2,2])']],
  run: (_, y, x, window, minPeriods) => {
    const [ys, xs] = points('mslr', y, x)
    const windows = windowsFor('mslr', ys.length, window, minPeriods)
    const slopes = slope.moving([ys, xs], windows)
    const means = arithmeticOf.mul(slopes, mean.moving([xs], windows))
    return new Tuple([arithmeticOf.sub(mean.moving([ys], windows), means), slopes])
  },
})

export const mmse = define({
  name: 'mmse',
  signature: `mmse(${parameters})`,
  kind: 'series',
  doc: `The slope of the straight line through the points of each window that fits best, and the mean square of the distances from it. ${windowing}`,
  examples: [['mmse(1 3 5 8, 1 2 3 4, 3)', '([,,2,2.5],[,,0,0.055556])']],
  run: (_, y, x, window, minPeriods) => {
    const [ys, xs] = points('mmse', y, x)
    const windows = windowsFor('mmse', ys.length, window, minPeriods)
    const slopes = slope.moving([ys, xs], windows)
    const explained = arithmeticOf.mul(slopes, covariance.moving([ys, xs], windows))
    return new Tuple([slopes, arithmeticOf.sub(variance.moving([ys], windows), explained)])
  },
})

/** Intercepts and slopes over places 0 … window − 1, from the first element that isn't null on; later nulls count as 0. */
function trend(source: Float64Array, window: number): readonly [Vector, Vector] {
  const [intercepts, slopes] = [allocateResult(DOUBLE, source.length), allocateResult(DOUBLE, source.length)]
  intercepts.data.fill(missing as never)
  slopes.data.fill(missing as never)
  const first = source.findIndex(value => value !== missing)
  const middle = (window - 1) / 2
  const spread = (window * (window * window - 1)) / 12
  for (let row = first + window - 1; first >= 0 && row < source.length; row++) {
    let [sum, moment] = [0, 0]
    for (let i = 0; i < window; i++) {
      const value = source[row - window + 1 + i]!
      if (value === missing) continue
      sum += value
      moment += (i - middle) * value
    }
    slopes.data[row] = moment / spread
    intercepts.data[row] = sum / window - (moment / spread) * middle
  }
  intercepts.mayHoldNulls = true
  slopes.mayHoldNulls = true
  return [intercepts, slopes]
}

export const linearTimeTrend = define({
  name: 'linearTimeTrend',
  signature: 'linearTimeTrend(X, window)',
  kind: 'series',
  doc: 'The straight line through the last `window` elements at the places 0, 1, …: its height at 0, and its slope. Nulls at the beginning stay; the window begins at the first value.',
  examples: [['linearTimeTrend(3 3 5 7 8, 3)', '([,,2.666667,3,5.166667],[,,1,2,1.5])']],
  run: (_, x, window) => {
    const length = integer(window, 'linearTimeTrend', 'window')
    if (length < 2) throw wrongArgument('linearTimeTrend(X, window)', 'window', 'larger than 1', window)
    if (!(x instanceof Vector)) throw wrongArgument('linearTimeTrend(X, window)', 'X', 'a vector', x)
    const source = castFlat(x, DOUBLE).data as Float64Array
    return new Tuple([...trend(source, length)])
  },
})
