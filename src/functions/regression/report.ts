import { fisherTail, studentTails } from '../../kernels/distributions/incomplete-beta.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { DOUBLE, INT } from '../../values/data-type.ts'
import { Table } from '../../values/forms/table.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { doubles, FixedVector } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { integer } from '../argument.ts'
import { resultOf } from '../model.ts'

const missing = nullOf(DOUBLE) as number

/** A fit with what tells how good it is. */
export interface Regression {
  /** Of the coefficients, the intercept first if there is one. */
  readonly names: readonly string[]
  readonly coefficients: Float64Array
  /** The inverse of AᵀA, whose diagonal the errors of the coefficients are made from. */
  readonly inverse: Float64Array
  readonly rows: number
  readonly hasIntercept: boolean
  readonly residuals: Float64Array
  readonly squaresExplained: number
  readonly squaresOfResiduals: number
  readonly squaresInAll: number
}

/** What to give of a regression: 0 the coefficients, 1 a table of them, 2 everything. @throws ScriptError */
export function modeOf(mode: Value | undefined, name: string): 0 | 1 | 2 {
  const output = integer(mode, name, 'mode', 0)
  if (output === 0 || output === 1 || output === 2) return output
  throw new ScriptError(`${name}: mode should be 0, 1 or 2, not ${output}.`)
}

export function reportOf(regression: Regression, mode: 0 | 1 | 2): Value {
  if (mode === 0) return doubles(Array.from(regression.coefficients))
  if (mode === 1) return coefficientTable(regression)
  return resultOf({
    ANOVA: varianceTable(regression),
    RegressionStat: statisticsTable(regression),
    Coefficient: coefficientTable(regression),
    Residual: doubles(Array.from(regression.residuals)),
  })
}

function coefficientTable({ names, coefficients, inverse, rows, squaresOfResiduals }: Regression): Table {
  const n = names.length
  const degrees = rows - n
  const beta = Array.from(coefficients)
  const errors = beta.map((_, i) => Math.sqrt((squaresOfResiduals / degrees) * inverse[i * n + i]!))
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
  const [mean, meanLeft] = [of.squaresExplained / factors, of.squaresOfResiduals / left]
  const f = mean / meanLeft
  return new Table(
    ['Breakdown', 'DF', 'SS', 'MS', 'F', 'Significance'],
    [
      StringVector.of(['Regression', 'Residual', 'Total']),
      FixedVector.of(INT, [factors, left, factors + left]),
      doubles([of.squaresExplained, of.squaresOfResiduals, of.squaresInAll]),
      doubles([mean, meanLeft, missing]),
      doubles([f, missing, missing]),
      doubles([fisherTail(f, factors, left), missing, missing]),
    ],
  )
}

function statisticsTable(of: Regression): Table {
  const left = of.rows - of.names.length
  const share = of.squaresExplained / of.squaresInAll
  const total = of.rows - (of.hasIntercept ? 1 : 0)
  return new Table(
    ['item', 'statistics'],
    [
      StringVector.of(['R2', 'AdjustedR2', 'StdError', 'Observations']),
      doubles([share, 1 - ((1 - share) * total) / left, Math.sqrt(of.squaresOfResiduals / left), of.rows]),
    ],
  )
}
