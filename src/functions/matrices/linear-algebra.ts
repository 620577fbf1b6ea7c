import { decomposeLu, determinant, inverse as invert, solveLu } from '../../kernels/linear-algebra/lu.ts'
import { innerProduct, transpose } from '../../kernels/linear-algebra/matrix-multiply.ts'
import { decomposeSvd } from '../../kernels/linear-algebra/svd.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { DOUBLE, isLiteral } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { double, int, Scalar } from '../../values/forms/scalar.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfData } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, number, truth, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { doublesOf, matrixArgument, squareArgument } from '../doubles-of.ts'
import { arithmeticOf } from '../operators/arithmetic.ts'
import { multiplyInPieces } from './multiply.ts'

/** Rows and columns of doubles, column by column. */
interface Operand {
  readonly data: Float64Array
  readonly rows: number
  readonly columns: number
}

const room = (n: number) => allocate('f64', n) as Float64Array

/** A matrix of doubles over `data`, which it keeps. */
export const matrixOf = (data: Float64Array, rows: number, columns: number): Matrix =>
  new Matrix(vectorOfData(DOUBLE, data, false), rows, columns)

const operand = (x: Matrix): Operand => ({ data: doublesOf(x.data, 'dot'), rows: x.rows, columns: x.columns })

function product(context: Context, a: Operand, b: Operand): Matrix {
  if (a.columns !== b.rows) {
    throw new ScriptError(
      `dot: ${a.rows} rows and ${a.columns} columns can't be multiplied with ${b.rows} rows and ${b.columns} columns.`,
    )
  }
  const out = room(a.rows * b.columns)
  multiplyInPieces(context, a.data, b.data, out, a.rows, a.columns, b.columns)
  return matrixOf(out, a.rows, b.columns)
}

// A vector is a column or a row, whichever can be multiplied.
function standing(x: Vector, asColumn: boolean): Operand {
  const data = doublesOf(x, 'dot')
  return asColumn ? { data, rows: x.length, columns: 1 } : { data, rows: 1, columns: x.length }
}

function dotOf(context: Context, x: Value, y: Value): Value {
  if (x instanceof Matrix && y instanceof Matrix) return product(context, operand(x), operand(y))
  if (x instanceof Matrix && y instanceof Vector)
    return product(context, operand(x), standing(y, x.columns === y.length))
  if (x instanceof Vector && y instanceof Matrix)
    return product(context, standing(x, x.length !== y.rows), operand(y))
  if (x instanceof Vector && y instanceof Vector) {
    if (x.length !== y.length)
      throw new ScriptError(`dot: the vectors have different lengths: ${x.length} and ${y.length}.`)
    return double(innerProduct(doublesOf(x, 'dot'), doublesOf(y, 'dot'), x.length))
  }
  if (x instanceof Matrix || y instanceof Matrix) {
    throw new ScriptError('Use * rather than ** for scalar and matrix multiplication.')
  }
  return arithmeticOf.mul(x, y)
}

export const dot = define({
  name: 'dot',
  signature: 'dot(X, Y)',
  kind: 'aggregate',
  doc: 'X ** Y: the product of matrices, or the inner product of two vectors. A vector beside a matrix is a column or a row, as it fits. Nulls count as 0.',
  examples: [
    ['1 2 3 ** 4 5 6', '32'],
    ['flatten((1..6$2:3) ** 1 2 3)', '[22,28]'],
    ['1 2 3 ** 2', '[2,4,6]'],
  ],
  run: (context, x, y) => dotOf(context, x!, y!),
})

export const det = define({
  name: 'det',
  signature: 'det(X)',
  kind: 'system',
  doc: 'The determinant of a square matrix. Nulls count as 0.',
  examples: [
    ['det(1..4$2:2)', '-2'],
    ['round(det(1 2 3 6 5 4 8 7 NULL$3:3), 9)', '42'],
  ],
  run: (_, x) => {
    const matrix = squareArgument(x, 'det(X)')
    return double(determinant(doublesOf(matrix.data, 'det'), matrix.rows))
  },
})

export const pinverse = define({
  name: 'pinverse',
  aliases: ['pinv'],
  signature: 'pinverse(X)',
  kind: 'system',
  doc: 'The pseudo-inverse (Moore and Penrose) of a matrix, or of a vector as one column. Nulls count as 0.',
  examples: [
    ['round(flatten(pinverse(1..4$2:2)), 6)', '[-2,1,1.5,-0.5]'],
    ['shape(pinverse(1..6$2:3))', '3 : 2'],
  ],
  run: (_, x) => {
    const given = x instanceof Vector ? new Matrix(x, x.length, 1) : matrixArgument(x, 'pinverse(X)')
    const { data, rows: m, columns: n } = given
    const svd = decomposeSvd(doublesOf(data, 'pinverse'), m, n, 'economic')
    if (!svd) throw new ScriptError('pinverse: the matrix holds what is no number.')
    const { u, values, vt } = svd
    const k = Math.min(m, n)
    const least = Math.max(m, n) * Number.EPSILON * Math.max(0, ...values)
    const out = room(m * n)
    // V × (1 / values) × Uᵀ, column by column.
    for (let s = 0; s < k; s++) {
      if (!(values[s]! > least)) continue
      for (let column = 0; column < m; column++) {
        const factor = u[s * m + column]! / values[s]!
        for (let row = 0; row < n; row++) out[column * n + row]! += vt[row * k + s]! * factor
      }
    }
    return matrixOf(out, n, m)
  },
})

