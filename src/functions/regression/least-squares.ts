import {
  type Fit,
  fitByNormalEquations,
  fitBySingularValues,
} from '../../kernels/regression/least-squares.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { allocate } from '../../values/memory.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { text, texts, truth, vector } from '../argument.ts'
import { define } from '../define.ts'
import { doublesOf } from '../doubles-of.ts'
import { columnNamed, sourceTable } from '../source-table.ts'
import { type Factors, factorsOf, sideBySide } from './factors.ts'
import { modeOf, type Regression, reportOf } from './report.ts'

const ones = (rows: number) => (allocate('f64', rows) as Float64Array).fill(1)

interface Way {
  readonly name: string
  readonly hasIntercept: boolean
  readonly bySingularValues?: boolean
  readonly weights?: Float64Array
}

/** The least squares of y, each square times its weight if there are weights. */
function regress(y: Float64Array, factors: Factors, way: Way): Regression {
  const { hasIntercept, weights } = way
  const rows = y.length
  const names = hasIntercept ? ['intercept', ...factors.names] : [...factors.names]
  const columns = hasIntercept ? [ones(rows), ...factors.columns] : factors.columns
  const fit = fitOf(columns, y, way)
  const residuals = y.map((value, i) =>
    columns.reduce((left, column, c) => left - column[i]! * fit.coefficients[c]!, value),
  )
  const weightAt = (i: number) => weights?.[i] ?? 1
  const all = y.reduce((sum, _, i) => sum + weightAt(i), 0)
  const mean = hasIntercept ? y.reduce((sum, value, i) => sum + weightAt(i) * value, 0) / all : 0
  const squares = (values: Float64Array, from: number) =>
    values.reduce((sum, value, i) => sum + weightAt(i) * (value - from) ** 2, 0)
  const [squaresOfResiduals, squaresInAll] = [squares(residuals, 0), squares(y, mean)]
  return {
    names,
    ...fit,
    rows,
    hasIntercept,
    residuals,
    squaresExplained: squaresInAll - squaresOfResiduals,
    squaresOfResiduals,
    squaresInAll,
  }
}

function fitOf(columns: readonly Float64Array[], y: Float64Array, way: Way): Fit {
  const rows = y.length
  const roots = way.weights?.map(Math.sqrt)
  const weighed = (column: Float64Array) => (roots ? column.map((value, i) => value * roots[i]!) : column)
  const a = sideBySide(columns.map(weighed), rows)
  const fitBy = way.bySingularValues ? fitBySingularValues : fitByNormalEquations
  const fit = fitBy(a, weighed(y), rows, columns.length)
  if (!fit) throw new ScriptError(`${way.name}: there are values that are no numbers.`)
  return fit
}

export const ols = define({
  name: 'ols',
  signature: "ols(Y, X, [intercept=true], [mode=0], [method='default'], [usePinv=true])",
  kind: 'system',
  doc: "The regression of Y on the factors X (a vector, tuple, matrix or table) by least squares, nulls as 0: the coefficients, the intercept first; with mode 1 a table with their errors, with mode 2 a dictionary with the analysis of variance as well. Method 'svd' keeps more digits where factors are nearly dependent.",
  examples: [
    ['round(ols(0.1 4.2 5.6 8.8 22.1 35.6 77.2, 1 3 5 7 11 16 23), 6)', '[-9.912821,3.378632]'],
    ['round(ols(2 4 7, (1 2 3, 1 4 9), intercept=false), 6)', '[1.605263,0.236842]'],
  ],
  run: (_, y, x, intercept, mode, method) => {
    const observed = doublesOf(vector(y, 'ols(Y, X)', 'Y'), 'ols')
    const way = text(method, 'ols', 'method', 'default')
    if (way !== 'default' && way !== 'svd')
      throw new ScriptError(`ols: method should be 'default' or 'svd', not '${way}'.`)
    const output = modeOf(mode, 'ols')
    const hasIntercept = truth(intercept, 'ols', 'intercept', true)
    const factors = factorsOf(x, observed.length, 'ols')
    const regression = regress(observed, factors, {
      name: 'ols',
      hasIntercept,
      bySingularValues: way === 'svd',
    })
    return reportOf(regression, output)
  },
})

