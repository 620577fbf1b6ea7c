import { sortRows } from '../../kernels/order/sort.ts'
import type { SortKey } from '../../kernels/order/sort-fields.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { INT } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, truth, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { sizesDiffer } from '../lift/binary-forms.ts'
import { withData } from '../lift/unary.ts'
import { overwrite } from '../nulls/nulls.ts'
import { sortingColumn } from '../tables/key-column.ts'

/** A vector to sort, of one type: a tuple of scalars becomes one. */
export function sortable(x: Value | undefined, usage: string): Vector {
  if (x instanceof UnionVector) return x
  const column = x instanceof Tuple ? vectorOf([...x.items]) : x
  if (column instanceof Vector && !(column instanceof ArrayVector || column instanceof Tuple)) return column
  throw wrongArgument(usage, 'X', 'a vector', x)
}

/** Rows of columns in order of the first, then the others; `descending` is one flag for all, or one each. */
export function orderOf(columns: readonly Vector[], descending: readonly boolean[]): Int32Array {
  const keys: SortKey[] = columns.map((column, i) => ({
    column: sortingColumn(column),
    descending: descending[descending.length === 1 ? 0 : i]!,
  }))
  return sortRows(keys, columns[0]!.length)
}

const sortedColumn = (column: Vector, descending: boolean): Vector =>
  column.gather(orderOf([column], [descending]))

function sorted(x: Value | undefined, ascending: Value | undefined, usage: string): Value {
  const descending = !truth(ascending, usage, 'ascending', true)
  if (x instanceof Matrix) return withData(x, sortedColumn(x.data, descending))
  return sortedColumn(sortable(x, usage), descending)
}

export const sort = define({
  name: 'sort',
  signature: 'sort(X, [ascending=true])',
  kind: 'series',
  doc: 'The elements in ascending order, or descending with false; of a matrix all of its elements, column after column. Nulls are the smallest.',
  examples: [
    ['sort(9 1 5)', '[1,5,9]'],
    ['sort(9 1 NULL 5, false)', '[9,5,1,]'],
    ['flatten(sort(1 4 2 5 6 3$2:3))', '[1,2,3,4,5,6]'],
  ],
  run: (_, x, ascending) => sorted(x, ascending, 'sort(X, [ascending=true])'),
})

export const sortInPlace = define({
  name: 'sort!',
  signature: 'sort!(X, [ascending=true])',
  kind: 'series',
  doc: 'Sorts X in place: see sort.',
  examples: [['x = 9 1 5; sort!(x); x', '[1,5,9]']],
  mutates: [0],
  run: (_, x, ascending) => {
    overwrite(x!, sorted(x, ascending, 'sort!(X, [ascending=true])'))
    return x!
  },
})

function flagsOf(ascending: Value | undefined, columns: number, usage: string): boolean[] {
  if (!(ascending instanceof Vector)) return [!truth(ascending, usage, 'ascending', true)]
  if (ascending.length !== columns) throw sizesDiffer('isort', ascending.length, columns)
  return Array.from({ length: columns }, (_, i) => !truth(ascending.get(i), usage, 'ascending'))
}

/** The places of the elements of X, or of the rows of a tuple of columns, in sorted order. */
function placesInOrder(x: Value | undefined, ascending: Value | undefined, usage: string): Int32Array {
  const columns =
    x instanceof Tuple && x.items.some(item => item instanceof Vector)
      ? x.items.map(item => sortable(item, usage))
      : [sortable(x, usage)]
  const other = columns.find(column => column.length !== columns[0]!.length)
  if (other) throw sizesDiffer('isort', columns[0]!.length, other.length)
  return orderOf(columns, flagsOf(ascending, columns.length, usage))
}

export const isort = define({
  name: 'isort',
  signature: 'isort(X, [ascending=true])',
  kind: 'series',
  doc: 'Where the elements of the sorted X are in X. X may be a tuple of columns, of which later ones decide among equals of the earlier; ascending may then have a value for each.',
  examples: [
    ['isort(4 1 3 2)', '[1,3,2,0]'],
    ['isort([2 2 1 1, 2 1 1 2], [false, true])', '[1,0,2,3]'],
    ['isort(2 NULL 1)', '[1,2,0]'],
  ],
  run: (_, x, ascending) =>
    new FixedVector(INT, placesInOrder(x, ascending, 'isort(X, [ascending=true])'), false),
})

export const isortTop = define({
  name: 'isortTop',
  signature: 'isortTop(X, top, [ascending=true])',
  kind: 'system',
  doc: 'The first `top` elements of isort(X, ascending).',
  examples: [
    ['isortTop(2 1 4 3 6 5, 3)', '[1,0,3]'],
    ['isortTop([1 1 2 2, 1 2 1 2], 2, [false, false])', '[3,2]'],
  ],
  run: (_, x, top, ascending) => {
    const usage = 'isortTop(X, top, [ascending=true])'
    const order = placesInOrder(x, ascending, usage)
    const count = integer(top, usage, 'top')
    if (count < 1 || count > order.length)
      throw wrongArgument(usage, 'top', `a number from 1 to ${order.length}`, top)
    return new FixedVector(INT, order.slice(0, count), false)
  },
})

export const isortInPlace = define({
  name: 'isort!',
  signature: 'isort!(X, [ascending=true], indices)',
  kind: 'series',
  doc: 'Puts the elements of indices in the order that would sort X, in place.',
  examples: [['isort!(3 1 NULL 2, false, 5 7 8 3)', '[5,3,7,8]']],
  mutates: [2],
  run: (_, x, ascending, indices) => {
    const target = vector(indices, 'isort!(X, [ascending=true], indices)', 'indices')
    const order = placesInOrder(x, ascending, 'isort!(X, [ascending=true], indices)')
    if (order.length !== target.length) throw sizesDiffer('isort!', order.length, target.length)
    overwrite(target, target.gather(order))
    return target
  },
})

export const searchK = define({
  name: 'searchK',
  signature: 'searchK(X, k)',
  kind: 'aggregate',
  doc: 'The k-th smallest element, from 1, nulls left out; null where there are fewer.',
  examples: [
    ['searchK(1 7 3 5 3 9 6 1 NULL, 3)', '3'],
    ['searchK(NULL 4, 2)', '00i'],
  ],
  run: (_, x, k) => {
    const column = sortable(x, 'searchK(X, k)')
    const rank = integer(k, 'searchK(X, k)', 'k')
    if (rank < 1) throw new ScriptError('searchK: k should be a positive integer.')
    const order = orderOf([column], [false])
    let place = 0
    while (place < order.length && column.isNullAt(order[place]!)) place++
    return column.gather(Int32Array.of(order[place + rank - 1] ?? -1)).get(0)
  },
})
