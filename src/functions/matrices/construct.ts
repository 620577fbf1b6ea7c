import { ScriptError } from '../../runtime/script-error.ts'
import { commonTypeOf } from '../../values/cast/promote.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { castVector } from '../../values/cast/vector.ts'
import { BOOL, type DataType, STRING, SYMBOL } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { concatenate, defaultVector, filledVector, vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { dataTypeOf, integer, kindOf, truth, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { isIncreasing } from '../statistics/increasing.ts'
import { transposed } from './transpose.ts'

/** Columns of one argument. */
function columnsOf(value: Value): Vector[] {
  if (value instanceof Matrix) return Array.from({ length: value.columns }, (_, i) => value.column(i))
  if (value instanceof Table) {
    if (value.types.includes(SYMBOL)) {
      throw new ScriptError('matrix(t) => Failed to append a table object to a matrix.', {
        hint: 'convert its SYMBOL columns with string first',
      })
    }
    return value.columns
  }
  if (value instanceof ArrayVector) return columnsOf(matrixOfRows(value))
  if (value instanceof Tuple)
    return value.items.every(item => item instanceof Scalar)
      ? [vectorOf([...value.items])]
      : value.items.flatMap(columnsOf)
  if (value instanceof Vector) return [value]
  if (value instanceof Scalar) return [vectorOf([value])]
  throw new ScriptError(`matrix can't take a ${kindOf(value)}.`)
}

/** An array vector whose rows have one length: the same rows. */
function matrixOfRows(rows: ArrayVector): Matrix {
  const flipped = transposed(rows) as ArrayVector
  return new Matrix(flipped.flat, rows.length, flipped.length)
}

/** Vectors of one length side by side, in the type they have in common. @throws ScriptError */
export function matrixOfColumns(columns: readonly Vector[]): Matrix {
  const rows = columns[0]?.length ?? 0
  if (columns.some(column => column.length !== rows)) {
    throw new ScriptError('matrix: all columns must have the same number of rows.')
  }
  // Columns of text and of other things meet as text.
  const type = commonTypeOf(columns.map(column => column.type)) ?? STRING
  const data = concatenate(
    type,
    columns.map(column => castVector(column, type)),
  )
  return new Matrix(data, rows, columns.length)
}

function matrixOfType(type: DataType, args: readonly (Value | undefined)[]): Matrix {
  const rows = integer(args[1], 'matrix', 'rows')
  const columns = integer(args[2], 'matrix', 'cols')
  const fallback = args[4]
  if (fallback === undefined) return new Matrix(defaultVector(type, rows * columns), rows, columns)
  if (!(fallback instanceof Scalar)) throw wrongArgument('matrix', 'defaultValue', 'a scalar', fallback)
  return new Matrix(filledVector(type, rows * columns, castScalar(fallback, type).raw), rows, columns)
}

export const matrix = define({
  name: 'matrix',
  signature: 'matrix(X, ...)',
  kind: 'system',
  doc: 'A matrix of columns: vectors, matrices, tables, tuples of vectors, or the rows of an array vector. With a data type, rows, columns, [capacity] and [default value]: a matrix filled with one value.',
  examples: [
    ['shape(matrix(1 2 3, 4 5 6))', '3 : 2'],
    ['flatten(matrix(INT, 2, 2, , 1))', '[1,1,1,1]'],
  ],
  run: (_, ...args) => {
    const [x] = args
    // A type and two sizes, unless the first is a number like the others.
    const type = x && args.length >= 3 && args[1] instanceof Scalar ? dataTypeOf(x) : undefined
    if (type) return matrixOfType(type, args)
    const made = matrixOfColumns(args.flatMap(arg => columnsOf(arg!)))
    if (args.length === 1 && x instanceof Matrix) {
      made.rowLabels = x.rowLabels
      made.columnLabels = x.columnLabels
    }
    return made
  },
})

export const indexedSeries = define({
  name: 'indexedSeries',
  signature: 'indexedSeries(index, value)',
  kind: 'system',
  doc: 'A column of values labelled by an increasing index. Operations on two of them meet at equal labels.',
  examples: [
    ['s = indexedSeries(1 2 3, 10 20 30); t = indexedSeries(2 3 4, 1 1 1); flatten(s + t)', '[,21,31,]'],
  ],
  run: (_, index, value) => {
    const labels = vector(index, 'indexedSeries', 'index')
    const values = vector(value, 'indexedSeries', 'value')
    if (labels.length !== values.length)
      throw new ScriptError('indexedSeries: index and value must have the same length.')
    checkIndex(labels, 'indexedSeries: index')
    const made = new Matrix(values.clone(), values.length, 1, labels)
    made.index = 'series'
    return made
  },
})

function checkIndex(labels: Vector, what: string): void {
  if (!isIncreasing(labels)) throw new ScriptError(`${what} must be strictly increasing.`)
}

function setIndex(
  x: Value | undefined,
  on: Value | undefined,
  kind: 'matrix' | 'series',
  name: string,
): Matrix {
  if (!(x instanceof Matrix)) throw wrongArgument(`${name}(X, [on])`, 'X', 'a matrix with labels', x)
  if (!truth(on, name, 'on', true)) x.index = 'none'
  else {
    const labels = kind === 'series' ? [x.rowLabels] : [x.rowLabels, x.columnLabels]
    if (labels.includes(null)) {
      throw new ScriptError(
        `${name}: the matrix needs ${kind === 'series' ? 'row labels' : 'row and column labels'}.`,
      )
    }
    for (const vector of labels) checkIndex(vector!, `${name}: labels`)
    x.index = kind
  }
  return x
}

export const setIndexedMatrix = define({
  name: 'setIndexedMatrix!',
  signature: 'setIndexedMatrix!(X, [on=true])',
  kind: 'system',
  doc: 'Makes the labels of a matrix its index, in place: operations with other indexed matrices then meet at equal labels. With false it is a plain matrix again.',
  examples: [
    [
      'm = matrix(1..2, 3..4).rename!(2020.01.01 2020.01.02, `a`b); m.setIndexedMatrix!(); isIndexedMatrix(m)',
      'true',
    ],
  ],
  mutates: [0],
  run: (_, x, on) => setIndex(x, on, 'matrix', 'setIndexedMatrix!'),
})

export const setIndexedSeries = define({
  name: 'setIndexedSeries!',
  signature: 'setIndexedSeries!(X, [on=true])',
  kind: 'system',
  doc: 'Makes a matrix of one column with row labels an indexed series, in place, or with false a plain matrix again.',
  examples: [
    [
      's = matrix(1..2).rename!(2020.01.01 2020.01.02, `a); s.setIndexedSeries!(); isIndexedSeries(s)',
      'true',
    ],
  ],
  mutates: [0],
  run: (_, x, on) => setIndex(x, on, 'series', 'setIndexedSeries!'),
})

const indexTest = (name: string, kind: 'matrix' | 'series', doc: string) =>
  define({
    name,
    signature: `${name}(X)`,
    kind: 'system',
    doc,
    examples: [[`${name}(1 2 3)`, 'false']],
    run: (_, x) => new Scalar(BOOL, x instanceof Matrix && x.index === kind ? 1 : 0),
  })

export const isIndexedMatrix = indexTest('isIndexedMatrix', 'matrix', 'Whether X is an indexed matrix.')
export const isIndexedSeries = indexTest('isIndexedSeries', 'series', 'Whether X is an indexed series.')

export const repmat = define({
  name: 'repmat',
  signature: 'repmat(X, rowRep, colRep)',
  kind: 'system',
  doc: 'A matrix of copies of X: rowRep below and colRep beside each other.',
  examples: [['repmat(matrix(1 2, 3 4), 1, 2)', '#0 #1 #2 #3\n-- -- -- --\n1  3  1  3\n2  4  2  4']],
  run: (_, x, rowRep, colRep) => {
    const usage = 'repmat(X, rowRep, colRep)'
    if (!(x instanceof Matrix)) throw wrongArgument(usage, 'X', 'a matrix', x)
    const [down, across] = [integer(rowRep, usage, 'rowRep'), integer(colRep, usage, 'colRep')]
    if (down < 1 || across < 1)
      throw new ScriptError(`Usage: ${usage}. rowRep and colRep should be positive.`)
    const [rows, columns] = [x.rows * down, x.columns * across]
    const places = allocate('i32', rows * columns)
    for (let column = 0, at = 0; column < columns; column++) {
      for (let row = 0; row < rows; row++) places[at++] = (column % x.columns) * x.rows + (row % x.rows)
    }
    return new Matrix(x.data.gather(places), rows, columns)
  },
})
