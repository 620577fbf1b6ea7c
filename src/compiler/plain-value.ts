import { BOOL, DOUBLE, INT } from '../values/data-type.ts'
import { Scalar } from '../values/scalar.ts'
import type { Value } from '../values/value.ts'
import { anyValue, rawBool, rawDouble, rawInt, type StaticType } from './js.ts'

/** The type that a value would have as plain JavaScript. */
export function typeOfValue(value: Value | undefined): StaticType {
  if (!(value instanceof Scalar) || value.isNull) return anyValue
  if (value.type === INT) return rawInt
  if (value.type === DOUBLE) return rawDouble
  return value.type === BOOL ? rawBool : anyValue
}

// What generated code asks of a value before it takes it as plain JavaScript.

export const isPlainInt = (value: Value | undefined, nullable: boolean): value is Scalar =>
  value instanceof Scalar && value.type === INT && (nullable || !value.isNull)

export const isPlainDouble = (value: Value | undefined, nullable: boolean): value is Scalar =>
  value instanceof Scalar && value.type === DOUBLE && (nullable || !value.isNull)

export const isPlainBool = (value: Value | undefined): value is Scalar =>
  value instanceof Scalar && value.type === BOOL && !value.isNull
