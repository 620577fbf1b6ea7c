import { nullF32, nullF64, nullI8, nullI16, nullI32, nullI64, nullI128 } from '../kernels/null.ts'
import type { DataType, Storage } from './data-type.ts'

/** What a scalar holds: see Scalar. */
export type Raw = number | bigint | string | Lanes | Duration | null

/** COMPLEX (real, imaginary) and POINT (x, y). */
export interface Lanes {
  readonly x: number
  readonly y: number
}

/** `3d`: units as written (`ns us ms s m H d w M y B`) or a trading calendar's name of four letters. */
export interface Duration {
  readonly amount: number
  readonly unit: string
}

const nulls: Record<Storage, Raw> = {
  none: null,
  i8: nullI8,
  i16: nullI16,
  i32: nullI32,
  i64: nullI64,
  f32: nullF32,
  f64: nullF64,
  i128: 0n,
  f64x2: { x: nullF64, y: nullF64 },
  symbol: '',
  string: '',
  any: null,
  array: null,
  union: null,
}

/** The sentinel that stands for null in this type. */
export function nullOf(type: DataType): Raw {
  // A decimal's zero is a value; UUID, IPADDR and INT128 have zero as their null.
  return type.storage === 'i128' && type.category === 'DECIMAL' ? nullI128 : nulls[type.storage]
}

/** Whether `raw` is the null of `type`. */
export function isNullRaw(type: DataType, raw: Raw): boolean {
  if (type.storage === 'f64x2') return raw === null || (raw as Lanes).x === nullF64
  if (type.storage === 'any') return raw === null || (raw as Duration).amount === nullI32
  return raw === nullOf(type)
}
