import { groupOffsets } from '../../kernels/groups/group.ts'
import { allocate } from '../../values/memory.ts'
import type { SharedCodes } from './key-codes.ts'

/** Rows that belong together, a pair a result row; −1: none. A side that is null has all its rows once, in order. */
export interface Pairs {
  readonly left: Int32Array | null
  readonly right: Int32Array | null
  readonly count: number
}

/** Which rows of each side may be matched at all; null: every one. */
export interface Masks {
  readonly left: Uint8Array | null
  readonly right: Uint8Array | null
}

// Rows that a mask leaves out get a code of their own, which the other side doesn't have.
function masked(codes: Int32Array, mask: Uint8Array | null, otherwise: number): Int32Array {
  return mask === null ? codes : codes.map((code, row) => (mask[row] ? code : otherwise))
}

/** For each row of the left all rows of the right with equal keys. `outer`: rows without any are kept, paired with none. */
export function equalPairs(codes: SharedCodes, masks: Masks, outer: boolean): Pairs {
  const left = masked(codes.left, masks.left, codes.count)
  const right = masked(codes.right, masks.right, codes.count + 1)
  const { order, offsets } = groupOffsets(right, codes.count + 2)
  let count = 0
  for (let row = 0; row < left.length; row++) {
    const matches = offsets[left[row]! + 1]! - offsets[left[row]!]!
    count += outer && matches === 0 ? 1 : matches
  }
  const leftRows = allocate('i32', count)
  const rightRows = allocate('i32', count)
  let at = 0
  for (let row = 0; row < left.length; row++) {
    const start = offsets[left[row]!]!
    const end = offsets[left[row]! + 1]!
    if (start === end && outer) {
      leftRows[at] = row
      rightRows[at++] = -1
    }
    for (let place = start; place < end; place++) {
      leftRows[at] = row
      rightRows[at++] = order[place]!
    }
  }
  return { left: leftRows, right: rightRows, count }
}

/** For each row of the left the first row of the right with equal keys. */
export function firstPairs(codes: SharedCodes, masks: Masks): Pairs {
  const firstOf = allocate('i32', codes.count + 2).fill(-1)
  const right = masked(codes.right, masks.right, codes.count + 1)
  for (let row = right.length - 1; row >= 0; row--) firstOf[right[row]!] = row
  const left = masked(codes.left, masks.left, codes.count)
  const rows = allocate('i32', left.length)
  for (let row = 0; row < rows.length; row++) rows[row] = firstOf[left[row]!]!
  return { left: null, right: rows, count: rows.length }
}

/** The left's rows with their matches, then the rows of the right that have none. */
export function fullPairs(codes: SharedCodes, masks: Masks): Pairs {
  const outer = equalPairs(codes, masks, true)
  const met = new Uint8Array(codes.right.length)
  for (const row of outer.right!) if (row >= 0) met[row] = 1
  const alone: number[] = []
  for (let row = 0; row < met.length; row++) if (!met[row]) alone.push(row)
  const count = outer.count + alone.length
  const left = allocate('i32', count).fill(-1, outer.count)
  left.set(outer.left!)
  const right = allocate('i32', count)
  right.set(outer.right!)
  right.set(alone, outer.count)
  return { left, right, count }
}

/** Every row of the left with every row of the right. */
export function crossPairs(leftRows: number, rightRows: number): Pairs {
  const count = leftRows * rightRows
  const left = allocate('i32', count)
  const right = allocate('i32', count)
  for (let row = 0, at = 0; row < leftRows; row++) {
    for (let other = 0; other < rightRows; other++, at++) {
      left[at] = row
      right[at] = other
    }
  }
  return { left, right, count }
}

/** The same with sides exchanged. */
export const swapped = ({ left, right, count }: Pairs): Pairs => ({ left: right, right: left, count })
