import { ScriptError } from '../runtime/script-error.ts'
import { vectorOf } from '../values/build.ts'
import { isLiteral } from '../values/data-type.ts'
import { Dictionary } from '../values/dictionary.ts'
import { equal } from '../values/equal.ts'
import { Matrix } from '../values/matrix.ts'
import { retain } from '../values/ownership.ts'
import { bool, double, Scalar } from '../values/scalar.ts'
import { SetValue } from '../values/set.ts'
import { Table } from '../values/table.ts'
import { Tuple } from '../values/tuple.ts'
import type { Value } from '../values/value.ts'
import { Vector } from '../values/vector.ts'
import { integer } from './argument.ts'
import { arithmeticOf } from './arithmetic.ts'
import { compareValues } from './comparison.ts'
import { define } from './define.ts'
import { abs } from './math.ts'

/** A copy that shares nothing that can be changed. */
function deepCopyOf(x: Value): Value {
  if (x instanceof Tuple) return new Tuple(x.items.map(deepCopyOf), x.columnar, x.type)
  if (x instanceof Dictionary) {
    const made = new Dictionary(x.keyType, x.valueType, x.ordered)
    for (const { key, value } of x.entries.values()) made.set(key, deepCopyOf(value))
    return made
  }
  return shallowCopyOf(x)
}

function shallowCopyOf(x: Value): Value {
  if (x instanceof Tuple || x instanceof Dictionary) {
    for (const item of x instanceof Tuple ? x.items : Array.from(x.entries.values(), ({ value }) => value))
      retain(item)
    return x.clone()
  }
  if (x instanceof Vector || x instanceof Matrix || x instanceof SetValue || x instanceof Table)
    return x.clone()
  return x
}

export const copy = define({
  name: 'copy',
  signature: 'copy(obj)',
  kind: 'system',
  doc: 'A copy of obj; what a tuple or dictionary holds is shared.',
  examples: [['x = 1 2 3; y = copy(x); y[0] = 9; x', '[1,2,3]']],
  run: (_, x) => shallowCopyOf(x!),
})

export const deepCopy = define({
  name: 'deepCopy',
  signature: 'deepCopy(obj)',
  kind: 'system',
  doc: 'A copy of obj and of everything in it.',
  examples: [['deepCopy((1 2, 3))', '([1,2],3)']],
  run: (_, x) => deepCopyOf(x!),
})

export const enlist = define({
  name: 'enlist',
  signature: 'enlist(X)',
  kind: 'system',
  doc: 'X as the only element of a vector (a scalar), of a table (a dictionary with text keys: its row) or of a tuple.',
  examples: [
    ['enlist(1)', '[1]'],
    ['enlist([1,2])', '([1,2])'],
  ],
  run: (_, x) => {
    if (x instanceof Scalar) return vectorOf([x])
    if (x instanceof Dictionary && isLiteral(x.keyType)) {
      const entries = [...x.entries.values()]
      return new Table(
        entries.map(({ key }) => key as string),
        entries.map(({ value }) => (value instanceof Scalar ? vectorOf([value]) : new Tuple([value]))),
      )
    }
    return new Tuple([retain(x!)])
  },
})

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
