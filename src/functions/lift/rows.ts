import { ScriptError } from '../../runtime/script-error.ts'
import { commonTypeOf } from '../../values/cast/promote.ts'
import { castVector } from '../../values/cast/vector.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { columnFrom, concatenate } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { sizesDiffer, unsuitable } from './binary-forms.ts'

/** Rows laid one after the other: row r is flat[offsets[r]] … flat[offsets[r + 1] − 1]. */
export interface Rows {
  readonly flat: Vector
  readonly offsets: Int32Array
}

/** Columns side by side. Scalars stand for columns of themselves. */
function columnsOf(name: string, value: Value): (Scalar | Vector)[] {
  if (value instanceof Scalar) return [value]
  if (value instanceof Matrix) return Array.from({ length: value.columns }, (_, i) => value.column(i))
  if (value instanceof Table) return value.columns
  if (value instanceof Tuple) return value.items.flatMap(item => columnsOf(name, item))
  if (value instanceof Vector) return [value]
  throw unsuitable(name, value)
}

/** Whether the value has rows of its own that may differ in length. */
const isRowwise = (value: Value): value is ArrayVector | Tuple =>
  value instanceof ArrayVector || (value instanceof Tuple && value.columnar)

/** The rows of array vectors and columnar tuples, or those that columns make side by side. */
export function rowsOf(name: string, args: readonly (Value | undefined)[]): Rows {
  const [first] = args
  if (args.some(arg => arg === undefined)) throw new ScriptError(`${name}: no argument can be left out.`)
  if (args.length === 1 && first && isRowwise(first)) return rowsOfOne(first)
  const columns = args.flatMap(arg => columnsOf(name, arg!))
  const lengths = columns.flatMap(column => (column instanceof Vector ? [column.length] : []))
  const length = lengths.length === 0 ? 1 : Math.max(...lengths)
  return besideEachOther(name, columns, length)
}

function rowsOfOne(value: ArrayVector | Tuple): Rows {
  if (value instanceof ArrayVector) return { flat: value.flat, offsets: value.offsets }
  const rows = value.items.map(item => (item instanceof Vector ? item : columnFrom(item, 1)))
  const offsets = allocate('i32', rows.length + 1)
  rows.forEach((row, i) => {
    offsets[i + 1] = offsets[i]! + row.length
  })
  return { flat: joined(rows), offsets }
}

function besideEachOther(name: string, columns: readonly (Scalar | Vector)[], length: number): Rows {
  const full = columns.map(column => {
    if (column instanceof Scalar) return columnFrom(column, length)
    if (column.length !== length) throw sizesDiffer(name, column.length, length)
    return column
  })
  const width = full.length
  const indices = allocate('i32', length * width)
  for (let row = 0, at = 0; row < length; row++) {
    for (let column = 0; column < width; column++) indices[at++] = column * length + row
  }
  const offsets = allocate('i32', length + 1)
  for (let row = 1; row <= length; row++) offsets[row] = row * width
  return { flat: joined(full).gather(indices), offsets }
}

function joined(columns: readonly Vector[]): Vector {
  const type = commonTypeOf(columns.map(column => column.type))
  if (!type) throw new ScriptError('The columns of a row function must have a type in common.')
  return concatenate(
    type,
    columns.map(column => castVector(column, type)),
  )
}

/**
 * The rows of two arguments, of equal shape. A vector beside a matrix or array vector is the other half of every row.
 */
export function rowsOfTwo(name: string, x: Value, y: Value): readonly [Rows, Rows] {
  if (isFlat(x) && isFlat(y)) return [rowsOf(name, [x]), rowsOf(name, [y])]
  if (isFlat(x)) {
    const rows = rowsOf(name, [y])
    return [repeated(name, x, rows), rows]
  }
  const rows = rowsOf(name, [x])
  if (isFlat(y)) return [rows, repeated(name, y, rows)]
  const others = rowsOf(name, [y])
  for (let i = 0; i < Math.max(rows.offsets.length, others.offsets.length); i++) {
    if (rows.offsets[i] !== others.offsets[i]) throw sizesDiffer(name, rows.flat.length, others.flat.length)
  }
  return [rows, others]
}

const isFlat = (value: Value): value is Vector =>
  value instanceof Vector && !(value instanceof ArrayVector || value instanceof Tuple)

function repeated(name: string, vector: Vector, { flat, offsets }: Rows): Rows {
  const indices = allocate('i32', flat.length)
  for (let row = 0; row + 1 < offsets.length; row++) {
    const width = offsets[row + 1]! - offsets[row]!
    if (width !== vector.length) throw sizesDiffer(name, width, vector.length)
    for (let i = 0; i < width; i++) indices[offsets[row]! + i] = i
  }
  return { flat: vector.gather(indices), offsets }
}

/** As inFormOf, but that what comes of a columnar tuple is an array vector, except for texts. */
export function seriesInFormOf(pattern: Value, flat: Vector, offsets: Int32Array): Value {
  const isArray = pattern instanceof Tuple && pattern.columnar && flat instanceof FixedVector
  return isArray ? new ArrayVector(offsets, flat) : inFormOf(pattern, flat, offsets)
}

/** Results laid out as rows, in the form that `pattern` has: array vector, columnar tuple, tuple of columns, table or matrix. */
export function inFormOf(pattern: Value, flat: Vector, offsets: Int32Array): Value {
  if (pattern instanceof ArrayVector) return new ArrayVector(offsets, flat)
  if (pattern instanceof Tuple && pattern.columnar) {
    const items = Array.from({ length: offsets.length - 1 }, (_, i) =>
      flat.slice(offsets[i]!, offsets[i + 1]!),
    )
    return new Tuple(items, true)
  }
  const rows = offsets.length - 1
  const width = rows === 0 ? 0 : offsets[1]!
  const indices = allocate('i32', flat.length)
  for (let column = 0, at = 0; column < width; column++) {
    for (let row = 0; row < rows; row++) indices[at++] = row * width + column
  }
  const columns = flat.gather(indices)
  if (pattern instanceof Matrix)
    return new Matrix(columns, rows, width, pattern.rowLabels, pattern.columnLabels)
  if (pattern instanceof Table) {
    const column = (i: number) => columns.slice(i * rows, (i + 1) * rows)
    return new Table(
      [...pattern.names],
      Array.from({ length: width }, (_, i) => column(i)),
    )
  }
  if (pattern instanceof Tuple) {
    return new Tuple(Array.from({ length: width }, (_, i) => columns.slice(i * rows, (i + 1) * rows)))
  }
  return columns
}
