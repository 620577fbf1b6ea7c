import type { Data, ScalarStorage, Storage } from './storage.ts'

// Nulls are sentinels, the same that travel on the wire. The negative ends of the ranges, so that a null sorts below
// everything without a special case.
export const nullI8 = -128
export const nullI16 = -32768
export const nullI32 = -2147483648
export const nullI64 = -(2n ** 63n)
export const nullF32 = -3.4028234663852886e38
export const nullF64 = -Number.MAX_VALUE
/** SYMBOL code of the empty string. */
export const nullSym = 0
/** DECIMAL128: only the high lane is set. */
export const nullI128 = -(2n ** 127n)

/** The null of a storage whose values are single array elements. */
export const nullOf = {
  i8: nullI8,
  i16: nullI16,
  i32: nullI32,
  i64: nullI64,
  f32: nullF32,
  f64: nullF64,
  sym: nullSym,
} as const satisfies Record<ScalarStorage, number | bigint>

/** Lane values of a null for every storage, low lane first. */
export const nullLanes = {
  i8: [nullI8],
  i16: [nullI16],
  i32: [nullI32],
  i64: [nullI64],
  f32: [nullF32],
  f64: [nullF64],
  sym: [nullSym],
  i128: [0n, nullI64],
  u128: [0n, 0n],
  f64x2: [nullF64, nullF64],
} as const satisfies Record<Storage, readonly (number | bigint)[]>

/** Whether value `i` is null. Not for loops over columns: those compare with the constant. */
export function isNullAt(storage: Storage, data: Data, i: number): boolean {
  const sentinel = nullLanes[storage]
  if (sentinel.length === 1) return data[i] === sentinel[0]
  if (storage === 'f64x2') return data[2 * i] === nullF64
  return data[2 * i] === sentinel[0] && data[2 * i + 1] === sentinel[1]
}

/** Make value `i` null. */
export function setNullAt(storage: Storage, data: Data, i: number): void {
  const sentinel: readonly (number | bigint)[] = nullLanes[storage]
  for (let lane = 0; lane < sentinel.length; lane++) data[i * sentinel.length + lane] = sentinel[lane]!
}

/** Make the values from `start` up to `end` null. */
export function fillNulls(storage: Storage, data: Data, start: number, end: number): void {
  const sentinel: readonly (number | bigint)[] = nullLanes[storage]
  const lanes = sentinel.length
  if (sentinel.every(lane => lane === sentinel[0])) {
    ;(data as { fill(value: number | bigint, start: number, end: number): unknown }).fill(
      sentinel[0]!,
      start * lanes,
      end * lanes,
    )
  } else for (let i = start; i < end; i++) setNullAt(storage, data, i)
}
