import { ScriptError } from '../../runtime/script-error.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { BOOL, type DataType, INT } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { allocate } from '../../values/memory.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { define } from '../define.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { inFormOf, type Rows, rowsOf } from '../lift/rows.ts'

/** Rows of different lengths, as a columnar tuple if `pattern` is one, else as an array vector. */
function asRows(pattern: Value, flat: Vector, offsets: Int32Array): Value {
  return pattern instanceof Tuple ? inFormOf(pattern, flat, offsets) : new ArrayVector(offsets, flat)
}

/** Places of true elements counted from the beginning of each row; a row without any has one null. */
function truePlaces({ flat, offsets }: Rows): Rows {
  const truths = castFlat(flat, BOOL).data as Int8Array
  const places: number[] = []
  const ends = allocate('i32', offsets.length)
  for (let row = 0; row + 1 < offsets.length; row++) {
    const before = places.length
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++)
      if (truths[i] === 1) places.push(i - offsets[row]!)
    if (places.length === before) places.push(nullOf(INT) as number)
    ends[row + 1] = places.length
  }
  const out = allocateResult(INT, places.length)
  for (let i = 0; i < places.length; i++) out.data[i] = places[i]!
  out.mayHoldNulls = true
  return { flat: out, offsets: ends }
}

/** The elements at these places of each row; a place that there isn't gives null. */
function pick(rows: Rows, places: Rows): Vector {
  const wanted = castFlat(places.flat, INT).data as Int32Array
  const indices = allocate('i32', wanted.length)
  for (let row = 0; row + 1 < places.offsets.length; row++) {
    const [start, end] = [rows.offsets[row]!, rows.offsets[row + 1]!]
    for (let i = places.offsets[row]!; i < places.offsets[row + 1]!; i++) {
      const at = start + wanted[i]!
      indices[i] = wanted[i]! >= 0 && at < end ? at : -1
    }
  }
  return rows.flat.gather(indices)
}

const elementType = (value: Value | undefined): DataType | undefined => {
  if (value instanceof Matrix) return value.data.type
  if (value instanceof ArrayVector) return value.flat.type
  if (value instanceof Tuple) return elementType(value.items[0])
  return (value as { type?: DataType } | undefined)?.type
}

const isFlat = (value: Value) => value instanceof FixedVector

export const rowAt = define({
  name: 'rowAt',
  signature: 'rowAt(X, [Y])',
  kind: 'elementwise',
  doc: 'From each row of X the element at the place that Y has for it: one place per row, several (an array vector), or those where Y is true. Without Y: where the truths X are true.',
  examples: [
    ['rowAt(matrix(3.1 4.5, 4.2 4.3), 1 0)', '[4.2,4.5]'],
    ['x = arrayVector(3 5, 1 2 3 4 5); rowAt(x, x > 2)', '[[3],[4,5]]'],
    ['rowAt(matrix(true false, true true))', '[[0,1],[1]]'],
  ],
  run: (_, x, y) => {
    const rows = rowsOf('rowAt', [x!])
    if (y === undefined) {
      if (elementType(x!) !== BOOL) throw new ScriptError('rowAt: without Y, X must be of type BOOL.')
      const places = truePlaces(rows)
      return asRows(x!, places.flat, places.offsets)
    }
    const isOnePerRow = isFlat(y) || y instanceof Scalar
    const given = rowsOf('rowAt', [y])
    if (given.offsets.length !== rows.offsets.length)
      throw new ScriptError(
        `rowAt: X has ${rows.offsets.length - 1} rows, but Y ${given.offsets.length - 1}.`,
      )
    const places = elementType(y) === BOOL ? truePlaces(given) : given
    const picked = pick(rows, places)
    return isOnePerRow ? picked : asRows(y, picked, places.offsets)
  },
})
