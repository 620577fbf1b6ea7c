import {
  beta,
  binomial,
  chiSquare,
  chiSquareDensity,
  type Distribution,
  exponential,
  fisher,
  fisherDensity,
  gamma,
  kolmogorovTail,
  logistic,
  normal,
  normalDensity,
  poisson,
  student,
  uniform,
  weibull,
  zipf,
} from '../../kernels/distributions/distribution.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { number } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { casting } from '../lift/plans/convert.ts'
import { unaryElementPlan } from '../lift/plans/kernel-plan.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'
import { numberPlan } from '../operators/math.ts'

// Cumulative distribution functions, their inverses and densities, over scalars, vectors and matrices.

type Args = readonly (Value | undefined)[]
type Example = readonly [source: string, prints: string]

/** What parameters must be for a distribution to have meaning, with what is said when they are not. */
interface Condition {
  readonly holds: (...parameters: number[]) => boolean
  readonly says: string
}

const positive: Condition = {
  holds: (...all) => all.every(x => x > 0),
  says: 'parameters should be positive',
}
const spread: Condition = { holds: (_, s) => s! > 0, says: 'the second parameter should be positive' }

function applied(name: string, of: (x: number) => number, x: Value): Value {
  const operation = new UnaryOperation(name, type => {
    const toDouble = type.category === 'LOGICAL' ? null : numberPlan(type, () => doublePlan(of))
    if (!toDouble || type === DOUBLE) return toDouble
    const cast = casting(type, DOUBLE)
    const inner = doublePlan(of)
    return { scalar: value => inner.scalar(cast(value)), column: column => inner.column(cast(column)) }
  })
  return applyUnary(operation, x)
}

const missing = nullOf(DOUBLE) as number

const doublePlan = (of: (x: number) => number) =>
  unaryElementPlan(DOUBLE, raw => {
    if (raw === missing) return missing
    const result = of(raw as number)
    return Number.isNaN(result) ? missing : result
  })

/** A function of numbers and then X. */
function ofParameters(
  name: string,
  parameters: readonly string[],
  condition: Condition,
  doc: string,
  examples: readonly Example[],
  make: (...parameters: number[]) => (x: number) => number,
): Builtin {
  const signature = `${name}(${[...parameters, 'X'].join(', ')})`
  return define({
    name,
    signature,
    kind: 'elementwise',
    doc,
    examples,
    run: (_, ...args: Args) => {
      const numbers = parameters.map((parameter, i) => number(args[i], signature, parameter))
      if (!condition.holds(...numbers)) throw new ScriptError(`Usage: ${signature}. The ${condition.says}.`)
      return applied(name, make(...numbers), args[parameters.length]!)
    },
  })
}

/** The cumulative function and its inverse. */
function distribution(
  name: string,
  called: string,
  parameters: readonly string[],
  condition: Condition,
  make: (...parameters: number[]) => Distribution,
  cdf: readonly Example[],
  inverse: readonly Example[],
): Builtin[] {
  return [
    ofParameters(
      `cdf${name}`,
      parameters,
      condition,
      `How likely a value of ${called} is at most X.`,
      cdf,
      (...numbers) => make(...numbers).cdf,
    ),
    ofParameters(
      `inv${name}`,
      parameters,
      condition,
      `The least value that a value of ${called} doesn't exceed with probability X; null unless X is between 0 and 1.`,
      inverse,
      (...numbers) => {
        const { quantile } = make(...numbers)
        return p => (p >= 0 && p <= 1 ? quantile(p) : Number.NaN)
      },
    ),
  ]
}

