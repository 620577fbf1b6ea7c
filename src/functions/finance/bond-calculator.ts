import { ScriptError } from '../../runtime/script-error.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { double } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { given, text, truth } from '../argument.ts'
import { define } from '../define.ts'
import { resultOf } from '../model.ts'
import { bondOf, dirtyPrice, positionOf, sensitivity, settlementOf } from './bond.ts'
import { priceTypeOf, yieldAt } from './bonds.ts'
import { eachRow, numberOrNull } from './each-row.ts'

const missing = nullOf(DOUBLE) as number

/** @throws ScriptError if the argument is another word than the only one that is known */
function only(value: Value | undefined, word: string, usage: string, parameter: string): void {
  const name = text(given(value), usage, parameter, word)
  if (name !== word) throw new ScriptError(`Usage: ${usage}. ${parameter} should be ${word}, not ${name}.`)
}

export const bondCalculator = define({
  name: 'bondCalculator',
  signature:
    "bondCalculator(start, maturity, issuePrice, coupon, frequency, dayCountConvention, bondType, calendar, businessDayConvention, settlement, price, priceType, [calcRisk=false], [benchmark='Qeubee'])",
  kind: 'system',
  doc: "Of a bond's yield, clean and dirty price the others, by the rules of China's interbank market (calendar CFET, days as they are: Unadjusted): a dictionary, or of several bonds a tuple of them. With calcRisk also Macaulay's and the modified duration, convexity, and pvbp, the change of the price with a hundredth of a percent. Arguments that describe the bond are those of bondAccrInt; priceType is YTM, CleanPrice or DirtyPrice.",
  examples: [
    [
      'r = bondCalculator(2022.07.15, 2072.07.15, 100, 0.034, "Semiannual", "ActualActual", "FixedRate", "CFET", "Unadjusted", 2025.04.10, 0.02, "YTM", true)\nround([r.dirtyPrice, r.cleanPrice, r.macaulayDuration, r.convexity], 4)',
      '[143.4689,142.6706,27.4762,1025.4004]',
    ],
    [
      'bondCalculator(2025.02.13, 2025.05.15, 99.663, 0.0, "Once", "ActualActual", "Discount", "CFET", "Unadjusted", 2025.04.10, 0.02, "YTM").cleanPrice',
      '99.601202',
    ],
  ],
  run: (context, ...args) => {
    const usage = bondCalculator.definition.signature
    const withRisk = truth(given(args[12]), usage, 'calcRisk', false)
    only(args[13], 'Qeubee', usage, 'benchmark')
    const all = eachRow(context, args.slice(0, 12), usage, row => {
      only(row[7], 'CFET', usage, 'calendar')
      only(row[8], 'Unadjusted', usage, 'businessDayConvention')
      const bond = bondOf(row, usage)
      const position = positionOf(bond, settlementOf(bond, row[9], usage), 'Qeubee')
      const type = priceTypeOf(row[11], ['YTM', 'CleanPrice', 'DirtyPrice'], usage)
      const y = yieldAt(position, numberOrNull(row[10], usage, 'price'), type)
      const dirty = dirtyPrice(position, y)
      const { macaulay, modified, convexity } = sensitivity(position, y)
      const known = (x: number) => double(Number.isNaN(x) ? missing : x)
      return resultOf({
        dirtyPrice: known(dirty),
        cleanPrice: known(dirty - position.accrued),
        ytm: known(y),
        accruedInterest: known(position.accrued),
        ...(withRisk && {
          macaulayDuration: known(macaulay),
          modifiedDuration: known(modified),
          convexity: known(convexity),
          pvbp: known(modified * dirty * 1e-4),
        }),
      })
    })
    return all.single ? all.result : new Tuple([...all.results])
  },
})
