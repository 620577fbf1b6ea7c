import type { Arrays, Data, ScalarStorage, Storage } from './storage.ts'

/** What a kernel is told of a column whose values are single array elements. */
export interface Column<S extends ScalarStorage = ScalarStorage> {
  readonly storage: S
  readonly data: Arrays[S]
  /** May hold nulls: false lets kernels skip the test. */
  readonly nulls: boolean
  /** Of integers, where it is known: all, nulls too, are among 0 … range − 1. */
  readonly range?: number
}

/** Columns whose values take two array elements each. */
export interface WideColumn {
  readonly storage: Exclude<Storage, ScalarStorage>
  readonly data: BigInt64Array | Float64Array
  readonly nulls: boolean
}

/** Strings: those of row i are bytes offsets[i] up to offsets[i + 1], as UTF-8. The empty string is the null. */
export interface Strings {
  readonly storage: 'string'
  readonly bytes: Uint8Array
  readonly offsets: Int32Array
}

/** Any column that rows can be grouped, sorted and joined by. */
export type KeyColumn = Column | WideColumn | Strings

/** Rows of a column. */
export function rowsOf(column: KeyColumn): number {
  if (column.storage === 'string') return column.offsets.length - 1
  return isWide(column) ? column.data.length / 2 : column.data.length
}

export function isWide(column: KeyColumn): column is WideColumn {
  return column.storage === 'i128' || column.storage === 'u128' || column.storage === 'f64x2'
}

/** A column over an array, for callers that know its storage. */
export function column<S extends ScalarStorage>(storage: S, data: Arrays[S], nulls = true): Column<S> {
  return { storage, data, nulls }
}

/** The 32-bit halves of 64-bit elements: element i is words 2i (low) and 2i + 1 (high). */
export function words(data: Data): Int32Array {
  return new Int32Array(data.buffer as SharedArrayBuffer, data.byteOffset, data.byteLength >> 2)
}
