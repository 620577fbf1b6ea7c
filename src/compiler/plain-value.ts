import { BOOL, DOUBLE, INT } from '../values/data-type.ts'
import { FixedVector } from '../values/fixed-vector.ts'
import { Scalar } from '../values/scalar.ts'
import type { Value } from '../values/value.ts'
import { anyValue, doubleVector, intVector, rawBool, rawDouble, rawInt, type StaticType } from './js.ts'

/** The type that a value would have as plain JavaScript. */
export function typeOfValue(value: Value | undefined): StaticType {
  if (value instanceof FixedVector) {
    return value.type === DOUBLE ? doubleVector : value.type === INT ? intVector : anyValue
  }
  if (!(value instanceof Scalar) || value.isNull) return anyValue
  if (value.type === INT) return rawInt
  if (value.type === DOUBLE) return rawDouble
  return value.type === BOOL ? rawBool : anyValue
}
