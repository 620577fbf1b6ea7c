import { commonType } from '../cast/promote.ts'
import { castRaw } from '../cast/scalar.ts'
import { ANY, CHAR, type DataType, VOID } from '../data-type.ts'
import { NULL, Scalar } from '../forms/scalar.ts'
import { allocate, type FixedStorage, lanesOf, type TypedArray } from '../memory.ts'
import { nullOf, type Raw } from '../null.ts'
import type { Value } from '../value.ts'
import { ValueError } from '../value-error.ts'
import { ArrayVector } from './array-vector.ts'
import { FixedVector } from './fixed-vector.ts'
import { StringVector } from './string-vector.ts'
import { SymbolBase, SymbolVector } from './symbol-vector.ts'
import { Tuple } from './tuple.ts'
import { UnionVector } from './union-vector.ts'
import type { Vector } from './vector.ts'

// VOID and DURATION have no column of their own: their vectors are tuples with that type.

/** An empty vector of `type` to append to, with room for `capacity` elements where that helps. */
export function emptyVector(type: DataType, capacity = 0): Vector {
  switch (type.storage) {
    case 'string':
      return StringVector.of([], type)
    case 'symbol':
      return SymbolVector.of([])
    case 'array':
      return new ArrayVector(allocate('i32', 1), emptyVector(type.element!, capacity))
    case 'union':
      return UnionVector.empty()
    case 'any':
    case 'none':
      return new Tuple([], false, type)
    default: {
      const vector = FixedVector.zeros(type, 0)
      if (capacity > 0) vector.reserve(capacity)
      return vector
    }
  }
}

/** The value that columns begin with: zero, false or empty text; INT128 and UUID begin as null, ANY as NULL. */
export function defaultRaw(type: DataType): Raw {
  switch (type.storage) {
    case 'i64':
    case 'i128':
      return 0n
    case 'f64x2':
      return { x: 0, y: 0 }
    case 'string':
    case 'symbol':
      return ''
    case 'any':
    case 'none':
    case 'array':
    case 'union':
      return nullOf(type)
    default:
      return 0
  }
}

/** `length` times the same raw of `type`. */
export function filledVector(type: DataType, length: number, raw: Raw): Vector {
  switch (type.storage) {
    case 'string':
      return StringVector.of(new Array<string>(length).fill(raw as string), type)
    case 'symbol': {
      const base = new SymbolBase()
      const codes = allocate('symbol', length)
      const code = base.encode(raw as string)
      return new SymbolVector(code === 0 ? codes : codes.fill(code), base, code === 0)
    }
    case 'array': {
      const offsets = allocate('i32', length + 1)
      for (let i = 1; i <= length; i++) offsets[i] = i
      const element = type.element!
      return new ArrayVector(offsets, filledVector(element, length, raw === null ? nullOf(element) : raw))
    }
    case 'union':
      return new UnionVector(allocate('i8', length), allocate('i32', length), new Map())
    case 'any':
    case 'none': {
      const item = type === ANY ? NULL : new Scalar(type, raw)
      return new Tuple(new Array<Value>(length).fill(item), false, type)
    }
    default: {
      const vector = FixedVector.filled(type, length, raw)
      vector.mayHoldNulls = length > 0 && vector.isNullAt(0)
      return vector
    }
  }
}

/** `length` nulls. */
export const nullVector = (type: DataType, length: number): Vector => filledVector(type, length, nullOf(type))

/** `length` zeros (see defaultRaw). */
export const defaultVector = (type: DataType, length: number): Vector =>
  filledVector(type, length, defaultRaw(type))

/** From raws of `type`. Keeps the array where it holds texts. */
export function vectorOfRaws(type: DataType, raws: Raw[]): Vector {
  switch (type.storage) {
    case 'string':
      return StringVector.of(raws as string[], type)
    case 'symbol':
      return SymbolVector.of(raws as string[])
    case 'any':
    case 'none':
      return new Tuple(
        raws.map(raw => new Scalar(type, raw)),
        false,
        type,
      )
    case 'array':
      throw new ValueError('An array vector is made from vectors, not from single values')
    default:
      return FixedVector.of(type, raws)
  }
}

/** From a typed array of the type's storage, which it keeps. */
export function vectorOfData(type: DataType, data: TypedArray, mayHoldNulls = true): FixedVector {
  return new FixedVector(type, data, mayHoldNulls)
}

/** From scalars, converted to `type`. @throws ValueError when one can't be. */
export function vectorOfScalars(type: DataType, values: readonly Scalar[]): Vector {
  if (type.storage === 'none' || type.storage === 'any') return new Tuple([...values], false, type)
  const n = values.length
  if (type.storage === 'string' || type.storage === 'symbol' || lanesOf(type.storage) === 2) {
    return vectorOfRaws(
      type,
      values.map(value => castRaw(value.raw, value.type, type)),
    )
  }
  const data = allocate(type.storage as FixedStorage, n)
  const missing = nullOf(type)
  let nulls = false
  for (let i = 0; i < n; i++) {
    const value = values[i]!
    const raw = value.type === type ? value.raw : castRaw(value.raw, value.type, type)
    data[i] = raw as never
    if (raw === missing) nulls = true
  }
  return new FixedVector(type, data, nulls)
}

// Characters aren't numbers here: `[1, 'a']` is a tuple.
const together = (a: DataType, b: DataType) =>
  (a === CHAR && b !== VOID) || (b === CHAR && a !== VOID) ? null : commonType(a, b)

/**
 * What `[a, b, …]` makes of these: a vector of the type they have in common, or a tuple. Symbols make STRING.
 * Keeps the array if it becomes a tuple.
 */
export function vectorOf(values: Value[]): Vector {
  let common: DataType | null = VOID
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!(value instanceof Scalar)) return new Tuple(values)
    if (value.type !== common) {
      common = together(common, value.type)
      if (common === null) return new Tuple(values)
    }
  }
  return vectorOfScalars(common, values as Scalar[])
}

/** Rows of an array vector from vectors of one element type; empty rows become one null. */
export function arrayVectorOf(element: DataType, rows: readonly Vector[]): ArrayVector {
  const filler = nullVector(element, 1)
  return ArrayVector.ofRows(
    rows.map(row => (row.length === 0 ? filler : row)),
    emptyVector(element),
  )
}

/** A new vector of all elements in order; all are of `type`. */
export function concatenate(type: DataType, parts: readonly Vector[]): Vector {
  let total = 0
  for (const part of parts) total += part.length
  const out = emptyVector(type, total)
  for (const part of parts) out.append(part)
  return out
}

/**
 * `value` as a column of `length` rows: a scalar is repeated, a vector must be that long.
 * @throws ValueError when it isn't.
 */
export function columnFrom(value: Value, length: number): Vector {
  if (value instanceof Scalar) return filledVector(value.type, length, value.raw)
  if (value.form === 'vector') {
    const vector = value as Vector
    if (vector.length === length) return vector
    throw new ValueError(`A column of ${length} rows is needed, but this one has ${vector.length}`)
  }
  return new Tuple(new Array<Value>(length).fill(value))
}
