import { ScriptError } from '../../runtime/script-error.ts'
import { BOOL } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { own } from '../../values/ownership.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Indices } from './indices.ts'
import { sequence, truePlaces } from './positions.ts'
import { cellsOf } from './read-matrix.ts'
import { elementsFor, targetsOf } from './targets.ts'

/** `m[columns] = v`, `m[rows, columns] = v`, `m[mask] = v`: values go column by column, in the order of the indices. */
export function writeMatrix(matrix: Matrix, indices: Indices, value: Value): Matrix {
  const cells = cellsToWrite(matrix, indices)
  const source = value instanceof Matrix ? value.data : value
  matrix.data = own(matrix.data)
  const element = elementsFor(matrix.data, source, cells.length)
  for (let i = 0; i < cells.length; i++) matrix.data.set(cells[i]!, element(i))
  return matrix
}

function cellsToWrite(matrix: Matrix, indices: Indices): Int32Array {
  const [first, second] = indices
  if (indices.length > 2) throw new ScriptError('A matrix has two dimensions.')
  if (first instanceof Matrix) {
    const { data } = first
    if (data.type !== BOOL || !(data instanceof FixedVector)) {
      throw new ScriptError('A matrix is chosen from by a truth matrix of the same shape.')
    }
    return truePlaces(data, matrix.data.length)
  }
  if (indices.length === 1) {
    return cellsOf(matrix, sequence(0, matrix.rows), targetsOf(first, matrix.columns))
  }
  return cellsOf(matrix, targetsOf(first, matrix.rows), targetsOf(second, matrix.columns))
}
