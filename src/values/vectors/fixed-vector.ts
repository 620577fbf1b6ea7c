import { words } from '../../kernels/column.ts'
import { nullF64, nullI128 } from '../../kernels/null.ts'
import type { Storage as KernelStorage } from '../../kernels/storage.ts'
import { BOOL, type DataType, DOUBLE, INT, LONG } from '../data-type.ts'
import { Scalar } from '../forms/scalar.ts'
import { allocate, type FixedStorage, lanesOf, reallocate, type TypedArray } from '../memory.ts'
import { type Lanes, nullOf, type Raw } from '../null.ts'
import type { Value } from '../value.ts'
import { gatherEach, gatherInto } from './gather.ts'
import { Vector } from './vector.ts'

const WORD = (1n << 64n) - 1n

/** Types whose values have one typed-array element each, or two lanes. */
export class FixedVector extends Vector {
  // Exactly length × lanes elements; its buffer may have room for more, which `append` uses.
  data: TypedArray
  #store: TypedArray
  #halves: Int32Array | null = null
  #halved: TypedArray | null = null

  constructor(type: DataType, data: TypedArray, mayHoldNulls = true) {
    super(type, data.length / lanesOf(type.storage), mayHoldNulls)
    this.data = data
    this.#store = data
  }

  /** `length` zeros (not nulls). */
  static zeros(type: DataType, length: number): FixedVector {
    return new FixedVector(type, allocate(type.storage as FixedStorage, length), false)
  }

  /** From scalars' raws. */
  static of(type: DataType, raws: readonly Raw[]): FixedVector {
    const vector = FixedVector.zeros(type, raws.length)
    for (let i = 0; i < raws.length; i++) vector.setRaw(i, raws[i]!)
    return vector
  }

  /** `length` times the same. */
  static filled(type: DataType, length: number, raw: Raw): FixedVector {
    const vector = FixedVector.zeros(type, length)
    if (lanesOf(type.storage) === 1) vector.data.fill(raw as never)
    else for (let i = 0; i < length; i++) vector.setRaw(i, raw)
    vector.mayHoldNulls = raw === nullOf(type) || lanesOf(type.storage) === 2
    return vector
  }

  /** Of a LONG column: its elements' lower and upper 32 bits in turn, which are faster to read than bigints. */
  get halves(): Int32Array {
    const { data } = this
    if (this.#halved !== data) {
      this.#halves = words(data)
      this.#halved = data
    }
    return this.#halves!
  }

  raw(index: number): Raw {
    const { storage } = this.type
    if (storage === 'f64x2') {
      const data = this.data as Float64Array
      return { x: data[2 * index]!, y: data[2 * index + 1]! }
    }
    if (storage !== 'i128') return this.data[index]!
    const data = this.data as BigInt64Array
    const wide = (data[2 * index + 1]! << 64n) | (data[2 * index]! & WORD)
    return this.type.category === 'DECIMAL' ? wide : BigInt.asUintN(128, wide)
  }

  /** Sets an element in place; a null also sets `mayHoldNulls`. */
  setRaw(index: number, raw: Raw): void {
    const { storage } = this.type
    if (storage === 'f64x2') {
      const lanes = raw as Lanes
      this.data[2 * index] = lanes.x
      this.data[2 * index + 1] = lanes.y
      if (lanes.x === nullF64) this.mayHoldNulls = true
    } else if (storage === 'i128') {
      const wide = raw as bigint
      this.data[2 * index] = BigInt.asIntN(64, wide)
      this.data[2 * index + 1] = BigInt.asIntN(64, wide >> 64n)
      if (wide === 0n || wide === nullI128) this.mayHoldNulls = true
    } else {
      this.data[index] = raw as never
      if (raw === nullOf(this.type)) this.mayHoldNulls = true
    }
  }

  get(index: number): Scalar {
    return new Scalar(this.type, this.raw(index))
  }

  isNullAt(index: number): boolean {
    const { storage } = this.type
    if (storage === 'f64x2') return this.data[2 * index] === nullF64
    if (storage === 'i128') return this.raw(index) === nullOf(this.type)
    return this.data[index] === nullOf(this.type)
  }

