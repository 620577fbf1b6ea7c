import { ScriptError } from '../../runtime/script-error.ts'
import { plainOf } from '../../values/cast/vector.ts'
import { ANY, type DataType, INT, VOID } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { nullVector, vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { alignByLabel } from './align.ts'
import type { BinaryOperation, Operand } from './binary-operation.ts'
import { buildColumn } from './plans/elements.ts'

/** A function of two arguments by forms: what is neither of them alone is lifted from flat columns. */
export function applyBinary(op: BinaryOperation, x: Value, y: Value): Value {
  if (x instanceof Scalar && y instanceof Scalar) return op.scalar(x, y)
  if (x instanceof Table || y instanceof Table) return overTables(op, x, y)
  if (x instanceof Dictionary || y instanceof Dictionary) return overDictionaries(op, x, y)
  if (x instanceof Matrix || y instanceof Matrix) return overMatrices(op, x, y)
  if (x instanceof Vector || y instanceof Vector) return overVectors(op, x, y)
  if (x instanceof Pair || y instanceof Pair) return overPairs(op, x, y)
  throw unsuitable(op.name, x instanceof Scalar ? y : x)
}

export const unsuitable = (name: string, value: Value) =>
  new ScriptError(`The function [${name}] can't take a ${value.form} as argument.`)

export const sizesDiffer = (name: string, x: number, y: number) =>
  new ScriptError(`${name}(X, Y) => Incompatible vector size: ${x} and ${y}.`, {
    hint: 'both must have the same length, or one of them be a scalar',
  })

function overVectors(op: BinaryOperation, x: Value, y: Value): Value {
  if (isVoidVector(x)) return applyBinary(op, nullsLike(x, y), y)
  if (isVoidVector(y)) return applyBinary(op, x, nullsLike(y, x))
  if (x instanceof UnionVector) return applyBinary(op, plainOf(x), y)
  if (y instanceof UnionVector) return applyBinary(op, x, plainOf(y))
  if (x instanceof Tuple || y instanceof Tuple) return overTuples(op, x, y)
  if (x instanceof ArrayVector || y instanceof ArrayVector) return overArrayVectors(op, x, y)
  const [a, b] = [operandOf(op, x), operandOf(op, y)]
  return op.column(a, b, commonLength(op, a, b))
}

const isVoidVector = (value: Value): value is Tuple => value instanceof Tuple && value.type === VOID

// A vector of untyped nulls beside other values: nulls of their type.
function nullsLike(nulls: Tuple, other: Value): Vector {
  const type = (other as { type?: DataType }).type
  const plain = type && type.storage !== 'any' && type.storage !== 'none' && type.storage !== 'array'
  return nullVector(plain ? type : INT, nulls.length)
}

/** A scalar or flat vector; a pair counts as a vector of two. */
function operandOf(op: BinaryOperation, value: Value): Operand {
  if (value instanceof Scalar || value instanceof Vector) return value
  if (value instanceof Pair) return buildColumn(value.type, 2, i => (i === 0 ? value.first : value.second))
  throw unsuitable(op.name, value)
}

function commonLength(op: BinaryOperation, x: Operand, y: Operand): number {
  if (x instanceof Scalar) return (y as Vector).length
  if (y instanceof Scalar || x.length === y.length) return x.length
  throw sizesDiffer(op.name, x.length, y.length)
}

function overPairs(op: BinaryOperation, x: Value, y: Value): Pair {
  const first = op.scalar(sideOf(op, x, 0), sideOf(op, y, 0))
  const second = op.scalar(sideOf(op, x, 1), sideOf(op, y, 1))
  return new Pair(first.type, first.raw, second.raw)
}

function sideOf(op: BinaryOperation, value: Value, place: number): Scalar {
  if (value instanceof Scalar) return value
  if (value instanceof Pair) return value.get(place)
  throw unsuitable(op.name, value)
}

// Element by element; whatever isn't a vector goes to every element.
function overTuples(op: BinaryOperation, x: Value, y: Value): Vector {
  const length = x instanceof Vector ? x.length : (y as Vector).length
  if (x instanceof Vector && y instanceof Vector && x.length !== y.length) {
    throw sizesDiffer(op.name, x.length, y.length)
  }
  const items: Value[] = []
  for (let i = 0; i < length; i++) {
    items.push(applyBinary(op, x instanceof Vector ? x.get(i) : x, y instanceof Vector ? y.get(i) : y))
  }
  // A vector of durations is a tuple with that type; what comes of it is a plain vector.
  if ((x instanceof Tuple && x.type !== ANY) || (y instanceof Tuple && y.type !== ANY)) return vectorOf(items)
  const columnar = (x instanceof Tuple && x.columnar) || (y instanceof Tuple && y.columnar)
  return new Tuple(items, columnar)
}

// Flat elements meet flat elements; a vector's element goes to every element of its row.
function overArrayVectors(op: BinaryOperation, x: Value, y: Value): ArrayVector {
  const rows = (x instanceof ArrayVector ? x : (y as ArrayVector)) as ArrayVector
  const flat = op.column(flatFor(op, x, rows), flatFor(op, y, rows), flatLength(rows))
  return new ArrayVector(rebasedOffsets(rows), flat)
}

const flatLength = (rows: ArrayVector) => rows.offsets[rows.length]! - rows.offsets[0]!

/** Offsets that begin at 0, for a flat vector that was made for these rows alone. */
export function rebasedOffsets(rows: ArrayVector): Int32Array {
  const base = rows.offsets[0]!
  return base === 0 ? rows.offsets : rows.offsets.map(offset => offset - base)
}

function flatFor(op: BinaryOperation, value: Value, rows: ArrayVector): Operand {
  if (value instanceof Scalar) return value
  if (!(value instanceof Vector)) throw unsuitable(op.name, value)
  if (value.length !== rows.length) throw sizesDiffer(op.name, value.length, rows.length)
  if (!(value instanceof ArrayVector)) return spread(value, rows)
  for (let i = 0; i < rows.length; i++) {
    const [here, there] = [value.offsets[i + 1]! - value.offsets[i]!, rows.offsets[i + 1]! - rows.offsets[i]!]
    if (here !== there) throw sizesDiffer(op.name, here, there)
  }
  return value.flat.view(value.offsets[0]!, value.offsets[value.length]!)
}

/** Element i of `values` as often as row i has elements. */
export function spread(values: Vector, rows: ArrayVector): Vector {
  const indices = new Int32Array(flatLength(rows))
  const base = rows.offsets[0]!
  for (let i = 0; i < rows.length; i++) indices.fill(i, rows.offsets[i]! - base, rows.offsets[i + 1]! - base)
  return values.gather(indices)
}

function overMatrices(op: BinaryOperation, x: Value, y: Value): Value {
  if (x instanceof Tuple || y instanceof Tuple) return overTuples(op, x, y)
  if (x instanceof Matrix && y instanceof Matrix) {
    if (x.index !== 'none' && y.index !== 'none') {
      const aligned = alignByLabel(x, y)
      return labelled(combineMatrices(op, aligned.x, aligned.y), aligned.x)
    }
    return labelled(
      combineMatrices(op, x, y),
      x.index === 'none' && (y.index !== 'none' || !hasLabels(x)) ? y : x,
    )
  }
  const matrix = (x instanceof Matrix ? x : y) as Matrix
  const data = op.column(besideMatrix(op, x, matrix), besideMatrix(op, y, matrix), matrix.data.length)
  return labelled(new Matrix(data, matrix.rows, matrix.columns), matrix)
}

const hasLabels = (matrix: Matrix) => matrix.rowLabels !== null || matrix.columnLabels !== null

/** The same matrix with the labels (and the index) of `pattern`. */
function labelled(made: Matrix, pattern: Matrix): Matrix {
  made.rowLabels = pattern.rowLabels
  if (pattern.columns === made.columns) {
    made.columnLabels = pattern.columnLabels
    made.index = pattern.index
  }
  return made
}

function combineMatrices(op: BinaryOperation, x: Matrix, y: Matrix): Matrix {
  // A series stands beside each column of a matrix.
  const columns = Math.max(x.columns, y.columns)
  const fits = (m: Matrix) => m.columns === columns || (m.index === 'series' && m.columns === 1)
  if (x.rows !== y.rows || !fits(x) || !fits(y)) {
    throw new ScriptError(
      `${op.name}(X, Y) => Incompatible matrix shape: ${x.rows}:${x.columns} and ${y.rows}:${y.columns}.`,
    )
  }
  const data = op.column(repeated(x, columns), repeated(y, columns), x.rows * columns)
  return new Matrix(data, x.rows, columns)
}

const repeated = (matrix: Matrix, columns: number) =>
  matrix.columns === columns ? matrix.data : repeatVector(matrix.data, columns)

function repeatVector(vector: Vector, times: number): Vector {
  const indices = new Int32Array(vector.length * times)
  for (let i = 0; i < indices.length; i++) indices[i] = i % vector.length
  return vector.gather(indices)
}

// Beside a matrix a vector is a column: it goes to each column of the matrix.
function besideMatrix(op: BinaryOperation, value: Value, matrix: Matrix): Operand {
  if (value instanceof Matrix) return value.data
  if (value instanceof Scalar) return value
  if (!(value instanceof Vector) || value instanceof ArrayVector) throw unsuitable(op.name, value)
  if (value.length === matrix.rows) {
    return matrix.columns === 1 ? value : repeatVector(value, matrix.columns)
  }
  throw sizesDiffer(op.name, value.length, matrix.rows)
}

function overTables(op: BinaryOperation, x: Value, y: Value): Table {
  const pattern = (x instanceof Table ? x : y) as Table
  if (x instanceof Table && y instanceof Table && x.columns.length !== y.columns.length) {
    throw new ScriptError(`The tables given to [${op.name}] must have the same number of columns.`)
  }
  const columns = pattern.columns.map((_, i) => {
    const a = x instanceof Table ? x.columns[i]! : x
    const b = y instanceof Table ? y.columns[i]! : y
    return keepsOut(op, a, b) ? pattern.columns[i]! : (applyBinary(op, a, b) as Vector)
  })
  return new Table([...pattern.names], columns)
}

// Columns of text and the like stay as they are beside a number.
function keepsOut(op: BinaryOperation, x: Value, y: Value): boolean {
  try {
    op.plan(typeOf(x), typeOf(y))
    return false
  } catch {
    return x instanceof Scalar || y instanceof Scalar
  }
}

const typeOf = (value: Value): DataType => (value as Vector).type

// A vector as long as an ordered dictionary goes with its values one by one.
function operandAt(x: Value, key: Raw, place: number, pattern: Dictionary): Value | undefined {
  if (x instanceof Dictionary) return x.get(key)
  return pattern.ordered && x instanceof Vector && x.length === pattern.size ? x.get(place) : x
}

function overDictionaries(op: BinaryOperation, x: Value, y: Value): Dictionary {
  const pattern = (x instanceof Dictionary ? x : y) as Dictionary
  let made: Dictionary | null = null
  let place = 0
  for (const { key } of pattern.entries.values()) {
    const a = operandAt(x, key, place, pattern)
    const b = operandAt(y, key, place++, pattern)
    if (a === undefined || b === undefined) continue
    const value = applyBinary(op, a, b)
    const type = value instanceof Scalar ? value.type : ANY
    made ??= new Dictionary(pattern.keyType, type, pattern.ordered)
    if (type !== made.valueType) made.valueType = ANY
    made.set(key, value)
  }
  return made ?? new Dictionary(pattern.keyType, pattern.valueType, pattern.ordered)
}
