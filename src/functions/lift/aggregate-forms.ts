import { ScriptError } from '../../runtime/script-error.ts'
import { castVector, plainOf } from '../../values/cast/vector.ts'
import { ANY, DOUBLE, IOTANY, VOID } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { columnFrom, vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { alignByLabel } from './align.ts'
import { sizesDiffer, unsuitable } from './binary-forms.ts'

/** A function of columns that gives one value, and whether it can be of these columns. */
export interface ColumnAggregate {
  readonly name: string
  readonly of: (columns: readonly Vector[]) => Value
  readonly takes: (columns: readonly Vector[]) => boolean
}

/**
 * An aggregate by forms: of a matrix or table column by column, of an array vector all elements, of a tuple across its
 * elements (what they have at the same place), of a dictionary across its values.
 */
export function applyAggregate(aggregate: ColumnAggregate, args: readonly Value[]): Value {
  if (args.length === 1) return aggregateOne(aggregate, args[0]!)
  const [x, y] = args as [Value, Value]
  if (x instanceof Table || y instanceof Table) return overTables(aggregate, x, y)
  if (x instanceof Matrix || y instanceof Matrix) return overMatrices(aggregate, x, y)
  if (isSpread(x) || isSpread(y)) return acrossBoth(aggregate, x, y)
  const [a, b] = sameLength(aggregate.name, elements(aggregate.name, x), elements(aggregate.name, y))
  return run(aggregate, [a, b])
}

function aggregateOne(aggregate: ColumnAggregate, x: Value): Value {
  if (x instanceof Matrix) {
    return collect(x.columns, c => run(aggregate, [x.column(c)]))
  }
  if (x instanceof Table) {
    const kept = x.names.map((_, i) => i).filter(i => aggregate.takes([flatColumn(x.columns[i]!)]))
    const columns = kept.map(i => vectorOf([run(aggregate, [flatColumn(x.columns[i]!)])]))
    return new Table(
      kept.map(i => x.names[i]!),
      columns,
    )
  }
  if (x instanceof Dictionary && x.valueType.storage === 'any') {
    return aggregateOne(aggregate, new Tuple([...x.entries.values()].map(({ value }) => value)))
  }
  if (isSpread(x)) return across(aggregate, [x])
  return run(aggregate, [elements(aggregate.name, x)])
}

function run(aggregate: ColumnAggregate, columns: readonly Vector[]): Value {
  if (aggregate.takes(columns)) return aggregate.of(columns)
  // Nulls without a type are nulls of any number.
  if (columns.some(column => column.type === VOID)) {
    const typed = columns.map(column => (column.type === VOID ? castVector(column, DOUBLE) : column))
    if (aggregate.takes(typed)) return aggregate.of(typed)
  }
  const types = columns.map(column => column.type).join(' and ')
  throw new ScriptError(`The function [${aggregate.name}] can't aggregate ${types}.`)
}

function flatColumn(column: Vector): Vector {
  if (column instanceof UnionVector) return plainOf(column)
  return column instanceof ArrayVector
    ? column.flat.view(column.offsets[0]!, column.offsets[column.length]!)
    : column
}

/** The elements of a scalar, vector, pair, set or dictionary as a flat column. */
function elements(name: string, x: Value): Vector {
  if (x instanceof Scalar) return vectorOf([x])
  if (x instanceof ArrayVector) return flatColumn(x)
  if (x instanceof UnionVector) return plainOf(x)
  if (x instanceof Tuple && x.type === ANY) return vectorOf([...x.items])
  if (x instanceof Vector) return x
  if (x instanceof Pair) return vectorOf([x.get(0), x.get(1)])
  if (x instanceof SetValue) return vectorOf([...x.items.values()].map(raw => new Scalar(x.type, raw)))
  if (x instanceof Dictionary) return vectorOf([...x.entries.values()].map(({ value }) => value))
  throw unsuitable(name, x)
}

/** A tuple that holds vectors: its aggregates go across them. */
const isSpread = (x: Value): x is Tuple =>
  x instanceof Tuple && x.type !== VOID && x.type !== IOTANY && x.items.some(item => item instanceof Vector)

// Place by place: the elements of all vectors there, and the scalars.
function across(aggregate: ColumnAggregate, [x]: readonly [Tuple]): Value {
  const length = lengthAcross(aggregate.name, [x])
  return collect(length, i => run(aggregate, [placeOf(x, i)]))
}

function acrossBoth(aggregate: ColumnAggregate, x: Value, y: Value): Value {
  const length = lengthAcross(aggregate.name, [x, y].filter(isSpread))
  const at = (value: Value, i: number) =>
    isSpread(value) ? placeOf(value, i) : elements(aggregate.name, value)
  return collect(length, i => run(aggregate, sameLength(aggregate.name, at(x, i), at(y, i))))
}

const placeOf = (tuple: Tuple, i: number): Vector =>
  vectorOf(tuple.items.map(item => (item instanceof Vector ? item.get(i) : item)))

function lengthAcross(name: string, tuples: readonly Tuple[]): number {
  const lengths = tuples.flatMap(tuple =>
    tuple.items.flatMap(item => (item instanceof Vector ? item.length : [])),
  )
  const other = lengths.find(length => length !== lengths[0])
  if (other !== undefined) throw sizesDiffer(name, lengths[0]!, other)
  return lengths[0]!
}

const collect = (length: number, at: (index: number) => Value): Vector =>
  vectorOf(Array.from({ length }, (_, i) => at(i)))

// A scalar stands for a column of itself.
function sameLength(name: string, x: Vector, y: Vector): readonly [Vector, Vector] {
  if (x.length === y.length) return [x, y]
  if (x.length === 1) return [columnFrom(x.get(0), y.length), y]
  if (y.length === 1) return [x, columnFrom(y.get(0), x.length)]
  throw sizesDiffer(name, x.length, y.length)
}

// Column by column; what is no matrix, or a single column, goes with each.
function overMatrices(aggregate: ColumnAggregate, x: Value, y: Value): Value {
  if (x instanceof Matrix && y instanceof Matrix && x.index !== 'none' && y.index !== 'none') {
    const aligned = alignByLabel(x, y)
    if (x.index === 'series' && y.index === 'series') return run(aggregate, [aligned.x.data, aligned.y.data])
    return overColumns(aggregate, aligned.x, aligned.y)
  }
  return overColumns(aggregate, x, y)
}

function overColumns(aggregate: ColumnAggregate, x: Value, y: Value): Value {
  const columns = Math.max(x instanceof Matrix ? x.columns : 1, y instanceof Matrix ? y.columns : 1)
  const at = (value: Value, c: number) =>
    value instanceof Matrix ? value.column(value.columns === 1 ? 0 : c) : elements(aggregate.name, value)
  return collect(columns, c => run(aggregate, sameLength(aggregate.name, at(x, c), at(y, c))))
}

function overTables(aggregate: ColumnAggregate, x: Value, y: Value): Table {
  const pattern = (x instanceof Table ? x : y) as Table
  if (x instanceof Table && y instanceof Table && x.columns.length !== y.columns.length) {
    throw new ScriptError(`The tables given to [${aggregate.name}] must have the same number of columns.`)
  }
  const at = (value: Value, i: number) =>
    value instanceof Table ? value.columns[i]! : elements(aggregate.name, value)
  const kept = pattern.names.map((_, i) => i).filter(i => aggregate.takes([at(x, i), at(y, i)]))
  const columns = kept.map(i => vectorOf([run(aggregate, sameLength(aggregate.name, at(x, i), at(y, i)))]))
  return new Table(
    kept.map(i => pattern.names[i]!),
    columns,
  )
}
