import { ScriptError } from '../../runtime/script-error.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { BOOL, INT } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { text, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { placesOf, sequence, truePlaces } from '../indexing/positions.ts'
import { read, readAt, readMember } from '../indexing/read.ts'
import { rowsAreVectors } from '../indexing/read-rows.ts'
import { repeatedPlaces } from './take.ts'

// Where a condition is true; of integers, each position as often as its number says.
function positionsOf(x: Value): Vector {
  const column = x instanceof Matrix ? x.data : vector(x, 'at(X)', 'X')
  if (column.type === BOOL && column instanceof FixedVector)
    return new FixedVector(INT, truePlaces(column, column.length))
  return new FixedVector(INT, repeatedPlaces(castFlat(column, INT)))
}

export const at = define({
  name: 'at',
  signature: 'at(X, [index])',
  kind: 'system',
  doc: 'X[index]: elements of X by place, pair of places or condition; each item of a tuple is an index of its own dimension. Of a function, index is its arguments. Without index: where the condition X is true. What lies outside is null.',
  examples: [
    ['at(1 2 3 2 > 1)', '[1,2,3]'],
    ['5 7 0 4 at 1 2', '[7,0]'],
    ['at(add, (60, 70))', '130'],
    ['at(3 0 2)', '[0,0,0,2,2]'],
  ],
  run: (context, x, index) => (index === undefined ? positionsOf(x!) : readAt(context, x!, index)),
})

export const member = define({
  name: 'member',
  signature: 'member(X, Y)',
  kind: 'system',
  doc: 'X.Y: the column of a table, or the value of a dictionary’s key, that Y names.',
  examples: [
    ['member(table(1 2 as a, 3 4 as b), `b)', '[3,4]'],
    ['member(dict(1 2, 30 40), "2")', '40'],
  ],
  run: (context, x, y) => {
    const name = text(y, 'member(X, Y)', 'Y')
    const found = readMember(x!, name)
    if (found) return found
    if (x instanceof Table || x instanceof Dictionary) return read(context, x, [y])
    throw wrongArgument('member(X, Y)', 'X', 'a table or dictionary', x)
  },
})

export const eachAt = define({
  name: 'eachAt',
  signature: 'eachAt(X, index)',
  kind: 'system',
  doc: 'X @ index: as X[index], but every item of a tuple is an index by itself, and there is a result for each.',
  examples: [
    ['10 20 30 @ 1', '20'],
    ['sum @ (1..10)', '55'],
    ['eachAt(3.1 2.2 4.5, 3.1 2.2 4.5 > 3)', '[3.1,4.5]'],
  ],
  run: (context, x, index) => {
    if (!(index instanceof Tuple)) return read(context, x!, [index])
    return vectorOf(index.items.map(item => read(context, x!, [item])))
  },
})

export const slice = define({
  name: 'slice',
  signature: 'slice(obj, rowIndex, [colIndex])',
  kind: 'system',
  doc: 'obj[rowIndex, colIndex]; with one index the columns of a matrix, the rows of a table.',
  examples: [
    ['(1..6$2:3).slice(1)', '[3,4]'],
    ['slice(1..6$2:3, 0, 1)', '3'],
  ],
  run: (context, object, row, column) => read(context, object!, column === undefined ? [row] : [row, column]),
})

export const cell = define({
  name: 'cell',
  signature: 'cell(obj, row, col)',
  kind: 'system',
  doc: 'The element of a matrix or table in one row and one column.',
  examples: [['cell(1..6$2:3, 1, 2)', '6']],
  run: (context, object, row, column) => read(context, object!, [row, column]),
})

export const cells = define({
  name: 'cells',
  signature: 'cells(obj, row, col)',
  kind: 'system',
  doc: 'The elements of a matrix at pairs of places: row[0] and col[0], row[1] and col[1], and so on.',
  examples: [['cells(1..6$2:3, 0 1, 0 2)', '[1,6]']],
  run: (context, object, row, column) => {
    const [rows, columns] = [vector(row, 'cells', 'row'), vector(column, 'cells', 'col')]
    if (rows.length !== columns.length)
      throw new ScriptError('cells: row and col should have the same length.')
    return vectorOf(
      Array.from(sequence(0, rows.length), i => read(context, object!, [rows.get(i), columns.get(i)])),
    )
  },
})

const columnVector = (matrix: Value): Value => (matrix instanceof Matrix ? matrix.data : matrix)

export const row = define({
  name: 'row',
  signature: 'row(obj, index)',
  kind: 'system',
  doc: 'A row of a matrix or array vector as a vector, of a table as a dictionary; with a pair of places those rows.',
  examples: [
    ['row(1..6$3:2, 1)', '[2,5]'],
    ['array(INT[], 0).append!([1 2, 3]).row(0)', '[1,2]'],
  ],
  run: (context, object, index) => {
    if (object instanceof Matrix && index instanceof Scalar) {
      return columnVector(read(context, object, [index, undefined]))
    }
    if (object instanceof Matrix) return read(context, object, [index, undefined])
    if (!(object instanceof Vector) || !rowsAreVectors(object)) return read(context, object!, [index])
    const chosen = placesOf(index, object.length)
    if ('several' in chosen) return object.gather(chosen.several)
    const place = placeInside(chosen.one, object.length)
    return object.get(place)
  },
})

function placeInside(place: number, length: number): number {
  if (place >= 0) return place
  throw new ScriptError(`row: the index is out of range, there are ${length} rows.`)
}

export const col = define({
  name: 'col',
  aliases: ['column'],
  signature: 'col(obj, index)',
  kind: 'system',
  doc: 'A column of a matrix, table or array vector as a vector; with a pair of places those columns.',
  examples: [
    ['col(1..6$3:2, 1)', '[4,5,6]'],
    ['table(1 2 as x, 3 4 as y).col(1)', '[3,4]'],
  ],
  run: (context, object, index) => {
    const isColumn = index instanceof Scalar
    if (!(object instanceof Table)) return read(context, object!, [index])
    const chosen = read(context, object, [undefined, index]) as Table
    return isColumn ? chosen.columns[0]! : chosen
  },
})
