import { integerBounds } from '../kernels/bounds.ts'
import { nullI64 } from '../kernels/null.ts'
import { FixedVector } from '../values/vectors/fixed-vector.ts'
import type { Vector } from '../values/vectors/vector.ts'

const EXACT = BigInt(Number.MAX_SAFE_INTEGER)

/**
 * A column for those who compare its values as doubles, which tell integers apart up to 2⁵³ only: larger ones, such as
 * today's nanoseconds, come as how far they are from the least. As it is where that is no help or not needed.
 */
export function orderable(column: Vector): Vector {
  if (!(column instanceof FixedVector) || column.type.storage !== 'i64') return column
  const data = column.data as BigInt64Array
  const { low, high } = integerBounds({ storage: 'i64', data, nulls: column.mayHoldNulls })
  if ((low >= -EXACT && high <= EXACT) || high - low > EXACT) return column
  const near = FixedVector.zeros(column.type, column.length)
  const out = near.data as BigInt64Array
  for (let i = 0; i < data.length; i++) out[i] = data[i] === nullI64 ? nullI64 : data[i]! - low
  near.mayHoldNulls = column.mayHoldNulls
  return near
}
