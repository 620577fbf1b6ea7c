import { sharedBytes } from '../base/shared-memory.ts'

/**
 * How a column lies in memory, and what its null looks like. A kernel is chosen by this name and nothing else:
 * it neither knows nor asks whether an `i32` is an INT or a DATE.
 *
 * `sym` is laid out like `i32` and `u128` like `i128`; they differ in their null only (all bits zero), as SYMBOL
 * codes and UUID, IPADDR, INT128 want it.
 */
export type Storage = 'i8' | 'i16' | 'i32' | 'i64' | 'f32' | 'f64' | 'sym' | 'i128' | 'u128' | 'f64x2'

/** Storages whose elements are one JavaScript number or bigint. */
export type ScalarStorage = 'i8' | 'i16' | 'i32' | 'i64' | 'f32' | 'f64' | 'sym'

/** Scalar storages whose elements are JavaScript numbers. */
export type NumberStorage = 'i8' | 'i16' | 'i32' | 'f32' | 'f64' | 'sym'

export type NumberArray = Int8Array | Int16Array | Int32Array | Float32Array | Float64Array
export type Data = NumberArray | BigInt64Array

/** The array that each storage uses. */
export interface Arrays {
  i8: Int8Array
  i16: Int16Array
  i32: Int32Array
  i64: BigInt64Array
  f32: Float32Array
  f64: Float64Array
  sym: Int32Array
  i128: BigInt64Array
  u128: BigInt64Array
  f64x2: Float64Array
}

/** Array elements per value. Of an `i128` the low lane comes first (unsigned), then the high one (signed). */
export const lanes: Readonly<Record<Storage, 1 | 2>> = {
  i8: 1,
  i16: 1,
  i32: 1,
  i64: 1,
  f32: 1,
  f64: 1,
  sym: 1,
  i128: 2,
  u128: 2,
  f64x2: 2,
}

/** Bytes per value. */
export const bytesPerValue: Readonly<Record<Storage, number>> = {
  i8: 1,
  i16: 2,
  i32: 4,
  i64: 8,
  f32: 4,
  f64: 8,
  sym: 4,
  i128: 16,
  u128: 16,
  f64x2: 16,
}

type Constructor = new (buffer: SharedArrayBuffer, byteOffset: number, length: number) => Data

const constructors: Readonly<Record<Storage, Constructor>> = {
  i8: Int8Array,
  i16: Int16Array,
  i32: Int32Array,
  i64: BigInt64Array,
  f32: Float32Array,
  f64: Float64Array,
  sym: Int32Array,
  i128: BigInt64Array,
  u128: BigInt64Array,
  f64x2: Float64Array,
}

/** A view of `length` values on shared memory, `byteOffset` bytes into it. */
export function view<S extends Storage>(
  storage: S,
  buffer: SharedArrayBuffer,
  byteOffset: number,
  length: number,
): Arrays[S] {
  return new constructors[storage](buffer, byteOffset, length * lanes[storage]) as Arrays[S]
}

/**
 * Fresh zeroed memory for `length` values. Always shared: a loop that meets both kinds of buffers is slower for good.
 * For scratch space inside kernels; columns come from the pool that the values layer keeps.
 */
export function scratch<S extends Storage>(storage: S, length: number): Arrays[S] {
  return view(storage, sharedBytes(length * bytesPerValue[storage]), 0, length)
}
