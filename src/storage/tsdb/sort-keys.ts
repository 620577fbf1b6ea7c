import { column } from '../../kernels/column.ts'
import type { SortKey } from '../../kernels/order/sort-fields.ts'
import type { NumberStorage } from '../../kernels/storage.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { kernelStorage } from '../segments/column-layout.ts'
import { StorageError } from '../storage-error.ts'

/** A column as kernels sort by it; nulls come first. @throws StorageError for types without an order */
export function sortKeyOf(vector: Vector): SortKey {
  if (vector instanceof SymbolVector) return { column: column('i32', ranks(vector), false) }
  if (vector instanceof StringVector) return { column: { storage: 'string', ...vector.utf8() } }
  if (vector instanceof FixedVector && vector.type.storage === 'f64x2')
    return { column: column('i32', ranksOfPairs(vector.data as Float64Array), false) }
  if (vector instanceof FixedVector) {
    const storage = kernelStorage(vector.type)
    const { data, mayHoldNulls } = vector
    if (storage === 'i128' || storage === 'u128') {
      return { column: { storage, data: data as BigInt64Array, nulls: mayHoldNulls } }
    }
    return { column: column(storage as NumberStorage, data as Int32Array, mayHoldNulls) }
  }
  throw new StorageError('invalid', `A column of type ${vector.type} can't be sorted by`)
}

// Each pair's place among the different ones, by the first number and then the second.
function ranksOfPairs(data: Float64Array): Int32Array {
  const compare = (a: number, b: number) => data[2 * a]! - data[2 * b]! || data[2 * a + 1]! - data[2 * b + 1]!
  const order = Array.from({ length: data.length / 2 }, (_, i) => i).sort(compare)
  const rank = new Int32Array(new SharedArrayBuffer(2 * data.length))
  order.forEach((row, place) => {
    const before = place === 0 ? row : order[place - 1]!
    rank[row] = place === 0 ? 0 : rank[before]! + (compare(before, row) === 0 ? 0 : 1)
  })
  return rank
}

// Each text's place among the base's texts in order.
function ranks({ codes, base }: SymbolVector): Int32Array {
  const { strings } = base
  const order = Array.from(strings.keys()).sort((a, b) =>
    strings[a]! < strings[b]! ? -1 : strings[a]! > strings[b]! ? 1 : 0,
  )
  const rank = new Int32Array(strings.length)
  order.forEach((code, place) => {
    rank[code] = place
  })
  const out = new Int32Array(new SharedArrayBuffer(4 * codes.length))
  for (let i = 0; i < out.length; i++) out[i] = rank[codes[i]!]!
  return out
}
