import { ScriptError } from '../../runtime/script-error.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { double, int } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { integer, truth, vector } from '../argument.ts'
import { define } from '../define.ts'
import { sizesDiffer } from '../lift/binary-forms.ts'

// Statistics of columns beside each other, and of one beside itself.

const missing = nullOf(DOUBLE) as number

const numbers = (column: Vector) => castFlat(column, DOUBLE).data as Float64Array

/** Columns of one length as doubles, nulls as their sentinel. */
function together(usage: string, columns: Readonly<Record<string, Value | undefined>>): Float64Array[] {
  const vectors = Object.entries(columns).map(([name, value]) => vector(value, usage, name))
  const [first] = vectors
  for (const each of vectors) {
    if (each.length !== first!.length) throw sizesDiffer(usage, first!.length, each.length)
  }
  return vectors.map(numbers)
}

/** A line through weighted points, as `wslr` gives it. */
interface WeightedLine {
  readonly alpha: number
  readonly beta: number
  readonly mse: number
}

// Rows in which anything is missing are left out.
function weightedLine([y, x, w]: readonly Float64Array[]): WeightedLine {
  const rows = Array.from(y!.keys()).filter(i => [y!, x!, w!].every(each => each[i] !== missing))
  const sum = (of: (row: number) => number) => rows.reduce((total, row) => total + of(row), 0)
  const weight = sum(i => w![i]!)
  const [meanX, meanY] = [sum(i => w![i]! * x![i]!) / weight, sum(i => w![i]! * y![i]!) / weight]
  const spread = sum(i => w![i]! * (x![i]! - meanX) ** 2)
  const beta = sum(i => w![i]! * (x![i]! - meanX) * (y![i]! - meanY)) / spread
  const alpha = meanY - beta * meanX
  const mse = sum(i => w![i]! * (y![i]! - alpha - beta * x![i]!) ** 2) / (rows.length - 2)
  return { alpha, beta, mse }
}

const given = (value: number) => double(Number.isFinite(value) ? value : missing)

export const wslr = define({
  name: 'wslr',
  signature: 'wslr(Y, X, W, [mse=false])',
  kind: 'aggregate',
  doc: 'The straight line that weighted least squares put through points: where it meets the y axis, its slope, and with mse=true the weighted mean of the squared distances. W are weights, none of which is negative.',
  examples: [['wslr(1 3 5 9, 1 2 3 4, 1 1 1 0)', '(-1,2)']],
  run: (_, y, x, w, mse) => {
    const usage = 'wslr(Y, X, W, [mse=false])'
    const columns = together(usage, { Y: y, X: x, W: w })
    if (columns[2]!.some(weight => weight < 0 && weight !== missing)) {
      throw new ScriptError(`Usage: ${usage}. W should hold no negative numbers.`)
    }
    const line = weightedLine(columns)
    const parts = [given(line.alpha), given(line.beta)]
    return new Tuple(truth(mse, usage, 'mse', false) ? [...parts, given(line.mse)] : parts)
  },
})

export const crossStat = define({
  name: 'crossStat',
  signature: 'crossStat(X, Y)',
  kind: 'aggregate',
  doc: 'Of the rows where neither is null: how many there are, the sums of X and Y, of their squares, and of their products.',
  examples: [['crossStat(1 NULL 2 3, 4 3 NULL 2)', '(2,4,6,10,20,10)']],
  run: (_, x, y) => {
    const [xs, ys] = together('crossStat(X, Y)', { X: x, Y: y })
    const rows = Array.from(xs!.keys()).filter(i => xs![i] !== missing && ys![i] !== missing)
    const sum = (of: (row: number) => number) => double(rows.reduce((total, row) => total + of(row), 0))
    return new Tuple([
      int(rows.length),
      sum(i => xs![i]!),
      sum(i => ys![i]!),
      sum(i => xs![i]! ** 2),
      sum(i => ys![i]! ** 2),
      sum(i => xs![i]! * ys![i]!),
    ])
  },
})

/** The correlation of a series with itself so many rows later; pairs with a null count for nothing. */
function correlationWithin(series: Float64Array, lag: number): number {
  const known = series.filter(value => value !== missing)
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  const spread = known.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  let together = 0
  for (let i = lag; i < series.length; i++) {
    const [before, now] = [series[i - lag]!, series[i]!]
    if (before !== missing && now !== missing) together += (before - mean) * (now - mean)
  }
  return together / spread
}

function lagOf(value: Value | undefined, rows: number, usage: string, parameter: string): number {
  const lag = integer(value, usage, parameter)
  if (lag >= 1 && lag < rows) return lag
  throw new ScriptError(
    `Usage: ${usage}. ${parameter} should be at least 1 and less than the size of X, not ${lag}.`,
  )
}

export const autocorr = define({
  name: 'autocorr',
  signature: 'autocorr(X, lag)',
  kind: 'aggregate',
  doc: 'The correlation of X with itself `lag` rows later, both measured from the mean of all X.',
  examples: [['autocorr(1 2 3 4, 1)', '0.25']],
  run: (_, x, lag) => {
    const usage = 'autocorr(X, lag)'
    const series = numbers(vector(x, usage, 'X'))
    return given(correlationWithin(series, lagOf(lag, series.length, usage, 'lag')))
  },
})

export const acf = define({
  name: 'acf',
  signature: 'acf(X, maxLag)',
  kind: 'system',
  doc: 'The correlations of X with itself 1 to maxLag rows later: see autocorr. X holds no nulls.',
  examples: [['acf(1 2 3 4, 2)', '[0.25,-0.3]']],
  run: (context, x, maxLag) => {
    const usage = 'acf(X, maxLag)'
    const series = numbers(vector(x, usage, 'X'))
    if (series.includes(missing)) throw new ScriptError(`Usage: ${usage}. X should hold no nulls.`)
    const most = lagOf(maxLag, series.length, usage, 'maxLag')
    const found = Array.from({ length: most }, (_, i) => {
      context.checkCancelled()
      const value = correlationWithin(series, i + 1)
      return Number.isFinite(value) ? value : missing
    })
    return doubles(found)
  },
})
