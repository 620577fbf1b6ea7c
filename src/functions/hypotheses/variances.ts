import { fisher } from '../../kernels/distributions/distribution.ts'
import { fisherTail } from '../../kernels/distributions/incomplete-beta.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { display } from '../../values/format/format.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { double, int, string } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { given, number, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { resultOf } from '../model.ts'
import { alternativeTable, confidence, meanOf, sampleOf, varianceOf } from './sample.ts'

// Whether samples vary alike, or vary more between each other than within.

export const fTest = define({
  name: 'fTest',
  signature: 'fTest(X, Y, [ratio=1.0], [confLevel=0.95])',
  kind: 'system',
  doc: "Fisher's test whether the variance of X is `ratio` times that of Y. A dictionary with stat (p-values and bounds of confidence for three alternatives), numeratorDf, denominatorDf, confLevel, method and fValue. Nulls are left out.",
  examples: [['fTest(1 2 3 4, 1 3 5 7)["fValue"]', '0.25']],
  run: (_, x, y, ratio, confLevel) => {
    const usage = 'fTest(X, Y, [ratio=1.0], [confLevel=0.95])'
    const [first, second] = [sampleOf(x, usage, 'X', 2), sampleOf(y, usage, 'Y', 2)]
    const thought = number(given(ratio), usage, 'ratio', 1)
    if (!(thought > 0)) throw new ScriptError(`Usage: ${usage}. ratio should be positive, not ${thought}.`)
    const level = confidence(confLevel, usage)
    const [numerator, denominator] = [first.length - 1, second.length - 1]
    const found = varianceOf(first) / varianceOf(second)
    if (!Number.isFinite(found))
      throw new ScriptError(`Usage: ${usage}. The elements of Y must not be all the same.`)
    const { cdf, quantile } = fisher(numerator, denominator)
    const [below, above] = [cdf(found / thought), fisherTail(found / thought, numerator, denominator)]
    const stat = alternativeTable('ratio of variances', display(double(thought)), [
      {
        pValue: 2 * Math.min(below, above),
        bounds: [found / quantile((1 + level) / 2), found / quantile((1 - level) / 2)],
      },
      { pValue: below, bounds: [0, found / quantile(1 - level)] },
      { pValue: above, bounds: [found / quantile(level), Number.POSITIVE_INFINITY] },
    ])
    return resultOf({
      stat,
      numeratorDf: int(numerator),
      denominatorDf: int(denominator),
      confLevel: double(level),
      method: string('F test to compare two variances'),
      fValue: double(found / thought),
    })
  },
})

/** The columns of a matrix or table. @throws ScriptError */
export function columnsOf(x: Value | undefined, usage: string): readonly Vector[] {
  if (x instanceof Table) return x.columns
  if (x instanceof Matrix) return Array.from({ length: x.columns }, (_, i) => x.column(i))
  throw wrongArgument(usage, 'X', 'a matrix or a table of numbers', x)
}

export const anova = define({
  name: 'anova',
  signature: 'anova(X)',
  kind: 'system',
  doc: 'Whether the columns of a matrix or table have the same mean, by analysis of variance: a dictionary with pValue, fValue and the sums of squares and degrees of freedom between the columns and within. Nulls are left out.',
  examples: [['anova(matrix(1 2 3, 2 3 4, 6 7 8))["fValue"]', '21']],
  run: (_, x) => {
    const usage = 'anova(X)'
    const groups = columnsOf(x, usage).map(column => sampleOf(column, usage, 'X', 1))
    if (groups.length < 2) throw new ScriptError(`Usage: ${usage}. X should have at least two columns.`)
    const count = groups.reduce((sum, group) => sum + group.length, 0)
    const grand = groups.reduce((sum, group) => sum + meanOf(group) * group.length, 0) / count
    const [dfBetween, dfWithin] = [groups.length - 1, count - groups.length]
    if (dfWithin < 1) throw new ScriptError(`Usage: ${usage}. Some column should have more than one element.`)
    let [between, within] = [0, 0]
    for (const group of groups) {
      const mean = meanOf(group)
      between += group.length * (mean - grand) ** 2
      within += group.reduce((sum, each) => sum + (each - mean) ** 2, 0)
    }
    const ratio = between / dfBetween / (within / dfWithin)
    return resultOf({
      pValue: double(fisherTail(ratio, dfBetween, dfWithin)),
      fValue: double(ratio),
      ssBetween: double(between),
      dfBetween: int(dfBetween),
      ssWithin: double(within),
      dfWithin: int(dfWithin),
    })
  },
})
