import { ScriptError } from '../../runtime/script-error.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { ANY, INT, isIntegral, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { int, Scalar } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import { Table } from '../../values/forms/table.ts'
import { TableValue } from '../../values/forms/table-value.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { concatenate, vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, integerPair, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { transposed } from '../matrices/transpose.ts'
import { elementsOf, reshapeTo } from './reshape.ts'
import { gatherRows } from './take.ts'

/** Rows of a table or matrix, elements of anything else. */
export function rowCount(x: Value): number {
  if (x instanceof Matrix) return x.rows
  return elementCount(x)
}

/** What `size` says: elements; of a table: rows; of a set or dictionary: entries. */
export function elementCount(x: Value): number {
  if (x instanceof Vector) return x.length
  if (x instanceof Matrix) return x.rows * x.columns
  if (x instanceof Table) return x.rows
  if (x instanceof Pair) return 2
  if (x instanceof SetValue || x instanceof Dictionary) return x.size
  if (x instanceof TableValue) throw new ScriptError('The rows of this table can be counted by SQL only.')
  return 1
}

function columnCount(x: Value): number {
  if (x instanceof Matrix) return x.columns
  if (x instanceof TableValue) return x.names.length
  return 1
}

export const size = define({
  name: 'size',
  signature: 'size(X)',
  kind: 'aggregate',
  doc: 'The number of elements, nulls included; of a table its rows.',
  examples: [
    ['size(3 NULL 5 6)', '4'],
    ['size(1..6$2:3)', '6'],
  ],
  run: (_, x) => int(elementCount(x!)),
})

export const shape = define({
  name: 'shape',
  signature: 'shape(X)',
  kind: 'system',
  doc: 'Rows and columns of X as a pair.',
  examples: [
    ['shape(1 2 3)', '3 : 1'],
    ['shape(1..6$2:3)', '2 : 3'],
  ],
  run: (_, x) => new Pair(INT, rowCount(x!), columnCount(x!)),
})

export const rows = define({
  name: 'rows',
  signature: 'rows(X)',
  kind: 'system',
  doc: 'The number of rows of a matrix or table, or of elements of a vector.',
  examples: [['rows(1..6$2:3)', '2']],
  run: (_, x) => int(rowCount(x!)),
})

export const cols = define({
  name: 'cols',
  signature: 'cols(X)',
  kind: 'system',
  doc: 'The number of columns of a matrix or table; 1 for anything else.',
  examples: [['cols(1..6$2:3)', '3']],
  run: (_, x) => int(columnCount(x!)),
})

export const reshape = define({
  name: 'reshape',
  signature: 'reshape(obj, [dim])',
  kind: 'system',
  doc: 'The elements, column by column, as a matrix of dim rows:columns; without dim as a vector.',
  examples: [
    ['reshape(1..6$2:3)', '[1,2,3,4,5,6]'],
    ['shape(reshape(1..6, 3:2))', '3 : 2'],
  ],
  run: (_, x, dim) => {
    if (dim === undefined) return elementsOf(x!, 'reshape').clone()
    if (dim instanceof Pair) return reshapeTo(x!, dim, 'reshape')
    throw wrongArgument('reshape(obj, [dim])', 'dim', 'a pair of integers', dim)
  },
})

export const flatten = define({
  name: 'flatten',
  signature: 'flatten(X)',
  kind: 'system',
  doc: 'All elements of X as one vector. A tuple that holds tuples loses one level.',
  examples: [
    ['flatten([1, [2,3]])', '[1,2,3]'],
    ['flatten(1..4$2:2)', '[1,2,3,4]'],
    ['flatten((1, (2, 3), 4))', '(1,[2,3],4)'],
  ],
  run: (_, x) => flattened(x!),
})

function flattened(x: Value): Value {
  if (x instanceof ArrayVector) return x.flat.slice(x.offsets[0]!, x.offsets[x.length]!)
  if (x instanceof Tuple) {
    const nested = x.items.some(item => item instanceof Tuple)
    if (nested) return new Tuple(x.items.map(item => (item instanceof Tuple ? flattened(item) : item)))
    return joined(x.items)
  }
  if (x instanceof Matrix) return x.data.clone()
  if (x instanceof Vector || x instanceof Scalar) return x
  if (x instanceof Pair) return vectorOf([x.get(0), x.get(1)])
  throw wrongArgument('flatten(X)', 'X', 'a vector, tuple or matrix', x)
}

/** Scalars, vectors and matrices one after the other, of the type they have in common; a tuple if there is none. */
function joined(items: readonly Value[]): Vector {
  const parts = items.map(item => (item instanceof Scalar ? vectorOf([item]) : elementsOf(item, 'flatten')))
  const first = parts[0]
  if (first && parts.every(part => part.type === first.type && !(part instanceof Tuple))) {
    return concatenate(first.type, parts)
  }
  return vectorOf(parts.flatMap(part => Array.from({ length: part.length }, (_, i) => part.get(i))))
}

