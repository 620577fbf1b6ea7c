import { SYMBOL } from '../values/data-type.ts'
import type { Value } from '../values/value.ts'
import { arrayVectorOf, vectorOf } from '../values/vectors/build.ts'
import { Tuple } from '../values/vectors/tuple.ts'
import { Vector } from '../values/vectors/vector.ts'

/** A column from one value a row: vectors of one type make an array vector, other mixtures a tuple. */
export function columnOfCells(cells: Value[]): Vector {
  const [first] = cells
  if (!(first instanceof Vector) || first instanceof Tuple) return vectorOf(cells)
  const { type } = first
  const plain =
    type.storage !== 'string' && type !== SYMBOL && type.element === null && type.storage !== 'any'
  const rows = cells.filter(cell => cell instanceof Vector && cell.type === type) as Vector[]
  return plain && rows.length === cells.length ? arrayVectorOf(type, rows) : vectorOf(cells)
}
