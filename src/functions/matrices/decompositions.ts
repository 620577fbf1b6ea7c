import { decomposeCholesky } from '../../kernels/linear-algebra/cholesky.ts'
import { decomposeLu } from '../../kernels/linear-algebra/lu.ts'
import { transpose } from '../../kernels/linear-algebra/matrix-multiply.ts'
import { decomposeQr, orthogonalOfQr, triangleOfQr } from '../../kernels/linear-algebra/qr.ts'
import { decomposeSvd } from '../../kernels/linear-algebra/svd.ts'
import { symmetricEigen } from '../../kernels/linear-algebra/symmetric-eigen.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { ANY, DOUBLE, INT, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import type { Matrix } from '../../values/forms/matrix.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfData } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { text, truth } from '../argument.ts'
import { define } from '../define.ts'
import { doublesOf, matrixArgument, squareArgument } from '../doubles-of.ts'
import { holdsNull } from '../nulls/nulls.ts'
import { matrixOf } from './linear-algebra.ts'

const room = (n: number) => allocate('f64', n) as Float64Array
const vectorOver = (data: Float64Array) => vectorOfData(DOUBLE, data, false)

/** The elements of a matrix without nulls, to be overwritten. */
export function wholeMatrix(x: Matrix, name: string): Float64Array {
  if (holdsNull(x)) throw new ScriptError(`${name}: the matrix must not hold nulls.`)
  return doublesOf(x.data, name)
}

const noNumber = (name: string) => new ScriptError(`${name}: the matrix holds what is no number.`)

export const lu = define({
  name: 'lu',
  signature: 'lu(obj, [permute=false])',
  kind: 'system',
  doc: 'A matrix as a product P ** L ** U of a permutation, a lower triangle with ones in the diagonal and an upper triangle, as a tuple; with permute as (P ** L, U).',
  examples: [['flatten(lu(matrix(1 2, 3 4))[2])', '[2,0,4,1]']],
  run: (_, x, permute) => {
    const { rows: m, columns: n, ...matrix } = shapeOf(matrixArgument(x, 'lu(obj)', 'obj'), 'lu')
    const a = matrix.data
    const { rows: order } = decomposeLu(a, m, n)
    const k = Math.min(m, n)
    const permuted = truth(permute, 'lu', 'permute', false)
    const [lower, upper, permutation] = [room(m * k), room(k * n), room(m * m)]
    for (let i = 0; i < m; i++) {
      const row = permuted ? order[i]! : i
      for (let j = 0; j < k; j++) lower[j * m + row] = i === j ? 1 : i > j ? a[j * m + i]! : 0
      permutation[i * m + order[i]!] = 1
    }
    for (let j = 0; j < n; j++) for (let i = 0; i <= j && i < k; i++) upper[j * k + i] = a[j * m + i]!
    const factors = [matrixOf(lower, m, k), matrixOf(upper, k, n)]
    return new Tuple(permuted ? factors : [matrixOf(permutation, m, m), ...factors])
  },
})

const shapeOf = (x: Matrix, name: string) => ({
  rows: x.rows,
  columns: x.columns,
  data: wholeMatrix(x, name),
})

const modes: readonly string[] = ['full', 'economic', 'r', 'raw']

