import { type Distribution, normal, student } from '../../kernels/distributions/distribution.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { display } from '../../values/format/format.ts'
import type { Dictionary } from '../../values/forms/dictionary.ts'
import { double, string } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { given, number, truth } from '../argument.ts'
import { define } from '../define.ts'
import { resultOf } from '../model.ts'
import {
  type Alternative,
  type Alternatives,
  alternativeTable,
  confidence,
  meanOf,
  sampleOf,
  varianceOf,
} from './sample.ts'

// Whether means are what they are thought to be.

/** A mean, or a difference of two, with its standard error. */
interface Estimate {
  readonly value: number
  readonly error: number
}

/** The alternatives to an estimate's being mu, by how its distance in standard errors is distributed. */
function alternativesTo(
  mu: number,
  { value, error }: Estimate,
  { cdf, quantile }: Distribution,
  level: number,
): Alternatives<Alternative> {
  const distance = (value - mu) / error
  const [below, above] = [cdf(distance), cdf(-distance)]
  const [wide, narrow] = [quantile((1 + level) / 2) * error, quantile(level) * error]
  return [
    { pValue: 2 * Math.min(below, above), bounds: [value - wide, value + wide] },
    { pValue: below, bounds: [Number.NEGATIVE_INFINITY, value + narrow] },
    { pValue: above, bounds: [value - narrow, Number.POSITIVE_INFINITY] },
  ]
}

const standardOf = (sample: Float64Array): Estimate => ({
  value: meanOf(sample),
  error: Math.sqrt(varianceOf(sample) / sample.length),
})

interface Compared extends Estimate {
  readonly degrees: number
  readonly method: string
  readonly subject: string
}

/** Of two samples, with one variance or with two (Welch, 1947). */
function difference(x: Float64Array, y: Float64Array, equalVar: boolean): Compared {
  const value = meanOf(x) - meanOf(y)
  const [n, m] = [x.length, y.length]
  if (equalVar) {
    const pooled = ((n - 1) * varianceOf(x) + (m - 1) * varianceOf(y)) / (n + m - 2)
    return {
      value,
      error: Math.sqrt(pooled * (1 / n + 1 / m)),
      degrees: n + m - 2,
      method: 'Two sample t-test',
      subject: 'difference of mean',
    }
  }
  const [a, b] = [varianceOf(x) / n, varianceOf(y) / m]
  return {
    value,
    error: Math.sqrt(a + b),
    degrees: (a + b) ** 2 / (a ** 2 / (n - 1) + b ** 2 / (m - 1)),
    method: 'Welch two sample t-test',
    subject: 'true difference of mean',
  }
}

const shown = (mu: number) => display(double(mu))

export const tTest = define({
  name: 'tTest',
  signature: 'tTest(X, [Y], [mu=0.0], [confLevel=0.95], [equalVar=false])',
  kind: 'system',
  doc: "Student's test whether the mean of X is mu, or that of X less that of Y; equalVar says that both vary alike. A dictionary with stat (p-values and bounds of confidence for three alternatives), df, confLevel, method and tValue. Nulls are left out.",
  examples: [
    ['tTest(1 2 3 4 5, , 2)["tValue"]', '1.414214'],
    ['tTest(1 2 3 4, 2 3 5 6, equalVar=true)["stat"]["pValue"]', '[0.228258,0.114129,0.885871]'],
  ],
  run: (_, x, y, mu, confLevel, equalVar) => {
    const usage = 'tTest(X, [Y], [mu=0.0], [confLevel=0.95], [equalVar=false])'
    const center = number(given(mu), usage, 'mu', 0)
    const level = confidence(confLevel, usage)
    const first = sampleOf(x, usage, 'X', 2)
    const compared: Compared =
      given(y) === undefined
        ? {
            ...standardOf(first),
            degrees: first.length - 1,
            method: 'One sample t-test',
            subject: 'true mean',
          }
        : difference(first, sampleOf(y, usage, 'Y', 2), truth(given(equalVar), usage, 'equalVar', false))
    if (compared.error === 0) throw new ScriptError(`Usage: ${usage}. The elements must not be all the same.`)
    const alternatives = alternativesTo(center, compared, student(compared.degrees), level)
    return resultOf({
      stat: alternativeTable(compared.subject, shown(center), alternatives),
      df: double(compared.degrees),
      confLevel: double(level),
      method: string(compared.method),
      tValue: double((compared.value - center) / compared.error),
    })
  },
})

function positive(value: Value | undefined, usage: string, parameter: string): number {
  const deviation = number(given(value), usage, parameter, 1)
  if (deviation > 0) return deviation
  throw new ScriptError(`Usage: ${usage}. ${parameter} should be positive, not ${deviation}.`)
}

export const zTest = define({
  name: 'zTest',
  signature: 'zTest(X, [Y], [mu=0.0], [sigmaX=1.0], [sigmaY=1.0], [confLevel=0.95])',
  kind: 'system',
  doc: 'Whether the mean of X is mu, or that of X less that of Y, where their standard deviations are known. A dictionary with stat (p-values and bounds of confidence for three alternatives), confLevel, method and zValue. Nulls are left out.',
  examples: [['zTest(1 2 3 4 5, , 2)["stat"]["pValue"]', '[0.025347,0.987326,0.012674]']],
  run: (_, x, y, mu, sigmaX, sigmaY, confLevel): Dictionary => {
    const usage = 'zTest(X, [Y], [mu=0.0], [sigmaX=1.0], [sigmaY=1.0], [confLevel=0.95])'
    const center = number(given(mu), usage, 'mu', 0)
    const level = confidence(confLevel, usage)
    const first = sampleOf(x, usage, 'X', 1)
    const second = given(y) === undefined ? undefined : sampleOf(y, usage, 'Y', 1)
    const variance = positive(sigmaX, usage, 'sigmaX') ** 2 / first.length
    const other = second ? positive(sigmaY, usage, 'sigmaY') ** 2 / second.length : 0
    const estimate = {
      value: meanOf(first) - (second ? meanOf(second) : 0),
      error: Math.sqrt(variance + other),
    }
    return resultOf({
      stat: alternativeTable(
        second ? 'difference of mean' : 'true mean',
        shown(center),
        alternativesTo(center, estimate, normal(0, 1), level),
      ),
      confLevel: double(level),
      method: string(`${second ? 'Two' : 'One'} sample z-test`),
      zValue: double((estimate.value - center) / estimate.error),
    })
  },
})
