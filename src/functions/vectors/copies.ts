import { isLiteral } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import { Table } from '../../values/forms/table.ts'
import { retain } from '../../values/ownership.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { define } from '../define.ts'

/** A copy that shares nothing that can be changed. */
function deepCopyOf(x: Value): Value {
  if (x instanceof UnionVector) return x.clone()
  if (x instanceof Tuple) return new Tuple(x.items.map(deepCopyOf), x.columnar, x.type)
  if (x instanceof Dictionary) {
    const made = new Dictionary(x.keyType, x.valueType, x.ordered)
    for (const { key, value } of x.entries.values()) made.set(key, deepCopyOf(value))
    return made
  }
  return shallowCopyOf(x)
}

function shallowCopyOf(x: Value): Value {
  if ((x instanceof Tuple && !(x instanceof UnionVector)) || x instanceof Dictionary) {
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
