import { borrow, giveBack } from '../borrowed.ts'
import type { Column } from '../column.ts'
import { presentDoubles } from '../doubles.ts'
import { nullF64 } from '../null.ts'

/** What to take where a quantile lies between two values. */
export type Interpolation = 'linear' | 'lower' | 'higher' | 'nearest' | 'midpoint'

/** The values of rank floor(place) and of the next rank, and how far `place` is beyond the first. */
export function interpolate(low: number, high: number, rest: number, interpolation: Interpolation): number {
  if (rest === 0 || interpolation === 'lower') return low
  if (interpolation === 'higher') return high
  if (interpolation === 'nearest') return rest > 0.5 ? high : low
  if (interpolation === 'midpoint') return (low + high) / 2
  return low + (high - low) * rest
}

/** The value below which `fraction` (0 … 1) of the column's values lie, nulls aside; null if there is none. */
export function quantile(column: Column, fraction: number, interpolation: Interpolation = 'linear'): number {
  const values = borrow('f64', column.data.length)
  const result = quantileOf(
    values,
    presentDoubles(column, 0, column.data.length, values),
    fraction,
    interpolation,
  )
  giveBack(values)
  return result
}

/** The same for each of the ranges starts[r] … ends[r] − 1. */
export function quantileRanges(
  column: Column,
  starts: Int32Array,
  ends: Int32Array,
  fraction: number,
  interpolation: Interpolation,
  out: Float64Array,
): void {
  const values = borrow('f64', column.data.length)
  for (let r = 0; r < starts.length; r++) {
    const count = ends[r]! > starts[r]! ? presentDoubles(column, starts[r]!, ends[r]!, values) : 0
    out[r] = quantileOf(values, count, fraction, interpolation)
  }
  giveBack(values)
}

function quantileOf(
  values: Float64Array,
  count: number,
  fraction: number,
  interpolation: Interpolation,
): number {
  if (count === 0) return nullF64
  const place = fraction * (count - 1)
  const below = Math.min(count - 1, Math.floor(place))
  const rest = place - below
  const low = selectRank(values, count, below)
  if (rest === 0 || interpolation === 'lower') return low
  // What follows the value of rank `below` is not smaller: the next rank is the least of it.
  let high = values[below + 1]!
  for (let i = below + 2; i < count; i++) if (values[i]! < high) high = values[i]!
  return interpolate(low, high, rest, interpolation)
}

/**
 * The value of rank k (from 0) among the first `count`. Reorders them: those before place k are not greater, those after
 * it not smaller. NaN must not occur.
 */
export function selectRank(values: Float64Array, count: number, k: number): number {
  let low = 0
  let high = count - 1
  while (low < high) {
    const pivot = medianOfThree(values[low]!, values[(low + high) >> 1]!, values[high]!)
    let i = low
    let j = high
    while (i <= j) {
      while (values[i]! < pivot) i++
      while (values[j]! > pivot) j--
      if (i > j) break
      const value = values[i]!
      values[i++] = values[j]!
      values[j--] = value
    }
    if (k <= j) high = j
    else if (k >= i) low = i
    else break
  }
  return values[k]!
}

function medianOfThree(a: number, b: number, c: number): number {
  return a < b ? (b < c ? b : Math.max(a, c)) : a < c ? a : Math.max(b, c)
}
