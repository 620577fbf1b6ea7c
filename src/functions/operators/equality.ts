import { ScriptError } from '../../runtime/script-error.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { type DataType, DOUBLE, VOID } from '../../values/data-type.ts'
import { equal } from '../../values/equal.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { bool, double, type Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, number } from '../argument.ts'
import { define } from '../define.ts'
import { arithmeticOf } from './arithmetic.ts'
import { compareValues } from './comparison.ts'
import { abs } from './math.ts'

// Whether values are the same, or nearly so.

export const eqObj = define({
  name: 'eqObj',
  signature: 'eqObj(obj1, obj2, [precision])',
  kind: 'system',
  doc: 'Whether both are the same in form, type and content. With precision, floating numbers may differ by 10 to the power of −precision.',
  examples: [
    ['eqObj(2, 2.0)', 'false'],
    ['eqObj(1 2 3, 1 2 3)', 'true'],
    ['eqObj(1.1, 1.2, 1)', 'true'],
  ],
  run: (_, x, y, precision) => {
    if (precision === undefined) return bool(equal(x!, y!))
    // A difference of exactly the tolerance counts as none, however it is rounded.
    return bool(equal(x!, y!, 10 ** -precisionOf(precision, 'eqObj') * (1 + 1e-9)))
  },
})

function precisionOf(precision: Value | undefined, name: string): number {
  const places = integer(precision, name, 'precision', 9)
  if (places < 0) throw new ScriptError(`${name}: precision must not be negative, but it is ${places}.`)
  return places
}

export const eqFloat = define({
  name: 'eqFloat',
  signature: 'eqFloat(X, Y, [precision=9])',
  kind: 'elementwise',
  doc: 'Whether X and Y differ by less than 10 to the power of −precision, element by element.',
  examples: [
    ['eqFloat(0.1234567891, 0.123456789)', 'true'],
    ['eqFloat(0.123456788, 0.123456789)', 'false'],
  ],
  run: (context, x, y, precision) => {
    const places = precisionOf(precision, 'eqFloat')
    const difference = abs.definition.run(context, arithmeticOf.sub(x!, y!))
    // Rounding makes a difference of exactly the tolerance a little smaller.
    return compareValues('lt', difference, double(10 ** -places * (1 - 1e-6)))
  },
})

const isCountable = (x: Value): boolean => {
  const type = x instanceof Matrix ? x.data.type : (x as { type?: DataType }).type
  return type !== undefined && (isPlainNumber(type) || type === VOID || type.category === 'DECIMAL')
}

const elementsOf = (x: Value): Vector => {
  if (x instanceof Matrix) return x.data
  if (x instanceof Pair) return vectorOf([x.get(0), x.get(1)])
  return x instanceof Vector ? x : vectorOf([x as Scalar])
}

// A null only equals a null. The tolerance is a share of y.
function nearlyEqual(x: Value, y: Value, tolerance: number): boolean {
  const [a, b] = [elementsOf(x), elementsOf(y)]
  if (a.length !== b.length || x.form !== y.form) return false
  const [p, q] = [a, b].map(column => castFlat(column, DOUBLE))
  for (let i = 0; i < a.length; i++) {
    const [isNull, other] = [p!.isNullAt(i), q!.isNullAt(i)]
    if (isNull !== other) return false
    const [value, target] = [p!.data[i] as number, q!.data[i] as number]
    if (!isNull && Math.abs(value - target) > (Math.abs(target) * tolerance) / 100) return false
  }
  return true
}

export const eqPercent = define({
  name: 'eqPercent',
  signature: 'eqPercent(X, Y, [toleranceLevel=0.0001])',
  kind: 'system',
  doc: 'Whether the numbers of X differ from those of Y by no more than toleranceLevel percent. What are no numbers must be the same.',
  examples: [
    ['eqPercent(1.9999 2.9999, 2 3, 0.01)', 'true'],
    ['eqPercent(1.9 2.9, 2 3, 2)', 'false'],
  ],
  run: (_, x, y, toleranceLevel) => {
    // What is left out means 0.0001 of the value, not 0.0001 percent.
    const tolerance = number(toleranceLevel, 'eqPercent', 'toleranceLevel', 0.01)
    if (tolerance <= 0 || tolerance >= 100)
      throw new ScriptError(`eqPercent: toleranceLevel should be between 0 and 100, not ${tolerance}.`)
    if (!isCountable(x!) || !isCountable(y!)) return bool(equal(x!, y!))
    return bool(nearlyEqual(x!, y!, tolerance))
  },
})
