import { RemoteTable } from '../../runtime/remote-table.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { commonType } from '../../values/cast/promote.ts'
import { castVector } from '../../values/cast/vector.ts'
import { ANY, type DataType, IOTANY, isLiteral, VOID } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { NULL, Scalar } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import { Table } from '../../values/forms/table.ts'
import { TableValue } from '../../values/forms/table-value.ts'
import { retain } from '../../values/ownership.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { concatenate, nullVector, vectorOf, vectorOfRaws } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, truth, wrongArgument } from '../argument.ts'
import { asColumnOf } from '../as-column.ts'
import { define } from '../define.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { appendRows, rowsFor } from '../tables/append.ts'

/** Appends in place, whatever the form; `value` is converted to what is there. Returns `target`. */
export function appendTo(target: Value, value: Value): Value {
  if (target instanceof Tuple && target.type !== IOTANY) {
    const { type } = target
    // A tuple takes a vector or tuple as one element; only vectors of untyped nulls and the like take elements.
    if (type === ANY && !target.columnar) target.append(new Tuple([retain(value)]))
    else target.append(value instanceof Vector && !target.columnar ? value : new Tuple([retain(value)]))
    return target
  }
  if (target instanceof Vector) {
    target.append(asColumnOf(target.type, value))
    return target
  }
  if (target instanceof Matrix) return appendColumns(target, value)
  if (target instanceof Table) return appendRows(target, value)
  if (target instanceof SetValue) return addToSet(target, value)
  if (target instanceof Dictionary && value instanceof Dictionary) {
    for (const entry of value.entries.values()) target.set(entry.key, entry.value)
    return target
  }
  throw wrongArgument('append!(obj, newData)', 'obj', 'a vector, tuple, matrix, set or table', target)
}

function appendColumns(target: Matrix, value: Value): Matrix {
  const added = value instanceof Matrix ? value.data : value
  if (!(added instanceof Vector) || added.length % target.rows !== 0) {
    throw new ScriptError(`What is appended to a matrix must have a multiple of its ${target.rows} rows.`)
  }
  target.data.append(asColumnOf(target.type, added))
  target.columns = target.data.length / target.rows
  target.columnLabels = target.columnLabels && labelsWith(target.columnLabels, value, target.columns)
  target.index = 'none'
  return target
}

// Columns that have no label of such a type get a null.
function labelsWith(labels: Vector, value: Value, columns: number): Vector {
  const made = labels.clone()
  const own = value instanceof Matrix ? value.columnLabels : null
  const title = value instanceof Vector ? value.title : null
  if (own && isLiteral(own.type) === isLiteral(labels.type)) made.append(asColumnOf(labels.type, own))
  else if (title !== null && isLiteral(labels.type)) made.append(vectorOfRaws(labels.type, [title]))
  made.append(nullVector(labels.type, columns - made.length))
  return made
}

function addToSet(target: SetValue, value: Value): SetValue {
  const items = value instanceof SetValue ? vectorOfRaws(value.type, [...value.items.values()]) : value
  const added = asColumnOf(target.type, items)
  const read = rawReader(added)
  for (let i = 0; i < added.length; i++) target.add(read(i))
  return target
}

export const append = define({
  name: 'append!',
  aliases: ['push!'],
  signature: 'append!(obj, newData)',
  kind: 'table',
  doc: 'Appends in place: elements to a vector or set, one element to a tuple, columns to a matrix, rows to a table. What is appended takes on the types that are there.',
  examples: [
    ['x = 1 2 3; x.append!(4 5); x', '[1,2,3,4,5]'],
    ['x = 1 2; x.append!(7.2); x', '[1,2,7]'],
    ['x = (1, "X"); x.append!((2, "Y")); x', '(1,"X",(2,"Y"))'],
  ],
  mutates: [0],
  run: (context, target, value) => {
    if (!(target instanceof RemoteTable)) return appendTo(target!, value!)
    target.append(context, rowsFor(target, value!))
    return target
  },
})

export const appendTuple = define({
  name: 'appendTuple!',
  signature: 'appendTuple!(X, Y, [wholistic=false])',
  kind: 'system',
  doc: 'Appends the elements of the tuple Y to the tuple X in place, or with wholistic=true Y as one element.',
  examples: [['x = (1, "X"); x.appendTuple!(([2,3], "Y")); x', '(1,"X",[2,3],"Y")']],
  mutates: [0],
  run: (_, x, y, wholistic) => {
    if (!(x instanceof Tuple) || x instanceof UnionVector)
      throw wrongArgument('appendTuple!(X, Y)', 'X', 'a tuple', x)
    if (truth(wholistic, 'appendTuple!', 'wholistic', false)) x.append(new Tuple([retain(y!)]))
    else x.append(y as Vector)
    return x
  },
})

