import { ScriptError } from '../../runtime/script-error.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { DOUBLE, isLiteral } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { wrongArgument } from '../argument.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'

const missing = nullOf(DOUBLE) as number

/** The elements of a vector of numbers, or the one number, as doubles; nulls are refused. @throws ScriptError */
export function wholeNumbers(value: Value | undefined, usage: string, parameter: string): Float64Array {
  const column = value instanceof Scalar ? vectorOf([value]) : value
  if (!(column instanceof Vector) || isLiteral(column.type) || column.type.storage === 'any')
    throw wrongArgument(usage, parameter, 'a vector of numbers', value)
  const data = castFlat(column, DOUBLE).data as Float64Array
  if (data.includes(missing)) throw new ScriptError(`Usage: ${usage}. ${parameter} must not hold nulls.`)
  return data
}

export interface Points {
  readonly x: Float64Array
  readonly y: Float64Array
}

/** The points of two vectors of numbers, at least some, as many in X as in Y. @throws ScriptError */
export function pointsOf(x: Value | undefined, y: Value | undefined, usage: string, least: number): Points {
  const points = { x: wholeNumbers(x, usage, 'X'), y: wholeNumbers(y, usage, 'Y') }
  const { length } = points.x
  if (points.y.length !== length)
    throw new ScriptError(`Usage: ${usage}. X has ${length} elements, but Y has ${points.y.length}.`)
  if (length < least)
    throw new ScriptError(`Usage: ${usage}. There should be at least ${least} points, not ${length}.`)
  return points
}

/** The same, of points from left to right. @throws ScriptError unless X strictly increases. */
export function ascendingPoints(
  x: Value | undefined,
  y: Value | undefined,
  usage: string,
  least: number,
): Points {
  const points = pointsOf(x, y, usage, least)
  for (let i = 1; i < points.x.length; i++)
    if (!(points.x[i]! > points.x[i - 1]!))
      throw new ScriptError(`Usage: ${usage}. X should strictly increase.`)
  return points
}

/** A function of numbers at each place; null where it gives none. */
export function valuesAt(places: Float64Array, at: (place: number) => number): FixedVector {
  const out = allocateResult(DOUBLE, places.length)
  const data = out.data as Float64Array
  out.mayHoldNulls = false
  for (let i = 0; i < places.length; i++) {
    const value = at(places[i]!)
    data[i] = Number.isNaN(value) ? missing : value
    if (Number.isNaN(value)) out.mayHoldNulls = true
  }
  return out
}