export const transpose = define({
  name: 'transpose',
  aliases: ['flip'],
  signature: 'transpose(X)',
  kind: 'system',
  doc: 'Rows and columns exchanged: of a matrix, of a tuple of vectors, of an array vector. A table becomes an ordered dictionary of its columns, a dictionary with text keys a table.',
  examples: [
    ['transpose((`A`B`C, 1 2 3))', '(("A",1),("B",2),("C",3))'],
    ['flatten(transpose(1..6$3:2))', '[1,4,2,5,3,6]'],
  ],
  run: (_, x) => transposed(x!),
})

const descending = (n: number) => Int32Array.from({ length: n }, (_, i) => n - 1 - i)

export const reverse = define({
  name: 'reverse',
  signature: 'reverse(X)',
  kind: 'series',
  doc: 'The elements (of a table: the rows, of an ordered dictionary: the entries) in reverse order.',
  examples: [['reverse(1..4)', '[4,3,2,1]']],
  run: (_, x) => {
    if (x instanceof Vector) return x.gather(descending(x.length))
    if (x instanceof Table) return x.gather(descending(x.rows))
    if (x instanceof Pair) return new Pair(x.type, x.second, x.first)
    if (x instanceof Matrix) {
      return new Matrix(
        x.data.gather(descending(x.data.length)),
        x.rows,
        x.columns,
        x.rowLabels,
        x.columnLabels,
      )
    }
    if (x instanceof Dictionary) {
      const made = new Dictionary(x.keyType, x.valueType, x.ordered)
      for (const { key, value } of [...x.entries.values()].reverse()) made.set(key, value)
      return made
    }
    return x!
  },
})

/** Elements of a vector, columns of a matrix, rows of a table. */
function partCount(x: Value): number {
  return x instanceof Matrix ? x.columns : elementCount(x)
}

/** Parts start … end − 1 of X. */
function partsOf(x: Value, start: number, end: number): Value {
  if (x instanceof Matrix) {
    const data = x.data.slice(start * x.rows, end * x.rows)
    return new Matrix(data, x.rows, end - start, x.rowLabels, x.columnLabels?.slice(start, end) ?? null)
  }
  if (x instanceof Vector || x instanceof Table) return x.slice(start, end)
  if (x instanceof Scalar) return start === 0 && end === 1 ? vectorOf([x]) : vectorOf([])
  throw wrongArgument('cut(X, size)', 'X', 'a vector, matrix or table', x)
}

// The places where pieces begin, in ascending order.
function startsOf(by: Vector, total: number): Int32Array {
  if (!isIntegral(by.type)) throw wrongArgument('cut(X, size)', 'size', 'an integer or integers', by)
  const starts = castFlat(by, INT).data as Int32Array
  let before = 0
  for (const start of starts) {
    if (start < before || start > total) {
      throw new ScriptError(`cut: places where pieces begin should ascend from 0 to ${total}.`)
    }
    before = start
  }
  return starts
}

export const cut = define({
  name: 'cut',
  signature: 'cut(X, size)',
  kind: 'system',
  doc: 'X in pieces of `size` elements (columns of a matrix, rows of a table), as a tuple; a vector of places says where pieces begin.',
  examples: [
    ['cut(1..5, 2)', '([1,2],[3,4],[5])'],
    ['cut(1..10, 2 7)', '([3,4,5,6,7],[8,9,10])'],
  ],
  run: (_, x, by) => {
    const total = partCount(x!)
    if (by instanceof Vector) {
      const starts = startsOf(by, total)
      return new Tuple(Array.from(starts, (start, i) => partsOf(x!, start, starts[i + 1] ?? total)))
    }
    const width = integer(by, 'cut', 'size')
    if (width < 1) throw new ScriptError(`cut: size must be positive, but it is ${width}.`)
    const pieces: Value[] = []
    for (let start = 0; start < total; start += width) {
      pieces.push(
        width === 1 && x instanceof Vector
          ? x.get(start)
          : partsOf(x!, start, Math.min(total, start + width)),
      )
    }
    return new Tuple(pieces)
  },
})

export const subarray = define({
  name: 'subarray',
  signature: 'subarray(X, range)',
  kind: 'system',
  doc: 'The elements from the start of the range up to its end (exclusive), over the same memory: for reading, at no cost.',
  examples: [
    ['subarray(1..10, 2:5)', '[3,4,5]'],
    ['subarray(1..10, 8:)', '[9,10]'],
  ],
  run: (_, x, range) => {
    const total = partCount(x!)
    const [first, second] = integerPair(range, 'subarray(X, range)', 'range')
    const [start, end] = [first ?? 0, second ?? total]
    if (start < 0 || end > total || start > end) {
      throw new ScriptError(`subarray: the range ${start}:${end} is outside 0:${total}.`)
    }
    return x instanceof Vector ? x.view(start, end) : partsOf(x!, start, end)
  },
})