export const matrixRank = define({
  name: 'matrixRank',
  signature: 'matrixRank(X)',
  kind: 'system',
  doc: 'How many columns of a matrix are independent of each other. Nulls count as 0.',
  examples: [['matrixRank(matrix(1..4, 1..4 * 2, 3..6))', '2']],
  run: (_, x) => {
    const { data, rows, columns } = matrixArgument(x, 'matrixRank(X)')
    const svd = decomposeSvd(doublesOf(data, 'matrixRank'), rows, columns, 'values')
    if (!svd) throw new ScriptError('matrixRank: the matrix holds what is no number.')
    const least = Math.max(rows, columns) * Number.EPSILON * Math.max(0, ...svd.values)
    return int(svd.values.filter(value => value > least).length)
  },
})

// Of squared lengths: a column's rounding errors are some 1e-16 of its length.
const NEGLIGIBLE = 1e-26

export const gramSchmidt = define({
  name: 'gramSchmidt',
  signature: 'gramSchmidt(X, [normalize=false])',
  kind: 'system',
  doc: 'The columns of a matrix, each less its projections on those before it; with normalize=true of length 1.',
  examples: [
    [
      'round(gramSchmidt(matrix(2.0 3 5, 3.0 6 2)), 4)',
      '#0 #1\n-- -------\n2  1.2105\n3  3.3158\n5  -2.4737',
    ],
  ],
  run: (_, x, normalize) => {
    const { data, rows, columns } = matrixArgument(x, 'gramSchmidt(X, [normalize=false])')
    const from = doublesOf(data, 'gramSchmidt')
    const out = room(rows * columns)
    out.set(from)
    const column = (i: number) => out.subarray(i * rows, (i + 1) * rows)
    for (let i = 0; i < columns; i++) {
      const own = column(i)
      const whole = innerProduct(own, own, rows)
      for (let j = 0; j < i; j++) {
        const before = column(j)
        const share = innerProduct(own, before, rows) / innerProduct(before, before, rows)
        for (let row = 0; row < rows; row++) own[row]! -= share * before[row]!
      }
      // What is left of a column that depends on those before it is rounding.
      if (innerProduct(own, own, rows) <= whole * NEGLIGIBLE)
        throw new ScriptError('gramSchmidt: vector set must be linearly independent.')
    }
    if (truth(normalize, 'gramSchmidt', 'normalize', false)) {
      for (let i = 0; i < columns; i++) {
        const length = Math.sqrt(innerProduct(column(i), column(i), rows))
        column(i).forEach((value, row, own) => {
          own[row] = value / length
        })
      }
    }
    return matrixOf(out, rows, columns)
  },
})

export const inverse = define({
  name: 'inverse',
  signature: 'inverse(X)',
  kind: 'system',
  doc: 'The inverse of a square matrix. Nulls count as 0.',
  examples: [['flatten(inverse(1..4$2:2))', '[-2,1,1.5,-0.5]']],
  run: (_, x) => {
    const { data, rows } = squareArgument(x, 'inverse(X)')
    const out = room(rows * rows)
    if (!invert(doublesOf(data, 'inverse'), rows, out))
      throw new ScriptError('inverse: the matrix is singular, so it has no inverse.')
    return matrixOf(out, rows, rows)
  },
})

export const solve = define({
  name: 'solve',
  signature: 'solve(X, Y)',
  kind: 'system',
  doc: 'The vector b for which X ** b is Y.',
  examples: [['solve(1..4$2:2, 7 10)', '[1,2]']],
  run: (_, x, y) => {
    const { data, rows } = squareArgument(x, 'solve(X, Y)')
    const right = vector(y, 'solve(X, Y)', 'Y')
    if (right.length !== rows)
      throw new ScriptError(`solve: Y has ${right.length} elements, but X has ${rows} rows.`)
    const lu = doublesOf(data, 'solve')
    const { rows: order, singular } = decomposeLu(lu, rows, rows)
    if (singular) throw new ScriptError('solve: the matrix is singular.')
    const out = room(rows)
    solveLu(lu, order, rows, doublesOf(right, 'solve'), 1, out)
    return vectorOfData(DOUBLE, out, false)
  },
})

const norms: readonly string[] = ['inf', '-inf', 'nuc', 'fro']

/** The order of a norm: a number, infinite ones too, `nuc`, `fro`, or null where it is left out. */
function orderOf(ord: Value | undefined): number | 'nuc' | 'fro' | null {
  if (ord === undefined || (ord instanceof Scalar && ord.type.category === 'VOID')) return null
  if (!(ord instanceof Scalar) || !isLiteral(ord.type)) return number(ord, 'vectorNorm', 'ord')
  const name = ord.raw as string
  if (!norms.includes(name))
    throw new ScriptError(`vectorNorm: ord should be a number or one of ${norms.join(', ')}, not '${name}'.`)
  return name === 'inf'
    ? Number.POSITIVE_INFINITY
    : name === '-inf'
      ? Number.NEGATIVE_INFINITY
      : (name as 'nuc')
}

