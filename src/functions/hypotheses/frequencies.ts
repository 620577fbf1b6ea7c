import { upperIncompleteGamma } from '../../kernels/distributions/incomplete-gamma.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { double, int, string } from '../../values/forms/scalar.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { define } from '../define.ts'
import { wholeNumbers } from '../interpolation/points.ts'
import { resultOf } from '../model.ts'
import { columnsOf } from './variances.ts'

const squared = (counts: Float64Array, expected: (i: number) => number) =>
  counts.reduce((sum, count, i) => sum + (count - expected(i)) ** 2 / expected(i), 0)

const verdict = (statistic: number, degrees: number, method: string) =>
  resultOf({
    pValue: double(upperIncompleteGamma(degrees / 2, statistic / 2)),
    df: int(degrees),
    chiSquaredValue: double(statistic),
    method: string(method),
  })

export const chiSquareTest = define({
  name: 'chiSquareTest',
  signature: 'chiSquareTest(X, [Y])',
  kind: 'system',
  doc: "Whether the counts X are as expected: as Y, or, of a matrix or table, as if rows and columns were independent (Pearson's test). A dictionary with pValue, df, chiSquaredValue and method.",
  examples: [
    ['chiSquareTest(10 20 30, 20 20 20)["chiSquaredValue"]', '10'],
    ['chiSquareTest(matrix(10 20, 20 40))["pValue"]', '1'],
  ],
  run: (_, x, y) => {
    const usage = 'chiSquareTest(X, [Y])'
    if (x instanceof Vector) {
      const [counts, expected] = [wholeNumbers(x, usage, 'X'), wholeNumbers(y, usage, 'Y')]
      if (counts.length !== expected.length || counts.length < 2)
        throw new ScriptError(`Usage: ${usage}. X and Y should have as many elements, at least two.`)
      const statistic = squared(counts, i => expected[i]!)
      return verdict(statistic, counts.length - 1, 'Chi-squared test for given expected values')
    }
    const columns = columnsOf(x, usage).map(column => wholeNumbers(column, usage, 'X'))
    const rows = columns[0]?.length ?? 0
    if (columns.length < 2 || rows < 2)
      throw new ScriptError(`Usage: ${usage}. X should have at least two rows and columns.`)
    const sums = columns.map(column => column.reduce((sum, count) => sum + count, 0))
    const all = sums.reduce((sum, each) => sum + each, 0)
    const across = columns[0]!.map((_count, i) => columns.reduce((sum, column) => sum + column[i]!, 0))
    const statistic = columns.reduce(
      (sum, column, j) => sum + squared(column, i => (across[i]! * sums[j]!) / all),
      0,
    )
    return verdict(statistic, (rows - 1) * (columns.length - 1), "Pearson's Chi-squared test")
  },
})
