import { transpose } from '../../kernels/linear-algebra/matrix-multiply.ts'
import type { Context } from '../../runtime/context.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { allocate } from '../../values/memory.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfData } from '../../values/vectors/build.ts'
import { define } from '../define.ts'
import { doublesOf, matrixArgument } from '../doubles-of.ts'
import { multiplyInPieces } from '../matrices/multiply.ts'

const missing = nullOf(DOUBLE) as number

/** Sums of products of the columns' deviations from their means, each pair of columns: columns × columns. */
function products(context: Context, x: Matrix, name: string): Float64Array {
  const { rows, columns } = x
  const data = doublesOf(x.data, name)
  for (let c = 0; c < columns; c++) {
    const column = data.subarray(c * rows, (c + 1) * rows)
    const mean = column.reduce((sum, value) => sum + value, 0) / rows
    for (let i = 0; i < rows; i++) column[i]! -= mean
  }
  const flipped = allocate('f64', data.length) as Float64Array
  transpose(data, flipped, rows, columns)
  const out = allocate('f64', columns * columns) as Float64Array
  multiplyInPieces(context, flipped, data, out, columns, rows, columns)
  return out
}

function pairwise(
  context: Context,
  name: 'covarMatrix' | 'corrMatrix',
  x: Value | undefined,
  of: (products: Float64Array, rows: number, i: number, j: number, columns: number) => number,
): Matrix {
  const matrix = matrixArgument(x, `${name}(X)`)
  const n = matrix.columns
  const sums = products(context, matrix, name)
  const out = allocate('f64', n * n) as Float64Array
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const value = of(sums, matrix.rows, i, j, n)
      out[j * n + i] = Number.isFinite(value) ? value : missing
    }
  }
  return new Matrix(vectorOfData(DOUBLE, out), n, n, matrix.columnLabels, matrix.columnLabels)
}

export const covarMatrix = define({
  name: 'covarMatrix',
  signature: 'covarMatrix(X)',
  kind: 'system',
  doc: 'The covariances of the columns of a matrix with each other. Nulls count as 0.',
  examples: [['flatten(covarMatrix(matrix(1 2 3, 3 2 1)))', '[1,-1,-1,1]']],
  run: (context, x) =>
    pairwise(context, 'covarMatrix', x, (sums, rows, i, j, n) => sums[j * n + i]! / (rows - 1)),
})

export const corrMatrix = define({
  name: 'corrMatrix',
  signature: 'corrMatrix(X)',
  kind: 'system',
  doc: 'The correlations of the columns of a matrix with each other. Nulls count as 0.',
  examples: [['flatten(corrMatrix(matrix(1 2 3, 6 4 2)))', '[1,-1,-1,1]']],
  run: (context, x) =>
    pairwise(context, 'corrMatrix', x, (sums, _rows, i, j, n) =>
      i === j && sums[i * n + i]! > 0 ? 1 : sums[j * n + i]! / Math.sqrt(sums[i * n + i]! * sums[j * n + j]!),
    ),
})
