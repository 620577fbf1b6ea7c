import {
  bucketsOfLongs,
  bucketsOfNumbers,
  bucketsOfTexts,
  bucketsOfWide,
} from '../../kernels/groups/hash-bucket.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { castFlat, castTexts } from '../../values/cast/vector.ts'
import { type DataType, DOUBLE, INT, isLiteral } from '../../values/data-type.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, truth, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'

const missing = nullOf(INT) as number
const noNumber = nullOf(DOUBLE) as number

interface Buckets {
  readonly low: number
  readonly width: number
  readonly count: number
  /** Whether values outside have buckets of their own, before and after the others. */
  readonly outbound: boolean
}

function bucketsOf(
  range: Value | undefined,
  count: Value | undefined,
  outbound: Value | undefined,
  name: string,
): Buckets {
  if (!(range instanceof Pair)) throw wrongArgument(name, 'dataRange', 'a pair', range)
  const number = integer(count, name, 'bucketNum')
  if (isLiteral(range.type)) throw wrongArgument(name, 'dataRange', 'a pair of numbers', range)
  const ends = [range.get(0), range.get(1)]
  const [low, high] = ends.map(end => castScalar(end, DOUBLE).raw as number) as [number, number]
  if (ends.some(end => end.isNull) || number < 1 || high <= low)
    throw new ScriptError(`${name}: dataRange must ascend, and bucketNum be positive.`)
  const whole = range.type.category !== 'FLOATING' && range.type.category !== 'DECIMAL'
  if (whole && (high - low) % number !== 0) {
    throw new ScriptError(`${name}: dataRange must be the multiplier of bucketNum.`)
  }
  return {
    low,
    width: (high - low) / number,
    count: number,
    outbound: truth(outbound, name, 'includeOutbound', false),
  }
}

function bucketNumbers(column: Vector, { low, width, count, outbound }: Buckets): FixedVector {
  const data = castFlat(column, DOUBLE).data as Float64Array
  const out = allocateResult(INT, data.length)
  for (let i = 0; i < data.length; i++) {
    const bucket = data[i] === noNumber ? -1 : Math.floor((data[i]! - low) / width)
    const inside = bucket >= 0 && bucket < count
    if (outbound) out.data[i] = bucket < 0 ? 0 : Math.min(bucket, count) + 1
    else out.data[i] = inside ? bucket : missing
  }
  out.mayHoldNulls = !outbound
  return out
}

export const bucket = define({
  name: 'bucket',
  signature: 'bucket(vector, dataRange, bucketNum, [includeOutbound=false])',
  kind: 'elementwise',
  doc: 'Which of bucketNum equal parts of the range each element lies in, from 0; null outside, or with includeOutbound a bucket before and one after.',
  examples: [
    ['bucket(9 23 54 36 46 12, 12:54, 2)', '[,0,,1,1,0]'],
    ['bucket(9 23 54 36 46 12, 12:54, 2, true)', '[0,1,3,2,2,1]'],
    ['bucket(decimal32([1.5, 2.5], 1), decimal32(1, 1):decimal32(3, 1), 2)', '[0,1]'],
  ],
  run: (_, x, range, count, outbound) =>
    bucketNumbers(vector(x, 'bucket', 'vector'), bucketsOf(range, count, outbound, 'bucket')),
})

export const bucketCount = define({
  name: 'bucketCount',
  signature: 'bucketCount(vector, dataRange, bucketNum, [includeOutbound=false])',
  kind: 'aggregate',
  doc: 'How many elements lie in each bucket: see bucket.',
  examples: [['bucketCount(9 23 54 36 46 12, 12:54, 2)', '[2,2]']],
  run: (_, x, range, count, outbound) => {
    const buckets = bucketsOf(range, count, outbound, 'bucketCount')
    const numbers = bucketNumbers(vector(x, 'bucketCount', 'vector'), buckets)
    const out = allocateResult(INT, buckets.count + (buckets.outbound ? 2 : 0))
    const counts = out.data as Int32Array
    for (const number of numbers.data as Int32Array) if (number !== missing) counts[number]!++
    return out
  },
})

