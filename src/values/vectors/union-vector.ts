import { CHAR, INT, IOTANY, STRING, SYMBOL } from '../data-type.ts'
import { NULL, type Scalar } from '../forms/scalar.ts'
import { allocate } from '../memory.ts'
import { own } from '../ownership.ts'
import type { Value } from '../value.ts'
import { FixedVector } from './fixed-vector.ts'
import { StringVector } from './string-vector.ts'
import { SymbolVector } from './symbol-vector.ts'
import { Tuple } from './tuple.ts'
import type { Vector } from './vector.ts'

/** What stands for a null instead of a type's code. */
const NONE = 0
// Codes of types with elements of one value lie below.
const CODES = 64

/**
 * IOTANY: scalars of several types, laid out as Arrow's dense union: for each element the code of its type and its place
 * in the vector of that type. A null has no type. To those who know nothing of it, it is the tuple of its elements.
 */
export class UnionVector extends Tuple {
  // Types are CHARs, places INTs. Invariant: an element is the only one with its place. Not every place need be used.
  #types: FixedVector
  #places: FixedVector
  readonly #parts: Map<number, Vector>
  #scalars: Value[] | null = null

  /** Keeps all it is given. Parts are by code. */
  constructor(types: Int8Array, places: Int32Array, parts: ReadonlyMap<number, Vector>) {
    super([], false, IOTANY)
    this.#types = new FixedVector(CHAR, types, false)
    this.#places = new FixedVector(INT, places, false)
    this.#parts = new Map(parts)
    this.length = types.length
  }

  static empty(): UnionVector {
    return new UnionVector(allocate('i8', 0), allocate('i32', 0), new Map())
  }

  /** The code of each element's type; 0 for a null. */
  get codes(): Int8Array {
    return this.#types.data as Int8Array
  }

  /** Where each element is in the part of its type; 0 for a null. */
  get places(): Int32Array {
    return this.#places.data as Int32Array
  }

  /** The vectors of one type each, by its code. */
  get parts(): ReadonlyMap<number, Vector> {
    return this.#parts
  }

  override get items(): Value[] {
    this.#scalars ??= Array.from({ length: this.length }, (_, i) => this.get(i))
    return this.#scalars
  }

  override get(index: number): Value {
    const part = this.#parts.get(this.codes[index]!)
    return part ? part.get(this.places[index]!) : NULL
  }

  override isNullAt(index: number): boolean {
    return this.codes[index] === NONE
  }

  override gather(indices: Int32Array): UnionVector {
    const { codes, places, length } = this
    const types = allocate('i8', indices.length)
    const at = allocate('i32', indices.length)
    // How many elements of each type there are, and of which places.
    const counts = new Int32Array(CODES)
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i]!
      const code = index >= 0 && index < length ? codes[index]! : NONE
      if (code === NONE) continue
      types[i] = code
      at[i] = counts[code]!++
    }
    const lists = Array.from(counts, count => new Int32Array(count))
    for (let i = 0; i < indices.length; i++) {
      const code = types[i]!
      if (code !== NONE) lists[code]![at[i]!] = places[indices[i]!]!
    }
    const parts = [...this.#parts].flatMap(([code, part]) =>
      counts[code]! > 0 ? [[code, part.gather(lists[code]!)] as const] : [],
    )
    return new UnionVector(types, at, new Map(parts))
  }

  override slice(start: number, end: number): UnionVector {
    const indices = new Int32Array(Math.max(0, end - start))
    for (let i = 0; i < indices.length; i++) indices[i] = start + i
    return this.gather(indices)
  }

  override view(start: number, end: number): UnionVector {
    return new UnionVector(this.codes.subarray(start, end), this.places.subarray(start, end), this.#parts)
  }

  /** Itself, or the same elements with parts that hold no others. */
  compacted(): UnionVector {
    let held = 0
    for (const part of this.#parts.values()) held += part.length
    let there = 0
    const { codes } = this
    for (let i = 0; i < codes.length; i++) if (codes[i] !== NONE) there++
    return held === there ? this : this.slice(0, this.length)
  }

  /** `value`: a scalar of a type that has a place here, or null. */
  override set(index: number, value: Value): void {
    const scalar = value as Scalar
    this.#scalars = null
    this.#places.data[index] = scalar.isNull ? 0 : this.#extend(scalar.type.code, single(scalar))
    this.#types.data[index] = scalar.isNull ? NONE : scalar.type.code
  }

  override append(more: Vector): void {
    const added = (more as UnionVector).compacted()
    this.#scalars = null
    const begins = new Int32Array(CODES)
    for (const [code, part] of added.parts) begins[code] = this.#extend(code, part)
    const places = allocate('i32', added.length)
    for (let i = 0; i < places.length; i++) {
      const code = added.codes[i]!
      places[i] = code === NONE ? 0 : begins[code]! + added.places[i]!
    }
    this.#types.append(new FixedVector(CHAR, added.codes, false))
    this.#places.append(new FixedVector(INT, places, false))
    this.length = this.#types.length
  }

  // Appends to the part of a type; the place where what was appended begins.
  #extend(code: number, more: Vector): number {
    const known = this.#parts.get(code)
    const part = known ? own(known) : more.clone()
    const begin = known ? part.length : 0
    if (known) part.append(more)
    this.#parts.set(code, part)
    return begin
  }

  override keep(start: number, end: number): void {
    this.#scalars = null
    this.#types.keep(start, end)
    this.#places.keep(start, end)
    this.length = end - start
  }

  override clear(): void {
    this.#scalars = null
    this.#types.clear()
    this.#places.clear()
    this.#parts.clear()
    this.length = 0
  }

  override clone(): UnionVector {
    const parts = [...this.#parts].map(([code, part]) => [code, part.clone()] as const)
    const [types, places] = [this.#types.clone(), this.#places.clone()]
    return new UnionVector(types.data as Int8Array, places.data as Int32Array, new Map(parts))
  }

  override byteSize(): number {
    let bytes = this.#types.byteSize() + this.#places.byteSize()
    for (const part of this.#parts.values()) bytes += part.byteSize()
    return bytes
  }
}

// Scalars of an element's types.
function single(value: Scalar): Vector {
  const { type, raw } = value
  if (type === SYMBOL) return SymbolVector.of([raw as string])
  return type === STRING ? StringVector.of([raw as string]) : FixedVector.of(type, [raw])
}
