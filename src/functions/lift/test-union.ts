import { BOOL } from '../../values/data-type.ts'
import { NULL, type Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { UnionVector } from '../../values/vectors/union-vector.ts'
import { allocateResult } from './plans/kernel-plan.ts'

/**
 * A test of an IOTANY column's elements, as a column of BOOL: `test` is given the vectors of one type each, and the untyped null for
 * the nulls; it gives a BOOL for each element, or one for all.
 */
export function testUnion(union: UnionVector, test: (part: Value) => Value): FixedVector {
  const { codes, places, parts } = union.compacted()
  const results: ((place: number) => number)[] = []
  const tested = (part: Value) => {
    const result = test(part)
    if (!(result instanceof FixedVector)) return () => (result as Scalar).raw as number
    return (place: number) => result.data[place] as number
  }
  for (const [code, part] of parts) results[code] = tested(part)
  results[0] = tested(NULL)
  const out = allocateResult(BOOL, codes.length)
  for (let i = 0; i < codes.length; i++) out.data[i] = results[codes[i]!]!(places[i]!)
  out.mayHoldNulls = out.data.includes(-128 as never)
  return out
}
