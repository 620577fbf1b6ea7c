import { type Interpolation, interpolate } from '../aggregates/quantile.ts'
import type { Column } from '../column.ts'
import { nullF64, nullI32, nullOf } from '../null.ts'
import { type OrderedWindow, orderedWindow } from './ordered-window.ts'
import { type Windows, widestOf } from './windows.ts'

/** The quantile (see `quantile`) of every window. */
export function movingQuantile(
  column: Column,
  fraction: number,
  interpolation: Interpolation,
  windows: Windows,
  out: Float64Array,
): void {
  slide(column, windows, (r, window, _start, end) => {
    if (end < 0 || window.count === 0) {
      out[r] = nullF64
      return
    }
    const place = fraction * (window.count - 1)
    const below = Math.floor(place)
    const low = window.ranked(below)
    const high = place === below ? low : window.ranked(below + 1)
    out[r] = interpolate(low, high, place - below, interpolation)
  })
}

export interface RankRule {
  readonly descending: boolean
  /** Nulls have no rank, and the others are ranked among themselves; otherwise they rank lowest. */
  readonly ignoreNulls: boolean
  readonly ties: 'min' | 'max' | 'average'
  /** Rank + 1 as a share of the values ranked. */
  readonly percent: boolean
}

/** The rank, from 0, of every window's last value among its values. */
export function movingRank(
  column: Column,
  rule: RankRule,
  windows: Windows,
  out: Int32Array | Float64Array,
): void {
  const missing = out instanceof Float64Array ? nullF64 : nullI32
  const isNull = nullTest(column)
  slide(column, windows, (r, window, start, end) => {
    if (end < 0) {
      out[r] = missing
      return
    }
    const last = end - 1
    const nulls = rule.ignoreNulls ? 0 : end - start - window.count
    out[r] =
      last < start || (rule.ignoreNulls && isNull(last))
        ? missing
        : rankOf(last, window, nulls, isNull(last), rule)
  })
}

function rankOf(row: number, window: OrderedWindow, nulls: number, isNull: boolean, rule: RankRule): number {
  const { descending, ties } = rule
  const all = window.count + nulls
  // Equal ones take the places first … last, this row's among them.
  let first = isNull ? 0 : window.below(row) + nulls
  let last = (isNull ? nulls : window.upTo(row) + nulls) - 1
  if (descending) [first, last] = [all - 1 - last, all - 1 - first]
  const rank = ties === 'min' ? first : ties === 'max' ? last : (first + last) / 2
  return rule.percent ? (rank + 1) / all : rank
}

function nullTest({ storage, data, nulls }: Column): (row: number) => boolean {
  const missing = nullOf[storage]
  return nulls ? row => data[row] === missing : () => false
}

/** Sees window r of rows start … end − 1, or end −1 where there is no result. */
type See = (r: number, window: OrderedWindow, start: number, end: number) => void

function slide(column: Column, windows: Windows, see: See): void {
  const isNull = nullTest(column)
  const window = orderedWindow(column, widestOf(windows))
  let lo = 0
  let hi = 0
  const visit = (r: number, start: number, end: number, tooEarly: boolean) => {
    if (start < lo || end < hi || start >= hi) {
      for (; lo < hi; lo++) if (!isNull(lo)) window.remove(lo)
      lo = hi = start
    }
    for (; hi < end; hi++) if (!isNull(hi)) window.add(hi)
    for (; lo < start; lo++) if (!isNull(lo)) window.remove(lo)
    see(r, window, start, tooEarly || window.count < windows.least ? -1 : end)
  }
  if (windows.kind === 'ranges') {
    const { first, second } = windows
    for (let r = 0; r < first.length; r++) visit(r, first[r]!, Math.max(first[r]!, second[r]!), false)
  } else {
    const offsets = windows.first
    for (let s = 0; s + 1 < offsets.length; s++) {
      const from = offsets[s]!
      for (let r = from; r < offsets[s + 1]!; r++) {
        visit(r, Math.max(from, r - windows.window + 1), r + 1, r - from < windows.skip)
      }
    }
  }
  window.end()
}
