import { nullI32 } from '../../kernels/null.ts'
import { type DataType, isLiteral } from '../../values/data-type.ts'
import { allocate } from '../../values/memory.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { SymbolBase, SymbolVector } from '../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { StorageError } from '../storage-error.ts'
import { convertible, convertTemporal } from './temporal-key.ts'

/** A column as partitioning sees it: whole numbers (null is INT's), or texts by code. Code 0 is the empty text, null. */
export type Keys =
  | { readonly is: 'numbers'; readonly data: Int32Array }
  | { readonly is: 'texts'; readonly codes: Int32Array; readonly texts: readonly string[] }

/** Types a VALUE, RANGE or LIST scheme can have. */
export function canPartition(type: DataType): boolean {
  if (type.category === 'INTEGRAL' || type.category === 'TEMPORAL') return type.width <= 4 && type.width > 0
  return type.name === 'SYMBOL' || type.name === 'STRING'
}

/**
 * The column's values in the scheme's type, so that a scheme by DATE or MONTH takes a column of TIMESTAMPs.
 * @throws StorageError where that conversion would invent something.
 */
export function keysOf(column: Vector, type: DataType): Keys {
  if (isLiteral(type)) return textKeys(column, type)
  const from = column.type
  if (column instanceof FixedVector) {
    if (from.category === 'TEMPORAL' && type.category === 'TEMPORAL' && convertible(from, type)) {
      return { is: 'numbers', data: convertTemporal(column, type) }
    }
    if (from.category === 'INTEGRAL' && type.category === 'INTEGRAL') {
      return { is: 'numbers', data: wholeNumbers(column) }
    }
  }
  throw new StorageError('invalid', `A column of type ${from} can't be partitioned by a scheme of ${type}`)
}

function textKeys(column: Vector, type: DataType): Keys {
  if (column instanceof SymbolVector) return { is: 'texts', codes: column.codes, texts: column.base.strings }
  if (column instanceof StringVector) {
    const coded = SymbolVector.of(column.texts(), new SymbolBase())
    return { is: 'texts', codes: coded.codes, texts: coded.base.strings }
  }
  throw new StorageError(
    'invalid',
    `A column of type ${column.type} can't be partitioned by a scheme of ${type}`,
  )
}

// CHAR, SHORT, INT and LONG as INT. What INT can't hold is in no partition.
function wholeNumbers(column: FixedVector): Int32Array {
  if (column.data instanceof Int32Array) return column.data
  const n = column.length
  const out = allocate('i32', n)
  if (column.data instanceof BigInt64Array) {
    const words = new Int32Array(column.data.buffer, column.data.byteOffset, 2 * n)
    for (let i = 0; i < n; i++) {
      const low = words[2 * i]!
      out[i] = words[2 * i + 1] === low >> 31 ? low : nullI32
    }
    return out
  }
  const data = column.data as Int8Array | Int16Array
  const missing = data instanceof Int8Array ? -128 : -32768
  for (let i = 0; i < n; i++) out[i] = data[i] === missing ? nullI32 : data[i]!
  return out
}
