import { borrowBytes, giveBackBytes } from '../base/shared-memory.ts'
import { type Arrays, bytesPerValue, type Data, type Storage, view } from './storage.ts'

/** Scratch space for `length` values that holds anything at first. Give it back when done: its pages are worth keeping. */
export function borrow<S extends Storage>(storage: S, length: number): Arrays[S] {
  return view(storage, borrowBytes(length * bytesPerValue[storage]), 0, length)
}

/** The same with zeros. */
export function borrowZeros<S extends Storage>(storage: S, length: number): Arrays[S] {
  const data = borrow(storage, length)
  data.fill(0 as never)
  return data
}

/** Ends the loan of arrays got from `borrow`, whole and untouched from now on. */
export function giveBack(...arrays: readonly Data[]): void {
  for (const array of arrays) giveBackBytes(array.buffer as SharedArrayBuffer)
}
