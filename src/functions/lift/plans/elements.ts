import type { DataType } from '../../../values/data-type.ts'
import { Scalar } from '../../../values/forms/scalar.ts'
import type { Raw } from '../../../values/null.ts'
import { vectorOfRaws } from '../../../values/vectors/build.ts'
import { FixedVector } from '../../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../../values/vectors/string-vector.ts'
import { SymbolVector } from '../../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../../values/vectors/vector.ts'

/** Reads elements of a column as raws. Of a tuple: the raw of its scalars. */
export function rawReader(column: Scalar | Vector): (index: number) => Raw {
  if (column instanceof Scalar) {
    const { raw } = column
    return () => raw
  }
  if (column instanceof FixedVector) return index => column.raw(index)
  if (column instanceof StringVector) {
    const texts = column.texts()
    return index => texts[index]!
  }
  if (column instanceof SymbolVector) return index => column.text(index)
  return index => {
    const item = column.get(index)
    return item instanceof Scalar ? item.raw : null
  }
}

/** A column of `length` elements made one by one: for types that have no kernel. */
export function buildColumn(type: DataType, length: number, at: (index: number) => Raw): Vector {
  const raws = new Array<Raw>(length)
  for (let i = 0; i < length; i++) raws[i] = at(i)
  return vectorOfRaws(type, raws)
}
