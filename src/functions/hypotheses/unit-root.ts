import { type Trend, unitRootCriticalValues, unitRootTail } from '../../kernels/distributions/mackinnon.ts'
import {
  dickeyFuller,
  type LagChoice,
  mostLags,
  trendColumns,
  type UnitRoot,
} from '../../kernels/regression/dickey-fuller.ts'
import { fitBySingularValues } from '../../kernels/regression/least-squares.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { double, int } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { given, integer, text } from '../argument.ts'
import { define } from '../define.ts'
import { wholeNumbers } from '../interpolation/points.ts'
import { resultOf } from '../model.ts'
import { sideBySide } from '../regression/factors.ts'

// Whether series wander, each by itself or from each other.

function oneOf<Word extends string>(
  value: Value | undefined,
  usage: string,
  parameter: string,
  words: readonly Word[],
): Word {
  const word = text(given(value), usage, parameter, words[0]!).toLowerCase() as Word
  if (words.includes(word)) return word
  throw new ScriptError(`Usage: ${usage}. ${parameter} should be one of ${words.join(', ')}, not ${word}.`)
}

const trends: readonly Trend[] = ['c', 'ct', 'ctt', 'n']
const choices: readonly LagChoice[] = ['aic', 'bic', 'tstat', 'max']

const known = (values: readonly number[]) =>
  values.map(value => (Number.isNaN(value) ? (nullOf(DOUBLE) as number) : value))
const knownDouble = (value: number) => double(known([value])[0]!)

/** @throws ScriptError where the series is too short for so many lags, or for any. */
function tested(
  x: Float64Array,
  trend: Trend,
  maxLag: Value | undefined,
  choice: LagChoice,
  usage: string,
): UnitRoot {
  const most = mostLags(x.length, trend)
  const usual = Math.min(most, Math.ceil(12 * (x.length / 100) ** 0.25))
  const lag = integer(given(maxLag), usage, 'maxLag', usual)
  if (most < 0)
    throw new ScriptError(`Usage: ${usage}. The series is too short: it has ${x.length} elements.`)
  if (lag < 0 || lag > most)
    throw new ScriptError(
      `Usage: ${usage}. maxLag should be between 0 and ${most} for so many elements, not ${lag}.`,
    )
  const result = dickeyFuller(x, trend, lag, choice)
  if (!result) throw new ScriptError(`Usage: ${usage}. There are values that are no numbers.`)
  return result
}

export const adfuller = define({
  name: 'adfuller',
  signature: "adfuller(X, [maxLag], [regression='c'], [autoLag='aic'], [store=false], [regResults=false])",
  kind: 'system',
  doc: "Whether a series has a unit root, that is wanders off, by the augmented test of Dickey and Fuller: a dictionary with adfStat, pValue (MacKinnon's), the criticalValues at 1, 5 and 10 %, usedLag, nobs and icBest. `regression` is what X may be about: c, ct, ctt or n; autoLag how the lag up to maxLag is chosen: aic, bic, tstat or max.",
  examples: [
    ['adfuller(5 3 4 6 2 5 4 3 6 4 5 2 4, 0)["adfStat"]', '-5.853232'],
    ['adfuller(5 3 4 6 2 5 4 3 6 4 5 2 4, 0)["criticalValues"]', '[-4.137829,-3.154972,-2.714477]'],
  ],
  run: (_, x, maxLag, regression, autoLag) => {
    const usage = "adfuller(X, [maxLag], [regression='c'], [autoLag='aic'])"
    const series = wholeNumbers(x, usage, 'X')
    if (series.every(each => each === series[0]))
      throw new ScriptError(`Usage: ${usage}. The elements of X must not be all the same.`)
    const trend = oneOf(regression, usage, 'regression', trends)
    const choice = oneOf(autoLag, usage, 'autoLag', choices)
    const { statistic, lag, observations, criterion } = tested(series, trend, maxLag, choice, usage)
    return resultOf({
      adfStat: knownDouble(statistic),
      pValue: knownDouble(unitRootTail(statistic, trend)),
      criticalValues: doubles(known(unitRootCriticalValues(trend, observations))),
      usedLag: int(lag),
      nobs: int(observations),
      ...(choice === 'max' ? {} : { icBest: knownDouble(criterion) }),
    })
  },
})

/** What a regression of y on others and a trend leaves; null where it leaves nothing but rounding. */
function leftOf(
  y: Float64Array,
  others: readonly Float64Array[],
  trend: Trend,
  usage: string,
): Float64Array | null {
  const columns = [...others, ...trendColumns(trend, y.length)]
  const fit = fitBySingularValues(sideBySide(columns, y.length), y, y.length, columns.length)
  if (!fit) throw new ScriptError(`Usage: ${usage}. There are values that are no numbers.`)
  const left = y.map((value, i) =>
    columns.reduce((rest, column, j) => rest - column[i]! * fit.coefficients[j]!, value),
  )
  const mean = trend === 'n' ? 0 : y.reduce((sum, value) => sum + value, 0) / y.length
  const squares = (values: Float64Array, from: number) =>
    values.reduce((sum, value) => sum + (value - from) ** 2, 0)
  return squares(left, 0) > 100 * Math.sqrt(Number.EPSILON) * squares(y, mean) ? left : null
}

function seriesOf(y: Value | undefined, usage: string): Float64Array[] {
  if (!(y instanceof Matrix)) return [wholeNumbers(y, usage, 'Y1')]
  return Array.from({ length: y.columns }, (_, i) => wholeNumbers(y.column(i), usage, 'Y1'))
}

export const coint = define({
  name: 'coint',
  signature: "coint(Y0, Y1, [trend='c'], [method='aeg'], [maxLag], [autoLag='aic'])",
  kind: 'system',
  doc: "Whether Y0 and Y1 (a vector, or a matrix of several) wander off from each other, by the test of Engle and Granger: a dictionary with tValue, pValue (MacKinnon's) and the criticalValues at 1, 5 and 10 %. `trend` is what they may differ by: c, ct, ctt or n; maxLag and autoLag are as in adfuller.",
  examples: [
    [
      'coint(234 267 289 301 312 323 334 345 356, 267 289 301 312 323 334 345 356 367)["tValue"]',
      '-1.498237',
    ],
  ],
  run: (_, y0, y1, trend, method, maxLag, autoLag) => {
    const usage = "coint(Y0, Y1, [trend='c'], [method='aeg'], [maxLag], [autoLag='aic'])"
    const [y, others] = [wholeNumbers(y0, usage, 'Y0'), seriesOf(y1, usage)]
    const other = others.find(({ length }) => length !== y.length)
    if (other)
      throw new ScriptError(`Usage: ${usage}. Y0 has ${y.length} elements, but Y1 has ${other.length}.`)
    const about = oneOf(trend, usage, 'trend', trends)
    const choice = oneOf(autoLag, usage, 'autoLag', choices)
    oneOf(method, usage, 'method', ['aeg'])
    const left = leftOf(y, others, about, usage)
    const statistic = left ? tested(left, 'n', maxLag, choice, usage).statistic : Number.NEGATIVE_INFINITY
    const count = others.length + 1
    return resultOf({
      tValue: knownDouble(statistic),
      pValue: knownDouble(unitRootTail(statistic, about, count)),
      criticalValues: doubles(known(unitRootCriticalValues(about, y.length - 1, count))),
    })
  },
})
