import { cast } from '../../kernels/elementwise/cast.ts'
import type { ScalarStorage } from '../../kernels/storage.ts'
import { ANY, BOOL, type DataType, IOTANY, isLiteral, isTemporal, STRING, VOID } from '../data-type.ts'
import { isTimeOfDay } from '../elements/temporal-convert.ts'
import { textOf } from '../format/text.ts'
import { typestr } from '../format/typestr.ts'
import { Scalar } from '../forms/scalar.ts'
import { allocate, type FixedStorage, lanesOf, type TypedArray } from '../memory.ts'
import { nullOf, type Raw } from '../null.ts'
import { ValueError } from '../value-error.ts'
import { ArrayVector } from '../vectors/array-vector.ts'
import { concatenate, emptyVector, nullVector, vectorOf, vectorOfScalars } from '../vectors/build.ts'
import { FixedVector } from '../vectors/fixed-vector.ts'
import { StringVector } from '../vectors/string-vector.ts'
import { SymbolBase, SymbolVector } from '../vectors/symbol-vector.ts'
import { Tuple } from '../vectors/tuple.ts'
import { UnionVector } from '../vectors/union-vector.ts'
import type { Vector } from '../vectors/vector.ts'
import { commonTypeOf } from './promote.ts'
import { castRaw, converts } from './scalar.ts'
import { castTemporals } from './temporal.ts'
import { mapUnion, unionOf } from './union.ts'

// Reading a text costs more than finding it again, so a column's distinct texts are remembered while they repeat.
const SAMPLE = 1024

function parseTexts(texts: readonly string[], from: DataType, to: DataType): FixedVector {
  const out = FixedVector.zeros(to, texts.length)
  let seen: Map<string, Raw> | null = texts.length > SAMPLE ? new Map() : null
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i]!
    let raw = seen?.get(text)
    if (raw === undefined) {
      raw = castRaw(text, from, to)
      seen?.set(text, raw)
    }
    out.setRaw(i, raw)
    if (i === SAMPLE && seen !== null && seen.size > SAMPLE / 2) seen = null
  }
  return out
}

// Each string of the base is read once, when it first occurs.
function parseSymbols(vector: SymbolVector, to: DataType): FixedVector {
  const { codes, base } = vector
  const out = FixedVector.zeros(to, codes.length)
  const read: (Raw | undefined)[] = []
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!
    out.setRaw(i, (read[code] ??= castRaw(base.strings[code]!, vector.type, to)))
  }
  return out
}

function toTexts(vector: Vector): string[] {
  if (vector instanceof StringVector) return [...vector.texts()]
  const n = vector.length
  const texts = new Array<string>(n)
  if (vector instanceof SymbolVector) for (let i = 0; i < n; i++) texts[i] = vector.text(i)
  else {
    const fixed = vector as FixedVector
    for (let i = 0; i < n; i++) texts[i] = fixed.isNullAt(i) ? '' : textOf(fixed.type, fixed.raw(i))
  }
  return texts
}

function toSymbols(vector: Vector): SymbolVector {
  if (vector instanceof StringVector) return SymbolVector.of(vector.texts())
  const base = new SymbolBase()
  return SymbolVector.of(toTexts(vector), base)
}

// Integers that only get another name: INT as DATE, TIMESTAMP as LONG, UUID as INT128.
function isRelabelling(from: DataType, to: DataType): boolean {
  if (from.storage !== to.storage || from.category === 'DECIMAL' || to.category === 'DECIMAL') return false
  return to !== BOOL && !isTimeOfDay(to) && !(isTemporal(from) && isTemporal(to))
}

function castEach(vector: FixedVector, to: DataType): FixedVector {
  const from = vector.type
  if (lanesOf(from.storage) === 2 || lanesOf(to.storage) === 2) {
    const out = FixedVector.zeros(to, vector.length)
    for (let i = 0; i < vector.length; i++) out.setRaw(i, castRaw(vector.raw(i), from, to))
    return out
  }
  const { data, length } = vector
  const target: TypedArray = allocate(to.storage as FixedStorage, length)
  const nullTo = nullOf(to)
  let nulls = false
  for (let i = 0; i < length; i++) {
    const raw = castRaw(data[i]!, from, to)
    target[i] = raw as never
    if (raw === nullTo) nulls = true
  }
  return new FixedVector(to, target, nulls)
}

// What the loops over numbers convert: all but decimals, two lanes, and targets that not every number is a value of.
const isKernels = (from: DataType, to: DataType) =>
  from.category !== 'DECIMAL' &&
  to.category !== 'DECIMAL' &&
  to !== BOOL &&
  !isTimeOfDay(to) &&
  lanesOf(from.storage) === 1 &&
  lanesOf(to.storage) === 1

