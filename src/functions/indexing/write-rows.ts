import { ScriptError } from '../../runtime/script-error.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { arrayVectorOf } from '../../values/vectors/build.ts'
import type { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import type { Indices } from './indices.ts'
import { rowAt } from './read-rows.ts'
import { elementsFor, targetsOf } from './targets.ts'

/**
 * `a[rows, columns] = v` of an array vector or columnar tuple. v is a scalar for all, a value a column for each of the
 * rows, or a value (or values) a row.
 */
export function writeRows(rows: ArrayVector | Tuple, indices: Indices, value: Value): Vector {
  if (indices.length !== 2 || indices[1] === undefined) {
    throw new ScriptError(
      'Elements of an array vector are assigned by row and column: a[row, column] = value.',
    )
  }
  const made = Array.from({ length: rows.length }, (_, i) => rowAt(rows, i))
  const targets = targetsOf(indices[0], rows.length)
  targets.forEach((row, i) => {
    const changed = made[row]!.clone()
    const columns = targetsOf(indices[1], changed.length)
    const part = partFor(value, targets.length, columns.length, i)
    const element = elementsFor(changed, part, columns.length)
    for (let j = 0; j < columns.length; j++) changed.set(columns[j]!, element(j))
    made[row] = changed
  })
  if (rows instanceof ArrayVector) {
    const { offsets, flat } = arrayVectorOf(rows.flat.type, made)
    rows.offsets = offsets
    rows.flat = flat
  } else rows.items = made
  return rows
}

// What row number i of those assigned gets.
function partFor(value: Value, rows: number, columns: number, i: number): Value {
  if (value instanceof Scalar || !(value instanceof Vector)) return value
  const first = value.length > 0 ? value.get(0) : undefined
  const byColumn = value.length === columns && !(first instanceof Vector)
  if (byColumn) return value
  if (value.length === rows) return value.get(i)
  throw new ScriptError(`${rows} rows and ${columns} columns can't be set to ${value.length} values.`)
}
