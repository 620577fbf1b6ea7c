import type { OrderItem, Select, SelectItem } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import { isHinted } from '../../runtime/hints.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import { isInPlace } from '../../values/vectors/arrange.ts'
import type { Frame } from '../frame.ts'
import { limitOf, type RowRange } from '../limit.ts'
import { orderOf } from '../order-by.ts'
import { expandItems } from '../output.ts'
import { tableOf } from '../result-table.ts'
import { trueRows } from '../where.ts'
import { isRowwise } from './decompose.ts'
import { keysOf, sortedGroupsOf } from './keys.ts'
import type { RowGroups } from './row-groups.ts'
import { SegmentedFrame } from './segments.ts'

/** A frame's rows in order of group, within a group as `csort` says. */
export interface Segments {
  readonly frame: Frame
  /** Segment g is rows offsets[g] … offsets[g + 1] − 1. */
  readonly offsets: Int32Array
  /** Gives where each row was; null: rows were in order already. */
  readonly order: (() => Int32Array) | null
  /** Ends the use of the frame: no column may be loaded any more. */
  release(): void
}

/** Groups come in ascending order of their keys. */
export function segmentsOf(
  context: Context,
  frame: Frame,
  keys: readonly SelectItem[],
  sort: readonly OrderItem[],
): Segments {
  const groups = sortedGroupsOf(keysOf(context, keys, frame))
  const release = () => groups.release()
  if (sort.length === 0) {
    const { places, offsets } = groups
    if (isInPlace(places)) return { frame, offsets, order: null, release }
    return { frame: frame.arranged(groups), offsets, order: () => groups.order, release }
  }
  const order = sortedWithin(orderOf(context, frame, sort), groups)
  if (isInPlace(order)) return { frame, offsets: groups.offsets, order: null, release }
  return { frame: frame.select(order), offsets: groups.offsets, order: () => order, release }
}

function sortedWithin(sorted: Int32Array, groups: RowGroups): Int32Array {
  const next = groups.offsets.slice()
  const { codes } = groups
  const order = allocate('i32', sorted.length)
  for (const row of sorted) order[next[codes[row]!]!++] = row
  return order
}

/** `select … context by …` up to `order by`: the table, and the rows it was made of in the same order. @throws ScriptError */
export function contextBy(context: Context, query: Select, frame: Frame): { table: Table; rows: Frame } {
  if (query.top && query.top.start > 0) {
    throw new ScriptError(
      "When top clause uses together with context clause in SQL query, can't specify a range in top clause",
    )
  }
  const sorted = segmentsOf(context, frame, query.groupBy, query.contextSort)
  const kept = keptRows(context, query, sorted)
  const items = expandItems(query.items, frame)
  const isColumn = (name: string) => frame.indexOf(name) >= 0
  if (kept && items.every(item => isRowwise(context, item.expression, isColumn))) {
    // Values don't depend on the rows left out.
    const rest = sorted.frame.select(kept)
    const offsets = Int32Array.of(0, kept.length)
    const columns = items.flatMap(item => new SegmentedFrame(context, rest, offsets).column(item))
    return { table: tableOf(columns), rows: rest }
  }
  const segments = new SegmentedFrame(context, sorted.frame, sorted.offsets)
  const table = tableOf(items.flatMap(item => segments.column(item)))
  // What `order by` doesn't ask for is not looked at any more.
  if (query.orderBy.length === 0) sorted.release()
  return kept ? { table: table.gather(kept), rows: sorted.frame.select(kept) } : { table, rows: sorted.frame }
}

// The rows that `having`, `top` and `limit` leave, in the order they come out; null: all, group by group.
function keptRows(context: Context, query: Select, sorted: Segments): Int32Array | null {
  let kept: Int32Array | null = null
  if (query.having !== null) {
    const segments = new SegmentedFrame(context, sorted.frame, sorted.offsets)
    const flags = segments.column({ expression: query.having, names: ['having'] })[0]!.vector
    kept = trueRows(flags, sorted.frame.rows)
  }
  const range = limitOf(context, query, sorted.frame.lookup)
  if (range) kept = rangeWithin(range, sorted.offsets, kept)
  const keepsOrder = isHinted(query.hints, 'HINT_KEEPORDER')
  const asBefore = keepsOrder || (query.limit !== null && query.contextSort.length === 0)
  return asBefore && sorted.order ? inOriginalOrder(sorted.order(), kept) : kept
}

// The first or last rows of each group, among those kept.
function rangeWithin(range: RowRange, offsets: Int32Array, kept: Int32Array | null): Int32Array {
  const rows: number[] = []
  let at = 0
  for (let g = 0; g + 1 < offsets.length; g++) {
    let from = offsets[g]!
    let to = offsets[g + 1]!
    if (kept) {
      from = at
      while (at < kept.length && kept[at]! < to) at++
      to = at
    }
    const { start, end } = range.of(to - from)
    for (let place = from + start; place < from + end; place++) rows.push(kept ? kept[place]! : place)
  }
  return Int32Array.from(rows)
}

function inOriginalOrder(order: Int32Array, kept: Int32Array | null): Int32Array {
  const places = kept ?? Int32Array.from(order, (_, place) => place)
  return places.slice().sort((a, b) => order[a]! - order[b]!)
}
