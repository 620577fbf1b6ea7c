import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { commonTypeOf } from '../../values/cast/promote.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { arrayVectorOf, vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { define } from '../define.ts'
import { transposed } from '../matrices/transpose.ts'
import { assemble } from './assemble.ts'

// Rows that are rows already: of array vectors and columnar tuples.
const hasRows = (value: Value | undefined): value is Vector =>
  value instanceof ArrayVector || (value instanceof Tuple && value.columnar)

function columnsOf(name: string, value: Value): Vector[] {
  if (value instanceof Matrix) return Array.from({ length: value.columns }, (_, i) => value.column(i))
  if (value instanceof Table) return value.columns
  if (value instanceof Tuple && value.items.every(item => item instanceof Vector))
    return value.items as Vector[]
  if (value instanceof Vector) return [value]
  throw new ScriptError(
    `${name} goes through a matrix, table, tuple of vectors or array vector, not a ${value.form}.`,
  )
}

function rowsOf(name: string, value: Value): Vector[] {
  if (hasRows(value)) {
    return Array.from({ length: value.length }, (_, i) => {
      const row = value.get(i)
      return row instanceof Vector ? row : vectorOf([row])
    })
  }
  const columns = columnsOf(name, value)
  const rows = columns[0]?.length ?? 0
  return Array.from({ length: rows }, (_, row) => vectorOf(columns.map(column => column.get(row))))
}

function applied(context: Context, func: Value, x: readonly Vector[], y: readonly Vector[] | null): Value[] {
  if (y !== null && y.length !== x.length) throw new ScriptError('X and Y have different shapes.')
  return x.map((each, i) => {
    context.checkCancelled()
    return context.call(func, y === null ? [each] : [each, y[i]!])
  })
}

const allScalars = (results: readonly Value[]) => results.every(result => result instanceof Scalar)

/** Rows of results as the form that they came from. */
function likeSource(source: Value, results: readonly Value[]): Value {
  if (results.every(result => result instanceof Vector)) {
    const rows = results as Vector[]
    if (hasRows(source)) {
      const type = commonTypeOf(rows.map(row => row.type))
      if (source instanceof ArrayVector && type) return arrayVectorOf(type, rows)
      return new Tuple([...rows], true)
    }
    const matrix = assemble(rows)
    if (!(matrix instanceof Matrix)) return matrix
    const back = transposed(matrix) as Matrix
    if (source instanceof Table) {
      return new Table(
        [...source.names].slice(0, back.columns),
        Array.from({ length: back.columns }, (_, i) => back.column(i)),
      )
    }
    if (source instanceof Matrix) {
      back.rowLabels = source.rowLabels
      if (back.columns === source.columns) back.columnLabels = source.columnLabels
      return back
    }
    return new Tuple(Array.from({ length: back.columns }, (_, i) => back.column(i)))
  }
  return assemble(results)
}

export const byRow = define({
  name: 'byRow',
  signature: 'byRow(func, X, [Y])',
  kind: 'template',
  doc: 'Calls a function with each row: an aggregate gives a vector, a function that keeps the length gives the form of X.',
  examples: [
    ['byRow(sum, matrix(1 2 3, 10 20 30))', '[11,22,33]'],
    ['byRow(cumsum, matrix(1 2, 10 20))', '#0 #1\n-- --\n1  11\n2  22'],
  ],
  run: (context, func, x, y) => {
    const results = applied(context, func!, rowsOf('byRow', x!), y === undefined ? null : rowsOf('byRow', y))
    return allScalars(results) ? assemble(results) : likeSource(x!, results)
  },
})

export const byColumn = define({
  name: 'byColumn',
  signature: 'byColumn(func, X, [Y])',
  kind: 'template',
  doc: 'Calls a function with each column: an aggregate gives a vector (of a table, a table of one row), a function that keeps the length gives the form of X.',
  examples: [['byColumn(sum, matrix(1 2 3, 10 20 30))', '[6,60]']],
  run: (context, func, x, y) => {
    const columns = (value: Value) => (hasRows(value) ? transposedRows(value) : columnsOf('byColumn', value))
    const results = applied(context, func!, columns(x!), y === undefined ? null : columns(y))
    if (x instanceof Table) {
      return new Table(
        [...x.names],
        results.map(result => (result instanceof Vector ? result : vectorOf([result]))),
      )
    }
    if (hasRows(x)) {
      if (allScalars(results)) return assemble(results)
      return likeSource(x, rowsOf('byColumn', new Tuple([...results])))
    }
    if (x instanceof Tuple) return new Tuple([...results])
    const made = assemble(results, 'D', x instanceof Matrix ? x.columnLabels : null)
    if (made instanceof Matrix && x instanceof Matrix && made.rows === x.rows) made.rowLabels = x.rowLabels
    return made
  },
})

// Columns of rows of different lengths: shorter rows have null there.
function transposedRows(value: Vector): Vector[] {
  const rows = rowsOf('byColumn', value)
  const width = Math.max(0, ...rows.map(row => row.length))
  return Array.from({ length: width }, (_, column) =>
    vectorOf(rows.map(row => (column < row.length ? row.get(column) : row.slice(-1, 0).get(0)))),
  )
}
