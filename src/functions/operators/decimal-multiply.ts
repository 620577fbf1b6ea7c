import type { Value } from '../../values/value.ts'
import { integer } from '../argument.ts'
import { define } from '../define.ts'
import { applyBinary } from '../lift/binary-forms.ts'
import { BinaryOperation } from '../lift/binary-operation.ts'
import { decimalPlan } from '../lift/plans/decimal-arithmetic.ts'
import { arithmeticOf } from './arithmetic.ts'

/** Products of two decimals with so many decimal places. */
function productOf(places: number): BinaryOperation {
  return new BinaryOperation('decimalMultiply', (x, y) =>
    keepsPlaces(x, y, places) ? decimalPlan('mul', x, y, places) : null,
  )
}

type Type = { readonly category: string; readonly scale: number }

const keepsPlaces = (x: Type, y: Type, places: number) =>
  x.category === 'DECIMAL' &&
  y.category === 'DECIMAL' &&
  places >= Math.min(x.scale, y.scale) &&
  places < x.scale + y.scale

const typeOf = (value: Value) => (value as { type?: Type }).type

export const decimalMultiply = define({
  name: 'decimalMultiply',
  signature: 'decimalMultiply(X, Y, scale)',
  kind: 'elementwise',
  doc: 'The product of decimals with `scale` decimal places, others cut off. A scale that two decimals can’t have is ignored, as is that of a decimal and another number.',
  examples: [
    ['decimalMultiply(decimal32("1.235", 3), decimal32("7.5689", 4), 5)', '9.34759'],
    ['decimalMultiply(decimal32("1.235", 3), decimal32("7.5689", 4), 2)', '9.3475915'],
  ],
  run: (_, x, y, scale) => {
    const places = integer(scale, 'decimalMultiply', 'scale')
    const [p, q] = [typeOf(x!), typeOf(y!)]
    if (p && q && keepsPlaces(p, q, places)) return applyBinary(productOf(places), x!, y!)
    return arithmeticOf.mul(x!, y!)
  },
})
