import { fisherTail, studentTails } from '../../kernels/distributions/incomplete-beta.ts'
import { leastSquares } from '../../kernels/linear-algebra/qr.ts'
import {
  type Fit,
  fitByNormalEquations,
  fitBySingularValues,
} from '../../kernels/linear-algebra/regression.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { ANY, DOUBLE, INT, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { string } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { doubles, FixedVector } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, text, truth, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { doublesOf } from '../doubles-of.ts'
import { transposed } from '../matrices/transpose.ts'

const room = (n: number) => allocate('f64', n) as Float64Array
const missing = nullOf(DOUBLE) as number

/** The independent variables as columns, and what they are called. */
interface Factors {
  readonly names: readonly string[]
  readonly columns: readonly Float64Array[]
}

function factorsOf(x: Value | undefined, rows: number): Factors {
  if (x instanceof Matrix && x.rows !== rows && x.columns === rows) return factorsOf(transposed(x), rows)
  const vectors =
    x instanceof Table
      ? x.columns
      : x instanceof Matrix
        ? Array.from({ length: x.columns }, (_, i) => x.column(i))
        : x instanceof Tuple
          ? x.items.map(item => vector(item, 'ols(Y, X)', 'X'))
          : [vector(x, 'ols(Y, X)', 'X')]
  const other = vectors.find(column => column.length !== rows)
  if (other) throw new ScriptError(`ols: Y has ${rows} elements, but a factor has ${other.length}.`)
  return {
    names: x instanceof Table ? x.names : vectors.map((_, i) => `x${i + 1}`),
    columns: vectors.map(column => doublesOf(column, 'ols')),
  }
}

/** A fit with what tells how good it is. */
interface Regression {
  readonly names: readonly string[]
  readonly fit: Fit
  readonly rows: number
  readonly hasIntercept: boolean
  readonly residuals: Float64Array
  readonly squaresOfResiduals: number
  readonly squaresInAll: number
}

function regress(y: Float64Array, factors: Factors, hasIntercept: boolean, method: string): Regression {
  const rows = y.length
  const names = hasIntercept ? ['intercept', ...factors.names] : [...factors.names]
  const ones = hasIntercept ? [room(rows).fill(1)] : []
  const columns = [...ones, ...factors.columns]
  const a = room(rows * columns.length)
  columns.forEach((column, i) => {
    a.set(column, i * rows)
  })
  const fitBy = method === 'svd' ? fitBySingularValues : fitByNormalEquations
  const fit = fitBy(method === 'svd' ? a.slice() : a, y, rows, columns.length)
  if (!fit) throw new ScriptError('ols: there are values that are no numbers.')
  const residuals = y.map((value, i) =>
    columns.reduce((left, column, c) => left - column[i]! * fit.coefficients[c]!, value),
  )
  const mean = hasIntercept ? y.reduce((sum, value) => sum + value, 0) / rows : 0
  const squares = (values: Float64Array, from: number) =>
    values.reduce((sum, value) => sum + (value - from) ** 2, 0)
  return {
    names,
    fit,
    rows,
    hasIntercept,
    residuals,
    squaresOfResiduals: squares(residuals, 0),
    squaresInAll: squares(y, mean),
  }
}

function coefficientTable({ names, fit, rows, squaresOfResiduals }: Regression): Table {
  const n = names.length
  const degrees = rows - n
  const beta = Array.from(fit.coefficients)
  const errors = beta.map((_, i) => Math.sqrt((squaresOfResiduals / degrees) * fit.inverse[i * n + i]!))
  const ratios = beta.map((value, i) => value / errors[i]!)
  const known = (values: number[]) => doubles(values.map(value => (Number.isNaN(value) ? missing : value)))
  return new Table(
    ['factor', 'beta', 'stdError', 'tstat', 'pvalue'],
    [
      StringVector.of([...names]),
      doubles(beta),
      known(errors),
      known(ratios),
      known(ratios.map(t => (degrees > 0 ? studentTails(t, degrees) : Number.NaN))),
    ],
  )
}

function varianceTable(of: Regression): Table {
  const factors = of.names.length - (of.hasIntercept ? 1 : 0)
  const left = of.rows - of.names.length
  const explained = of.squaresInAll - of.squaresOfResiduals
  const [mean, meanLeft] = [explained / factors, of.squaresOfResiduals / left]
  const f = mean / meanLeft
  return new Table(
    ['Breakdown', 'DF', 'SS', 'MS', 'F', 'Significance'],
    [
      StringVector.of(['Regression', 'Residual', 'Total']),
      FixedVector.of(INT, [factors, left, factors + left]),
      doubles([explained, of.squaresOfResiduals, of.squaresInAll]),
      doubles([mean, meanLeft, missing]),
      doubles([f, missing, missing]),
      doubles([fisherTail(f, factors, left), missing, missing]),
    ],
  )
}

