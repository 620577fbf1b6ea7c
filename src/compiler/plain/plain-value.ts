import { nullF64, nullI32 } from '../../kernels/null.ts'
import { BOOL, DOUBLE, INT, LONG } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import {
  anyValue,
  doubleVector,
  intVector,
  longVector,
  rawBool,
  rawDouble,
  rawInt,
  rawLong,
  type StaticType,
} from '../js.ts'
import type { Unit } from '../unit.ts'
import { nullLong } from './raw-long.ts'

/** The type that a value would have as plain JavaScript. */
export function typeOfValue(value: Value | undefined): StaticType {
  if (value instanceof FixedVector) {
    if (value.type === DOUBLE) return doubleVector
    if (value.type === LONG) return longVector
    return value.type === INT ? intVector : anyValue
  }
  if (!(value instanceof Scalar) || value.isNull) return anyValue
  if (value.type === INT) return rawInt
  if (value.type === LONG) return rawLong
  if (value.type === DOUBLE) return rawDouble
  return value.type === BOOL ? rawBool : anyValue
}

/** Code that makes plain JavaScript of a value that is of `type`. */
export function unboxed(type: StaticType, code: string, unit: Unit): string {
  switch (type.kind) {
    case 'value':
      return code
    case 'bool':
      return `${code}.raw === 1`
    case 'long':
      return `${unit.use('plainLong')}(${code}.raw)`
    default:
      return `${code}.raw`
  }
}

/** What stands for null among plain numbers, as JavaScript. */
export const nullOfPlain = ({ kind }: StaticType): string =>
  kind === 'long' ? nullLong : String(kind === 'int' ? nullI32 : nullF64)
