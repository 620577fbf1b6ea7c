import { borrow, borrowZeros, giveBack } from '../borrowed.ts'
import type { Column } from '../column.ts'
import { borrowDoubles } from '../doubles.ts'
import { sortRows } from '../order/sort.ts'
import { scratch } from '../storage.ts'

/** The values of a window's rows, in order. Rows come and go; nulls must not. */
export interface OrderedWindow {
  readonly count: number
  add(row: number): void
  remove(row: number): void
  /** Values less than the row's. */
  below(row: number): number
  /** Values not greater than the row's. */
  upTo(row: number): number
  /** The value of rank k, from 0. */
  ranked(k: number): number
  /** Gives back the memory. */
  end(): void
}

// Up to here, shifting a sorted array is quicker than a tree's steps through memory.
const WIDE = 2000

/** A window on a column that will hold at most about `rows` rows at a time. */
export function orderedWindow(column: Column, rows: number): OrderedWindow {
  return rows > WIDE ? new CountedWindow(column) : new SortedWindow(column, rows)
}

class SortedWindow implements OrderedWindow {
  count = 0
  readonly #data: Float64Array
  #sorted: Float64Array

  constructor(column: Column, rows: number) {
    this.#data = borrowDoubles(column)
    this.#sorted = scratch('f64', rows + 1)
  }

  add(row: number): void {
    if (this.count === this.#sorted.length) this.#grow()
    const sorted = this.#sorted
    const x = this.#data[row]!
    let at = this.count++
    if (at > 64) {
      const place = lowerPlace(sorted, at, x)
      sorted.copyWithin(place + 1, place, at)
      sorted[place] = x
      return
    }
    for (; at > 0 && sorted[at - 1]! > x; at--) sorted[at] = sorted[at - 1]!
    sorted[at] = x
  }

  remove(row: number): void {
    const sorted = this.#sorted
    let at = lowerPlace(sorted, this.count--, this.#data[row]!)
    if (this.count - at > 64) {
      sorted.copyWithin(at, at + 1, this.count + 1)
      return
    }
    for (; at < this.count; at++) sorted[at] = sorted[at + 1]!
  }

  below(row: number): number {
    return lowerPlace(this.#sorted, this.count, this.#data[row]!)
  }

  upTo(row: number): number {
    const x = this.#data[row]!
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#sorted[middle]! <= x) low = middle + 1
      else high = middle
    }
    return low
  }

  ranked(k: number): number {
    return this.#sorted[k]!
  }

  end(): void {
    giveBack(this.#data)
  }

  #grow(): void {
    const larger = scratch('f64', 2 * this.count)
    larger.set(this.#sorted)
    this.#sorted = larger
  }
}

function lowerPlace(sorted: Float64Array, count: number, x: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < x) low = middle + 1
    else high = middle
  }
  return low
}

// A Fenwick tree over the ranks of all rows' values: entry k counts the rows of the window whose rank, from 1, is among
// the last k & −k up to k.
class CountedWindow implements OrderedWindow {
  count = 0
  readonly #data: Float64Array
  readonly #ranks: Int32Array
  readonly #rowOfRank: Int32Array
  readonly #tree: Int32Array
  readonly #top: number

  constructor(column: Column) {
    const n = column.data.length
    this.#data = borrowDoubles(column)
    const order = sortRows([{ column: { storage: 'f64', data: this.#data, nulls: column.nulls } }], n)
    this.#ranks = borrow('i32', n)
    this.#rowOfRank = borrow('i32', n + 1)
    let rank = 0
    for (let i = 0; i < n; i++) {
      if (i === 0 || this.#data[order[i]!] !== this.#data[order[i - 1]!]) this.#rowOfRank[++rank] = order[i]!
      this.#ranks[order[i]!] = rank
    }
    this.#tree = borrowZeros('i32', rank + 1)
    this.#top = 2 ** (31 - Math.clz32(rank || 1))
  }

  add(row: number): void {
    this.count++
    for (let k = this.#ranks[row]!; k < this.#tree.length; k += k & -k) this.#tree[k]!++
  }

  remove(row: number): void {
    this.count--
    for (let k = this.#ranks[row]!; k < this.#tree.length; k += k & -k) this.#tree[k]!--
  }

  below(row: number): number {
    return this.#countTo(this.#ranks[row]! - 1)
  }

  upTo(row: number): number {
    return this.#countTo(this.#ranks[row]!)
  }

  #countTo(rank: number): number {
    let count = 0
    for (let k = rank; k > 0; k -= k & -k) count += this.#tree[k]!
    return count
  }

  ranked(k: number): number {
    let rank = 0
    let left = k
    for (let step = this.#top; step > 0; step >>= 1) {
      const next = rank + step
      if (next < this.#tree.length && this.#tree[next]! <= left) {
        rank = next
        left -= this.#tree[next]!
      }
    }
    return this.#data[this.#rowOfRank[rank + 1]!]!
  }

  end(): void {
    giveBack(this.#data, this.#ranks, this.#rowOfRank, this.#tree)
  }
}