/** How many bins lie below a value: before the first place that holds a larger one (`right`: one at least as large). */
function binOf(value: number, bins: Float64Array, right: boolean, ascending: boolean): number {
  let low = 0
  let high = bins.length
  while (low < high) {
    const middle = (low + high) >> 1
    const bin = bins[middle]!
    // Without `right` a bin that equals the value is below it in ascending bins, and not in descending ones.
    const below = ascending
      ? bin < value || (bin === value && !right)
      : bin > value || (bin === value && right)
    if (below) low = middle + 1
    else high = middle
  }
  return low
}

export const digitize = define({
  name: 'digitize',
  signature: 'digitize(x, bins, [right=false])',
  kind: 'elementwise',
  doc: 'Which of the bins each x lies in, whose bounds ascend or descend: 0 before the first bound, as many as there are bounds after the last. With right an element that equals a bound belongs to the bin that ends there.',
  examples: [
    ['digitize(-1 1 2 5 6, 1 3 5)', '[0,1,1,3,3]'],
    ['digitize(-1 1 2 5 6, 1 3 5, true)', '[0,0,1,2,3]'],
  ],
  run: (_, x, bins, right) => {
    const bounds = castFlat(vector(bins, 'digitize', 'bins'), DOUBLE).data as Float64Array
    const closed = truth(right, 'digitize', 'right', false)
    const ascending = bounds.length < 2 || bounds[0]! <= bounds[bounds.length - 1]!
    const place = (column: Vector) => {
      const data = castFlat(column, DOUBLE).data as Float64Array
      const out = allocateResult(INT, data.length)
      for (let i = 0; i < data.length; i++) out.data[i] = binOf(data[i]!, bounds, closed, ascending)
      return out
    }
    const plan = (type: DataType) =>
      isLiteral(type) ? null : { scalar: (value: Scalar) => place(vectorOf([value])).get(0), column: place }
    return applyUnary(new UnaryOperation('digitize', plan), x!)
  },
})

/** The hash bucket of each element, as HASH partitions number them; null for nulls. */
export function hashBuckets(column: Vector, buckets: number): FixedVector {
  const out = allocateResult(INT, column.length)
  const numbers = out.data as Int32Array
  if (isLiteral(column.type)) {
    const { bytes, offsets } = castTexts(column).utf8()
    bucketsOfTexts(bytes, offsets, buckets, numbers)
    return out
  }
  const { data, type } = column as FixedVector
  if (type.storage === 'i64') bucketsOfLongs(data as BigInt64Array, buckets, numbers)
  else if (type.storage === 'i128') bucketsOfWide(data as BigInt64Array, buckets, numbers)
  else if (type.storage === 'i32' || type.storage === 'i16' || type.storage === 'i8') {
    bucketsOfNumbers(data as Int32Array, nullOf(type) as number, buckets, numbers)
  } else throw new ScriptError(`hashBucket can't take ${type}.`)
  return out
}

export const hashBucket = define({
  name: 'hashBucket',
  signature: 'hashBucket(X, buckets)',
  kind: 'elementwise',
  doc: 'The number of the bucket that each element falls into by its hash: as HASH partitions do.',
  examples: [['hashBucket(34 45 67, 10)', '[4,5,7]']],
  run: (_, x, buckets) => {
    const count = integer(buckets, 'hashBucket', 'buckets')
    if (count < 1) throw new ScriptError(`hashBucket: buckets must be positive, but it is ${count}.`)
    if (x instanceof Scalar) return hashBuckets(vectorOf([x]), count).get(0)
    if (x instanceof Vector) return hashBuckets(x, count)
    throw wrongArgument('hashBucket(X, buckets)', 'X', 'a scalar or vector', x)
  },
})
