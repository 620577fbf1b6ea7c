import { compareRaws } from '../../values/compare.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { rawReader } from '../lift/plans/elements.ts'

/** Whether every element is larger than the one before (`loosely`: at least as large). */
export function isIncreasing(vector: Vector, loosely = false): boolean {
  const read = rawReader(vector)
  for (let i = 1; i < vector.length; i++) {
    const order = compareRaws(vector.type, read(i - 1), read(i))
    if (order > 0 || (order === 0 && !loosely)) return false
  }
  return true
}
