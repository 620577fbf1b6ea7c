import { findRows } from '../../kernels/order/find.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { operandType } from '../../values/cast/promote.ts'
import { castVector } from '../../values/cast/vector.ts'
import { compareRaws } from '../../values/compare.ts'
import { type DataType, INT, isLiteral, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import type { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { kindOf, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { read } from '../indexing/read.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'
import { groupingColumn } from '../tables/key-column.ts'
import { rowIndexOf } from '../tables/key-index.ts'
import { gatherRows } from './take.ts'

/** What is searched in: a flat vector. */
function keysOf(x: Value | undefined, usage: string): Vector {
  const column = x instanceof Table && x.columns.length === 1 ? x.columns[0]! : x
  const keys = column instanceof Tuple ? vectorOf([...column.items]) : column
  if (keys instanceof Vector && !(keys instanceof ArrayVector || keys instanceof Tuple)) return keys
  throw wrongArgument(usage, 'X', 'a vector', x)
}

/** A place for each element of Y, in Y's form. */
function placesFor(name: string, y: Value, places: (sought: Vector) => Int32Array): Value {
  const column = (sought: Vector) => new FixedVector(INT, places(sought), false)
  const plan = () => ({ scalar: (sought: Scalar) => column(vectorOf([sought])).get(0), column })
  return applyUnary(new UnaryOperation(name, plan), y)
}

const meetingType = (keys: DataType, sought: DataType): DataType => {
  if (isLiteral(keys) && isLiteral(sought)) return STRING
  if (sought.category === 'VOID') return keys
  const type = operandType(keys, sought)
  if (type) return type
  throw new ScriptError(`A ${sought} can't be looked up among elements of type ${keys}.`)
}

export const find = define({
  name: 'find',
  signature: 'find(X, Y)',
  kind: 'elementwise',
  doc: 'Where each element of Y is first found in X, −1 where it is not: in a vector, a table of one column, or the key columns of a keyed table. Of a dictionary: the values of the keys Y.',
  examples: [
    ['find(7 3 3 5 6, 2 4 5)', '[-1,-1,3]'],
    ['find(1 NULL 3, NULL 3)', '[1,2]'],
    ['find(dict(1 2 3, 4.5 6.6 3.2), 3)', '3.2'],
  ],
  run: (context, x, y) => {
    if (x instanceof Dictionary) return read(context, x, [y])
    if (x instanceof Table && x.keyColumns.length > 0) return rowsOfKeys(x, y!)
    const keys = keysOf(x, 'find(X, Y)')
    return placesFor('find', y!, sought => {
      const type = meetingType(keys.type, sought.type)
      return findRows(groupingColumn(castVector(sought, type)), groupingColumn(castVector(keys, type)))
    })
  },
})

// Y has a column, or an element, for each key column.
function rowsOfKeys(table: Table, y: Value): Value {
  const count = table.keyColumns.length
  const items: Value[] =
    count === 1 || !(y instanceof Vector) ? [y] : Array.from({ length: y.length }, (_, i) => y.get(i))
  if (items.length !== count)
    throw new ScriptError(`find: the table has ${count} key columns, but Y has ${items.length} elements.`)
  const columns = items.map((item, i) =>
    castVector(item instanceof Vector ? item : vectorOf([item]), table.column(table.keyColumns[i]!)!.type),
  )
  const places = new FixedVector(INT, rowIndexOf(table).find(columns), false)
  return items.some(item => item instanceof Vector) ? places : places.get(0)
}

/** For each probe the first place in ascending keys that holds no smaller (`upper`: a larger) element. */
function bounds(keys: Vector, probes: Vector, upper: boolean): Int32Array {
  const type = meetingType(keys.type, probes.type)
  const [key, probe] = [rawReader(castVector(keys, type)), rawReader(castVector(probes, type))]
  const out = allocateResult(INT, probes.length).data as Int32Array
  for (let i = 0; i < out.length; i++) {
    const sought = probe(i)
    let [low, high] = [0, keys.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const order = compareRaws(type, key(middle), sought)
      if (order < 0 || (upper && order === 0)) low = middle + 1
      else high = middle
    }
    out[i] = low
  }
  return out
}

export const binsrch = define({
  name: 'binsrch',
  signature: 'binsrch(X, Y)',
  kind: 'elementwise',
  doc: 'Where each element of Y is in the ascending X, −1 where it is not. Faster than find for a few elements.',
  examples: [['1..100 binsrch 12 6 88 102', '[11,5,87,-1]']],
  run: (_, x, y) => {
    const keys = keysOf(x, 'binsrch(X, Y)')
    return placesFor('binsrch', y!, sought => {
      const [first, after] = [bounds(keys, sought, false), bounds(keys, sought, true)]
      return first.map((place, i) => (after[i]! > place ? place : -1))
    })
  },
})

// Of an indexed series or matrix: the rows there, labelled with what was sought.
function rowsAt(
  x: Matrix,
  y: Value | undefined,
  usage: string,
  places: (sought: Vector) => Int32Array,
): Value {
  if (!x.rowLabels || x.index === 'none')
    throw wrongArgument(usage, 'X', 'a vector, indexed series or indexed matrix', x)
  const sought = y instanceof Vector ? y : vectorOf([y!])
  if (sought instanceof Tuple || sought instanceof ArrayVector)
    throw new ScriptError(`${usage}: Y should be a vector of labels, not ${kindOf(y)}.`)
  const found = gatherRows(x, places(sought)) as Matrix
  found.rowLabels = sought
  return found
}

export const asof = define({
  name: 'asof',
  signature: 'asof(X, Y)',
  kind: 'elementwise',
  doc: 'For each element of Y the last place in the ascending X whose element is no larger; −1 where there is none. Of an indexed series or matrix: the rows there.',
  examples: [
    ['asof(1..100, 60 200 -10)', '[59,99,-1]'],
    ['0 0 0 1 1 1 1 2 2 3 asof 1', '6'],
  ],
  run: (_, x, y) => {
    if (x instanceof Matrix) {
      const { rowLabels } = x
      return rowsAt(x, y, 'asof(X, Y)', sought => bounds(rowLabels!, sought, true).map(place => place - 1))
    }
    const keys = keysOf(x, 'asof(X, Y)')
    return placesFor('asof', y!, sought => bounds(keys, sought, true).map(place => place - 1))
  },
})

export const lowerBound = define({
  name: 'lowerBound',
  signature: 'lowerBound(X, Y)',
  kind: 'elementwise',
  doc: 'For each element of Y the first place in the ascending X whose element is no smaller; the length of X where there is none. Of an indexed series or matrix: the rows there.',
  examples: [['lowerBound(1 3 5, 5 6 2)', '[2,3,1]']],
  run: (_, x, y) => {
    if (x instanceof Matrix) {
      const { rowLabels, rows } = x
      return rowsAt(x, y, 'lowerBound(X, Y)', sought =>
        bounds(rowLabels!, sought, false).map(place => (place < rows ? place : -1)),
      )
    }
    const keys = keysOf(x, 'lowerBound(X, Y)')
    return placesFor('lowerBound', y!, sought => bounds(keys, sought, false))
  },
})
