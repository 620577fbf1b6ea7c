import type { DataType } from '../../values/data-type.ts'
import { allocate } from '../../values/memory.ts'
import { nullOf } from '../../values/null.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { SymbolBase, SymbolVector } from '../../values/vectors/symbol-vector.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'

/** A column of that type without rows. */
export function emptyColumn(type: DataType): Vector {
  return nullColumn(type, 0)
}

/** `rows` nulls, as a column has that came after its rows. */
export function nullColumn(type: DataType, rows: number, base = new SymbolBase()): Vector {
  switch (type.storage) {
    case 'symbol':
      return new SymbolVector(allocate('symbol', rows), base)
    case 'string':
      return StringVector.ofUtf8(
        { bytes: new Uint8Array(new SharedArrayBuffer(0)), offsets: allocate('i32', rows + 1) },
        type,
      )
    case 'array': {
      const offsets = allocate('i32', rows + 1)
      for (let i = 0; i <= rows; i++) offsets[i] = i
      return new ArrayVector(offsets, nullColumn(type.element!, rows, base))
    }
    case 'union':
      return new UnionVector(allocate('i8', rows), allocate('i32', rows), new Map())
    default:
      return FixedVector.filled(type, rows, nullOf(type))
  }
}
