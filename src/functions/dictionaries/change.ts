import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import type { DataType } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import { Table } from '../../values/forms/table.ts'
import { TableValue } from '../../values/forms/table-value.ts'
import type { Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { emptyVector, vectorOf, vectorOfRaws } from '../../values/vectors/build.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { eraseRows } from '../tables/change.ts'

export const keys = define({
  name: 'keys',
  signature: 'keys(X)',
  kind: 'system',
  doc: 'The keys of a dictionary, the column names of a table, or the elements of a set.',
  examples: [
    ['keys(dict(`a`b, 1 2, true))', '["a","b"]'],
    ['keys(table(1 as x, 2 as y))', '["x","y"]'],
  ],
  run: (_, x) => {
    if (x instanceof Dictionary)
      return vectorOfRaws(
        x.keyType,
        [...x.entries.values()].map(entry => entry.key),
      )
    if (x instanceof TableValue) return StringVector.of([...x.names])
    if (x instanceof SetValue) return vectorOfRaws(x.type, [...x.items.values()])
    throw wrongArgument('keys(X)', 'X', 'a dictionary, table or set', x)
  },
})

export const values = define({
  name: 'values',
  signature: 'values(X)',
  kind: 'system',
  doc: 'The values of a dictionary, or the columns of a table as a tuple.',
  examples: [['values(dict(`a`b, 1 2, true))', '[1,2]']],
  run: (_, x) => {
    if (x instanceof Dictionary) return vectorOf([...x.entries.values()].map(entry => entry.value))
    if (x instanceof Table) return new Tuple([...x.columns])
    throw wrongArgument('values(X)', 'X', 'a dictionary or table', x)
  },
})

// Elements of a scalar or vector in a type, as keys of that type.
function rawsIn(type: DataType, value: Value): Raw[] {
  const items =
    value instanceof Vector ? Array.from({ length: value.length }, (_, i) => value.get(i)) : [value]
  return items.map(item => {
    if (item instanceof Scalar) return castScalar(item, type).raw
    throw new ScriptError('Keys are scalars.')
  })
}

export const erase = define({
  name: 'erase!',
  signature: 'erase!(obj, filter)',
  kind: 'table',
  doc: 'Deletes elements of a set, members of a dictionary by key, or rows of a table that meet metacode, in place.',
  examples: [
    ['d = dict(`a`b, 1 2, true); d.erase!(`a); d', 'b->2'],
    ['t = table(1..4 as x); t.erase!(<x < 3>); t.x', '[3,4]'],
  ],
  mutates: [0],
  run: (context, target, filter) => {
    if (target instanceof Table) eraseRows(context, target, filter!)
    else if (target instanceof SetValue) for (const raw of rawsIn(target.type, filter!)) target.delete(raw)
    else if (target instanceof Dictionary)
      for (const raw of rawsIn(target.keyType, filter!)) target.delete(raw)
    else throw wrongArgument('erase!(obj, filter)', 'obj', 'a set, dictionary or table', target)
    return target
  },
})

export const clear = define({
  name: 'clear!',
  signature: 'clear!(X)',
  kind: 'table',
  doc: 'Deletes all elements, columns, members or rows, and keeps the type.',
  examples: [['x = 1 2 3; x.clear!(); x.append!(7); x', '[7]']],
  mutates: [0],
  run: (_, x) => {
    if (x instanceof Table) x.columns = x.columns.map(column => emptyVector(column.type))
    else if (x instanceof SetValue) x.items.clear()
    else if (x instanceof Dictionary) x.entries.clear()
    else if (x instanceof Matrix) {
      x.data = emptyVector(x.type)
      x.columns = 0
      x.columnLabels = null
    } else if (x instanceof Vector) x.clear()
    else throw wrongArgument('clear!(X)', 'X', 'a vector, matrix, set, dictionary or table', x)
    return x
  },
})

export const dictUpdate = define({
  name: 'dictUpdate!',
  signature: 'dictUpdate!(dictionary, function, keys, parameters, [initFunc])',
  kind: 'system',
  doc: 'Calls a function with the value of each key and the parameter beside it, and keeps what it gives. A new key gets the parameter itself, or what initFunc makes of it.',
  examples: [['d = dict(1 2, 10 20, true); dictUpdate!(d, add, 2 3, 5 7); d', '1->10\n2->25\n3->7']],
  mutates: [0],
  run: (context, dictionary, func, keyValues, parameters, init) => {
    if (!(dictionary instanceof Dictionary)) {
      throw wrongArgument(
        'dictUpdate!(dictionary, function, keys, parameters)',
        'dictionary',
        'a dictionary',
        dictionary,
      )
    }
    const raws = rawsIn(dictionary.keyType, keyValues!)
    raws.forEach((raw, i) => {
      const parameter =
        parameters instanceof Vector && keyValues instanceof Vector ? parameters.get(i) : parameters!
      dictionary.set(raw, updated(context, dictionary.get(raw), func!, parameter, init))
    })
    return dictionary
  },
})

function updated(
  context: Context,
  before: Value | undefined,
  func: Value,
  parameter: Value,
  init: Value | undefined,
): Value {
  if (before !== undefined) return context.call(func, [before, parameter])
  return init === undefined ? parameter : context.call(init, [parameter])
}
