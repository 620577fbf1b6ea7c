import { ScriptError } from '../../runtime/script-error.ts'
import { commonTypeOf } from '../../values/cast/promote.ts'
import { castVector, plainOf } from '../../values/cast/vector.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { columnFrom, concatenate, vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { alignByLabel } from './align.ts'
import { sizesDiffer, unsuitable } from './binary-forms.ts'
import { withData } from './unary.ts'

/** A function of columns that gives a column as long as they are; rows depend on their neighbours. */
export interface ColumnSeries {
  readonly name: string
  readonly of: (columns: readonly Vector[]) => Vector
  /** Whether it can be of this column of a table; those that it can't be of are left out. Missing: of all. */
  readonly takes?: (column: Vector) => boolean
}

/**
 * A series function by forms: of a matrix or table column by column; of a tuple or dictionary of vectors across them,
 * place by place, with results in the same form.
 */
export function applySeries(series: ColumnSeries, args: readonly Value[]): Value {
  if (args.length > 1) return applyToSeveral(series, args)
  const [x] = args.map(plain)
  if (x instanceof Matrix)
    return withData(
      x,
      overColumns(x, column => series.of([column])),
    )
  if (x instanceof Table) return overTable(series, x)
  if (x instanceof Dictionary) return overDictionary(series, x)
  if (x instanceof Tuple && x.items.some(item => item instanceof Vector)) return across(series, x)
  return series.of([elements(series.name, x!)])
}

/** Each column of a matrix through `map`, one after the other again. */
export function overColumns(x: Matrix, map: (column: Vector, index: number) => Vector): Vector {
  if (x.columns === 1) return map(x.data, 0)
  return alike(Array.from({ length: x.columns }, (_, c) => map(x.column(c), c)))
}

function alike(columns: readonly Vector[]): Vector {
  const type = commonTypeOf(columns.map(column => column.type))
  if (!type) throw new ScriptError('The columns of the result have no type in common.')
  return concatenate(
    type,
    columns.map(column => castVector(column, type)),
  )
}

function overTable(series: ColumnSeries, x: Table): Table {
  const kept = x.names.map((_, i) => i).filter(i => series.takes?.(x.columns[i]!) ?? true)
  return new Table(
    kept.map(i => x.names[i]!),
    kept.map(i => series.of([x.columns[i]!])),
  )
}

const plain = (x: Value) => (x instanceof UnionVector ? plainOf(x) : x)

function elements(name: string, x: Value): Vector {
  if (x instanceof UnionVector) return plainOf(x)
  if (x instanceof Scalar) return vectorOf([x])
  if (x instanceof ArrayVector) throw unsuitable(name, x)
  if (x instanceof Tuple) return vectorOf([...x.items])
  if (x instanceof Vector) return x
  if (x instanceof Pair) return vectorOf([x.get(0), x.get(1)])
  throw unsuitable(name, x)
}

// The vectors are rows of what is computed: element i of the result is made of the rows' element i.
function across(series: ColumnSeries, x: Tuple): Tuple {
  const length = Math.max(...x.items.map(item => (item instanceof Vector ? item.length : 1)))
  for (const item of x.items) {
    if (item instanceof Vector && item.length !== length) throw sizesDiffer(series.name, item.length, length)
  }
  const places = Array.from({ length }, (_, i) =>
    series.of([vectorOf(x.items.map(item => (item instanceof Vector ? item.get(i) : item)))]),
  )
  const rows = x.items.map((_, row) => vectorOf(places.map(place => place.get(row))))
  return new Tuple(rows, x.columnar)
}

function overDictionary(series: ColumnSeries, x: Dictionary): Dictionary {
  const entries = [...x.entries.values()]
  const values = vectorOf(entries.map(({ value }) => value))
  const results = applySeries(series, [values]) as Vector
  const simple = !(results instanceof Tuple)
  const made = new Dictionary(x.keyType, simple ? results.type : x.valueType, x.ordered)
  entries.forEach(({ key }, i) => {
    made.set(key, results.get(i))
  })
  return made
}

function applyToSeveral(series: ColumnSeries, args: readonly Value[]): Value {
  if (args.some(arg => arg instanceof Tuple && arg.items.some(item => item instanceof Vector))) {
    return acrossSeveral(series, args)
  }
  const { name } = series
  const inputs = aligned(args.map(plain))
  const matrices = inputs.filter(input => input instanceof Matrix)
  if (matrices.length === 0)
    return series.of(
      together(
        name,
        inputs.map(input => elements(name, input)),
      ),
    )
  const wide = matrices.reduce((widest, matrix) => (matrix.columns > widest.columns ? matrix : widest))
  const at = (value: Value, c: number) =>
    value instanceof Matrix ? value.column(value.columns === 1 ? 0 : c) : elements(name, value)
  const data = overColumns(wide, (_, c) =>
    series.of(
      together(
        name,
        inputs.map(input => at(input, c)),
      ),
    ),
  )
  return withData(wide, data)
}

// Two indexed matrices or series meet at their labels.
function aligned(args: readonly Value[]): readonly Value[] {
  const [x, y] = args
  if (
    args.length !== 2 ||
    !(x instanceof Matrix && y instanceof Matrix) ||
    x.index === 'none' ||
    y.index === 'none'
  ) {
    return args
  }
  const both = alignByLabel(x, y)
  return [both.x, both.y]
}

// Tuples of one length: what they have at the same place goes together.
function acrossSeveral(series: ColumnSeries, args: readonly Value[]): Value {
  const length = Math.max(...args.map(arg => (arg instanceof Tuple ? arg.length : 1)))
  const at = (arg: Value, i: number) => (arg instanceof Tuple && arg.length === length ? arg.items[i]! : arg)
  return new Tuple(
    Array.from({ length }, (_, i) =>
      applySeries(
        series,
        args.map(arg => at(arg, i)),
      ),
    ),
  )
}

// A scalar stands for a column of itself.
function together(name: string, columns: readonly Vector[]): readonly Vector[] {
  const length = Math.max(...columns.map(column => column.length))
  return columns.map(column => {
    if (column.length === length) return column
    if (column.length === 1) return columnFrom(column.get(0), length)
    throw sizesDiffer(name, column.length, length)
  })
}
