import { asColumnOf } from '../../functions/as-column.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { castFlat, castVector } from '../../values/cast/vector.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { OutputColumn } from '../output.ts'
import type { Key } from './group-by.ts'
import type { Fill, IntervalKey } from './interval.ts'
import { sortedGroupsOf } from './keys.ts'

/** What a result by intervals is arranged by: its keys, of which the one at `place` is the interval. */
export interface IntervalResult {
  readonly keys: readonly OutputColumn[]
  readonly place: number
  readonly interval: IntervalKey
}

/** A table of groups with all windows in order for each group of the other keys, gaps filled. `keyOf` gives a column's key. */
export function fillIntervals(
  table: Table,
  { keys, place, interval }: IntervalResult,
  keyOf: (column: number) => number,
): Table {
  const asKey = ({ name, vector }: OutputColumn): Key => ({ expression: null as never, name, column: vector })
  const label = keys[place]!
  const others = keys.filter((_, i) => i !== place).map(asKey)
  const outer = others.length > 0 ? sortedGroupsOf(others) : null
  const windows = interval.labels.length
  const groups = outer?.count ?? (table.rows > 0 ? 1 : 0)
  const placeOf = new Map<number | bigint, number>()
  for (let w = 0; w < windows; w++) placeOf.set(interval.labels.data[w]!, w)
  const grid = allocate('i32', groups * windows).fill(-1)
  for (let row = 0; row < table.rows; row++) {
    const w = placeOf.get((label.vector as FixedVector).data[row]!)
    if (w !== undefined) grid[(outer?.codes[row] ?? 0) * windows + w] = row
  }
  if (interval.fill === 'none') return table.gather(grid.filter(row => row >= 0))
  const columns = table.columns.map((column, i) => {
    const key = keyOf(i)
    if (key === place) return repeated(interval.labels, groups)
    if (key >= 0) return column.gather(outerRows(outer!.firstRows, windows))
    return filled(column.gather(grid), windows, interval.fill)
  })
  return new Table([...table.names], columns)
}

function repeated(labels: FixedVector, times: number): Vector {
  const places = allocate('i32', labels.length * times)
  for (let i = 0; i < places.length; i++) places[i] = i % labels.length
  return labels.gather(places)
}

function outerRows(firstRows: Int32Array, windows: number): Int32Array {
  const rows = allocate('i32', firstRows.length * windows)
  for (let i = 0; i < rows.length; i++) rows[i] = firstRows[Math.floor(i / windows)]!
  return rows
}

function filled(column: Vector, windows: number, fill: Fill): Vector {
  if (fill === 'null') return column
  if (fill instanceof Scalar) {
    const filler = asColumnOf(column.type, fill).get(0)
    for (let i = 0; i < column.length; i++) if (column.isNullAt(i)) column.set(i, filler)
    return column
  }
  if (fill === 'linear' && isPlainNumber(column.type)) return interpolated(column, windows)
  const rows = allocate('i32', column.length)
  const step = fill === 'post' ? -1 : 1
  for (let k = 0; k < rows.length; k++) {
    const i = step > 0 ? k : rows.length - 1 - k
    const isEdge = step > 0 ? i % windows === 0 : i % windows === windows - 1
    rows[i] = column.isNullAt(i) ? (isEdge ? -1 : rows[i - step]!) : i
  }
  return column.gather(rows)
}

// Between known neighbours of the same group; what lies outside stays null.
function interpolated(column: Vector, windows: number): Vector {
  const numbers = castFlat(column, DOUBLE).clone()
  const data = numbers.data as Float64Array
  let before = -1
  for (let i = 0; i < data.length; i++) {
    if (i % windows === 0) before = -1
    if (column.isNullAt(i)) continue
    for (let k = before + 1; before >= 0 && k < i; k++) {
      data[k] = data[before]! + ((data[i]! - data[before]!) * (k - before)) / (i - before)
    }
    before = i
  }
  return castVector(numbers, column.type)
}