export const qr = define({
  name: 'qr',
  signature: "qr(obj, [mode='full'], [pivoting=false])",
  kind: 'system',
  doc: "A matrix as a product Q ** R of an orthogonal matrix and an upper triangle: (Q, R), as large as they may be (full) or as small (economic); mode 'r' gives R alone, 'raw' the reflectors, their factors and R. With pivoting also the columns' order.",
  examples: [['round(flatten(qr(matrix(3 4, 1 2), "r")), 6)', '[-5,0,-2.2,0.4]']],
  run: (_, x, mode, pivoting) => {
    const way = text(mode, 'qr', 'mode', 'full')
    if (!modes.includes(way))
      throw new ScriptError(`qr: mode should be one of ${modes.join(', ')}, not '${way}'.`)
    const { rows: m, columns: n, data: a } = shapeOf(matrixArgument(x, 'qr(obj)', 'obj'), 'qr')
    const order = truth(pivoting, 'qr', 'pivoting', false)
      ? (allocate('i32', n) as Int32Array).map((_item, i) => i)
      : undefined
    const taus = decomposeQr(a, m, n, order)
    const k = Math.min(m, n)
    const rows = way === 'full' || way === 'r' ? m : k
    const triangle = room(rows * n)
    triangleOfQr(a, m, n, rows, triangle)
    const parts: Value[] = [matrixOf(triangle, rows, n)]
    if (order) parts.push(vectorOfData(INT, order, false))
    if (way === 'r') return parts.length === 1 ? parts[0]! : new Tuple(parts)
    if (way === 'raw') return new Tuple([matrixOf(a, m, n), vectorOver(taus), ...parts])
    const width = way === 'full' ? m : k
    const q = room(m * width)
    orthogonalOfQr(a, taus, m, width, q)
    return new Tuple([matrixOf(q, m, width), ...parts])
  },
})

export const svd = define({
  name: 'svd',
  signature: 'svd(obj, [fullMatrices=true], [computeUV=true])',
  kind: 'system',
  doc: 'A matrix as a product U ** S ** V of orthogonal matrices and a diagonal one, whose elements descend: (U, s, V), U and V square or with fullMatrices=false no larger than needed. With computeUV=false s alone.',
  examples: [['svd(matrix(3 0, 0 4), computeUV=false)', '[4,3]']],
  run: (_, x, full, both) => {
    const { rows: m, columns: n, data } = shapeOf(matrixArgument(x, 'svd(obj)', 'obj'), 'svd')
    const square = truth(full, 'svd', 'fullMatrices', true)
    const withVectors = truth(both, 'svd', 'computeUV', true)
    const parts = decomposeSvd(data, m, n, !withVectors ? 'values' : square ? 'full' : 'economic')
    if (!parts) throw noNumber('svd')
    const values = vectorOver(parts.values)
    if (!withVectors) return values
    const k = Math.min(m, n)
    return new Tuple([matrixOf(parts.u, m, square ? m : k), values, matrixOf(parts.vt, square ? n : k, n)])
  },
})

export const eig = define({
  name: 'eig',
  signature: 'eig(A)',
  kind: 'system',
  doc: 'The eigenvalues and eigenvectors (columns) of a symmetric matrix, of which the lower triangle is read: a dictionary with values and vectors.',
  examples: [['eig(matrix(2 0, 0 3)).values', '[2,3]']],
  run: (_, x) => {
    const matrix = squareArgument(x, 'eig(A)', 'A')
    const n = matrix.rows
    const [values, vectors] = [room(n), room(n * n)]
    if (!symmetricEigen(wholeMatrix(matrix, 'eig'), n, values, vectors)) throw noNumber('eig')
    const made = new Dictionary(STRING, ANY)
    made.set('vectors', matrixOf(vectors, n, n))
    made.set('values', vectorOver(values))
    return made
  },
})

export const cholesky = define({
  name: 'cholesky',
  signature: 'cholesky(obj, [lower=true])',
  kind: 'system',
  doc: 'The lower triangle L of a symmetric positive definite matrix L ** transpose(L); with lower=false its transpose.',
  examples: [['flatten(cholesky(matrix(4 2, 2 5)))', '[2,1,0,2]']],
  run: (_, x, lower) => {
    const matrix = squareArgument(x, 'cholesky(obj)', 'obj')
    const n = matrix.rows
    const a = wholeMatrix(matrix, 'cholesky')
    if (!decomposeCholesky(a, n)) throw new ScriptError('cholesky: the matrix is not positive definite.')
    if (truth(lower, 'cholesky', 'lower', true)) return matrixOf(a, n, n)
    const upper = room(n * n)
    transpose(a, upper, n, n)
    return matrixOf(upper, n, n)
  },
})