  gather(indices: Int32Array): FixedVector {
    const out = FixedVector.zeros(this.type, indices.length)
    const missing = gatherInto(
      this.#kernelStorage,
      this.data as never,
      this.length,
      indices,
      out.data as never,
    )
    out.mayHoldNulls = this.mayHoldNulls || missing
    return out
  }

  /** The same for several lists of indices, which ascend and lie within. */
  gatherEach(lists: readonly Int32Array[]): FixedVector[] {
    const outs = lists.map(list => FixedVector.zeros(this.type, list.length))
    const data = outs.map(out => out.data)
    gatherEach(this.#kernelStorage, this.data as never, this.length, lists, data as never)
    for (const out of outs) out.mayHoldNulls = this.mayHoldNulls
    return outs
  }

  // Kernels know the null of UUIDs and their kin by another name.
  get #kernelStorage(): KernelStorage {
    const { storage, category } = this.type
    return storage === 'i128' && category !== 'DECIMAL' ? 'u128' : (storage as KernelStorage)
  }

  slice(start: number, end: number): FixedVector {
    const lanes = lanesOf(this.type.storage)
    const n = Math.max(0, end - start)
    const inside = start >= 0 && end <= this.length
    const out = FixedVector.zeros(this.type, n)
    if (n === 0) return out
    const from = Math.min(Math.max(0, start), end)
    const to = Math.max(from, Math.min(this.length, end))
    if (to > from) {
      out.data.set(this.data.subarray(from * lanes, to * lanes) as never, (from - start) * lanes)
    }
    const missing = nullOf(this.type)
    for (let i = 0; i < from - start; i++) out.setRaw(i, missing)
    for (let i = to - start; i < n; i++) out.setRaw(i, missing)
    out.mayHoldNulls = this.mayHoldNulls || !inside
    return out
  }

  view(start: number, end: number): FixedVector {
    const lanes = lanesOf(this.type.storage)
    return new FixedVector(this.type, this.data.subarray(start * lanes, end * lanes), this.mayHoldNulls)
  }

  set(index: number, value: Value): void {
    this.setRaw(index, (value as Scalar).raw)
  }

  append(more: Vector): void {
    const lanes = lanesOf(this.type.storage)
    const added = (more as FixedVector).data
    const used = this.length * lanes
    const needed = used + added.length
    if (needed > this.#store.length) {
      this.#store = reallocate(this.data, this.type.storage as FixedStorage, Math.max(needed, 2 * used, 16))
    }
    this.#store.set(added as never, used)
    this.data = this.#store.subarray(0, needed)
    this.length = needed / lanes
    this.mayHoldNulls ||= more.mayHoldNulls
  }

  keep(start: number, end: number): void {
    const lanes = lanesOf(this.type.storage)
    if (start > 0) this.data.copyWithin(0, start * lanes, end * lanes)
    this.length = end - start
    this.data = this.#store.subarray(0, this.length * lanes)
  }

  /** Makes room for `capacity` elements in all, so that appends up to there don't copy. */
  reserve(capacity: number): void {
    const lanes = lanesOf(this.type.storage)
    if (capacity * lanes <= this.#store.length) return
    this.#store = reallocate(this.data, this.type.storage as FixedStorage, capacity * lanes)
    this.data = this.#store.subarray(0, this.length * lanes)
  }

  clear(): void {
    this.data = this.#store.subarray(0, 0)
    this.length = 0
    this.mayHoldNulls = false
  }

  clone(): FixedVector {
    return this.slice(0, this.length)
  }

  byteSize(): number {
    return this.data.byteLength
  }
}

export const ints = (values: readonly number[]) => FixedVector.of(INT, values)
export const longs = (values: readonly bigint[]) => FixedVector.of(LONG, values)
export const doubles = (values: readonly number[]) => FixedVector.of(DOUBLE, values)
export const bools = (values: readonly boolean[]) => FixedVector.of(BOOL, values.map(Number))
