import {
  Draws,
  drawBeta,
  drawBinomial,
  drawChiSquare,
  drawGamma,
  drawPoisson,
} from '../../kernels/distributions/random-gamma.ts'
import { decomposeCholesky } from '../../kernels/linear-algebra/cholesky.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { type DataType, DOUBLE, INT } from '../../values/data-type.ts'
import type { Matrix } from '../../values/forms/matrix.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { integer, number, truth, vector } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { doublesOf, squareArgument } from '../doubles-of.ts'
import { matrixOf } from '../matrices/linear-algebra.ts'
import { drawn } from './random.ts'

// Numbers drawn from other distributions than the uniform, the normal and the exponential.

type Draw = (draws: Draws, ...parameters: number[]) => number

const isPositive = (parameters: readonly number[]) =>
  parameters.every(each => each > 0 && Number.isFinite(each))

interface Kind {
  readonly parameters: readonly string[]
  readonly called: string
  readonly sample: string
  readonly draw: Draw
  readonly type?: DataType
  readonly holds?: (parameters: readonly number[]) => boolean
  readonly says?: string
}

const kinds: Readonly<Record<string, Kind>> = {
  randBeta: {
    parameters: ['alpha', 'beta'],
    called: 'a beta distribution',
    sample: '2, 3',
    draw: (draws, a, b) => drawBeta(draws, a!, b!),
  },
  randBinomial: {
    parameters: ['trials', 'p'],
    called: 'a binomial distribution',
    sample: '10, 0.5',
    draw: (draws, trials, p) => drawBinomial(draws, trials!, p!),
    type: INT,
    holds: ([trials, p]) =>
      Number.isInteger(trials) && trials! > 0 && trials! < 2 ** 31 && p! >= 0 && p! <= 1,
    says: 'trials should be a positive integer, and p between 0 and 1',
  },
  randChiSquare: {
    parameters: ['df'],
    called: 'a chi-squared distribution',
    sample: '3',
    draw: (draws, degrees) => drawChiSquare(draws, degrees!),
  },
  randF: {
    parameters: ['numeratorDF', 'denominatorDF'],
    called: 'an F distribution',
    sample: '2, 5',
    draw: (draws, a, b) => drawChiSquare(draws, a!) / a! / (drawChiSquare(draws, b!) / b!),
  },
  randGamma: {
    parameters: ['shape', 'scale'],
    called: 'a gamma distribution',
    sample: '2, 0.5',
    draw: (draws, shape, scale) => scale! * drawGamma(draws, shape!),
  },
  randLogistic: {
    parameters: ['mean', 's'],
    called: 'a logistic distribution',
    sample: '1, 2',
    draw: (draws, mean, s) => {
      const p = 1 - draws.uniform()
      return p === 1 ? mean! : mean! + s! * Math.log(p / (1 - p))
    },
    holds: ([mean, s]) => s! > 0 && Number.isFinite(mean! + s!),
    says: 's should be positive',
  },
  randPoisson: {
    parameters: ['mean'],
    called: 'a Poisson distribution',
    sample: '4',
    draw: (draws, mean) => drawPoisson(draws, mean!),
    type: INT,
    holds: ([mean]) => mean! > 0 && mean! < 2 ** 30,
    says: 'mean should be positive',
  },
  randStudent: {
    parameters: ['df'],
    called: "Student's t-distribution",
    sample: '4',
    draw: (draws, degrees) => draws.normal() / Math.sqrt(drawChiSquare(draws, degrees!) / degrees!),
  },
  randWeibull: {
    parameters: ['alpha', 'beta'],
    called: 'a Weibull distribution, alpha its shape and beta its scale',
    sample: '2, 3',
    draw: (draws, alpha, beta) => beta! * (-Math.log(1 - draws.uniform())) ** (1 / alpha!),
  },
}

function drawing(name: string, kind: Kind): Builtin {
  const usage = `${name}(${kind.parameters.join(', ')}, count)`
  return define({
    name,
    signature: usage,
    kind: 'system',
    doc: `Random numbers of ${kind.called}. A pair as count gives a matrix.`,
    examples: [[`size(${name}(${kind.sample}, 10))`, '10']],
    run: (context, ...args) => {
      const parameters = kind.parameters.map((parameter, i) => number(args[i], usage, parameter))
      if (!(kind.holds ?? isPositive)(parameters))
        throw new ScriptError(
          `Usage: ${usage}. ${kind.says ?? `${kind.parameters.join(' and ')} should be positive`}.`,
        )
      const draws = new Draws(context.randomState)
      return drawn(args[parameters.length], name, n => {
        const out = FixedVector.zeros(kind.type ?? DOUBLE, n)
        const data = out.data as Float64Array
        for (let i = 0; i < n; i++) data[i] = kind.draw(draws, ...parameters)
        return out
      })
    },
  })
}

export const randomDistributions = Object.entries(kinds).map(([name, kind]) => drawing(name, kind))

export const randMultivariateNormal = define({
  name: 'randMultivariateNormal',
  aliases: ['multivariateNormal'],
  signature: 'randMultivariateNormal(mean, covar, count, [sampleAsRow=true])',
  kind: 'system',
  doc: 'A matrix of random points of a normal distribution in several dimensions, with these means and this positive definite matrix of covariances: a row each, or a column each with sampleAsRow=false.',
  examples: [
    ['shape(randMultivariateNormal([2, 3], 1.0 1.5 1.5 3.0$2:2, 5))', '5 : 2'],
    ['shape(randMultivariateNormal([2, 3], 1.0 1.5 1.5 3.0$2:2, 5, false))', '2 : 5'],
  ],
  run: (context, mean, covar, count, sampleAsRow): Matrix => {
    const usage = 'randMultivariateNormal(mean, covar, count, [sampleAsRow=true])'
    const means = doublesOf(vector(mean, usage, 'mean'), usage)
    const n = means.length
    const covariances = squareArgument(covar, usage, 'covar')
    if (covariances.rows !== n)
      throw new ScriptError(
        `Usage: ${usage}. mean has ${n} elements, but covar has ${covariances.rows} rows.`,
      )
    const lower = doublesOf(covariances.data, usage)
    if (!decomposeCholesky(lower, n))
      throw new ScriptError(`Usage: ${usage}. covar should be positive definite.`)
    const points = integer(count, usage, 'count')
    if (points < 0) throw new ScriptError(`Usage: ${usage}. count must not be negative, but it is ${points}.`)
    const asRows = truth(sampleAsRow, usage, 'sampleAsRow', true)
    const draws = new Draws(context.randomState)
    const data = FixedVector.zeros(DOUBLE, points * n).data as Float64Array
    const normals = new Array<number>(n)
    for (let point = 0; point < points; point++) {
      for (let i = 0; i < n; i++) normals[i] = draws.normal()
      for (let i = 0; i < n; i++) {
        let value = means[i]!
        for (let k = 0; k <= i; k++) value += lower[k * n + i]! * normals[k]!
        data[asRows ? i * points + point : point * n + i] = value
      }
    }
    return asRows ? matrixOf(data, points, n) : matrixOf(data, n, points)
  },
})
