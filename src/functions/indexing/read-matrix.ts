import { ScriptError } from '../../runtime/script-error.ts'
import { BOOL } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { nullVector } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Indices } from './indices.ts'
import { type Places, placesOf } from './positions.ts'

/** `m[column]`, `m[row, column]`; a side left out is all of it, and the result then stays a matrix. */
export function readMatrix(matrix: Matrix, indices: Indices): Value {
  if (indices.length > 2) throw new ScriptError('A matrix has two dimensions.')
  const [first, second] = indices
  if (indices.length === 1) {
    if (first instanceof Matrix) return masked(matrix, first)
    const columns = placesOf(first, matrix.columns)
    if ('one' in columns) return columnAt(matrix, columns.one)
    return part(matrix, null, columns.several)
  }
  const rows = first === undefined ? null : placesOf(first, matrix.rows)
  const columns = second === undefined ? null : placesOf(second, matrix.columns)
  if (rows && columns && 'one' in rows && 'one' in columns) return cell(matrix, rows.one, columns.one)
  return part(matrix, rows && several(rows), columns && several(columns))
}

const several = (places: Places): Int32Array => ('one' in places ? Int32Array.of(places.one) : places.several)

function columnAt(matrix: Matrix, column: number): Vector {
  if (column < 0) return nullVector(matrix.type, matrix.rows)
  return matrix.data.slice(column * matrix.rows, (column + 1) * matrix.rows)
}

/** One element; null outside. */
export function cell(matrix: Matrix, row: number, column: number): Value {
  if (row < 0 || column < 0 || row >= matrix.rows || column >= matrix.columns) {
    return new Scalar(matrix.type, nullOf(matrix.type))
  }
  return matrix.data.get(column * matrix.rows + row)
}

/** The places in a matrix's data of some rows and columns, column by column; −1 outside. */
export function cellsOf(matrix: Matrix, rows: Int32Array, columns: Int32Array): Int32Array {
  const cells = new Int32Array(rows.length * columns.length)
  let at = 0
  for (const column of columns) {
    for (const row of rows) cells[at++] = row < 0 || column < 0 ? -1 : column * matrix.rows + row
  }
  return cells
}

function part(matrix: Matrix, rows: Int32Array | null, columns: Int32Array | null): Matrix {
  const every = (count: number) => Int32Array.from({ length: count }, (_, i) => i)
  const [r, c] = [rows ?? every(matrix.rows), columns ?? every(matrix.columns)]
  const data = matrix.data.gather(cellsOf(matrix, r, c))
  const { rowLabels, columnLabels } = matrix
  const made = new Matrix(
    data,
    r.length,
    c.length,
    rows ? (rowLabels?.gather(rows) ?? null) : rowLabels,
    columns ? (columnLabels?.gather(columns) ?? null) : columnLabels,
  )
  made.index = matrix.index
  return made
}

// What the mask leaves out becomes null.
function masked(matrix: Matrix, mask: Matrix): Matrix {
  const { data } = mask
  if (data.type !== BOOL || !(data instanceof FixedVector) || data.length !== matrix.data.length) {
    throw new ScriptError('A matrix is chosen from by a truth matrix of the same shape.')
  }
  const places = new Int32Array(data.length)
  for (let i = 0; i < places.length; i++) places[i] = data.data[i] === 1 ? i : -1
  const { rows, columns, rowLabels, columnLabels } = matrix
  return new Matrix(matrix.data.gather(places), rows, columns, rowLabels, columnLabels)
}
