import { scatter } from '../../kernels/elementwise/select.ts'
import { allocate, type FixedStorage } from '../memory.ts'
import { FixedVector } from './fixed-vector.ts'
import { SymbolVector } from './symbol-vector.ts'
import type { Vector } from './vector.ts'

/** Another order of all rows: row i goes to places[i], or row order[p] to place p. */
export interface Permutation {
  readonly places: Int32Array
  readonly order: Int32Array
}

/** A column in another order. Writing rows to their places is several times faster than looking them up. */
export function arranged(column: Vector, to: Permutation): Vector {
  const { length } = column
  if (column instanceof SymbolVector) {
    const codes = allocate('symbol', length)
    scatter('sym', column.codes, to.places, codes, length, true)
    return new SymbolVector(codes, column.base, column.mayHoldNulls)
  }
  if (!(column instanceof FixedVector)) return column.gather(to.order)
  const storage = column.type.storage as Exclude<FixedStorage, 'symbol'>
  const out = FixedVector.zeros(column.type, length)
  scatter(storage, column.data as never, to.places, out.data as never, length, true)
  out.mayHoldNulls = column.mayHoldNulls
  return out
}

/** Whether an order is the one that rows have. */
export function isInPlace(places: Int32Array): boolean {
  for (let i = 0; i < places.length; i++) if (places[i] !== i) return false
  return true
}
