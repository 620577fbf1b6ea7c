import type { Point } from '../../kernels/optimization/points.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { given, text, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { modelOf, partOf } from '../model.ts'
import { randomNumbers } from '../optimization/evolution.ts'
import { times } from '../optimization/limits.ts'
import { boundsArgument, numbersOf, pointArgument, pointResult } from '../optimization/objective.ts'
import { leastByMethod, methods } from './least-by-method.ts'

// Curves of yields by maturity: C. Nelson and A. Siegel, "Parsimonious modeling of yield curves" (1987); with a second hump L. Svensson,
// "Estimating and interpreting forward interest rates" (1994).

/** The yield at a maturity of t years: β0, β1, β2 and λ, or β0 … β3 and both λ. */
function curve(parameters: Point, t: number): number {
  const humps = (parameters.length - 2) / 2
  const decays = parameters.slice(2 + humps)
  const level = (x: number) => (x === 0 ? 1 : (1 - Math.exp(-x)) / x)
  const hump = (x: number) => level(x) - Math.exp(-x)
  return decays.reduce(
    (sum, decay, k) => sum + parameters[2 + k]! * hump(t / decay),
    parameters[0]! + parameters[1]! * level(t / decays[0]!),
  )
}

function fit(
  context: Context,
  name: 'ns' | 'nss',
  usage: string,
  [maturity, yields, method, maxIter, bounds, initialGuess, seed]: readonly (Value | undefined)[],
): Value {
  const years = pointArgument(maturity, usage, 'maturity')
  const known = numbersOf(yields)
  if (known?.length !== years.length) {
    throw wrongArgument(usage, 'yield', `a vector of ${years.length} numbers, one for each maturity`, yields)
  }
  if (years.some(t => t < 0)) throw new ScriptError(`Usage: ${usage}. maturity should not be negative.`)
  const way = text(given(method), usage, 'method', 'nm')
  if (!methods.includes(way)) {
    throw new ScriptError(`Usage: ${usage}. method should be one of ${methods.join(', ')}, not ${way}.`)
  }
  const usual = name === 'ns' ? [0.01, 0.01, 0.01, 1] : [0.01, 0.01, 0.01, 0.01, 1, 1]
  const start = given(initialGuess) === undefined ? usual : pointArgument(initialGuess, usage, 'initialGuess')
  if (start.length !== usual.length) {
    throw wrongArgument(usage, 'initialGuess', `a vector of ${usual.length} numbers`, initialGuess)
  }
  const points = years.flatMap((t, i) => (Number.isNaN(known[i]!) ? [] : [[t, known[i]!] as const]))
  if (points.length === 0) throw new ScriptError(`Usage: ${usage}. There is no yield that isn't null.`)
  const loss = (parameters: Point) => {
    context.checkCancelled()
    return points.reduce((sum, [t, y]) => sum + (curve(parameters, t) - y) ** 2, 0)
  }
  const within = way === 'nm' || way === 'bfgs' ? undefined : boundsArgument(bounds, start.length, usage)
  if (way === 'de' && !within?.every(({ low, high }) => Number.isFinite(low) && Number.isFinite(high))) {
    throw new ScriptError(`Usage: ${usage}. Method de needs bounds, which are not infinite.`)
  }
  const free = start.map(() => ({ low: -Infinity, high: Infinity }))
  const { x, report } = leastByMethod(way, loss, start, within ?? free, {
    iterations: usual => times(maxIter, usage, 'maxIter', usual),
    random: randomNumbers(context, seed, usage),
  })
  return modelOf(name, { params: pointResult(x), fminResult: report }, nssPredict)
}

const manner =
  ' to yields at maturities in years, null where unknown, by the least squares: a dictionary with the parameters params, fminResult, which is what fmin, fminBFGS, fminLBFGSB, fminSLSQP or differentialEvolution tell (methods nm, bfgs, lbfgs, slsqp, de; the last three within bounds, which de, of evolution, cannot do without), and predict.'

export const ns = define({
  name: 'ns',
  signature: "ns(maturity, yield, [method='nm'], [maxIter], [bounds], [initialGuess], [seed])",
  kind: 'system',
  doc: `Fits Nelson's and Siegel's curve, of parameters β0, β1, β2, λ,${manner}`,
  examples: [
    ['m = ns([1, 2, 5, 10, 25], [0.0039, 0.0061, 0.0166, NULL, 0.0332], "bfgs"); m.fminResult.warnFlag', '0'],
    [
      'm = ns([1, 2, 5, 10, 25], [0.0039, 0.0061, 0.0166, NULL, 0.0332], "bfgs"); round(predict(m, 5 10), 4)',
      '[0.0166,0.0262]',
    ],
  ],
  run: (context, ...args) => fit(context, 'ns', ns.definition.signature, args),
})

export const nss = define({
  name: 'nss',
  signature: "nss(maturity, yield, [method='nm'], [maxIter], [bounds], [initialGuess], [seed])",
  kind: 'system',
  doc: `Fits Svensson's extension of Nelson's and Siegel's curve, of parameters β0 … β3, λ0, λ1,${manner}`,
  examples: [
    [
      'm = nss([1, 2, 5, 10, 25], [0.0039, 0.0061, 0.0166, 0.0258, 0.0332]); m.fminResult.fopt < 1e-7',
      'true',
    ],
  ],
  run: (context, ...args) => fit(context, 'nss', nss.definition.signature, args),
})

export const nssPredict = define({
  name: 'nssPredict',
  signature: 'nssPredict(model, T)',
  kind: 'system',
  doc: 'The yields at maturities of T years on the curve that ns or nss fitted: a dictionary with modelName and params.',
  examples: [
    [
      'model = dict(STRING, ANY)\nmodel[`modelName] = `ns\nmodel[`params] = [0.04, -0.03, -0.05, 1.5]\nround(nssPredict(model, [3, 1]), 6)',
      '[0.01218,0.007281]',
    ],
  ],
  run: (_, model, t) => {
    const usage = 'nssPredict(model, T)'
    const name = partOf(model, 'modelName', usage)
    const parameters = pointArgument(partOf(model, 'params', usage), usage, 'params of the model')
    const wanted =
      name instanceof Scalar ? ({ ns: 4, nss: 6 } as Record<string, number>)[String(name.raw)] : undefined
    if (wanted === undefined) throw wrongArgument(usage, 'modelName of the model', 'ns or nss', name)
    if (parameters.length !== wanted) {
      throw new ScriptError(`Usage: ${usage}. params of the model should have ${wanted} elements.`)
    }
    const at = numbersOf(t)
    if (!at) throw wrongArgument(usage, 'T', 'a vector of numbers', t)
    return pointResult(at.map(each => curve(parameters, each)))
  },
})
