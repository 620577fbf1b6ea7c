import { nullI32 } from '../../kernels/null.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { BOOL, INT, isIntegral } from '../../values/data-type.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { kindOf } from '../argument.ts'

/** Which elements an index means: one, or several in order. −1 is a place outside, whose value is null. */
export type Places = { readonly one: number } | { readonly several: Int32Array }

/**
 * What `index` means of `length` elements: an integer one, a vector or pair several, a truth vector those where it is
 * true, undefined all. `start:end` leaves the end out and runs backwards where start is larger; an open side is null.
 * @throws ScriptError for anything else.
 */
export function placesOf(index: Value | undefined, length: number): Places {
  if (index === undefined) return { several: sequence(0, length) }
  if (index instanceof Scalar) {
    if (index.type === BOOL) return { several: index.raw === 1 ? sequence(0, length) : new Int32Array(0) }
    if (!isIntegral(index.type) && index.type.category !== 'VOID') throw wrongIndex(index)
    const place = castScalar(index, INT).raw as number
    return { one: place >= 0 && place < length ? place : -1 }
  }
  if (index instanceof Pair) return { several: rangeOf(index, length) }
  if (index instanceof Vector) return { several: vectorPlaces(index, length) }
  throw wrongIndex(index)
}

const wrongIndex = (index: Value) =>
  new ScriptError(
    `An index must be an integer, a pair, or a vector of integers or truths, not ${kindOf(index)}.`,
  )

/** `start`, `start` + 1, … up to `end` − 1. */
export function sequence(start: number, end: number): Int32Array {
  const places = allocate('i32', Math.max(0, end - start))
  for (let i = 0; i < places.length; i++) places[i] = start + i
  return places
}

/** The two ends of a range, open ones filled in: start > end means backwards from start − 1. */
export function endsOf(pair: Pair, length: number): [start: number, end: number] {
  if (!isIntegral(pair.type) && pair.type.category !== 'VOID') throw wrongIndex(pair)
  const [first, second] = [castScalar(pair.get(0), INT).raw, castScalar(pair.get(1), INT).raw] as [
    number,
    number,
  ]
  return [first === nullI32 ? 0 : first, second === nullI32 ? length : second]
}

function rangeOf(pair: Pair, length: number): Int32Array {
  const [start, end] = endsOf(pair, length)
  const places = sequence(Math.min(start, end), Math.max(start, end))
  if (start > end) places.reverse()
  if (Math.min(start, end) < 0 || Math.max(start, end) > length) return inside(places, length)
  return places
}

function inside(places: Int32Array, length: number): Int32Array {
  return places.map(place => (place >= 0 && place < length ? place : -1))
}

function vectorPlaces(index: Vector, length: number): Int32Array {
  if (index.type === BOOL && index instanceof FixedVector) return truePlaces(index, length)
  if (!isIntegral(index.type) && index.length > 0 && index.type.category !== 'VOID') {
    throw wrongIndex(index)
  }
  const { data } = castFlat(index, INT)
  const places = new Int32Array(index.length)
  for (let i = 0; i < places.length; i++) {
    const place = data[i] as number
    places[i] = place < length && place >= 0 ? place : -1
  }
  return places
}

/** Where a truth vector is true. */
export function truePlaces(mask: FixedVector, length: number): Int32Array {
  if (mask.length !== length) {
    throw new ScriptError(`A condition of ${mask.length} elements can't select from ${length}.`)
  }
  const { data } = mask
  let count = 0
  for (let i = 0; i < length; i++) if (data[i] === 1) count++
  const places = new Int32Array(count)
  for (let i = 0, at = 0; at < count; i++) if (data[i] === 1) places[at++] = i
  return places
}
