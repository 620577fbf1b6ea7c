import { compareTexts } from '../../values/compare.ts'
import { isLiteral, typeOfCode } from '../../values/data-type.ts'
import type { Scalar } from '../../values/forms/scalar.ts'
import { allocate } from '../../values/memory.ts'
import type { UnionVector } from '../../values/vectors/union-vector.ts'

/**
 * Each element's place in the order of all: nulls, numbers, texts; what is equal in value but not in type lies side by side. Elements of one place
 * are of one type and value.
 */
export function ranksOfUnion(union: UnionVector): Int32Array {
  const { codes } = union
  const raws = union.items.map(item => (item as Scalar).raw as number | bigint | string)
  const kinds = Int8Array.from(codes, code => (code === 0 ? 0 : isLiteral(typeOfCode(code)!) ? 2 : 1))
  const compare = (a: number, b: number): number => {
    const apart = kinds[a]! - kinds[b]!
    if (apart !== 0 || kinds[a] === 0) return apart
    const [x, y] = [raws[a]!, raws[b]!]
    const order = kinds[a] === 2 ? compareTexts(x as string, y as string) : x < y ? -1 : x > y ? 1 : 0
    return order || codes[a]! - codes[b]!
  }
  const order = Array.from(codes.keys()).sort(compare)
  const ranks = allocate('i32', codes.length)
  for (let place = 1; place < order.length; place++) {
    const [before, row] = [order[place - 1]!, order[place]!]
    ranks[row] = ranks[before]! + (compare(before, row) === 0 ? 0 : 1)
  }
  return ranks
}
