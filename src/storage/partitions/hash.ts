import {
  bucketsOfLongs,
  bucketsOfNumbers,
  bucketsOfTexts,
  bucketsOfWide,
} from '../../kernels/groups/hash-bucket.ts'
import { nullI32 } from '../../kernels/null.ts'
import { type DataType, isLiteral } from '../../values/data-type.ts'
import { allocate } from '../../values/memory.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { StorageError } from '../storage-error.ts'
import { keysOf } from './key.ts'
import type { PartitionLevel } from './level.ts'

/** Which of `buckets` each value hashes to, −1 for null. @throws StorageError for types that don't hash. */
export function hashBuckets(column: Vector, buckets: number): Int32Array {
  const out = allocate('i32', column.length)
  if (column instanceof SymbolVector) {
    const { bytes, offsets } = StringVector.of([...column.base.strings]).utf8()
    const ofCode = new Int32Array(column.base.size)
    bucketsOfTexts(bytes, offsets, buckets, ofCode)
    for (let i = 0; i < out.length; i++) out[i] = ofCode[column.codes[i]!]!
    return out
  }
  if (column instanceof StringVector) {
    const { bytes, offsets } = column.utf8()
    bucketsOfTexts(bytes, offsets, buckets, out)
    return out
  }
  if (!(column instanceof FixedVector) || !hashable(column.type)) {
    throw new StorageError('invalid', `Values of type ${column.type} can't be hashed into buckets`)
  }
  const { data } = column
  if (column.type.storage === 'i128') bucketsOfWide(data as BigInt64Array, buckets, out)
  else if (data instanceof BigInt64Array) bucketsOfLongs(data, buckets, out)
  else {
    const missing = data instanceof Int8Array ? -128 : data instanceof Int16Array ? -32768 : nullI32
    bucketsOfNumbers(data as Int32Array, missing, buckets, out)
  }
  return out
}

const hashable = (type: DataType) => ['INTEGRAL', 'TEMPORAL', 'BINARY'].includes(type.category)

/** A value's partition is its hash. */
export class HashLevel implements PartitionLevel {
  readonly kind = 'HASH'
  readonly type: DataType
  readonly count: number

  constructor(type: DataType, buckets: number) {
    if (!hashable(type) && !isLiteral(type)) {
      throw new StorageError('invalid', `The data type ${type} can't be used for a partition column`)
    }
    if (!Number.isInteger(buckets) || buckets < 1) {
      throw new StorageError(
        'invalid',
        `The number of hash partitions must be a positive integer, not ${buckets}`,
      )
    }
    this.type = type
    this.count = buckets
  }

  codes(column: Vector): Int32Array {
    const { type } = this
    if (column.type === type || (isLiteral(type) && isLiteral(column.type)))
      return hashBuckets(column, this.count)
    if (type.width <= 4) {
      const keys = keysOf(column, type)
      if (keys.is === 'numbers') return hashBuckets(new FixedVector(type, keys.data), this.count)
    }
    if (type.category === 'INTEGRAL' && column.type.category === 'INTEGRAL')
      return hashBuckets(column, this.count)
    throw new StorageError(
      'invalid',
      `A column of type ${column.type} can't be partitioned by a hash of ${type}`,
    )
  }

  name(code: number): string {
    return `Key${code}`
  }
}
