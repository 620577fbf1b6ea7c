import type { DataType } from '../data-type.ts'
import type { Value } from '../value.ts'

/**
 * A column of values of one type (a tuple: of any values). Elements are read as values with `get`;
 * loops take the concrete class and its memory instead.
 *
 * Ownership: assignment copies lazily. Whoever keeps a reference to a vector that a variable may hold calls
 * `retain`, and whoever changes one in place first asks `own` for one that nobody else holds.
 */
export abstract class Vector {
  readonly type: DataType
  /** Elements. */
  length: number
  /** False only if there is surely no null: kernels then take their fast path. */
  mayHoldNulls: boolean
  /** Held from more than one place: a change in place must copy first. */
  aliased = false
  /** What `rename!` calls it: as a column it then has that name, whatever its variable's. */
  title: string | null = null

  constructor(type: DataType, length: number, mayHoldNulls: boolean) {
    this.type = type
    this.length = length
    this.mayHoldNulls = mayHoldNulls
  }

  get form(): 'vector' {
    return 'vector'
  }

  /** The element at `index` (0 ≤ index < length). */
  abstract get(index: number): Value

  abstract isNullAt(index: number): boolean

  /** New vector of the elements at `indices`; a negative index gives null. */
  abstract gather(indices: Int32Array): Vector

  /** New vector of elements start … end − 1; what lies outside is null. */
  abstract slice(start: number, end: number): Vector

  /** Elements start … end − 1 over the same memory, for reading only; 0 ≤ start ≤ end ≤ length. */
  abstract view(start: number, end: number): Vector

  /** Changes one element in place. `value` is a scalar of this type already (any value, for a tuple). */
  abstract set(index: number, value: Value): void

  /** Appends in place, amortised. `more` is of this type already. */
  abstract append(more: Vector): void

  /** Drops elements in place: all but start … end − 1. */
  abstract keep(start: number, end: number): void

  /** Removes all elements in place. */
  abstract clear(): void

  /** A copy that shares no memory. */
  abstract clone(): Vector

  /** Bytes of memory held. */
  abstract byteSize(): number
}
