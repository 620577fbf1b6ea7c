import { borrow, borrowZeros, giveBack } from '../borrowed.ts'
import { compileOnce } from '../loop-source.ts'
import { inParts, MANY_ROWS, rowParts } from '../parallel/parallel.ts'
import { type Data, scratch } from '../storage.ts'

/** Codes by row, and where each first occurs. */
export interface FirstRows {
  readonly codes: Int32Array
  /** Codes are 0 … slots − 1; some may not occur. */
  readonly slots: number
  /** The first row of each code, −1 without one. */
  readonly firstRows: Int32Array
}

type Loop = (...parameters: readonly (Data | number)[]) => void

// Beyond this, tables of each part's own would cost more than a second thread gains.
const FEW_SLOTS = 1 << 16

/** Finds the first row of each code. Once `expected` codes are found, the rest of the rows isn't looked at. */
export function findFirstRows(codes: Int32Array, slots: number, expected: number): FirstRows {
  const parts = partsOf(codes, slots)
  const firsts = borrow('i32', slots * parts.length).fill(-1)
  // What reads a table without writing it needn't wait for the row before.
  const kernel = compileOnce<Loop>(
    'first rows',
    'codes, firsts, expected, from, to',
    () => `for (let i = from; i < to; i++) {
        const s = codes[i]
        if (firsts[s] < 0) {
          firsts[s] = i
          if (--expected === 0) return
        }
      }`,
  )
  run(
    kernel,
    parts.map(([from, to], p) => [codes, firsts.subarray(p * slots, (p + 1) * slots), expected, from, to]),
  )
  const firstRows = scratch('i32', slots)
  for (let s = 0; s < slots; s++) {
    let part = 0
    while (part < parts.length - 1 && firsts[part * slots + s]! < 0) part++
    firstRows[s] = firsts[part * slots + s]!
  }
  giveBack(firsts)
  return { codes, slots, firstRows }
}

function partsOf(codes: Int32Array, slots: number): readonly (readonly [from: number, to: number])[] {
  const rows = codes.length
  return rows >= MANY_ROWS && slots <= FEW_SLOTS ? rowParts(rows) : [[0, rows]]
}

/** The codes that occur, in the order of their first rows. */
export function slotsInOrder({ firstRows, slots }: FirstRows): Int32Array {
  const found: number[] = []
  for (let s = 0; s < slots; s++) if (firstRows[s]! >= 0) found.push(s)
  const order = scratch('i32', found.length)
  order.set(found.sort((a, b) => firstRows[a]! - firstRows[b]!))
  return order
}

/**
 * Where rows go when put in order of group: row i to places[i], those of group g to offsets[g] … offsets[g + 1] − 1, in the
 * order they had. Group g has the code slotOf[g]; codes are 0 … slots − 1.
 */
export function placeRows(
  codes: Int32Array,
  slots: number,
  slotOf: Int32Array,
): { places: Int32Array; offsets: Int32Array } {
  const parts = partsOf(codes, slots)
  const counts = borrowZeros('i32', slots * parts.length)
  const tableOf = (part: number) => counts.subarray(part * slots, (part + 1) * slots)
  const tally = compileOnce<Loop>(
    'tally',
    'codes, counts, from, to',
    () => 'for (let i = from; i < to; i++) counts[codes[i]]++',
  )
  run(
    tally,
    parts.map(([from, to], p) => [codes, tableOf(p), from, to]),
  )
  const offsets = scratch('i32', slotOf.length + 1)
  let total = 0
  for (let g = 0; g < slotOf.length; g++) {
    offsets[g] = total
    for (let at = slotOf[g]!; at < counts.length; at += slots) {
      const rows = counts[at]!
      counts[at] = total
      total += rows
    }
  }
  offsets[slotOf.length] = total
  const kernel = compileOnce<Loop>(
    'places',
    'codes, next, places, from, to',
    () => `for (let i = from; i < to; i++) {
        const s = codes[i], place = next[s]
        places[i] = place
        next[s] = place + 1
      }`,
  )
  const places = borrow('i32', codes.length)
  run(
    kernel,
    parts.map(([from, to], p) => [codes, tableOf(p), places, from, to]),
  )
  giveBack(counts)
  return { places, offsets }
}

/** Which row each place has: the other way round. */
export function rowsAtPlaces(places: Int32Array): Int32Array {
  const order = scratch('i32', places.length)
  const kernel = compileOnce<Loop>(
    'rows at places',
    'places, order, from, to',
    () => 'for (let i = from; i < to; i++) order[places[i]] = i',
  )
  const parts = places.length >= MANY_ROWS ? rowParts(places.length) : [[0, places.length] as const]
  run(
    kernel,
    parts.map(([from, to]) => [places, order, from, to]),
  )
  return order
}

function run(kernel: Loop, parts: readonly (readonly (Data | number)[])[]): void {
  if (parts.length > 1) inParts(kernel, parts)
  else kernel(...parts[0]!)
}