function castFixed(vector: FixedVector, to: DataType): FixedVector {
  const from = vector.type
  if (isRelabelling(from, to)) return new FixedVector(to, vector.clone().data, vector.mayHoldNulls)
  if (isTemporal(from) && isTemporal(to)) return castTemporals(vector, to)
  if (!isKernels(from, to)) return castEach(vector, to)
  const data = allocate(to.storage as FixedStorage, vector.length)
  const loop = cast(from.storage as ScalarStorage, to.storage as ScalarStorage, vector.mayHoldNulls)
  return new FixedVector(to, data, loop(vector.data, data, vector.length))
}

function castTuple(vector: Tuple, to: DataType): Vector {
  const items = vector.items
  if (items.every(item => item instanceof Scalar)) return vectorOfScalars(to, items as Scalar[])
  if (to.element === null) throw new ValueError(`Can't convert a tuple of other things than scalars to ${to}`)
  const rows = items.map(item => {
    if (item instanceof Scalar) return vectorOfScalars(to.element!, [item])
    if (item.form !== 'vector') throw new ValueError(`A row of ${to} must be a vector, not a ${item.form}`)
    const row = castVector(item as Vector, to.element!)
    return row.length === 0 ? nullVector(to.element!, 1) : row
  })
  return ArrayVector.ofRows(rows, emptyVector(to.element))
}

function itemsOf(vector: Vector): Tuple {
  return new Tuple(Array.from({ length: vector.length }, (_, i) => vector.get(i)))
}

/**
 * The elements as `to`; the vector itself if they are that already. To ANY makes a tuple; a tuple of scalars becomes a
 * vector, one of vectors an array vector. @throws ValueError when the types, or a value, can't be converted.
 */
export function castVector(vector: Vector, to: DataType): Vector {
  const from = vector.type
  if (from === to) return vector
  if (to === IOTANY) return unionOf(vector)
  if (vector instanceof UnionVector && to.category !== 'MIXED')
    return mapUnion(vector, to, part => castVector(part, to))
  if (vector instanceof UnionVector) return new Tuple([...vector.items])
  if (to.category === 'MIXED') return vector instanceof Tuple ? vector : itemsOf(vector)
  if (vector instanceof Tuple) return castTuple(vector, to)
  if (vector instanceof ArrayVector) {
    const flat = castVector(vector.flat, to.element ?? to)
    return new ArrayVector(vector.offsets, flat)
  }
  if (to.element) return rowsOfOne(castVector(vector, to.element))
  if (to.storage === 'string') return StringVector.of(toTexts(vector), to)
  if (to.storage === 'symbol') return toSymbols(vector)
  if (!converts(from, to)) throw new ValueError(`Can't convert ${from} to ${to}`)
  if (to.storage === 'any') return castTuple(itemsOf(vector), to)
  if (vector instanceof SymbolVector) return parseSymbols(vector, to)
  return isLiteral(from)
    ? parseTexts((vector as StringVector).texts(), from, to)
    : castFixed(vector as FixedVector, to)
}

/** The elements of an IOTANY column as a vector of the type that they have in common; a tuple where they have none. */
export function plainOf(union: UnionVector): Vector {
  const parts = [...union.compacted().parts.values()].filter(part => part.length > 0)
  const type = commonTypeOf(parts.map(part => part.type))
  if (type === null) return new Tuple([...union.items])
  return type === VOID ? new Tuple([...union.items], false, VOID) : castVector(union, type)
}

/** All elements of vectors in order, as the type that these have in common; a tuple where they have none. */
export function together(pieces: readonly Vector[]): Vector {
  if (pieces.length === 0) return vectorOf([])
  const type = commonTypeOf(pieces.map(piece => piece.type)) ?? ANY
  return concatenate(
    type,
    pieces.map(piece => castVector(piece, type)),
  )
}

/** As castVector, to a type whose values have a place in one typed array. @throws ValueError also where they are rows or mixed. */
export function castFlat(vector: Vector, to: DataType): FixedVector {
  const cast = castVector(vector, to)
  if (cast instanceof FixedVector) return cast
  throw new ValueError(`Single values are needed here that are ${to}, not ${typestr(vector)}`)
}

/** As castVector, to STRING. @throws ValueError also where not every element is a single value. */
export function castTexts(vector: Vector): StringVector {
  const cast = castVector(vector, STRING)
  if (cast instanceof StringVector) return cast
  throw new ValueError(`Single values are needed here, not ${typestr(vector)}`)
}

// Every element a row of its own.
function rowsOfOne(flat: Vector): ArrayVector {
  const offsets = allocate('i32', flat.length + 1)
  for (let i = 1; i <= flat.length; i++) offsets[i] = i
  return new ArrayVector(offsets, flat)
}
