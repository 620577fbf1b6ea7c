import { arrayOf } from './data-type.ts'
import { allocate } from './memory.ts'
import type { Value } from './value.ts'
import { Vector } from './vector.ts'

/**
 * Rows of varying length over one flat vector: row i is flat[offsets[i]] … flat[offsets[i + 1] − 1].
 * Appended rows are at least one element long: an empty row becomes one null.
 */
export class ArrayVector extends Vector {
  offsets: Int32Array
  flat: Vector

  constructor(offsets: Int32Array, flat: Vector) {
    super(arrayOf(flat.type), offsets.length - 1, flat.mayHoldNulls)
    this.offsets = offsets
    this.flat = flat
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
    const added = more as ArrayVector
    const offsets = allocate('i32', this.length + added.length + 1)
    // A view's offsets needn't begin at 0, so both sides are laid down anew.
    const flat = this.flat.slice(this.offsets[0]!, this.offsets[this.length]!)
    for (let i = 0; i <= this.length; i++) offsets[i] = this.offsets[i]! - this.offsets[0]!
    const base = flat.length
    flat.append(added.flat.view(added.offsets[0]!, added.offsets[added.length]!))
    for (let i = 1; i <= added.length; i++) {
      offsets[this.length + i] = base + added.offsets[i]! - added.offsets[0]!
    }
    this.offsets = offsets
    this.flat = flat
    this.length = offsets.length - 1
    this.mayHoldNulls ||= more.mayHoldNulls
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