export const distributions: readonly Builtin[] = [
  ...distribution(
    'Normal',
    'a normal distribution',
    ['mean', 'stdev'],
    spread,
    normal,
    [['cdfNormal(0, 1, -2.33)', '0.009903']],
    [['invNormal(0, 1, 0.33 0.5 NULL)', '[-0.439913,0,]']],
  ),
  ...distribution(
    'Beta',
    'a beta distribution',
    ['alpha', 'beta'],
    positive,
    beta,
    [['cdfBeta(2.31, 0.627, 0.5 0.999)', '[0.116056,0.976416]']],
    [['invBeta(2.31, 0.627, 0.001 0.5)', '[0.068102,0.852866]']],
  ),
  ...distribution(
    'Gamma',
    'a gamma distribution',
    ['shape', 'scale'],
    positive,
    gamma,
    [['cdfGamma(2.31, 0.627, 0.5 0.999)', '[0.127367,0.38032]']],
    [['invGamma(2.31, 0.627, 0.5)', '1.245583']],
  ),
  ...distribution(
    'ChiSquare',
    'a chi-squared distribution',
    ['df'],
    positive,
    chiSquare,
    [['cdfChiSquare(1, -1 0 0.5)', '[0,0,0.5205]']],
    [['invChiSquare(1, 0 0.05)', '[0,0.003932]']],
  ),
  ...distribution(
    'Exp',
    'an exponential distribution',
    ['mean'],
    positive,
    exponential,
    [['cdfExp(1, -1 0 0.5)', '[0,0,0.393469]']],
    [['invExp(1, 0.05 0.15)', '[0.051293,0.162519]']],
  ),
  ...distribution(
    'F',
    'an F distribution',
    ['numeratorDF', 'denominatorDF'],
    positive,
    fisher,
    [['cdfF(2.31, 0.627, 0.5)', '0.245679']],
    [['invF(2.31, 0.627, 0.5)', '2.69427']],
  ),
  ...distribution(
    'Logistic',
    'a logistic distribution',
    ['mean', 's'],
    spread,
    logistic,
    [['cdfLogistic(2.31, 0.627, 0.5)', '0.052812']],
    [['invLogistic(2.31, 0.627, 0.5)', '2.31']],
  ),
  ...distribution(
    'Student',
    "Student's t-distribution",
    ['df'],
    positive,
    student,
    [['cdfStudent(1, -1 0 0.5)', '[0.25,0.5,0.647584]']],
    [['invStudent(1, 0.25 0.5)', '[-1,0]']],
  ),
  ...distribution(
    'Uniform',
    'a uniform distribution',
    ['lower', 'upper'],
    { holds: (lower, upper) => upper! > lower!, says: 'upper bound should be above the lower one' },
    uniform,
    [['cdfUniform(0, 4, -1 1 5)', '[0,0.25,1]']],
    [['invUniform(0, 4, 0.25)', '1']],
  ),
  ...distribution(
    'Weibull',
    'a Weibull distribution',
    ['alpha', 'beta'],
    positive,
    weibull,
    [['cdfWeibull(2.31, 0.627, 0.5)', '0.447241']],
    [['invWeibull(2.31, 0.627, 0.5)', '0.535009']],
  ),
  ...distribution(
    'Binomial',
    'a binomial distribution',
    ['trials', 'p'],
    {
      holds: (trials, p) => Number.isInteger(trials) && trials! > 0 && p! >= 0 && p! <= 1,
      says: 'number of trials should be a positive integer, and p between 0 and 1',
    },
    binomial,
    [['cdfBinomial(10, 0.1, 1 5)', '[0.736099,0.999853]']],
    [['invBinomial(10, 0.1, 0.1 0.5 0.9)', '[0,1,2]']],
  ),
  ...distribution(
    'Poisson',
    'a Poisson distribution',
    ['mean'],
    positive,
    poisson,
    [['cdfPoisson(1, -1 0 1)', '[0,0.367879,0.735759]']],
    [['invPoisson(1, 0.91 0.92)', '[2,3]']],
  ),
]

const MOST_ZIPF = 10_000_000

export const cdfZipf = ofParameters(
  'cdfZipf',
  ['num', 'exponent'],
  {
    holds: (count, exponent) =>
      Number.isInteger(count) && count! > 0 && count! <= MOST_ZIPF && exponent! >= 0,
    says: 'number of elements should be a positive integer, and the exponent not negative',
  },
  'How likely a value of a Zipfian distribution is at most X.',
  [['cdfZipf(10, 0.5, 1 3)', '[0.199164,0.454981]']],
  (count, exponent) => zipf(count!, exponent!).cdf,
)

const always: Condition = { holds: () => true, says: '' }

export const cdfKolmogorov = ofParameters(
  'cdfKolmogorov',
  [],
  always,
  "How likely Kolmogorov's statistic is greater than X.",
  [['cdfKolmogorov(0.5 0.9)', '[0.963945,0.392731]']],
  () => kolmogorovTail,
)

export const densities: readonly Builtin[] = [
  ofParameters(
    'pdfNormal',
    ['mean', 'stdev'],
    spread,
    'The density of a normal distribution at X.',
    [['pdfNormal(0, 1, 1)', '0.241971']],
    normalDensity,
  ),
  ofParameters(
    'pdfChiSquare',
    ['df'],
    positive,
    'The density of a chi-squared distribution at X.',
    [['pdfChiSquare(3, 1 2)', '[0.241971,0.207554]']],
    chiSquareDensity,
  ),
  ofParameters(
    'pdfF',
    ['numeratorDF', 'denominatorDF'],
    positive,
    'The density of an F distribution at X.',
    [['pdfF(2, 19, 1 2)', '[0.349631,0.134515]']],
    fisherDensity,
  ),
]
