import { allocate } from '../../values/memory.ts'

/** Where a row lies on what windows move along: time, rows, volume. */
export interface Axis {
  /** Of each row, ascending within a segment; measured from where the first window of its segment begins. */
  readonly places: Float64Array
  readonly step: number
  /** Windows hold their upper bound and not the lower one. */
  readonly closedRight: boolean
  /** Windows without rows count too. */
  readonly withEmpty: boolean
  /** A last window that isn't full counts. */
  readonly withPartial: boolean
}

/** Windows of all segments, one after the other. */
export interface Windows {
  /** The first row of each, and the one behind its last. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** The segment of each. */
  readonly segments: Int32Array
  /** The number of each in its segment, from 0. */
  readonly numbers: Int32Array
}

/** As many steps as there are from the first row of a segment to its last. */
export function steppedWindows(axis: Axis, offsets: Int32Array): Windows {
  const { places, step } = axis
  const found: [start: number, end: number, segment: number, number: number][] = []
  for (let segment = 0; segment + 1 < offsets.length; segment++) {
    const to = offsets[segment + 1]!
    for (let row = offsets[segment]!, number = 0; row < to; number++) {
      if (!axis.withEmpty) number = Math.max(number, numberOf(places[row]!, axis))
      const start = row
      while (row < to && isBefore(places[row]!, (number + 1) * step, axis)) row++
      const isWhole = axis.withPartial || row - start === step
      if (isWhole && (row > start || axis.withEmpty)) found.push([start, row, segment, number])
    }
  }
  const column = (k: 0 | 1 | 2 | 3) => Int32Array.from(found, window => window[k])
  return { starts: column(0), ends: column(1), segments: column(2), numbers: column(3) }
}

const numberOf = (place: number, { step, closedRight }: Axis) =>
  closedRight ? Math.ceil(place / step) - 1 : Math.floor(place / step)

// Rows at a bound go to the window that holds it.
const isBefore = (place: number, bound: number, { closedRight }: Axis) =>
  closedRight ? place <= bound : place < bound

/** The first rows of windows that end where these do, but are `length` long. */
export function lookingBack(axis: Axis, offsets: Int32Array, windows: Windows, length: number): Int32Array {
  const starts = allocate('i32', windows.ends.length)
  for (let w = 0; w < starts.length; w++) {
    const bound = (windows.numbers[w]! + 1) * axis.step - length
    let [low, high] = [offsets[windows.segments[w]!]!, windows.ends[w]!]
    while (low < high) {
      const middle = (low + high) >> 1
      if (isBefore(axis.places[middle]!, bound, axis)) low = middle + 1
      else high = middle
    }
    starts[w] = low
  }
  return starts
}
