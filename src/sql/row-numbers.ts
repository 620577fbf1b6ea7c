import { INT } from '../values/data-type.ts'
import { allocate } from '../values/memory.ts'
import { FixedVector } from '../values/vectors/fixed-vector.ts'
import { columnOf, type Frame, type FrameColumn } from './frame.ts'

/** The name of a column with each row's number: no script can write it. It tells which rows a filter kept. */
export const ROW = '\u0001row'

export function rowNumbers(rows: number): FrameColumn {
  const numbers = allocate('i32', rows)
  for (let i = 0; i < numbers.length; i++) numbers[i] = i
  return { ...columnOf(ROW, new FixedVector(INT, numbers, false)), shown: null }
}

/** The numbers of the rows that a frame has; −1 for those that aren't of the numbered table. */
export const rowsIn = (frame: Frame) => (frame.resolve(ROW) as FixedVector).data as Int32Array
