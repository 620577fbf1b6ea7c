import { elementsOfUnions, INT } from '../values/data-type.ts'
import { allocate } from '../values/memory.ts'
import type { Value } from '../values/value.ts'
import { FixedVector } from '../values/vectors/fixed-vector.ts'
import { UnionVector } from '../values/vectors/union-vector.ts'
import { Vector } from '../values/vectors/vector.ts'
import { WireError } from './wire-error.ts'
import type { Reading } from './wire-reader.ts'

/**
 * A column of IOTANY: of `objects` vectors the first is an INT index (rows, vectors, then for each row a place, then for each row a
 * type), the others are of one type each.
 */
export function* readUnion(objects: number, read: () => Reading<Value>): Reading<UnionVector> {
  const index = objects > 0 ? yield* read() : null
  if (!(index instanceof FixedVector) || index.type !== INT || index.length < 2)
    throw new WireError('A column of type IOTANY begins with its index.')
  const numbers = index.data as Int32Array
  const rows = numbers[0]!
  if (numbers.length !== 2 + 2 * rows) throw new WireError("A column of type IOTANY doesn't fit its index.")
  const parts = new Map<number, Vector>()
  for (let i = 1; i < objects; i++) {
    const part = yield* read()
    if (!(part instanceof Vector)) throw new WireError('A vector is expected.')
    if (!elementsOfUnions.includes(part.type) || parts.has(part.type.code))
      throw new WireError(
        `A column of type IOTANY can't have ${parts.has(part.type.code) ? 'two vectors' : 'a vector'} of type ${part.type}.`,
      )
    parts.set(part.type.code, part)
  }
  return union(numbers.subarray(2, 2 + rows), numbers.subarray(2 + rows), parts)
}

function union(places: Int32Array, types: Int32Array, parts: ReadonlyMap<number, Vector>): UnionVector {
  const codes = allocate('i8', types.length)
  for (let i = 0; i < codes.length; i++) {
    const [type, place] = [types[i]!, places[i]!]
    if (type === 0) continue
    const part = parts.get(type)
    if (!part || place < 0 || place >= part.length)
      throw new WireError(`A column of type IOTANY has no element ${place} of type ${type}.`)
    if (!part.isNullAt(place)) codes[i] = type
  }
  // Two elements may have been said to be in one place.
  return new UnionVector(codes, places, parts).slice(0, codes.length)
}
