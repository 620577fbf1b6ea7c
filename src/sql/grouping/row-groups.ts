import type { Groups } from '../../functions/define.ts'
import { giveBack } from '../../kernels/borrowed.ts'
import { renumberCodes } from '../../kernels/groups/coding.ts'
import { type FirstRows, placeRows, rowsAtPlaces } from '../../kernels/groups/places.ts'
import { scratch } from '../../kernels/storage.ts'
import type { Permutation } from '../../values/vectors/arrange.ts'

/**
 * Groups of rows. Rows come with codes, group g having the code slotOf[g]: so groups are renumbered, and those that don't occur
 * left out, without a look at the rows. Codes that are the groups' numbers, and rows in order of group, are made only when
 * somebody asks for them.
 */
export class RowGroups implements Groups, Permutation {
  /** Codes by row, 0 … slots − 1. */
  readonly slotCodes: Int32Array
  readonly slots: number
  readonly slotOf: Int32Array
  readonly count: number
  /** The first row of each group. */
  readonly firstRows: Int32Array
  #codes: Int32Array | null = null
  #placed: { places: Int32Array; offsets: Int32Array } | null = null
  #order: Int32Array | null = null

  /** `firstRows` by group. */
  constructor(codes: Int32Array, slots: number, slotOf: Int32Array, firstRows: Int32Array) {
    this.slotCodes = codes
    this.slots = slots
    this.slotOf = slotOf
    this.count = slotOf.length
    this.firstRows = firstRows
  }

  /** Groups of those codes that occur, in this order. */
  static ofSlots(first: FirstRows, slotOf: Int32Array): RowGroups {
    const firstRows = scratch('i32', slotOf.length)
    for (let g = 0; g < slotOf.length; g++) firstRows[g] = first.firstRows[slotOf[g]!]!
    return new RowGroups(first.codes, first.slots, slotOf, firstRows)
  }

  /** Groups that have their codes as numbers. */
  static ofCodes(codes: Int32Array, firstRows: Int32Array): RowGroups {
    const slotOf = scratch('i32', firstRows.length)
    for (let g = 0; g < slotOf.length; g++) slotOf[g] = g
    const groups = new RowGroups(codes, slotOf.length, slotOf, firstRows)
    groups.#codes = codes
    return groups
  }

  /** Whether rows' codes are their groups' numbers, or have been made so. */
  get areNumbered(): boolean {
    return this.#codes !== null
  }

  /** Each row's group. */
  get codes(): Int32Array {
    return (this.#codes ??= this.#numbered())
  }

  #numbered(): Int32Array {
    const numbers = scratch('i32', this.slots)
    for (let g = 0; g < this.count; g++) numbers[this.slotOf[g]!] = g
    return renumberCodes(this.slotCodes, numbers)
  }

  #place() {
    return (this.#placed ??= placeRows(this.slotCodes, this.slots, this.slotOf))
  }

  /** Where each row goes when rows are put in order of group. */
  get places(): Int32Array {
    return this.#place().places
  }

  get offsets(): Int32Array {
    return this.#place().offsets
  }

  get order(): Int32Array {
    return (this.#order ??= rowsAtPlaces(this.places))
  }

  /** Ends the use of all that was made by row: its memory serves again. */
  release(): void {
    giveBack(this.slotCodes)
    if (this.#codes) giveBack(this.#codes)
    if (this.#placed) giveBack(this.#placed.places)
  }
}