function normOfVector(x: Float64Array, ord: number | 'nuc' | 'fro' | null): number {
  if (ord === 'nuc' || ord === 'fro')
    throw new ScriptError(`vectorNorm: ord '${ord}' is for matrices, not for vectors.`)
  const sizes = x.map(Math.abs)
  if (ord === Number.POSITIVE_INFINITY) return sizes.reduce((a, b) => Math.max(a, b))
  if (ord === Number.NEGATIVE_INFINITY) return sizes.reduce((a, b) => Math.min(a, b))
  if (ord === 0) return sizes.reduce((count, size) => count + (size === 0 ? 0 : 1), 0)
  const power = ord ?? 2
  if (power === 2) return Math.sqrt(sizes.reduce((sum, size) => sum + size * size, 0))
  return sizes.reduce((sum, size) => sum + size ** power, 0) ** (1 / power)
}

function normOfMatrix({ data, rows, columns }: Operand, ord: number | 'nuc' | 'fro' | null): number {
  if (ord === null || ord === 'fro') return normOfVector(data, 2)
  if (ord === 'nuc' || ord === 2 || ord === -2) {
    const svd = decomposeSvd(data.slice(), rows, columns, 'values')
    if (!svd) throw new ScriptError('vectorNorm: the matrix holds what is no number.')
    const { values } = svd
    return ord === 'nuc' ? values.reduce((a, b) => a + b, 0) : values[ord === 2 ? 0 : values.length - 1]!
  }
  if (ord === 1 || ord === -1) {
    const sums = Array.from({ length: columns }, (_, c) =>
      normOfVector(data.subarray(c * rows, (c + 1) * rows), 1),
    )
    return ord === 1 ? Math.max(...sums) : Math.min(...sums)
  }
  if (Math.abs(ord) === Number.POSITIVE_INFINITY)
    return normOfMatrix(flipped({ data, rows, columns }), Math.sign(ord))
  throw new ScriptError(`vectorNorm: there is no norm of order ${ord} for matrices.`)
}

function flipped({ data, rows, columns }: Operand): Operand {
  const out = room(data.length)
  transpose(data, out, rows, columns)
  return { data: out, rows: columns, columns: rows }
}

function axesOf(axis: Value | undefined, dimensions: number): number[] | null {
  if (axis === undefined || (axis instanceof Scalar && axis.type.category === 'VOID')) return null
  const items = axis instanceof Vector ? Array.from({ length: axis.length }, (_, i) => axis.get(i)) : [axis]
  const axes = items.map(item => integer(item, 'vectorNorm', 'axis'))
  if (axes.length === 0 || new Set(axes).size < axes.length || axes.some(a => a < 0 || a >= dimensions))
    throw new ScriptError(
      `vectorNorm: axis should be ${dimensions === 1 ? '0 for a vector' : '0, 1 or both for a matrix'}.`,
    )
  return axes
}

export const vectorNorm = define({
  name: 'vectorNorm',
  signature: 'vectorNorm(x, [ord], [axis], [keepDims=false])',
  kind: 'aggregate',
  doc: 'The norm of a vector (of order 2 unless said otherwise) or matrix (Frobenius), or with axis 0 of each column, with 1 of each row. ord is a number, or inf, -inf, nuc or fro. With keepDims the norms of columns or rows are a matrix.',
  examples: [
    ['vectorNorm(3 4)', '5'],
    ['vectorNorm(1..4$2:2, ord=1)', '7'],
    ['vectorNorm(1..4$2:2, ord=1, axis=1)', '[4,6]'],
  ],
  run: (_, x, ord, axis, keepDims) => {
    const order = orderOf(ord)
    const keeps = truth(keepDims, 'vectorNorm', 'keepDims', false)
    if (x instanceof Vector && !(x instanceof Tuple)) {
      axesOf(axis, 1)
      if (x.length === 0) throw new ScriptError('vectorNorm: x must not be empty.')
      return double(normOfVector(doublesOf(x, 'vectorNorm'), order))
    }
    if (!(x instanceof Matrix)) throw wrongArgument('vectorNorm(x)', 'x', 'a vector or matrix of numbers', x)
    const axes = axesOf(axis, 2)
    const whole = { data: doublesOf(x.data, 'vectorNorm'), rows: x.rows, columns: x.columns }
    if (axes?.length !== 1) return double(normOfMatrix(axes?.[0] === 1 ? flipped(whole) : whole, order))
    const by = axes[0] === 0 ? whole : flipped(whole)
    const out = room(by.columns)
    for (let c = 0; c < by.columns; c++)
      out[c] = normOfVector(by.data.subarray(c * by.rows, (c + 1) * by.rows), order)
    if (!keeps) return vectorOfData(DOUBLE, out, false)
    return axes[0] === 0 ? matrixOf(out, 1, out.length) : matrixOf(out, out.length, 1)
  },
})
