import { ScriptError } from '../../runtime/script-error.ts'
import { commonTypeOf } from '../../values/cast/promote.ts'
import { castVector } from '../../values/cast/vector.ts'
import { BOOL, type DataType, isLiteral } from '../../values/data-type.ts'
import { Pair } from '../../values/forms/pair.ts'
import { NULL, Scalar } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { arrayVectorOf, nullVector, vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import type { Indices } from './indices.ts'
import { endsOf, placesOf, sequence, truePlaces } from './positions.ts'

/** Array vectors and columnar tuples: their elements are rows, and an index means a column. */
export const rowsAreVectors = (vector: Vector): vector is ArrayVector | Tuple =>
  vector instanceof ArrayVector || (vector instanceof Tuple && vector.columnar)

/** `a[column]`, `a[start:end]` (columns), `a[rows]`, `a[row, column]`. */
export function readRows(rows: ArrayVector | Tuple, indices: Indices): Value {
  if (indices.length > 2) throw new ScriptError('An array vector has two dimensions.')
  const [first, second] = indices
  if (indices.length === 1) {
    if (first instanceof ArrayVector) return maskedRows(rows, first)
    if (first instanceof Pair) return columnRange(rows, first)
    if (first instanceof Scalar && first.type !== BOOL) return columnAt(rows, first)
    const places = placesOf(first, rows.length)
    return rows.gather('one' in places ? Int32Array.of(places.one) : places.several)
  }
  const places = placesOf(first, rows.length)
  const chosen = rows.gather('one' in places ? Int32Array.of(places.one) : places.several)
  if (second === undefined) return chosen
  return readRows(chosen as ArrayVector | Tuple, [second])
}

/** Row `i` as a vector: a columnar tuple may hold scalars. */
export function rowAt(rows: ArrayVector | Tuple, i: number): Vector {
  const row: Value = rows.get(i)
  return row instanceof Vector ? row : vectorOf([row])
}

function columnAt(rows: ArrayVector | Tuple, index: Scalar): Value {
  const values = Array.from({ length: rows.length }, (_, i): Value => {
    const row = rowAt(rows, i)
    const item: Value = rows.get(i)
    // A scalar stands for itself in every column.
    if (item instanceof Scalar) return item
    const places = placesOf(index, row.length)
    const place = 'one' in places ? places.one : -1
    return place >= 0 ? row.get(place) : nullOfType(row.type)
  })
  const element = elementType(rows)
  if (values.length === 0 && element) return nullVector(element, 0)
  return vectorOf(values)
}

const nullOfType = (type: DataType): Value =>
  type.category === 'MIXED' ? NULL : new Scalar(type, nullOf(type))

const elementType = (rows: ArrayVector | Tuple): DataType | null =>
  rows instanceof ArrayVector ? rows.flat.type : null

// `a[1:3]`: those columns of every row, null where a row is too short; without an end, what there is.
function columnRange(rows: ArrayVector | Tuple, pair: Pair): Vector {
  const open = pair.get(1).isNull
  const made = Array.from({ length: rows.length }, (_, i) => {
    const row = rowAt(rows, i)
    const item: Value = rows.get(i)
    const [start, end] = endsOf(pair, row.length)
    if (item instanceof Scalar && !open) return row.gather(new Int32Array(Math.max(0, end - start)))
    return row.slice(Math.min(start, end), Math.max(start, end))
  })
  if (rows instanceof ArrayVector) return arrayVectorOf(rows.flat.type, made)
  const type = commonTypeOf(made.map(row => row.type))
  if (open || !type || isLiteral(type) || type.storage === 'none' || type.category === 'MIXED')
    return new Tuple(made, true, rows.type)
  return arrayVectorOf(
    type,
    made.map(row => castVector(row, type)),
  )
}

// `b[a]` with an array vector: of truths, the elements where they are true; of integers, the rows' own indices.
function maskedRows(rows: ArrayVector | Tuple, index: ArrayVector): Vector {
  if (index.length !== rows.length)
    throw new ScriptError('The index should have as many rows as the array vector.')
  const made = Array.from({ length: rows.length }, (_, i) => {
    const row = rowAt(rows, i)
    const places = index.flat.type === BOOL ? truePlaces(index.get(i) as never, row.length) : null
    if (places) return row.gather(places)
    const chosen = placesOf(index.get(i), row.length)
    return row.gather('several' in chosen ? chosen.several : sequence(0, 0))
  })
  return rows instanceof ArrayVector ? arrayVectorOf(rows.flat.type, made) : new Tuple(made, true, rows.type)
}
