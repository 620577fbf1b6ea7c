import { castScalar } from '../../values/cast/scalar.ts'
import { castVector } from '../../values/cast/vector.ts'
import type { DataType } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { define } from '../define.ts'
import { mapColumns, mapValues, withData } from '../lift/unary.ts'
import { holdsNull, isNull, overwrite } from '../nulls/nulls.ts'
import { chosen, nullLike } from './conditional.ts'
import { extremeOfTwo } from './extreme.ts'

type Context = Parameters<typeof isNull.definition.run>[0]

// A bound is a scalar, of which null is no bound, or has one for every element; there null gives null.
function clipped(context: Context, x: Value, low: Value, high: Value): Value {
  if (x instanceof Table) {
    const at = (bound: Value, i: number) => (bound instanceof Table ? bound.columns[i]! : bound)
    return mapColumns(x, (column, i) => clipped(context, column, at(low, i), at(high, i)) as Vector)
  }
  if (x instanceof Dictionary) return mapValues(x, value => clipped(context, value, low, high))
  const isNoBound = (bound: Value) => bound instanceof Scalar && bound.isNull
  let result: Value = x
  if (!isNoBound(low)) result = extremeOfTwo('max', result, low)
  if (!isNoBound(high)) result = extremeOfTwo('min', result, high)
  for (const part of [x, low, high]) {
    if (part instanceof Scalar ? part === x && x.isNull : holdsNull(part)) {
      result = chosen(isNull.definition.run(context, part), nullLike(x), result)
    }
  }
  return ofType(result, typeOf(x))
}

const typeOf = (x: Value): DataType | undefined => (x instanceof Matrix ? x.data.type : (x as Vector).type)

function ofType(result: Value, type: DataType | undefined): Value {
  if (type === undefined || typeOf(result) === type) return result
  if ((result as { type?: DataType }).type === undefined || type.storage === 'any' || type.storage === 'none')
    return result
  if (result instanceof Scalar) return castScalar(result, type)
  if (result instanceof Matrix) return withData(result, castVector(result.data, type))
  return result instanceof Vector ? castVector(result, type) : result
}

export const clip = define({
  name: 'clip',
  signature: 'clip(X, Y, Z)',
  kind: 'elementwise',
  doc: 'X with what is below Y replaced by Y and what is above Z by Z. A bound that is one null is none; Z wins over Y.',
  examples: [
    ['clip(1..10, 3, 5)', '[3,3,3,4,5,5,5,5,5,5]'],
    ['clip(1 2 3, 0 4 NULL, 2)', '[1,2,]'],
  ],
  run: (context, x, low, high) => clipped(context, x!, low!, high!),
})

export const clipInPlace = define({
  name: 'clip!',
  signature: 'clip!(X, Y, Z)',
  kind: 'elementwise',
  doc: 'Replaces what is below Y by Y and what is above Z by Z, in place.',
  examples: [['x = 1..6; x.clip!(3, 5); x', '[3,3,3,4,5,5]']],
  mutates: [0],
  run: (context, x, low, high) => {
    overwrite(x!, clipped(context, x!, low!, high!))
    return x!
  },
})
