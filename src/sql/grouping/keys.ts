import type { Select, SelectItem } from '../../../grammar/tree/ast.ts'
import { outputName } from '../../functions/metacode/output-name.ts'
import { groupingColumn, sortingColumn } from '../../functions/tables/key-column.ts'
import type { KeyColumn } from '../../kernels/column.ts'
import { gather } from '../../kernels/elementwise/select.ts'
import { groupRows } from '../../kernels/groups/group.ts'
import { type FirstRows, findFirstRows, slotsInOrder } from '../../kernels/groups/places.ts'
import { sortRows } from '../../kernels/order/sort.ts'
import type { Context } from '../../runtime/context.ts'
import { isHinted } from '../../runtime/hints.ts'
import { allocate } from '../../values/memory.ts'
import type { Frame } from '../frame.ts'
import { asColumn, evaluate } from '../output.ts'
import type { Key } from './group-by.ts'
import { RowGroups } from './row-groups.ts'

/** The keys of a grouping clause, evaluated by row. @throws ScriptError */
export function keysOf(context: Context, items: readonly SelectItem[], frame: Frame): Key[] {
  return items.map(item => {
    const [alias] = item.aliases
    const name = typeof alias === 'string' ? alias : outputName(item.value)
    return {
      expression: item.value,
      name,
      column: asColumn(evaluate(context, item.value, frame), frame.rows, name),
    }
  })
}

/** Whether the groups of a query are in order of their keys; else they come out as they first appear in the rows. */
export const isSortedByKeys = (query: Select) => isHinted(query.hints, 'HINT_SORT')

/** Rows with equal keys, in groups in the order the query's hints ask for. */
export const groupsFor = (query: Select, keys: readonly Key[]): RowGroups =>
  isSortedByKeys(query) ? sortedGroupsOf(keys) : groupsOf(keys)

/** Rows with equal keys, in groups as they first appear. */
export function groupsOf(keys: readonly Key[]): RowGroups {
  const columns = keys.map(key => groupingColumn(key.column))
  const first = firstRowsOf(columns)
  if (first) return RowGroups.ofSlots(first, slotsInOrder(first))
  const { codes, firstRows } = groupRows(columns)
  return RowGroups.ofCodes(codes, firstRows)
}

/** Rows with equal keys, in groups in ascending order of the keys. */
export function sortedGroupsOf(keys: readonly Key[]): RowGroups {
  const columns = keys.map(key => groupingColumn(key.column))
  const first = firstRowsOf(columns)
  if (first) {
    const slots = slotsInOrder(first)
    const order = orderOfKeys(keys, picked(first.firstRows, slots))
    return RowGroups.ofSlots(first, picked(slots, order))
  }
  const { codes, groups, firstRows } = groupRows(columns)
  const order = orderOfKeys(keys, firstRows)
  return new RowGroups(codes, groups, order, picked(firstRows, order))
}

function picked(values: Int32Array, at: Int32Array): Int32Array {
  const out = allocate('i32', at.length)
  gather('i32', values, at, out, at.length)
  return out
}

// A table for each code is worth making up to so many.
const MOST_SLOTS = 1 << 16

// Codes of few values do as they are: those of symbols, of which 0 is the null's.
function firstRowsOf([only, ...others]: readonly KeyColumn[]): FirstRows | null {
  if (others.length > 0 || only?.storage !== 'sym' || only.range === undefined) return null
  const codes = only.data as Int32Array
  if (only.range > Math.min(codes.length, MOST_SLOTS)) return null
  return findFirstRows(codes, only.range, only.nulls ? only.range : only.range - 1)
}

// The places in `rows` in order of the keys of these rows.
function orderOfKeys(keys: readonly Key[], rows: Int32Array): Int32Array {
  const found = keys.map(key => ({ column: sortingColumn(key.column.gather(rows)) }))
  return sortRows(found, rows.length)
}
