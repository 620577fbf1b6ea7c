import { nullReplace, nullTest } from '../../kernels/elementwise/null-test.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { accepts } from '../../values/cast/promote.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { unionOf } from '../../values/cast/union.ts'
import { castVector } from '../../values/cast/vector.ts'
import { BOOL, type DataType, VOID } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { bool, Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { TableValue } from '../../values/forms/table-value.ts'
import { allocate } from '../../values/memory.ts'
import { isNullRaw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { rebasedOffsets, sizesDiffer } from '../lift/binary-forms.ts'
import { allocateResult, dataOf, wideKernelStorage } from '../lift/plans/kernel-plan.ts'
import { mapColumns, mapValues, withData } from '../lift/unary.ts'

/** Whether each element is null, or (`valid`) is not, by forms. */
function nullity(x: Value, valid: boolean): Value {
  if (x instanceof Scalar) return bool(x.isNull !== valid)
  if (x instanceof ArrayVector) {
    const flat = nullity(x.flat.view(x.offsets[0]!, x.offsets[x.length]!), valid) as Vector
    return new ArrayVector(rebasedOffsets(x), flat)
  }
  if (x instanceof Tuple && x.items.some(item => item instanceof Vector)) {
    return new Tuple(x.items.map(item => nullity(item, valid)))
  }
  if (x instanceof Vector) return nullityOf(x, valid)
  if (x instanceof Pair) {
    const side = (raw: Pair['first']) => (isNullRaw(x.type, raw) !== valid ? 1 : 0)
    return new Pair(BOOL, side(x.first), side(x.second))
  }
  if (x instanceof Matrix) return withData(x, nullityOf(x.data, valid))
  if (x instanceof Table) return mapColumns(x, column => nullity(column, valid) as Vector)
  if (x instanceof Dictionary) return mapValues(x, value => nullity(value, valid))
  return bool(valid)
}

function nullityOf(column: Vector, valid: boolean): Vector {
  const out = allocateResult(BOOL, column.length)
  const data = out.data as Int8Array
  const storage = wideKernelStorage(column.type)
  if (!column.mayHoldNulls) data.fill(valid ? 1 : 0)
  else if (storage && (column instanceof FixedVector || column instanceof SymbolVector)) {
    nullTest(storage, valid, dataOf(column) as never, data, column.length)
  } else for (let i = 0; i < column.length; i++) data[i] = column.isNullAt(i) !== valid ? 1 : 0
  return out
}

export const isNull = define({
  name: 'isNull',
  signature: 'isNull(X)',
  kind: 'elementwise',
  doc: 'Whether it is null, element by element.',
  examples: [
    ['isNull(1 NULL 6)', '[false,true,false]'],
    ['isNull(1/0)', 'true'],
  ],
  run: (_, x) => nullity(x!, false),
})

export const isValid = define({
  name: 'isValid',
  signature: 'isValid(X)',
  kind: 'elementwise',
  doc: 'Whether it is not null, element by element.',
  examples: [['isValid(1 NULL 6)', '[true,false,true]']],
  run: (_, x) => nullity(x!, true),
})

/** Whether there is any null. A tuple's own elements count, not those of vectors in it. */
export function holdsNull(x: Value): boolean {
  if (x instanceof Scalar) return x.isNull
  if (x instanceof Matrix) return holdsNull(x.data)
  if (x instanceof Table) return x.columns.some(holdsNull)
  if (x instanceof ArrayVector) return holdsNull(x.flat)
  if (!(x instanceof Vector) || !x.mayHoldNulls) return false
  for (let i = 0; i < x.length; i++) if (x.isNullAt(i)) return true
  return false
}

export const hasNull = define({
  name: 'hasNull',
  signature: 'hasNull(X)',
  kind: 'aggregate',
  doc: 'Whether there is a null among the elements.',
  examples: [
    ['hasNull(1 2 NULL)', 'true'],
    ['hasNull(5)', 'false'],
  ],
  run: (_, x) => bool(holdsNull(x!)),
})

export const isVoid = define({
  name: 'isVoid',
  signature: 'isVoid(X)',
  kind: 'system',
  doc: 'Whether X is the untyped null.',
  examples: [
    ['isVoid(NULL)', 'true'],
    ['isVoid(00i)', 'false'],
  ],
  run: (_, x) => bool(x instanceof Scalar && x.type === VOID),
})

/** A column with the nulls replaced by a scalar, or by the elements of a column. Converts to the column's type. */
function filled(column: Vector, by: Value): Vector {
  if (column instanceof ArrayVector) {
    const flat = filled(
      column.flat.view(column.offsets[0]!, column.offsets[column.length]!),
      flatBeside(column, by),
    )
    return new ArrayVector(rebasedOffsets(column), flat)
  }
  if (!column.mayHoldNulls) return column
  if (column instanceof Tuple) {
    if (by instanceof Vector && by.length !== column.length)
      throw sizesDiffer('nullFill', column.length, by.length)
    const items = column.items.map((item, i) =>
      item instanceof Scalar && item.isNull ? elementOf(by, i) : item,
    )
    return column.type === VOID ? vectorOf(items) : new Tuple(items, column.columnar)
  }
  const replacement = replacementFor(column, by)
  const storage = wideKernelStorage(column.type)
  if (storage && column instanceof FixedVector) {
    const out = allocateResult(column.type, column.length)
    const other = (replacement as FixedVector).data as never
    const isVector = by instanceof Vector
    out.mayHoldNulls = nullReplace(
      storage,
      column.data as never,
      other,
      isVector,
      out.data as never,
      column.length,
    )
    return out
  }
  return pick(column, replacement, by instanceof Vector)
}

// What stands beside the elements of an array vector: those of another with the same rows, or the element of its row.
function flatBeside(column: ArrayVector, by: Value): Value {
  if (by instanceof ArrayVector) {
    if (by.offsets.length !== column.offsets.length) throw sizesDiffer('nullFill', column.length, by.length)
    return by.flat.view(by.offsets[0]!, by.offsets[by.length]!)
  }
  if (!(by instanceof Vector)) return by
  if (by.length !== column.length) throw sizesDiffer('nullFill', column.length, by.length)
  const rows = allocate('i32', column.flat.length)
  const offsets = rebasedOffsets(column)
  for (let row = 0; row < column.length; row++) rows.fill(row, offsets[row], offsets[row + 1])
  return by.gather(rows.subarray(0, offsets[column.length]))
}

const elementOf = (value: Value, i: number): Value => (value instanceof Vector ? value.get(i) : value)

// Of a scalar: a vector of one element, as kernels take it.
function replacementFor(column: Vector, by: Value): Vector {
  if (by instanceof Vector) {
    if (by.length !== column.length) throw sizesDiffer('nullFill', column.length, by.length)
    return castVector(by, column.type)
  }
  if (!(by instanceof Scalar)) throw wrongArgument('nullFill(X, Y)', 'Y', 'a scalar or vector', by)
  return castVector(vectorOf([castScalar(by, column.type)]), column.type)
}

function pick(column: Vector, replacement: Vector, isVector: boolean): Vector {
  const both = column.clone()
  both.append(replacement)
  const indices = allocate('i32', column.length)
  for (let i = 0; i < indices.length; i++) {
    indices[i] = column.isNullAt(i) ? column.length + (isVector ? i : 0) : i
  }
  return both.gather(indices)
}

/** `nullFill(X, Y)`: see its declaration. */
export function nullFilled(x: Value, by: Value): Value {
  if (x instanceof Scalar) {
    if (!x.isNull) return x
    return by instanceof Scalar && x.type !== VOID ? castScalar(by, x.type) : by
  }
  if (x instanceof Matrix) return withData(x, filled(x.data, by instanceof Matrix ? by.data : by))
  if (x instanceof Table)
    return mapColumns(x, column => (canTake(column.type, by) ? filled(column, by) : column))
  if (x instanceof Vector) return filled(x, by)
  if (x instanceof Dictionary) return mapValues(x, value => nullFilled(value, by))
  throw wrongArgument('nullFill(X, Y)', 'X', 'a scalar, vector, matrix or table', x)
}

function canTake(type: DataType, by: Value): boolean {
  const source = (by as { type?: DataType }).type
  // Numbers fill columns of numbers, texts those of text.
  return (
    source !== undefined &&
    accepts(type, source) &&
    (type.category === 'LITERAL') === (source.category === 'LITERAL')
  )
}

export const nullFill = define({
  name: 'nullFill',
  signature: 'nullFill(X, Y)',
  kind: 'elementwise',
  doc: 'X with the nulls replaced: by a scalar, or by the elements of Y at the same places. In a table, columns that Y fits.',
  examples: [
    ['nullFill(1 NULL NULL 6, 0)', '[1,0,0,6]'],
    ['nullFill(1 NULL NULL 6, 1..4)', '[1,2,3,6]'],
  ],
  run: (_, x, by) => nullFilled(x!, by!),
})

export const nullFillInPlace = define({
  name: 'nullFill!',
  signature: 'nullFill!(X, newValue)',
  kind: 'elementwise',
  doc: 'Replaces the nulls of X in place.',
  examples: [['x = 1 NULL 3; x.nullFill!(2); x', '[1,2,3]']],
  mutates: [0],
  run: (_, x, by) => {
    const result = nullFilled(x!, by!)
    overwrite(x!, result)
    return x!
  },
})

/** Gives `target` the contents of `source`, which has the same form and type; of a column of IOTANY: of a type that has a place there. */
export function overwrite(target: Value, source: Value): void {
  if (target === source) return
  if (source.form !== target.form)
    throw new ScriptError(`A ${target.form} can't be changed in place into a ${source.form}.`)
  if (target instanceof Matrix) target.data = (source as Matrix).data
  else if (target instanceof Table) target.columns = (source as Table).columns
  else if (target instanceof ArrayVector) {
    target.offsets = (source as ArrayVector).offsets
    target.flat = (source as ArrayVector).flat
  } else if (target instanceof Vector) {
    target.keep(0, 0)
    target.append(target instanceof UnionVector ? unionOf(source as Vector) : (source as Vector))
    if (target instanceof FixedVector) target.mayHoldNulls = (source as Vector).mayHoldNulls
  }
}

export const isTable = define({
  name: 'isTable',
  signature: 'isTable(X)',
  kind: 'system',
  doc: 'Whether X is a table.',
  examples: [['isTable(1 2 3)', 'false']],
  run: (_, x) => bool(x instanceof TableValue),
})

const rowsKept = (columns: readonly Vector[], length: number, least: number | undefined): Int32Array =>
  Int32Array.from(Array(length).keys()).filter(row => {
    const valid = columns.reduce((count, column) => count + (column.isNullAt(row) ? 0 : 1), 0)
    return valid >= (least ?? columns.length)
  })

export const dropna = define({
  name: 'dropna',
  signature: 'dropna(X, [byRow=true], [thresh])',
  kind: 'system',
  doc: 'A vector without its nulls, or a matrix without the rows (or columns) that hold any. thresh: how many valid elements are enough to stay.',
  examples: [['dropna(1 NULL 2 3 NULL)', '[1,2,3]']],
  run: (_, x, byRow, thresh) => {
    const least = thresh === undefined ? undefined : integer(thresh, 'dropna', 'thresh')
    if (x instanceof Vector) return x.gather(rowsKept([x], x.length, undefined))
    if (!(x instanceof Matrix)) throw wrongArgument('dropna(X)', 'X', 'a vector or matrix', x)
    const columns = Array.from({ length: x.columns }, (_, c) => x.column(c))
    const isByRow = truth(byRow, 'dropna', 'byRow', true)
    const rows = isByRow ? rowsKept(columns, x.rows, least) : Int32Array.from(Array(x.rows).keys())
    const isKept = (column: Vector) => rowsKept([column], x.rows, undefined).length >= (least ?? x.rows)
    const kept = Int32Array.from(Array(x.columns).keys()).filter(c => isByRow || isKept(columns[c]!))
    const places = Int32Array.from({ length: rows.length * kept.length }, (_, i) => {
      return kept[Math.floor(i / rows.length)]! * x.rows + rows[i % rows.length]!
    })
    const labels = [x.rowLabels?.gather(rows) ?? null, x.columnLabels?.gather(kept) ?? null] as const
    const made = new Matrix(x.data.gather(places), rows.length, kept.length, ...labels)
    made.index = x.index
    return made
  },
})
