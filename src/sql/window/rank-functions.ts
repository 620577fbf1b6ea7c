import type { Expression } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { DOUBLE, INT } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { allocate } from '../../values/memory.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Frame } from '../frame.ts'
import { asColumn, evaluate } from '../output.ts'
import type { PartitionOrder } from './partition-order.ts'
import type { Ranges } from './window-frame.ts'

/** What a function that only stands before `over` is told. Everything is in the partition order. */
export interface WindowCall {
  readonly context: Context
  readonly name: string
  readonly args: readonly Expression[]
  readonly frame: Frame
  readonly order: PartitionOrder
  readonly isOrdered: boolean
  readonly ranges: () => Ranges
}

type WindowOnly = (call: WindowCall) => Vector

const byPlace = (valueAt: (place: number, order: PartitionOrder) => number): WindowOnly => {
  return ({ order }) => {
    const out = allocate('i32', order.order.length)
    for (let place = 0; place < out.length; place++) out[place] = valueAt(place, order)
    return new FixedVector(INT, out, false)
  }
}

const fractionByPlace = (valueAt: (place: number, order: PartitionOrder) => number): WindowOnly => {
  return ({ order }) => {
    const out = allocate('f64', order.order.length)
    for (let place = 0; place < out.length; place++) out[place] = valueAt(place, order)
    return new FixedVector(DOUBLE, out, false)
  }
}

function denseRank({ order }: WindowCall): Vector {
  const out = allocate('i32', order.order.length)
  for (let place = 0; place < out.length; place++) {
    if (order.starts[place] === place) out[place] = 1
    else out[place] = out[place - 1]! + (order.peerStarts[place] === place ? 1 : 0)
  }
  return new FixedVector(INT, out, false)
}

function ntile({ context, args, frame, order }: WindowCall): Vector {
  const parts = whole(context, args[0], frame, 'ntile')
  if (parts < 1) throw new ScriptError('ntile takes a number of parts.')
  return byPlace((place, { starts, ends }) => {
    const rows = ends[place]! - starts[place]!
    const at = place - starts[place]!
    // The first parts have one row more where the rows can't be divided.
    const least = Math.floor(rows / parts)
    const larger = rows % parts
    if (at < larger * (least + 1)) return Math.floor(at / (least + 1)) + 1
    return larger + Math.floor((at - larger * (least + 1)) / least) + 1
  })({ order } as WindowCall)
}

function whole(context: Context, arg: Expression | undefined, frame: Frame, name: string): number {
  const value = arg && evaluate(context, arg, frame)
  if (value instanceof Scalar && value.type.category === 'INTEGRAL' && !value.isNull) return Number(value.raw)
  throw new ScriptError(`${name} takes an integer.`)
}

const neighbour =
  (direction: 1 | -1): WindowOnly =>
  ({ context, name, args, frame, order }) => {
    const [value, distance, otherwise] = args
    if (!value) throw new ScriptError(`${name} takes a column.`)
    const column = asColumn(evaluate(context, value, frame), frame.rows, name)
    const away = direction * (distance ? whole(context, distance, frame, name) : 1)
    const rows = allocate('i32', frame.rows)
    for (let place = 0; place < rows.length; place++) {
      const other = place + away
      rows[place] = other >= order.starts[place]! && other < order.ends[place]! ? other : -1
    }
    const result = column.gather(rows)
    if (!otherwise) return result
    const filler = evaluate(context, otherwise, frame)
    if (!(filler instanceof Scalar)) throw new ScriptError(`The default of ${name} is a single value.`)
    const converted = castScalar(filler, column.type)
    for (let place = 0; place < rows.length; place++) if (rows[place]! < 0) result.set(place, converted)
    return result
  }

const placed =
  (placeIn: (start: number, end: number, call: WindowCall) => number): WindowOnly =>
  call => {
    const { context, name, args, frame } = call
    if (!args[0]) throw new ScriptError(`${name} takes a column.`)
    const column = asColumn(evaluate(context, args[0], frame), frame.rows, name)
    const { starts, ends } = call.ranges()
    const rows = allocate('i32', frame.rows)
    for (let place = 0; place < rows.length; place++) {
      const at = placeIn(starts[place]!, ends[place]!, call)
      rows[place] = at >= starts[place]! && at < ends[place]! ? at : -1
    }
    return column.gather(rows)
  }

/** Functions that only stand before `over (…)`; aggregates do, too. */
export const windowOnly: Readonly<Record<string, WindowOnly>> = {
  row_number: byPlace((place, { starts }) => place - starts[place]! + 1),
  rank: byPlace((place, { starts, peerStarts }) => peerStarts[place]! - starts[place]! + 1),
  dense_rank: denseRank,
  percent_rank: fractionByPlace((place, { starts, ends, peerStarts }) => {
    const rows = ends[place]! - starts[place]!
    return rows < 2 ? 0 : (peerStarts[place]! - starts[place]!) / (rows - 1)
  }),
  cume_dist: fractionByPlace(
    (place, { starts, ends, peerEnds }) =>
      (peerEnds[place]! - starts[place]!) / (ends[place]! - starts[place]!),
  ),
  ntile,
  lead: neighbour(1),
  lag: neighbour(-1),
  first_value: placed(start => start),
  last_value: placed((_, end) => end - 1),
  nth_value: placed(
    (start, _, { context, args, frame }) => start + whole(context, args[1], frame, 'nth_value') - 1,
  ),
}
