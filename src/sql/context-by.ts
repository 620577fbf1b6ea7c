import type { OrderItem, SelectItem } from '../../grammar/ast.ts'
import type { Context } from '../runtime/context.ts'
import { allocate } from '../values/memory.ts'
import type { Frame } from './frame.ts'
import { groupsOf, keysOf } from './keys.ts'
import { orderOf } from './order-by.ts'
import type { RowGroups } from './row-groups.ts'

/** A frame's rows in order of group, within a group as `csort` says. Segment g is rows offsets[g] … offsets[g + 1] − 1. */
export function segmentsOf(
  context: Context,
  frame: Frame,
  keys: readonly SelectItem[],
  sort: readonly OrderItem[],
): { frame: Frame; offsets: Int32Array; groups: RowGroups } {
  const groups = groupsOf(keysOf(context, keys, frame))
  const order = sort.length === 0 ? groups.order : sortedWithin(orderOf(context, frame, sort), groups)
  return { frame: frame.select(order), offsets: groups.offsets, groups }
}

function sortedWithin(sorted: Int32Array, groups: RowGroups): Int32Array {
  const next = groups.offsets.slice()
  const order = allocate('i32', sorted.length)
  for (const row of sorted) order[next[groups.codes[row]!]!++] = row
  return order
}