export const wls = define({
  name: 'wls',
  signature: 'wls(Y, X, W, [intercept=true], [mode=0])',
  kind: 'system',
  doc: 'The regression of Y on the factors X by least squares, each square times its weight W: see ols.',
  examples: [
    ['round(wls(1 2 4, 1 2 3, 1 1 1), 6)', '[-0.666667,1.5]'],
    ['round(wls(1 2 4, 1 2 3, 1 1 0), 6)', '[0,1]'],
  ],
  run: (_, y, x, w, intercept, mode) => {
    const usage = 'wls(Y, X, W, [intercept=true], [mode=0])'
    const observed = doublesOf(vector(y, usage, 'Y'), 'wls')
    const weights = doublesOf(vector(w, usage, 'W'), 'wls')
    if (weights.length !== observed.length)
      throw new ScriptError(`wls: Y has ${observed.length} elements, but W has ${weights.length}.`)
    if (weights.some(weight => weight < 0)) throw new ScriptError('wls: W must not be negative.')
    const hasIntercept = truth(intercept, usage, 'intercept', true)
    const factors = factorsOf(x, observed.length, 'wls')
    return reportOf(regress(observed, factors, { name: 'wls', hasIntercept, weights }), modeOf(mode, 'wls'))
  },
})

export const olsEx = define({
  name: 'olsEx',
  signature: 'olsEx(ds, Y, X, [intercept=true], [mode=0])',
  kind: 'system',
  doc: 'The regression by least squares of the column Y on the columns X, both named, of a table or data sources, nulls as 0: see ols. Mode 2 has no residuals.',
  examples: [['round(olsEx(table(1 2 3 as x, 3 5 7 as y), "y", "x"), 6)', '[1,2]']],
  run: (context, ds, y, x, intercept, mode) => {
    const usage = 'olsEx(ds, Y, X, [intercept=true], [mode=0])'
    const table = sourceTable(context, ds, usage)
    const names = texts(x, usage, 'X')
    const columnOf = (name: string) => doublesOf(columnNamed(table, name, usage), 'olsEx')
    const observed = columnOf(text(y, usage, 'Y'))
    const hasIntercept = truth(intercept, usage, 'intercept', true)
    const factors = { names, columns: names.map(columnOf) }
    const report = reportOf(
      regress(observed, factors, { name: 'olsEx', hasIntercept }),
      modeOf(mode, 'olsEx'),
    )
    if (report instanceof Dictionary) report.delete('Residual')
    return report
  },
})

export const residual = define({
  name: 'residual',
  signature: 'residual(Y, X, params, [intercept=true])',
  kind: 'system',
  doc: 'What a regression of Y on the factors X with the coefficients params, the intercept first, leaves unexplained.',
  examples: [['residual(1 3 6, 1 2 3, 1 1)', '[-1,0,2]']],
  run: (_, y, x, params, intercept) => {
    const usage = 'residual(Y, X, params, [intercept=true])'
    const observed = doublesOf(vector(y, usage, 'Y'), 'residual')
    const { columns } = factorsOf(x, observed.length, 'residual')
    const hasIntercept = truth(intercept, usage, 'intercept', true)
    const all = hasIntercept ? [ones(observed.length), ...columns] : columns
    const given = doublesOf(vector(params, usage, 'params'), 'residual')
    if (given.length !== all.length) {
      throw new ScriptError(`Usage: ${usage}. There are ${given.length} params for ${all.length} factors.`)
    }
    return doubles(
      Array.from(observed, (value, i) =>
        all.reduce((left, column, c) => left - column[i]! * given[c]!, value),
      ),
    )
  },
})
