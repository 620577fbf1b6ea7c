import type { AggregateName } from '../../kernels/aggregates/aggregate.ts'
import { wholeSegment } from '../../kernels/windows/windows.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { KernelAggregation } from '../aggregate/kernel-aggregation.ts'
import { vector } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { medianAggregation, quantileAggregation } from '../statistics/aggregate-order.ts'
import { declareTimeMoving, timeMovingOver } from '../window/declare.ts'
import { windowsOfTime } from '../window/windows-of.ts'

// Aggregates of a window of time.

type Example = readonly [string, string]

const moving = (name: string, kernel: AggregateName, doc: string, example: Example): Builtin =>
  declareTimeMoving(name, new KernelAggregation(name, kernel), doc, [example])

export const tmsum = moving('tmsum', 'sum', 'The sum of each window.', [
  'tmsum(1 1 3 5 8 15 15 20, 5 2 4 1 2 8 9 10, 3)',
  '[5,7,11,5,2,8,17,10]',
])
export const tmsum2 = moving('tmsum2', 'sum2', 'The sum of squares of each window.', [
  'tmsum2(1 2 4, 1 2 3, 2)',
  '[1,5,9]',
])
export const tmprod = moving('tmprod', 'prod', 'The product of each window.', [
  'tmprod(1 2 4, 1 2 3, 2)',
  '[1,2,3]',
])
export const tmcount = moving('tmcount', 'count', 'How many values of each window are not null.', [
  'tmcount(1 1 1 2 5 6, 1 4 NULL -1 NULL 4, 3)',
  '[1,2,2,3,0,1]',
])
export const tmavg = moving('tmavg', 'avg', 'The mean of each window.', [
  'tmavg(1 2 4, 1 2 3, 2)',
  '[1,1.5,3]',
])
export const tmmin = moving('tmmin', 'min', 'The smallest value of each window.', [
  'tmmin(1 2 4, 1 2 3, 2)',
  '[1,1,3]',
])
export const tmmax = moving('tmmax', 'max', 'The largest value of each window.', [
  'tmmax(1 2 4, 3 2 1, 2)',
  '[3,3,1]',
])
export const tmvar = moving('tmvar', 'var', 'The sample variance of each window.', [
  'tmvar(1 2 4, 1 3 3, 2)',
  '[,2,]',
])
export const tmvarp = moving('tmvarp', 'varp', 'The population variance of each window.', [
  'tmvarp(1 2 4, 1 3 3, 2)',
  '[0,1,0]',
])
export const tmstd = moving('tmstd', 'std', 'The sample standard deviation of each window.', [
  'tmstd(1 2 4, 3 3 3, 2)',
  '[,0,]',
])
export const tmstdp = moving('tmstdp', 'stdp', 'The population standard deviation of each window.', [
  'tmstdp(1 2 4, 1 3 3, 2)',
  '[0,1,0]',
])
export const tmskew = moving('tmskew', 'skew', 'The skewness of each window.', [
  'tmskew(1 2 3, 1 2 3, 3)',
  '[,0,0]',
])
export const tmkurtosis = moving('tmkurtosis', 'kurtosis', 'The kurtosis of each window.', [
  'tmkurtosis(1 2 3, 1 2 3, 3)',
  '[,,1.5]',
])
export const tmfirst = moving('tmfirst', 'first', 'The first element of each window.', [
  'tmfirst(1 2 4, 1 2 3, 2)',
  '[1,1,3]',
])
export const tmlast = moving('tmlast', 'last', 'The last element of each window.', [
  'tmlast(1 2 4, 1 2 3, 2)',
  '[1,2,3]',
])
export const tmwsum = moving('tmwsum', 'wsum', 'The sum of products of each window.', [
  'tmwsum(1 2 4, 1 2 3, 1 1 2, 2)',
  '[1,3,6]',
])
export const tmwavg = moving('tmwavg', 'wavg', 'The mean of X weighted by Y in each window.', [
  'tmwavg(1 2 4, 1 2 3, 1 1 2, 2)',
  '[1,1.5,3]',
])
export const tmcorr = moving('tmcorr', 'corr', 'The correlation of each window.', [
  'tmcorr(1 2 3, 1 2 3, 2 4 6, 3)',
  '[,1,1]',
])
export const tmcovar = moving('tmcovar', 'covar', 'The sample covariance of each window.', [
  'tmcovar(1 2 3, 1 2 3, 2 4 6, 3)',
  '[,1,2]',
])
export const tmcovarp = moving('tmcovarp', 'covarp', 'The population covariance of each window.', [
  'tmcovarp(1 2, 1 3, 2 6, 2)',
  '[0,2]',
])
export const tmbeta = moving('tmbeta', 'beta', 'The slope of X on Y in each window.', [
  'tmbeta(1 2 3, 2 4 6, 1 2 3, 3)',
  '[,2,2]',
])
export const tmmed = declareTimeMoving('tmmed', medianAggregation, 'The median of each window.', [
  ['tmmed(1 2 4, 1 2 3, 2)', '[1,1.5,3]'],
])

export const tmpercentile = define({
  name: 'tmpercentile',
  signature: "tmpercentile(T, X, percent, window, [interpolation='linear'])",
  kind: 'series',
  doc: 'The value below which the given share (0 to 100) of the values of each window of time lies.',
  examples: [['tmpercentile(1 1 1 2 5 6, 1 4 NULL -1 NULL 4, 50, 3)', '[1,2.5,2.5,1,,4]']],
  run: (_, times, x, percent, window, interpolation) => {
    const aggregation = quantileAggregation('tmpercentile', 'percent', 100, percent, interpolation)
    return timeMovingOver('tmpercentile', aggregation, times, [x], window)
  },
})

export const tmove = define({
  name: 'tmove',
  signature: 'tmove(T, X, window)',
  kind: 'series',
  doc: 'For each row the element of X at the time that lies the window before it, or at the last time before that. T ascends.',
  examples: [['tmove(1 1 2 5 6, 1 4 -1 2 4, 3)', '[,,,-1,-1]']],
  run: (_, times, x, window) => moveBack(times, vector(x, 'tmove', 'X'), window),
  segmented: ([times, x, window], offsets) =>
    times instanceof Vector && x instanceof Vector ? moveBack(times, x, window, offsets) : undefined,
})

function moveBack(
  times: Value | undefined,
  x: Vector,
  window: Value | undefined,
  offsets?: Int32Array,
): Vector {
  const labels = vector(times, 'tmove', 'T')
  if (labels.length !== x.length) throw new ScriptError('tmove: T and X must have the same length.')
  const segments = offsets ?? wholeSegment(x.length)
  const { first } = windowsOfTime(labels, window, 'tmove', { offsets: segments })
  const rows = Int32Array.from(first, start => start - 1)
  for (let s = 0; s + 1 < segments.length; s++) {
    for (let row = segments[s]!; row < segments[s + 1]!; row++) if (rows[row]! < segments[s]!) rows[row] = -1
  }
  return x.gather(rows)
}
