import { ScriptError } from '../../runtime/script-error.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { INT, VOID } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { filledVector, vectorOfRaws } from '../../values/vectors/build.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, wrongArgument } from '../argument.ts'

/** `take(X, n)`: see its declaration. */
export function takeFrom(x: Value, n: Value): Value {
  if (n instanceof Vector) return gatherRows(x, repeats(rowsOf(x), castFlat(n, INT)))
  const count = integer(n, 'take', 'n')
  if (x instanceof Scalar) {
    if (x.type === VOID)
      throw new ScriptError('take: the untyped NULL makes no vector; use a typed null such as 00i.')
    return filledVector(x.type, Math.abs(count), x.raw)
  }
  if (!(x instanceof Vector || x instanceof Matrix || x instanceof Table || x instanceof Pair)) {
    return new Tuple(new Array<Value>(Math.abs(count)).fill(x))
  }
  return gatherRows(x, cyclic(rowsOf(x), count))
}

function rowsOf(x: Value): number {
  if (x instanceof Vector) return x.length
  if (x instanceof Pair) return 2
  if (x instanceof Matrix || x instanceof Table) return x.rows
  throw wrongArgument('take(X, n)', 'X', 'a vector, matrix or table', x)
}

// Rows 0, 1, … over and over, or the last `count` of that when it is negative.
function cyclic(rows: number, count: number): Int32Array {
  const n = Math.abs(count)
  const indices = new Int32Array(n)
  if (rows === 0) return indices.fill(-1)
  let row = count < 0 ? (rows - (n % rows)) % rows : 0
  for (let i = 0; i < n; i++) {
    indices[i] = row
    if (++row === rows) row = 0
  }
  return indices
}

function repeats(rows: number, counts: FixedVector): Int32Array {
  if (counts.length !== rows) {
    throw new ScriptError(`take: n has ${counts.length} elements, but X has ${rows} rows.`)
  }
  return repeatedPlaces(counts)
}

/** Each place as often as its number says. @throws ValueError if these are more than memory is for */
export function repeatedPlaces(counts: FixedVector): Int32Array {
  const numbers = counts.data as Int32Array
  let total = 0
  for (let i = 0; i < counts.length; i++) total += Math.max(0, numbers[i]!)
  const places = allocate('i32', total)
  for (let i = 0, at = 0; i < counts.length; i++) {
    if (numbers[i]! > 0) places.fill(i, at, (at += numbers[i]!))
  }
  return places
}

/** The elements of a vector, or rows of a matrix or table, at these places; −1 gives null. */
export function gatherRows(x: Value, indices: Int32Array): Value {
  if (x instanceof Vector || x instanceof Table) return x.gather(indices)
  if (x instanceof Pair) {
    return vectorOfRaws(x.type, [x.first, x.second]).gather(indices)
  }
  if (!(x instanceof Matrix)) throw new ScriptError(`A ${x.form} has no elements to choose from.`)
  const matrix = x
  const all = new Int32Array(indices.length * matrix.columns)
  for (let column = 0, at = 0; column < matrix.columns; column++) {
    for (let i = 0; i < indices.length; i++)
      all[at++] = indices[i]! < 0 ? -1 : column * matrix.rows + indices[i]!
  }
  const labels = matrix.rowLabels?.gather(indices) ?? null
  return new Matrix(matrix.data.gather(all), indices.length, matrix.columns, labels, matrix.columnLabels)
}
