import { fitLogistic, type LogisticFit } from '../../kernels/learning/logistic.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { bool, double, int } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { doubles, ints } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { given, integer, number, texts, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { doublesOf } from '../doubles-of.ts'
import { wholeNumbers } from '../interpolation/points.ts'
import { matrixOf } from '../matrices/linear-algebra.ts'
import { modelOf, numbersOf, partOf } from '../model.ts'
import { sideBySide } from '../regression/factors.ts'
import { trainingOf } from '../regression/training.ts'
import { columnNamed } from '../source-table.ts'

const usage =
  'logisticRegression(ds, yColName, xColNames, [intercept=true], [initTheta], [tolerance=1e-3], [maxIter=500], [regularizationCoeff=1.0], [numClasses=2])'

const ones = (rows: number) => (allocate('f64', rows) as Float64Array).fill(1)

export const logisticRegressionPredict = define({
  name: 'logisticRegressionPredict',
  signature: 'logisticRegressionPredict(model, X)',
  kind: 'system',
  doc: 'The likeliest class of each row of a table, by a model of logisticRegression.',
  examples: [
    [
      'm = logisticRegression(table(0 0 1 1 as y, 1 2 8 9 as x), `y, `x); logisticRegressionPredict(m, table(0 10 as x))',
      '[0,1]',
    ],
  ],
  run: (_, model, x) => {
    const use = 'logisticRegressionPredict(model, X)'
    if (!(x instanceof Table)) throw wrongArgument(use, 'X', 'a table', x)
    const names = texts(partOf(model, 'xColNames', use), use, 'xColNames of the model')
    const hasIntercept = truth(partOf(model, 'intercept', use), use, 'intercept of the model')
    const columns = names.map(name => doublesOf(columnNamed(x, name, use), use))
    const all = hasIntercept ? [...columns, ones(x.rows)] : columns
    const coefficients = numbersOf(model, 'coefficients', use)
    const classes = coefficients.length / all.length
    if (!Number.isInteger(classes) || classes < 1)
      throw new ScriptError(`Usage: ${use}. The model should have a coefficient for each column.`)
    // Of class c, whose coefficients are a row of the matrix.
    const score = (row: number, c: number) =>
      all.reduce((sum, column, j) => sum + column[row]! * coefficients[j * classes + c]!, 0)
    const classOf = (row: number) => {
      if (classes === 1) return score(row, 0) > 0 ? 1 : 0
      const scores = Array.from({ length: classes }, (_c, c) => score(row, c))
      return scores.indexOf(Math.max(...scores))
    }
    return ints(Array.from({ length: x.rows }, (_row, row) => classOf(row)))
  },
})

function atLeast(value: Value | undefined, parameter: string, fallback: number, least: number): number {
  const n = number(given(value), usage, parameter, fallback)
  if (n >= least) return n
  throw new ScriptError(`Usage: ${usage}. ${parameter} should be at least ${least}, not ${n}.`)
}

/** One model of two classes as it is, several as rows of a matrix and elements of vectors. */
function partsOf(fits: readonly LogisticFit[], n: number) {
  if (fits.length === 1) {
    const { theta, iterations, loss } = fits[0]!
    return {
      coefficients: doubles(Array.from(theta)),
      iterations: int(iterations),
      logLikelihood: double(loss),
    }
  }
  const rows = allocate('f64', fits.length * n) as Float64Array
  fits.forEach(({ theta }, c) => {
    theta.forEach((value, j) => {
      rows[j * fits.length + c] = value
    })
  })
  return {
    coefficients: matrixOf(rows, fits.length, n),
    iterations: ints(fits.map(({ iterations }) => iterations)),
    logLikelihood: doubles(fits.map(({ loss }) => loss)),
  }
}

export const logisticRegression = define({
  name: 'logisticRegression',
  signature: usage,
  kind: 'system',
  doc: 'How likely a row of a table or data sources is of a class, 0 or 1 or up to numClasses − 1, by the columns xColNames: a model with coefficients (that of the intercept last; of more than two classes a row each, each against the others) and predict. It is fitted by Newton’s steps until the loss, minus the logarithm of the likelihood and half the squares of coefficients but the intercept times regularizationCoeff, falls by less than tolerance; logLikelihood is that loss.',
  examples: [
    [
      'round(logisticRegression(table(0 0 1 1 as y, -2 -1 1 2 as x), `y, `x)["coefficients"], 3)',
      '[1.007,0]',
    ],
  ],
  run: (
    context,
    ds,
    yColName,
    xColNames,
    intercept,
    initTheta,
    tolerance,
    maxIter,
    coefficient,
    numClasses,
  ) => {
    const training = trainingOf(context, { ds, yColName, xColNames }, usage)
    const hasIntercept = truth(given(intercept), usage, 'intercept', true)
    const columns = hasIntercept ? [...training.columns, ones(training.y.length)] : training.columns
    const n = columns.length
    const classes = integer(given(numClasses), usage, 'numClasses', 2)
    const isClass = (label: number) => Number.isInteger(label) && label >= 0 && label < classes
    if (classes < 2 || !training.y.every(isClass))
      throw new ScriptError(`Usage: ${usage}. The classes should be the integers from 0 to numClasses − 1.`)
    const start =
      given(initTheta) === undefined ? new Float64Array(n) : wholeNumbers(initTheta, usage, 'initTheta')
    if (start.length !== n)
      throw new ScriptError(`Usage: ${usage}. initTheta should have ${n} elements, not ${start.length}.`)
    const penalty = atLeast(coefficient, 'regularizationCoeff', 1, 0)
    const limits = {
      penalties: Float64Array.from(columns, (_, j) => (hasIntercept && j === n - 1 ? 0 : penalty)),
      tolerance: atLeast(tolerance, 'tolerance', 1e-3, 0),
      iterations: atLeast(maxIter, 'maxIter', 500, 1),
    }
    const a = sideBySide(columns, training.y.length)
    const fits = Array.from({ length: classes === 2 ? 1 : classes }, (_, c) => {
      const own = training.y.map(label => (label === (classes === 2 ? 1 : c) ? 1 : 0))
      const fit = fitLogistic(a, own, n, start, limits, () => context.checkCancelled())
      if (fit) return fit
      throw new ScriptError('logisticRegression: there are values that are no numbers.')
    })
    const { coefficients, iterations, logLikelihood } = partsOf(fits, n)
    const parts = {
      tolerance: double(limits.tolerance),
      xColNames: StringVector.of([...training.names]),
      intercept: bool(hasIntercept),
      numClasses: int(classes),
      coefficients,
      iterations,
      logLikelihood,
    }
    return modelOf('Logistic Regression', parts, logisticRegressionPredict)
  },
})
