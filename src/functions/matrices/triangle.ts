import { ScriptError } from '../../runtime/script-error.ts'
import { isLiteral } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import type { Value } from '../../values/value.ts'
import { defaultVector } from '../../values/vectors/build.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { matrixArgument, squareArgument } from '../doubles-of.ts'
import { withData } from '../lift/unary.ts'

export const eye = define({
  name: 'eye',
  signature: 'eye(X)',
  kind: 'system',
  doc: 'The identity matrix of X rows and columns, of DOUBLE.',
  examples: [['flatten(eye(2))', '[1,0,0,1]']],
  run: (_, x) => {
    const n = integer(x, 'eye(X)', 'X')
    if (n < 1) throw new ScriptError(`eye: X should be positive, but it is ${n}.`)
    return diagonal(doubles(new Array<number>(n).fill(1)))
  },
})

function diagonal(elements: Vector): Matrix {
  const n = elements.length
  const data = defaultVector(elements.type, n * n)
  for (let i = 0; i < n; i++) if (!elements.isNullAt(i)) data.set(i * n + i, elements.get(i))
  return new Matrix(data, n, n)
}

export const diag = define({
  name: 'diag',
  signature: 'diag(X)',
  kind: 'system',
  doc: 'A matrix with the vector X in its diagonal, nulls as 0; or the diagonal of a square matrix X.',
  examples: [
    ['flatten(diag(1 2))', '[1,0,0,2]'],
    ['diag(1..4$2:2)', '[1,4]'],
  ],
  run: (_, x) => {
    if (x instanceof Matrix) {
      const { rows, data } = squareArgument(x, 'diag(X)')
      return data.gather(Int32Array.from({ length: rows }, (_item, i) => i * rows + i))
    }
    if (x instanceof Vector && !(x instanceof Tuple) && !isLiteral(x.type)) return diagonal(x)
    throw wrongArgument('diag(X)', 'X', 'a vector of numbers or a square matrix', x)
  },
})

/** The elements for which `keeps` holds of column − row; 0 elsewhere. */
function part(x: Value | undefined, usage: string, keeps: (offset: number) => boolean): Matrix {
  const matrix = matrixArgument(x, usage)
  if (isLiteral(matrix.type)) throw wrongArgument(usage, 'X', 'a matrix of numbers', x)
  const data = defaultVector(matrix.type, matrix.data.length)
  for (let column = 0, at = 0; column < matrix.columns; column++) {
    for (let row = 0; row < matrix.rows; row++, at++) {
      if (keeps(column - row)) data.set(at, matrix.data.get(at))
    }
  }
  return withData(matrix, data)
}

export const triu = define({
  name: 'triu',
  signature: 'triu(X, [k=0])',
  kind: 'system',
  doc: 'The upper triangle of a matrix, from the k-th diagonal on (0: the main one, above it positive); 0 below.',
  examples: [['flatten(triu(matrix(1 2, 3 4)))', '[1,0,3,4]']],
  run: (_, x, k) => {
    const first = integer(k, 'triu(X, [k=0])', 'k', 0)
    return part(x, 'triu(X, [k=0])', offset => offset >= first)
  },
})

export const tril = define({
  name: 'tril',
  signature: 'tril(X, [k=0])',
  kind: 'system',
  doc: 'The lower triangle of a matrix, up to the k-th diagonal (0: the main one, above it positive); 0 above.',
  examples: [['flatten(tril(matrix(1 2, 3 4)))', '[1,2,0,4]']],
  run: (_, x, k) => {
    const last = integer(k, 'tril(X, [k=0])', 'k', 0)
    return part(x, 'tril(X, [k=0])', offset => offset <= last)
  },
})