const headOrTail = (name: 'head' | 'tail', doc: string, example: readonly [string, string]) =>
  define({
    name,
    signature: `${name}(X, [n=1])`,
    kind: 'system',
    doc,
    examples: [example],
    run: (_, x, n) => {
      const total = partCount(x!)
      const count = Math.min(total, integer(n, name, 'n', 1))
      const start = name === 'head' ? 0 : total - count
      if (n === undefined && x instanceof Vector) return x.length === 0 ? x.slice(0, 1).get(0) : x.get(start)
      if (n === undefined && x instanceof Matrix) return x.column(start).clone()
      if (n === undefined && x instanceof Table) return rowOf(x, start)
      return partsOf(x!, start, start + count)
    },
  })

/** A row of a table as a dictionary. */
export function rowOf(table: Table, row: number): Dictionary {
  const made = new Dictionary(STRING, ANY, true)
  const nowhere = Int32Array.of(-1)
  table.names.forEach((name, i) => {
    const column = table.columns[i]!
    made.set(name, row < column.length ? column.get(row) : column.gather(nowhere).get(0))
  })
  return made
}

export const head = headOrTail(
  'head',
  'The first element (column of a matrix, row of a table), or the first n as a vector (matrix, table).',
  ['head(1..10, 3)', '[1,2,3]'],
)
export const tail = headOrTail(
  'tail',
  'The last element (column of a matrix, row of a table), or the last n as a vector (matrix, table).',
  ['tail(1..10, 3)', '[8,9,10]'],
)

export const drop = define({
  name: 'drop',
  signature: 'drop(obj, count)',
  kind: 'system',
  doc: 'What is left without the first `count` elements (columns of a matrix, rows of a table), or without the last if it is negative.',
  examples: [
    ['drop(1..5, 2)', '[3,4,5]'],
    ['drop(1..5, -2)', '[1,2,3]'],
  ],
  run: (_, x, by) => {
    const total = partCount(x!)
    const count = integer(by, 'drop', 'count')
    const dropped = Math.min(total, Math.abs(count))
    return count >= 0 ? partsOf(x!, dropped, total) : partsOf(x!, 0, total - dropped)
  },
})

export const stretch = define({
  name: 'stretch',
  signature: 'stretch(X, n)',
  kind: 'series',
  doc: 'X drawn out to n elements (rows of a matrix or table): each is repeated, as evenly as can be.',
  examples: [['stretch(1 NULL 2 3, 10)', '[1,1,1,,,,2,2,3,3]']],
  run: (_, x, n) => {
    const total = rowCount(x!)
    const length = integer(n, 'stretch', 'n')
    if (length < 0) throw new ScriptError(`stretch: n should not be negative, but it is ${length}.`)
    if (total === 0) throw new ScriptError('stretch: X has no elements that could be repeated.')
    // The first elements get one more where the length is no multiple.
    const indices = new Int32Array(length)
    const [each, more] = [Math.floor(length / total), length % total]
    for (let row = 0, at = 0; row < total; row++) {
      const end = at + each + (row < more ? 1 : 0)
      indices.fill(row, at, end)
      at = end
    }
    return gatherRows(x!, indices)
  },
})

export const concatMatrix = define({
  name: 'concatMatrix',
  signature: 'concatMatrix(X, [horizontal=true])',
  kind: 'system',
  doc: 'The matrices of a tuple side by side; with horizontal=false one below the other.',
  examples: [['shape(concatMatrix([1..4$2:2, 1..6$2:3]))', '2 : 5']],
  run: (_, x, horizontal) => {
    if (!(x instanceof Tuple) || x.length === 0 || x.items.some(item => !(item instanceof Matrix))) {
      throw wrongArgument('concatMatrix(X)', 'X', 'a tuple of matrices', x)
    }
    const matrices = x.items as Matrix[]
    const sideways = horizontal === undefined || (horizontal as Scalar).raw !== 0
    return sideways
      ? besides(matrices)
      : (transposed(besides(matrices.map(m => transposed(m) as Matrix))) as Matrix)
  },
})

function besides(matrices: readonly Matrix[]): Matrix {
  const rowsEach = matrices[0]!.rows
  if (matrices.some(matrix => matrix.rows !== rowsEach)) {
    throw new ScriptError(
      'concatMatrix: the matrices must have the same number of rows (columns, if put below each other).',
    )
  }
  const data = joined(matrices.map(matrix => matrix.data))
  return new Matrix(
    data,
    rowsEach,
    matrices.reduce((sum, matrix) => sum + matrix.columns, 0),
  )
}
