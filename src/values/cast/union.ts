import { type DataType, elementsOfUnions } from '../data-type.ts'
import { Scalar } from '../forms/scalar.ts'
import { allocate } from '../memory.ts'
import { retain } from '../ownership.ts'
import type { Value } from '../value.ts'
import { ValueError } from '../value-error.ts'
import { concatenate, vectorOfScalars } from '../vectors/build.ts'
import { Tuple } from '../vectors/tuple.ts'
import { UnionVector } from '../vectors/union-vector.ts'
import type { Vector } from '../vectors/vector.ts'

/** A vector as IOTANY: keeps it. @throws ValueError if its type, or that of an element of a tuple, has no place there */
export function unionOf(vector: Vector): UnionVector {
  if (vector instanceof UnionVector) return vector
  if (vector instanceof Tuple) return unionOfItems(vector.items)
  const { type, length } = vector
  checkElement(type)
  const types = allocate('i8', length)
  const places = allocate('i32', length)
  for (let i = 0; i < length; i++) {
    if (vector.isNullAt(i)) continue
    types[i] = type.code
    places[i] = i
  }
  return new UnionVector(types, places, new Map([[type.code, retain(vector)]]))
}

function unionOfItems(items: readonly Value[]): UnionVector {
  const byType = new Map<DataType, Scalar[]>()
  const types = allocate('i8', items.length)
  const places = allocate('i32', items.length)
  items.forEach((item, i) => {
    if (!(item instanceof Scalar))
      throw new ValueError(`A column of IOTANY holds scalars, not a ${item.form}`)
    if (item.isNull) return
    const alike = byType.get(item.type) ?? []
    if (alike.length === 0) byType.set(checkElement(item.type), alike)
    types[i] = item.type.code
    places[i] = alike.push(item) - 1
  })
  const parts = [...byType].map(([type, alike]) => [type.code, vectorOfScalars(type, alike)] as const)
  return new UnionVector(types, places, new Map(parts))
}

function checkElement(type: DataType): DataType {
  if (elementsOfUnions.includes(type)) return type
  throw new ValueError(`A column of IOTANY holds ${elementsOfUnions.join(', ')}; not ${type}`)
}

/** What `map` makes of the vectors of one type each, which are of `type`, with each element in its place again; nulls are null. */
export function mapUnion(union: UnionVector, type: DataType, map: (part: Vector) => Vector): Vector {
  const { codes, places, parts } = union.compacted()
  const begins = new Int32Array(64)
  const mapped: Vector[] = []
  let begin = 0
  for (const [code, part] of parts) {
    begins[code] = begin
    begin += part.length
    mapped.push(map(part))
  }
  const indices = new Int32Array(codes.length)
  for (let i = 0; i < indices.length; i++) {
    const code = codes[i]!
    indices[i] = code === 0 ? -1 : begins[code]! + places[i]!
  }
  return concatenate(type, mapped).gather(indices)
}
