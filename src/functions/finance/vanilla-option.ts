import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isLiteral } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { double, int, Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { given, integer, number, text, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { resultOf } from '../model.ts'
import { type DayCount, yearFraction } from './day-count.ts'
import { dateArgument, eachRow } from './each-row.ts'
import { blackScholes, greeks, type Option, type Valuation } from './option.ts'
import { type Grid, onGrid } from './option-grid.ts'

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
  if (style !== 'european' && style !== 'american') {
    throw new ScriptError(`Usage: ${usage}. style should be european or american, not ${style}.`)
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
    isAmerican: style === 'american',
  }
}

/** The sizes of the grid that kwargs name, a row of arguments each. */
function gridArguments(kwargs: Value | undefined, usage: string): readonly Value[] {
  const named = given(kwargs)
  if (named !== undefined && !(named instanceof Dictionary)) {
    throw wrongArgument(usage, 'kwargs', 'a dictionary with xGrid, tGrid and dampingSteps', named)
  }
  return [
    named?.get('xGrid') ?? int(400),
    named?.get('tGrid') ?? int(200),
    named?.get('dampingSteps') ?? int(4),
  ]
}

const mostPlaces = 100_000

function gridOf([xGrid, tGrid, dampingSteps]: readonly (Value | undefined)[], usage: string): Grid {
  const between = (value: Value | undefined, key: string, least: number) => {
    const n = integer(value, usage, key)
    if (n >= least && n <= mostPlaces) return n
    throw new ScriptError(`Usage: ${usage}. ${key} should be between ${least} and ${mostPlaces}, not ${n}.`)
  }
  return {
    places: Math.max(3, between(xGrid, 'xGrid', 2)),
    steps: between(tGrid, 'tGrid', 1),
    damping: between(dampingSteps, 'dampingSteps', 0),
  }
}

function valuation(
  context: Context,
  method: string,
  row: readonly (Value | undefined)[],
  usage: string,
): Valuation {
  const option = optionOf(row, usage)
  if (method === 'FDBS') return onGrid(option, gridOf(row.slice(12), usage), () => context.checkCancelled())
  if (!option.isAmerican) return blackScholes(option)
  throw new ScriptError(`Usage: ${usage}. Method BS values european options; an american one needs FDBS.`)
}

export const vanillaOption = define({
  name: 'vanillaOption',
  signature:
    "vanillaOption(settlement, maturity, evalDate, spot, strike, riskFree, divYield, volatility, isCall, style, basis, calendar, [method='BS'], [kwargs], [mode=0])",
  kind: 'system',
  doc: "What an option is worth by Black's and Scholes's model: a European one by their formula (method BS), a European or American one by finite differences (FDBS), for which kwargs may have xGrid places of the price, tGrid steps of time and dampingSteps, the first of them, that are implicit. With mode 1 a tuple of that and of a tuple of delta, gamma, theta, vega and rho, with mode 2 a dictionary of all. Rates, the dividend yield and the volatility are of a year; basis tells how its days count. Arguments are scalars or vectors of one length.",
  examples: [
    [
      'round(vanillaOption(1998.05.17, 1999.05.17, 1998.05.15, 36, 40, 0.06, 0, 0.2, false, "european", 3, "CCFX"), 6)',
      '3.844308',
    ],
    [
      'r = vanillaOption(1998.05.17, 1999.05.17, 1998.05.15, 36, 40, 0.06, 0, 0.2, true false, "european", 3, "CCFX", mode=2)\nround(r.delta, 6)',
      '[0.449548,-0.550452]',
    ],
    [
      'round(vanillaOption(1998.05.17, 1999.05.17, 1998.05.15, 36, 40, 0.06, 0, 0.2, false, "american", 3, "CCFX", "FDBS"), 2)',
      '4.49',
    ],
  ],
  run: (context, ...args) => {
    const usage = vanillaOption.definition.signature
    const method = text(given(args[12]), usage, 'method', 'BS')
    if (method !== 'BS' && method !== 'FDBS') {
      throw new ScriptError(`Usage: ${usage}. method should be BS or FDBS, not ${method}.`)
    }
    const mode = integer(given(args[14]), usage, 'mode', 0)
    if (mode < 0 || mode > 2) throw new ScriptError(`Usage: ${usage}. mode should be 0, 1 or 2, not ${mode}.`)
    const sizes = method === 'FDBS' ? gridArguments(args[13], usage) : []
    const all = eachRow(context, [...args.slice(0, 12), ...sizes], usage, row =>
      valuation(context, method, row, usage),
    )
    const value = (of: (typeof greeks)[number]): Value =>
      all.single ? double(all.result[of]) : doubles(all.results.map(result => result[of]))
    if (mode === 0) return value('npv')
    if (mode === 1) return new Tuple([value('npv'), new Tuple(greeks.slice(1).map(value))])
    return resultOf(Object.fromEntries(greeks.map(name => [name, value(name)])))
  },
})