/** X and Y one after the other, as `<-` puts them together. */
export function joinValues(x: Value, y: Value): Value {
  if (x instanceof Table) return joinTables(x, y)
  if (x instanceof TableValue) throw wrongArgument('join(X, Y)', 'X', 'a table in memory', x)
  if (x instanceof Matrix) return appendColumns(widened(x, y), y)
  if (x instanceof Tuple && x.type !== IOTANY) return appendTo(x.clone(), y)
  if (x instanceof Scalar && (y instanceof Scalar || y instanceof Vector))
    return joinVectors(vectorOf([x]), y)
  if (x instanceof Vector) return joinVectors(x, y)
  throw wrongArgument('join(X, Y)', 'X', 'a scalar, vector, matrix or table', x)
}

// The type that both have in common, or X's.
function joinVectors(x: Vector, y: Value): Value {
  if (x.type === IOTANY || y instanceof UnionVector) {
    return concatenate(IOTANY, [castVector(x, IOTANY), asColumnOf(IOTANY, y)])
  }
  if (y instanceof Tuple && y.type === ANY && !(x instanceof ArrayVector)) {
    return new Tuple([...Array.from({ length: x.length }, (_, i) => x.get(i)), ...y.items])
  }
  const other = (y as { type?: DataType }).type
  if (!other) throw wrongArgument('join(X, Y)', 'Y', 'a scalar or vector', y)
  const type = x.type === VOID ? other : (commonType(x.type, other) ?? x.type)
  if (x.type === VOID && y instanceof Vector) return concatenate(type, [castVector(x, type), y])
  const made = castVector(x, type).clone()
  made.append(asColumnOf(type, y))
  return made
}

function widened(x: Matrix, y: Value): Matrix {
  const other = (y as { type?: DataType }).type
  const type = (other && commonType(x.type, other)) ?? x.type
  return new Matrix(castVector(x.data, type).clone(), x.rows, x.columns, x.rowLabels, x.columnLabels)
}

function joinTables(x: Table, y: Value): Table {
  if (y instanceof Table) {
    if (x.columns.length > 0 && y.rows !== x.rows) {
      throw new ScriptError(`join: the tables have ${x.rows} and ${y.rows} rows, but need the same number.`)
    }
    return new Table([...x.names, ...y.names], [...x.columns, ...y.columns].map(retain))
  }
  if (y instanceof Vector && y.length === x.rows) {
    return new Table([...x.names, `col${x.names.length}`], [...x.columns, y].map(retain))
  }
  throw wrongArgument('join(X, Y)', 'Y', 'a table or vector with as many rows as X', y)
}

export const join = define({
  name: 'join',
  signature: 'join(X, Y)',
  kind: 'system',
  doc: 'X <- Y: both one after the other. Scalars and vectors make a vector, matrices are put side by side, tables get the columns of both.',
  examples: [
    ['1 <- 3', '[1,3]'],
    ['[1,2,3] <- [4.5]', '[1,2,3,4.5]'],
    ['cols((1..6$2:3) <- [7,8])', '4'],
  ],
  run: (_, x, y) => joinValues(x!, y!),
})

export const joinInPlace = define({
  name: 'join!',
  signature: 'join!(X, Y)',
  kind: 'system',
  doc: 'Appends Y to X in place, to a table as further columns. The type of X stays.',
  examples: [['x = [1,2]; x.join!(5 6); x', '[1,2,5,6]']],
  mutates: [0],
  run: (_, x, y) => {
    if (!(x instanceof Table)) return appendTo(x!, y!)
    const joined = joinTables(x, y!)
    x.names = joined.names
    x.columns = joined.columns
    return x
  },
})

const removing = (name: 'removeHead!' | 'removeTail!', doc: string, example: readonly [string, string]) =>
  define({
    name,
    signature: `${name}(obj, n)`,
    kind: 'system',
    doc,
    examples: [example],
    mutates: [0],
    run: (_, x, n) => {
      if (!(x instanceof Vector)) throw wrongArgument(`${name}(obj, n)`, 'obj', 'a vector', x)
      const count = Math.min(x.length, integer(n, name, 'n'))
      if (name === 'removeHead!') x.keep(count, x.length)
      else x.keep(0, x.length - count)
      return x
    },
  })

export const removeHead = removing('removeHead!', 'Removes the first n elements in place.', [
  'x = 1..5; x.removeHead!(2); x',
  '[3,4,5]',
])
export const removeTail = removing('removeTail!', 'Removes the last n elements in place.', [
  'x = 1..5; x.removeTail!(2); x',
  '[1,2,3]',
])

export const pop = define({
  name: 'pop!',
  signature: 'pop!(X)',
  kind: 'system',
  doc: 'Removes the last element of X in place and gives it.',
  examples: [['x = 1 2 3; pop!(x)', '3']],
  mutates: [0],
  run: (_, x) => {
    if (!(x instanceof Vector)) throw wrongArgument('pop!(X)', 'X', 'a vector', x)
    if (x.length === 0) return NULL
    const last = x.get(x.length - 1)
    x.keep(0, x.length - 1)
    return last
  },
})
