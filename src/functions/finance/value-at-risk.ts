import { normal, normalDensity, standardNormal } from '../../kernels/distributions/distribution.ts'
import { fillNormal } from '../../kernels/distributions/random.ts'
import { scratch } from '../../kernels/storage.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { double } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { given, number, text } from '../argument.ts'
import { define } from '../define.ts'
import { pointArgument } from '../optimization/objective.ts'

// How much may be lost: what returns fall short of with a small chance, and how far they then fall on average.

interface Risk {
  readonly valueAtRisk: number
  readonly beyond: number
}

/** Of a sample: its quantile, between ranks by their distance, and the mean of what lies no higher. */
function ofSample(returns: ArrayLike<number>, chance: number): Risk {
  const sorted = Float64Array.from(returns).sort()
  const at = chance * (sorted.length - 1)
  const low = Math.floor(at)
  const quantile = sorted[low]! + (at - low) * (sorted[Math.min(low + 1, sorted.length - 1)]! - sorted[low]!)
  const worse = sorted.filter(value => value <= quantile)
  const mean = worse.length === 0 ? quantile : worse.reduce((sum, value) => sum + value, 0) / worse.length
  return { valueAtRisk: Math.abs(quantile), beyond: Math.abs(mean) }
}

const moments = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) }
}

const draws = 100_000

function riskOf(
  context: Context,
  returns: readonly number[],
  method: string,
  chance: number,
): Risk | undefined {
  const z = normal(0, 1).quantile(chance)
  if (method === 'historical') return ofSample(returns, chance)
  if (method === 'normal') {
    const { mean, deviation } = moments(returns)
    const shortfall = (deviation * normalDensity(0, 1)(z)) / chance
    return { valueAtRisk: Math.abs(mean + z * deviation), beyond: Math.abs(mean - shortfall) }
  }
  if (method === 'logNormal') {
    const { mean, deviation } = moments(returns.map(Math.log1p))
    const kept = (Math.exp(mean + deviation ** 2 / 2) * standardNormal(z - deviation)) / chance
    return { valueAtRisk: Math.abs(1 - Math.exp(mean + z * deviation)), beyond: Math.abs(1 - kept) }
  }
  if (method !== 'monteCarlo') return undefined
  const { mean, deviation } = moments(returns)
  const drawn = scratch('f64', draws)
  fillNormal(context.randomState, drawn, draws, mean, deviation)
  return ofSample(drawn, chance)
}

function risk(context: Context, usage: string, args: readonly (Value | undefined)[]): Risk {
  const returns = pointArgument(args[0], usage, 'returns')
  const confidence = number(given(args[2]), usage, 'confidenceLevel', 0.95)
  if (!(confidence > 0 && confidence < 1)) {
    throw new ScriptError(
      `Usage: ${usage}. confidenceLevel should lie between 0 and 1, but it is ${confidence}.`,
    )
  }
  if (returns.some(value => value <= -1)) {
    throw new ScriptError(
      `Usage: ${usage}. returns should be greater than -1, which is a loss of everything.`,
    )
  }
  const method = text(args[1], usage, 'method')
  if (returns.length === 1 && method !== 'historical') {
    throw new ScriptError(`Usage: ${usage}. One return tells nothing of the deviation of others.`)
  }
  const found = riskOf(context, returns, method, 1 - confidence)
  if (found) return found
  throw new ScriptError(
    `Usage: ${usage}. method should be normal, logNormal, historical or monteCarlo, not ${method}.`,
  )
}

const ways = `By method 'normal' or 'logNormal' for returns of that distribution, 'historical' for the sample as it is, 'monteCarlo' for ${draws} draws of the normal one.`

export const valueAtRisk = define({
  name: 'valueAtRisk',
  aliases: ['VaR'],
  signature: 'valueAtRisk(returns, method, [confidenceLevel=0.95])',
  kind: 'aggregate',
  doc: `The loss that returns exceed only with the chance that confidence leaves: its absolute value. ${ways}`,
  examples: [
    ['valueAtRisk([-0.03, -0.02, 0.01, 0.02, 0.04], "historical", 0.75)', '0.02'],
    ['round(valueAtRisk([-0.03, -0.02, 0.01, 0.02, 0.04], "normal"), 6)', '0.043388'],
    ['round(valueAtRisk([-0.03, -0.02, 0.01, 0.02, 0.04], "logNormal"), 6)', '0.042635'],
  ],
  run: (context, ...args) => double(risk(context, valueAtRisk.definition.signature, args).valueAtRisk),
})

export const condValueAtRisk = define({
  name: 'condValueAtRisk',
  aliases: ['CVaR'],
  signature: 'condValueAtRisk(returns, method, [confidenceLevel=0.95])',
  kind: 'aggregate',
  doc: `The average loss where the loss exceeds valueAtRisk: its absolute value. ${ways}`,
  examples: [
    ['condValueAtRisk([-0.03, -0.02, 0.01, 0.02, 0.04], "historical", 0.75)', '0.025'],
    ['round(condValueAtRisk([-0.03, -0.02, 0.01, 0.02, 0.04], "normal"), 6)', '0.055426'],
  ],
  run: (context, ...args) => double(risk(context, condValueAtRisk.definition.signature, args).beyond),
})
