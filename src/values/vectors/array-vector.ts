import { arrayOf } from '../data-type.ts'
import { allocate } from '../memory.ts'
import type { Value } from '../value.ts'
import { Vector } from './vector.ts'

/**
 * Rows of varying length over one flat vector: row i is flat[offsets[i]] … flat[offsets[i + 1] − 1].
 * Appended rows are at least one element long: an empty row becomes one null.
 */
export class ArrayVector extends Vector {
  offsets: Int32Array
  flat: Vector
  // What `offsets` lies at the beginning of, if rows were appended.
  #room: Int32Array

  constructor(offsets: Int32Array, flat: Vector) {
    super(arrayOf(flat.type), offsets.length - 1, flat.mayHoldNulls)
    this.offsets = offsets
    this.flat = flat
    this.#room = offsets
  }

  /** From rows that are vectors of `flat`'s type; `flat` is an empty vector to append to. */
  static ofRows(rows: readonly Vector[], flat: Vector): ArrayVector {
    const offsets = allocate('i32', rows.length + 1)
    for (let i = 0; i < rows.length; i++) {
      flat.append(rows[i]!)
      offsets[i + 1] = flat.length
    }
    return new ArrayVector(offsets, flat)
  }

  /** Row `index`, over the same memory. */
  get(index: number): Vector {
    return this.flat.view(this.offsets[index]!, this.offsets[index + 1]!)
  }

  isNullAt(index: number): boolean {
    const start = this.offsets[index]!
    const end = this.offsets[index + 1]!
    return end === start || (end - start === 1 && this.flat.isNullAt(start))
  }

  gather(indices: Int32Array): ArrayVector {
    const offsets = allocate('i32', indices.length + 1)
    let total = 0
    for (let i = 0; i < indices.length; i++) {
      const row = indices[i]!
      total += row >= 0 ? this.offsets[row + 1]! - this.offsets[row]! : 1
      offsets[i + 1] = total
    }
    const elements = allocate('i32', total)
    for (let i = 0, at = 0; i < indices.length; i++) {
      const row = indices[i]!
      if (row < 0) elements[at++] = -1
      else for (let j = this.offsets[row]!; j < this.offsets[row + 1]!; j++) elements[at++] = j
    }
    return new ArrayVector(offsets, this.flat.gather(elements))
  }

  slice(start: number, end: number): ArrayVector {
    const n = Math.max(0, end - start)
    const rows = allocate('i32', n)
    for (let i = 0; i < n; i++) rows[i] = start + i >= 0 && start + i < this.length ? start + i : -1
    return this.gather(rows)
  }

  view(start: number, end: number): ArrayVector {
    return new ArrayVector(this.offsets.subarray(start, end + 1), this.flat)
  }

  set(index: number, value: Value): void {
    const rows = Array.from({ length: this.length }, (_, i) =>
      i === index ? (value as Vector) : this.get(i),
    )
    const made = ArrayVector.ofRows(rows, this.flat.slice(0, 0))
    this.offsets = made.offsets
    this.flat = made.flat
  }

  append(more: Vector): void {
    const { offsets: theirs, flat: added, length: rows } = more as ArrayVector
    const room = this.#roomFor(this.length + rows + 1)
    const base = this.flat.length - theirs[0]!
    for (let i = 1; i <= rows; i++) room[this.length + i] = base + theirs[i]!
    this.flat.append(added.view(theirs[0]!, theirs[rows]!))
    this.length += rows
    this.offsets = room.subarray(0, this.length + 1)
    this.mayHoldNulls ||= more.mayHoldNulls
  }

  // This vector's offsets with room for `count` in all, so that many small appends don't copy all there is each time.
  // A view's needn't begin at 0, nor end where `flat` does: it is laid down anew.
  #roomFor(count: number): Int32Array {
    const { offsets, length } = this
    const start = offsets[0]!
    const isWhole = start === 0 && offsets[length] === this.flat.length
    if (!isWhole) this.flat = this.flat.slice(start, offsets[length]!)
    const isOwn = this.#room.buffer === offsets.buffer && this.#room.byteOffset === offsets.byteOffset
    if (isWhole && isOwn && this.#room.length >= count) return this.#room
    this.#room = allocate('i32', Math.max(count, 2 * length))
    for (let i = 0; i <= length; i++) this.#room[i] = offsets[i]! - start
    return this.#room
  }

  keep(start: number, end: number): void {
    const kept = this.slice(start, end)
    this.offsets = kept.offsets
    this.flat = kept.flat
    this.length = end - start
  }

  clear(): void {
    this.offsets = allocate('i32', 1)
    this.flat = this.flat.slice(0, 0)
    this.length = 0
    this.mayHoldNulls = false
  }

  clone(): ArrayVector {
    return new ArrayVector(this.offsets.slice(), this.flat.clone())
  }

  byteSize(): number {
    return this.offsets.byteLength + this.flat.byteSize()
  }
}
