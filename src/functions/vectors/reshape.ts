import { ScriptError } from '../../runtime/script-error.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import type { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { isNullRaw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { wrongArgument } from '../argument.ts'

/** All elements of a vector or matrix, column by column. Shares memory. */
export function elementsOf(value: Value, name: string): Vector {
  if (value instanceof Matrix) return value.data
  if (value instanceof Scalar) return vectorOf([value])
  if (value instanceof Tuple) return vectorOf([...value.items])
  if (value instanceof Vector) return value
  throw wrongArgument(name, 'X', 'a scalar, vector or matrix', value)
}

const LONGEST_SIDE = 2 ** 31 - 1

/**
 * The elements as a matrix of `shape` rows:columns, column by column. A side left out follows from the other; too few
 * elements leave nulls. @throws ScriptError when they are too many.
 */
export function reshapeTo(value: Value, shape: Pair, name: string): Matrix {
  const elements = elementsOf(value, name)
  const side = (place: 0 | 1) => {
    const raw = place === 0 ? shape.first : shape.second
    return isNullRaw(shape.type, raw) ? -1 : Number(raw)
  }
  let [rows, columns] = [side(0), side(1)]
  if (rows < 0 && columns < 0)
    throw new ScriptError(`${name}: at least one of rows and columns must be given.`)
  if (rows < 0) rows = Math.ceil(elements.length / columns)
  if (columns < 0) columns = Math.ceil(elements.length / rows)
  const most = Math.max(rows, columns)
  if (
    !Number.isInteger(rows) ||
    !Number.isInteger(columns) ||
    most > LONGEST_SIDE ||
    rows * columns > 2 ** 31
  )
    throw new ScriptError(`${name}: a matrix can't have ${rows} rows and ${columns} columns.`)
  if (rows * columns === elements.length) return new Matrix(elements.clone(), rows, columns)
  if (rows * columns < elements.length) {
    throw new ScriptError(
      `${name}: ${elements.length} elements don't fit a matrix of ${rows} rows and ${columns} columns.`,
    )
  }
  return new Matrix(elements.slice(0, rows * columns), rows, columns)
}
