import { ScriptError } from '../../runtime/script-error.ts'
import { accepts } from '../../values/cast/promote.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { ANY } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { kindOf } from '../argument.ts'
import { asColumnOf } from '../as-column.ts'
import { placesOf } from './positions.ts'

/** The places that an assignment changes; all must be there. */
export function targetsOf(index: Value | undefined, length: number): Int32Array {
  const places = placesOf(index, length)
  const targets = 'one' in places ? Int32Array.of(places.one) : places.several
  if (targets.includes(-1)) {
    throw new ScriptError(`The index is out of range: there are ${length} elements.`)
  }
  return targets
}

/** `value` as `count` elements of a vector's type: a scalar goes everywhere. */
export function elementsFor(target: Vector, value: Value, count: number): (i: number) => Value {
  const { type } = target
  if (value instanceof Scalar) {
    if (!accepts(type, value.type))
      throw new ScriptError(`Incompatible type. Expected: ${type}, Actual: ${value.type}`)
    const element = type === ANY ? value : castScalar(value, type)
    return () => element
  }
  if (!(value instanceof Vector)) throw new ScriptError(`Elements can't be set to a ${kindOf(value)}.`)
  if (value.length !== count) {
    throw new ScriptError(`${count} elements can't be set to ${value.length} values.`)
  }
  const column = asColumnOf(type, value)
  return i => column.get(i)
}
