import { normalDensity, standardNormal } from '../../kernels/distributions/distribution.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isLiteral } from '../../values/data-type.ts'
import { double, Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { given, integer, number, text, truth } from '../argument.ts'
import { define } from '../define.ts'
import { resultOf } from '../model.ts'
import { type DayCount, yearFraction } from './day-count.ts'
import { dateArgument, eachRow } from './each-row.ts'

interface Option {
  readonly spot: number
  readonly strike: number
  readonly riskFree: number
  readonly dividend: number
  readonly volatility: number
  readonly years: number
  readonly isCall: boolean
}

const greeks = ['npv', 'delta', 'gamma', 'theta', 'vega', 'rho'] as const
type Valuation = Readonly<Record<(typeof greeks)[number], number>>

/** F. Black and M. Scholes, "The pricing of options and corporate liabilities" (1973), with R. Merton's dividend yield. */
function blackScholes({ spot, strike, riskFree, dividend, volatility, years, isCall }: Option): Valuation {
  const side = isCall ? 1 : -1
  const deviation = volatility * Math.sqrt(years)
  const d1 = (Math.log(spot / strike) + (riskFree - dividend + volatility ** 2 / 2) * years) / deviation
  const d2 = d1 - deviation
  const [ahead, discount] = [Math.exp(-dividend * years), Math.exp(-riskFree * years)]
  const [likely, paid] = [standardNormal(side * d1), standardNormal(side * d2)]
  const density = normalDensity(0, 1)(d1)
  const [bought, strikePaid] = [spot * ahead * likely, strike * discount * paid]
  const decay = (spot * ahead * density * volatility) / (2 * Math.sqrt(years))
  return {
    npv: side * (bought - strikePaid),
    delta: side * ahead * likely,
    gamma: (ahead * density) / (spot * deviation),
    theta: -decay - side * riskFree * strikePaid + side * dividend * bought,
    vega: spot * ahead * density * Math.sqrt(years),
    rho: side * years * strikePaid,
  }
}

const bases: readonly DayCount[] = [
  'Thirty360US',
  'ActualActualISDA',
  'Actual360',
  'Actual365',
  'Thirty360EU',
]

/** By its number, or its name. @throws ScriptError */
function basisOf(value: Value | undefined, usage: string): DayCount {
  const isName = value instanceof Scalar && isLiteral(value.type)
  const basis = isName
    ? bases.find(each => each === (value.raw === 'ActualActual' ? 'ActualActualISDA' : value.raw))
    : bases[integer(value, usage, 'basis')]
  if (basis) return basis
  throw new ScriptError(
    `Usage: ${usage}. basis should be 0 (Thirty360US), 1 (ActualActual), 2 (Actual360), 3 (Actual365) or 4 (Thirty360EU).`,
  )
}

function optionOf(row: readonly (Value | undefined)[], usage: string): Option {
  const [settlement, maturity, evalDate] = ['settlement', 'maturity', 'evalDate'].map((parameter, i) =>
    dateArgument(row[i], usage, parameter),
  ) as [number, number, number]
  if (evalDate > settlement || settlement >= maturity) {
    throw new ScriptError(
      `Usage: ${usage}. evalDate should be no later than settlement, and settlement before maturity.`,
    )
  }
  const style = text(row[9], usage, 'style')
  if (style !== 'european') {
    throw new ScriptError(
      `Usage: ${usage}. style should be european, which is what method BS can value, not ${style}.`,
    )
  }
  text(row[11], usage, 'calendar')
  const positive = (place: number, parameter: string) => {
    const x = number(row[place], usage, parameter)
    if (x > 0) return x
    throw new ScriptError(`Usage: ${usage}. ${parameter} should be positive, not ${x}.`)
  }
  return {
    spot: positive(3, 'spot'),
    strike: positive(4, 'strike'),
    riskFree: number(row[5], usage, 'riskFree'),
    dividend: number(row[6], usage, 'divYield'),
    volatility: positive(7, 'volatility'),
    years: yearFraction(basisOf(row[10], usage), settlement, maturity),
    isCall: truth(row[8], usage, 'isCall'),
  }
}

export const vanillaOption = define({
  name: 'vanillaOption',
  signature:
    "vanillaOption(settlement, maturity, evalDate, spot, strike, riskFree, divYield, volatility, isCall, style, basis, calendar, [method='BS'], [kwargs], [mode=0])",
  kind: 'system',
  doc: "What a European option is worth, by Black's and Scholes's model (method BS); with mode 1 a tuple of that and of a tuple of delta, gamma, theta, vega and rho, with mode 2 a dictionary of all. Rates, the dividend yield and the volatility are of a year; basis tells how its days count. Arguments are scalars or vectors of one length.",
  examples: [
    [
      'round(vanillaOption(1998.05.17, 1999.05.17, 1998.05.15, 36, 40, 0.06, 0, 0.2, false, "european", 3, "CCFX"), 6)',
      '3.844308',
    ],
    [
      'r = vanillaOption(1998.05.17, 1999.05.17, 1998.05.15, 36, 40, 0.06, 0, 0.2, true false, "european", 3, "CCFX", mode=2)\nround(r.delta, 6)',
      '[0.449548,-0.550452]',
    ],
  ],
  run: (context, ...args) => {
    const usage = vanillaOption.definition.signature
    const method = text(given(args[12]), usage, 'method', 'BS')
    if (method !== 'BS') throw new ScriptError(`Usage: ${usage}. method should be BS, not ${method}.`)
    const mode = integer(given(args[14]), usage, 'mode', 0)
    if (mode < 0 || mode > 2) throw new ScriptError(`Usage: ${usage}. mode should be 0, 1 or 2, not ${mode}.`)
    const all = eachRow(context, args.slice(0, 12), usage, row => blackScholes(optionOf(row, usage)))
    const value = (of: (typeof greeks)[number]): Value =>
      all.single ? double(all.result[of]) : doubles(all.results.map(result => result[of]))
    if (mode === 0) return value('npv')
    if (mode === 1) return new Tuple([value('npv'), new Tuple(greeks.slice(1).map(value))])
    return resultOf(Object.fromEntries(greeks.map(name => [name, value(name)])))
  },
})
