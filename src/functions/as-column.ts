import { ScriptError } from '../runtime/script-error.ts'
import { accepts } from '../values/cast/promote.ts'
import { castScalar } from '../values/cast/scalar.ts'
import { castVector } from '../values/cast/vector.ts'
import { ANY, type DataType, IOTANY } from '../values/data-type.ts'
import { Scalar } from '../values/forms/scalar.ts'
import type { Value } from '../values/value.ts'
import { ArrayVector } from '../values/vectors/array-vector.ts'
import { emptyVector, nullVector, vectorOf } from '../values/vectors/build.ts'
import { Tuple } from '../values/vectors/tuple.ts'
import { Vector } from '../values/vectors/vector.ts'

const incompatible = (expected: DataType, actual: DataType) =>
  new ScriptError(`Incompatible type. Expected: ${expected}, Actual: ${actual}`)

/** `value` as a vector of `type` to append to one. @throws ScriptError when it can't go there. */
export function asColumnOf(type: DataType, value: Value): Vector {
  if (value instanceof Scalar) {
    if (!accepts(type, value.type)) throw incompatible(type, value.type)
    if (type.element) return rowsOf(type, [value])
    if (type === ANY) return new Tuple([value])
    if (type === IOTANY) return castVector(new Tuple([value]), type)
    return castVector(vectorOf([castScalar(value, type)]), type)
  }
  if (type.element && value instanceof Vector && !(value instanceof ArrayVector)) {
    return rowsOf(
      type,
      Array.from({ length: value.length }, (_, i) => value.get(i)),
    )
  }
  if (value instanceof Tuple && type !== ANY) return castVector(value, type)
  if (!(value instanceof Vector)) throw incompatible(type, ANY)
  if (!accepts(type, value.type)) throw incompatible(type, value.type)
  return castVector(value, type)
}

// Rows of an array vector; a scalar is a row of its own.
function rowsOf(type: DataType, items: readonly Value[]): ArrayVector {
  const element = type.element!
  const rows = items.map(item => {
    const row = asColumnOf(element, item)
    return row.length === 0 ? nullVector(element, 1) : row
  })
  return ArrayVector.ofRows(rows, emptyVector(element))
}