function statisticsTable(of: Regression): Table {
  const left = of.rows - of.names.length
  const share = 1 - of.squaresOfResiduals / of.squaresInAll
  const total = of.rows - (of.hasIntercept ? 1 : 0)
  return new Table(
    ['item', 'statistics'],
    [
      StringVector.of(['R2', 'AdjustedR2', 'StdError', 'Observations']),
      doubles([share, 1 - ((1 - share) * total) / left, Math.sqrt(of.squaresOfResiduals / left), of.rows]),
    ],
  )
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
    const output = integer(mode, 'ols', 'mode', 0)
    if (output < 0 || output > 2) throw new ScriptError(`ols: mode should be 0, 1 or 2, not ${output}.`)
    const made = regress(
      observed,
      factorsOf(x, observed.length),
      truth(intercept, 'ols', 'intercept', true),
      way,
    )
    if (output === 0) return doubles(Array.from(made.fit.coefficients))
    if (output === 1) return coefficientTable(made)
    const results = new Dictionary(STRING, ANY, true)
    results.set('ANOVA', varianceTable(made))
    results.set('RegressionStat', statisticsTable(made))
    results.set('Coefficient', coefficientTable(made))
    results.set('Residual', doubles(Array.from(made.residuals)))
    return results
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
    const { columns } = factorsOf(x, observed.length)
    const ones = truth(intercept, usage, 'intercept', true) ? [room(observed.length).fill(1)] : []
    const all = [...ones, ...columns]
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

/** The coefficients of the polynomial of degree n nearest to the points, in ascending powers. */
function polynomial(x: Float64Array, y: Float64Array, degree: number): Float64Array {
  const rows = x.length
  const powers = room(rows * (degree + 1))
  for (let i = 0; i < rows; i++)
    for (let k = 0, power = 1; k <= degree; k++, power *= x[i]!) powers[k * rows + i] = power
  if (rows <= degree || !leastSquares(powers, rows, degree + 1, y))
    throw new ScriptError('polyFit: there are too few different points for this degree.')
  return y.slice(0, degree + 1)
}

export const polyPredict = define({
  name: 'polyPredict',
  signature: 'polyPredict(model, X)',
  kind: 'system',
  doc: 'The values at X of a polynomial that polyFit made with mode=1.',
  examples: [['round(polyPredict(polyFit(0 1 2, 1 2 5, 2, 1), 3 4), 6)', '[10,17]']],
  run: (_, model, x) => {
    const coefficients = model instanceof Dictionary ? model.get('z') : undefined
    if (!(coefficients instanceof Vector))
      throw wrongArgument('polyPredict(model, X)', 'model', 'what polyFit gives with mode=1', model)
    const ascending = doublesOf(coefficients, 'polyPredict')
    const at = (value: number) => ascending.reduceRight((sum, factor) => sum * value + factor, 0)
    return doubles(Array.from(doublesOf(vector(x, 'polyPredict(model, X)', 'X'), 'polyPredict'), at))
  },
})

export const polyFit = define({
  name: 'polyFit',
  signature: 'polyFit(X, Y, n, [mode=0])',
  kind: 'system',
  doc: 'The coefficients, in ascending powers, of the polynomial of degree n that is nearest to the points by least squares. With mode=1 a model for polyPredict.',
  examples: [['round(polyFit(0 1 2, 1 2 5, 2), 6)', '[1,0,1]']],
  run: (_, x, y, n, mode) => {
    const usage = 'polyFit(X, Y, n)'
    const degree = integer(n, usage, 'n')
    if (degree < 0) throw new ScriptError(`polyFit: n must not be negative, but it is ${degree}.`)
    const [xs, ys] = [vector(x, usage, 'X'), vector(y, usage, 'Y')]
    if (xs.length !== ys.length)
      throw new ScriptError(`polyFit: X has ${xs.length} elements, but Y has ${ys.length}.`)
    const z = doubles(Array.from(polynomial(doublesOf(xs, 'polyFit'), doublesOf(ys, 'polyFit'), degree)))
    if (!truth(mode, usage, 'mode', false)) return z
    const model = new Dictionary(STRING, ANY, true)
    model.set('modelName', string('polyFit'))
    model.set('z', z)
    model.set('predict', polyPredict)
    return model
  },
})
