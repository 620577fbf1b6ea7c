import { fitByNormalEquations } from '../../kernels/regression/least-squares.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { given, text, truth, vector } from '../argument.ts'
import { define } from '../define.ts'
import { doublesOf } from '../doubles-of.ts'
import { holdsNull } from '../nulls/nulls.ts'
import { columnNamed } from '../source-table.ts'
import { type Factors, factorsOf, sideBySide } from './factors.ts'
import { applied, byName, type LinearModelKind, linearModelKinds, nameOf, optional } from './linear-models.ts'
import { fitPenalized, type Observations, type PenalizedFit, penaltyOf } from './penalized.ts'
import { modeOf, type Regression, reportOf } from './report.ts'
import { checkWeights } from './training.ts'

// Ridge regression, lasso and elastic net on vectors, with the report that ols gives.

/** The report's numbers of a fit; the errors of coefficients are those of least squares. */
function regressionOf(
  { y, columns }: Observations,
  names: readonly string[],
  fit: PenalizedFit,
  hasIntercept: boolean,
) {
  const rows = y.length
  const predicted = applied(columns, fit.coefficients, fit.intercept, rows)
  const residuals = y.map((value, i) => value - predicted[i]!)
  const ones = hasIntercept ? [(allocate('f64', rows) as Float64Array).fill(1)] : []
  const design = sideBySide([...ones, ...columns], rows)
  const plain = fitByNormalEquations(design, y, rows, columns.length + ones.length)
  if (!plain) throw new ScriptError('There are values that are no numbers.')
  const mean = hasIntercept ? y.reduce((sum, value) => sum + value, 0) / rows : 0
  const squares = (values: Iterable<number>, from: number) =>
    Array.from(values).reduce((sum, value) => sum + (value - from) ** 2, 0)
  const lead = hasIntercept ? [fit.intercept] : []
  return {
    names: hasIntercept ? ['intercept', ...names] : names,
    coefficients: Float64Array.from([...lead, ...fit.coefficients]),
    inverse: plain.inverse,
    rows,
    hasIntercept,
    residuals,
    squaresExplained: squares(predicted, mean),
    squaresOfResiduals: squares(residuals, 0),
    squaresInAll: squares(y, mean),
  } satisfies Regression
}

/** The factors of a table are its columns but that of weights. */
function withoutColumn(x: Value | undefined, name: string, usage: string): Value | undefined {
  if (name === '') return x
  if (!(x instanceof Table)) throw new ScriptError(`Usage: ${usage}. swColName is for a table X.`)
  const weights = columnNamed(x, name, usage)
  const places = x.columns.flatMap((column, i) => (column === weights ? [] : [i]))
  return new Table(
    places.map(i => x.names[i]!),
    places.map(i => x.columns[i]!),
  )
}

function reportFunction({ name: plain, kind, ratio, parameters, minimizes }: LinearModelKind) {
  const name = `${plain}Basic`
  const own = ['mode=0', ...parameters]
  const usage = `${name}(Y, X, ${optional(own)})`
  const names = ['Y', 'X', ...own.map(nameOf)]
  return define({
    name,
    signature: usage,
    kind: 'system',
    doc: `The regression of Y on the factors X (a vector, tuple, matrix or table) with the least sum of ${minimizes}: the coefficients, the intercept first; with mode 1 a table with their errors, with mode 2 a dictionary with the analysis of variance as well, as ols gives them. With a table swColName names weights of rows.`,
    examples: [[`round(${name}(3 5 7 9, 1 2 3 4, alpha=0.0), 4)`, '[1,2]']],
    run: (context, ...args) => {
      const of = byName(names, args)
      const mode = modeOf(given(of.mode), name)
      const penalty = penaltyOf(kind, ratio, of, usage)
      const isChecked = truth(given(of.checkInput), usage, 'checkInput', true)
      const observed = vector(of.Y, usage, 'Y')
      if (isChecked && [observed, of.X!].some(holdsNull))
        throw new ScriptError(`Usage: ${usage}. Y and X must not hold nulls.`)
      if (observed.length === 0) throw new ScriptError(`Usage: ${usage}. There are no rows to fit to.`)
      const weightName = text(given(of.swColName), usage, 'swColName', '')
      const factors: Factors = factorsOf(withoutColumn(of.X, weightName, usage), observed.length, name)
      const weights =
        weightName === '' ? undefined : doublesOf(columnNamed(of.X as Table, weightName, usage), name)
      checkWeights(weights, usage)
      const observations = { y: doublesOf(observed, name), columns: factors.columns, weights }
      const fit = fitPenalized(context, observations, penalty, name)
      return reportOf(regressionOf(observations, factors.names, fit, penalty.hasIntercept), mode)
    },
  })
}

export const penalizedReports = linearModelKinds.map(reportFunction)
