import type { WindowBound, WindowFunction } from '../../../grammar/tree/ast.ts'
import { searchSegments } from '../../kernels/order/search.ts'
import type { ScalarStorage } from '../../kernels/storage.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castVector } from '../../values/cast/vector.ts'
import { DOUBLE, LONG } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { allocate, lanesOf } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import type { Frame } from '../frame.ts'
import { asColumn, evaluate } from '../output.ts'
import type { PartitionOrder } from './partition-order.ts'

/** For each place the places of its window: starts[p] … ends[p] − 1. */
export interface Ranges {
  readonly starts: Int32Array
  readonly ends: Int32Array
}

/** The windows of `rows between …`, `range between …`, or those meant without. `frame` is in the order. @throws ScriptError */
export function windowRanges(
  context: Context,
  node: WindowFunction,
  frame: Frame,
  order: PartitionOrder,
): Ranges {
  if (node.frame === null) {
    return { starts: order.starts, ends: node.orderBy.length > 0 ? order.peerEnds : order.ends }
  }
  const { unit, start, end } = node.frame
  const edge = unit === 'rows' ? rowEdge : rangeEdge
  const starts = edge(context, node, frame, order, start, 'start')
  const ends = edge(context, node, frame, order, end, 'end')
  // A window beyond its partition is empty.
  for (let place = 0; place < starts.length; place++) {
    if (starts[place]! > ends[place]!) starts[place] = ends[place]!
  }
  return { starts: starts.slice(), ends: ends.slice() }
}

type Edge = 'start' | 'end'

function unbounded({ bound }: WindowBound, order: PartitionOrder): Int32Array | null {
  if (bound === 'unbounded preceding') return order.starts.slice()
  return bound === 'unbounded following' ? order.ends.slice() : null
}

function rowEdge(
  context: Context,
  _: WindowFunction,
  frame: Frame,
  order: PartitionOrder,
  bound: WindowBound,
  edge: Edge,
): Int32Array {
  const whole = unbounded(bound, order)
  if (whole) return whole
  const rows = bound.offset === null ? 0 : count(evaluate(context, bound.offset, frame))
  const distance = (bound.bound === 'preceding' ? -rows : rows) + (edge === 'end' ? 1 : 0)
  const { starts, ends } = order
  const places = allocate('i32', frame.rows)
  for (let p = 0; p < places.length; p++) places[p] = Math.min(ends[p]!, Math.max(starts[p]!, p + distance))
  return places
}

function count(value: Value): number {
  if (
    value instanceof Scalar &&
    value.type.category === 'INTEGRAL' &&
    !value.isNull &&
    Number(value.raw) >= 0
  )
    return Number(value.raw)
  throw new ScriptError('The bounds of a window by rows are numbers of rows.')
}

function rangeEdge(
  context: Context,
  node: WindowFunction,
  frame: Frame,
  order: PartitionOrder,
  bound: WindowBound,
  edge: Edge,
): Int32Array {
  const whole = unbounded(bound, order)
  if (whole) return whole
  if (bound.bound === 'current row')
    return edge === 'start' ? order.peerStarts.slice() : order.peerEnds.slice()
  if (node.orderBy.length !== 1) throw new ScriptError('range between … goes with one column of order by.')
  const { value, descending } = node.orderBy[0]!
  const keys = asColumn(evaluate(context, value, frame), frame.rows, 'order by')
  const offset = evaluate(context, bound.offset!, frame)
  // What precedes is smaller, or in descending order larger.
  const away = (bound.bound === 'preceding') !== descending ? '::sub' : '::add'
  const probes = context.call(context.evaluator.findFunction(away)!, [keys, offset])
  const [from, to] = [ascending(keys, descending), ascending(probes, descending)]
  const places = allocate('i32', frame.rows)
  const [codes, offsets] = partitions(order)
  const side = edge === 'start' ? 'lower' : 'upper'
  searchSegments(side, from.type.storage as ScalarStorage, from.data, offsets, codes, to.data, places)
  return places
}

// Numbers that ascend where the keys, in their order, do or should.
function ascending(keys: Value, descending: boolean): FixedVector {
  if (!(keys instanceof Vector) || (keys instanceof FixedVector && lanesOf(keys.type.storage) > 1)) {
    throw new ScriptError('range between … goes with a column of numbers or times.')
  }
  const isFloat = keys.type.category === 'FLOATING'
  const numbers = (
    isFloat ? castVector(keys, DOUBLE) : new FixedVector(LONG, longsOf(keys as FixedVector))
  ) as FixedVector
  if (!descending) return numbers
  const data = allocate(isFloat ? 'f64' : 'i64', numbers.length)
  for (let i = 0; i < data.length; i++) data[i] = -numbers.data[i]! as never
  return new FixedVector(numbers.type, data, numbers.mayHoldNulls)
}

// Times as what they count.
function longsOf({ data }: FixedVector): BigInt64Array {
  const longs = allocate('i64', data.length)
  for (let i = 0; i < longs.length; i++) longs[i] = BigInt(data[i]!)
  return longs
}

// Each place's partition, and where partitions begin.
function partitions({ starts }: PartitionOrder): [Int32Array, Int32Array] {
  const codes = allocate('i32', starts.length)
  const offsets: number[] = []
  for (let place = 0; place < starts.length; place++) {
    if (starts[place] === place) offsets.push(place)
    codes[place] = offsets.length - 1
  }
  return [codes, Int32Array.from([...offsets, starts.length])]
}
