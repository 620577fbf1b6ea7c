import type { Expression, OrderItem } from '../../../grammar/tree/ast.ts'
import { groupingColumn } from '../../functions/tables/key-column.ts'
import { groupRows } from '../../kernels/groups/group.ts'
import { sortRows } from '../../kernels/order/sort.ts'
import type { SortKey } from '../../kernels/order/sort-fields.ts'
import type { Context } from '../../runtime/context.ts'
import { allocate } from '../../values/memory.ts'
import type { Frame } from '../frame.ts'
import { sortKeys } from '../order-by.ts'
import { asColumn, evaluate } from '../output.ts'

/** A frame's rows in order of partition, within it as asked for. All places are in this order. */
export interface PartitionOrder {
  /** Row of the frame at each place. */
  readonly order: Int32Array
  /** Where the partition of each place begins and ends. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** Where the rows begin and end that are equal in what orders them; without an order all of a partition are. */
  readonly peerStarts: Int32Array
  readonly peerEnds: Int32Array
}

/** The order for `over (partition by … order by …)`. @throws ScriptError */
export function partitionOrder(
  context: Context,
  frame: Frame,
  partitionBy: readonly Expression[],
  orderBy: readonly OrderItem[],
): PartitionOrder {
  const partitions = codesOf(context, frame, partitionBy)
  const orderKeys = sortKeys(context, frame, orderBy)
  const keys: SortKey[] = [...orderKeys]
  if (partitions) keys.unshift({ column: { storage: 'i32', data: partitions, nulls: false } })
  const order = sortRows(keys, frame.rows)
  const peers = codesOf(
    context,
    frame,
    orderBy.map(item => item.value),
  )
  const [starts, ends] = runs(order, [partitions])
  const [peerStarts, peerEnds] = orderBy.length > 0 ? runs(order, [partitions, peers]) : [starts!, ends!]
  return { order, starts: starts!, ends: ends!, peerStarts: peerStarts!, peerEnds: peerEnds! }
}

function codesOf(context: Context, frame: Frame, keys: readonly Expression[]): Int32Array | null {
  if (keys.length === 0 || frame.rows === 0) return null
  const columns = keys.map(key => asColumn(evaluate(context, key, frame), frame.rows, 'over'))
  return groupRows(columns.map(groupingColumn)).codes
}

// For each place the beginning and the end of the run of rows with equal codes that it is in.
function runs(order: Int32Array, codes: readonly (Int32Array | null)[]): [Int32Array, Int32Array] {
  const n = order.length
  const starts = allocate('i32', n)
  const ends = allocate('i32', n)
  const equal = (a: number, b: number) =>
    codes.every(each => each === null || each[order[a]!] === each[order[b]!])
  for (let start = 0; start < n; ) {
    let end = start + 1
    while (end < n && equal(end - 1, end)) end++
    starts.fill(start, start, end)
    ends.fill(end, start, end)
    start = end
  }
  return [starts, ends]
}
