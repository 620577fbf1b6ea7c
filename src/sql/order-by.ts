import type { OrderItem } from '../../grammar/tree/ast.ts'
import { sortingColumn } from '../functions/tables/key-column.ts'
import { sortRows } from '../kernels/order/sort.ts'
import type { SortKey } from '../kernels/order/sort-fields.ts'
import type { Context } from '../runtime/context.ts'
import type { Frame } from './frame.ts'
import { asColumn, evaluate } from './output.ts'

/** The rows of a frame in the order asked for; equal rows keep theirs. @throws ScriptError */
export function orderOf(context: Context, frame: Frame, items: readonly OrderItem[]): Int32Array {
  return sortRows(sortKeys(context, frame, items), frame.rows)
}

/** What `order by` sorts by, as the kernel takes it. Nulls are smallest unless told otherwise. @throws ScriptError */
export function sortKeys(context: Context, frame: Frame, items: readonly OrderItem[]): SortKey[] {
  return items.map(item => ({
    column: sortingColumn(asColumn(evaluate(context, item.value, frame), frame.rows, 'order by')),
    descending: item.descending,
    nullsFirst: item.nulls === null ? !item.descending : item.nulls === 'first',
  }))
}
