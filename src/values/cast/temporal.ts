import { calendar } from '../../kernels/elementwise/calendar.ts'
import {
  divide32,
  divide64,
  divide64to32,
  multiply32,
  multiply32to64,
  multiply64,
  remainder32,
  remainder64,
} from '../../kernels/elementwise/units.ts'
import { nullI32 } from '../../kernels/null.ts'
import { DATE, type DataType, MONTH } from '../data-type.ts'
import { daysOfMonth } from '../elements/civil-date.ts'
import { isTimeOfDay, temporalConverts, unitsPerDay } from '../elements/temporal-convert.ts'
import { allocate, type TypedArray } from '../memory.ts'
import { ValueError } from '../value-error.ts'
import { FixedVector } from '../vectors/fixed-vector.ts'

// The column's counterpart of convertTemporal: the same steps, each a loop.

/** Counts of `perDay` units a day; `data` may be memory of the loops' own. */
interface Counts {
  readonly data: TypedArray
  readonly perDay: number
  readonly nulls: boolean
}

function rescale(
  { data, perDay }: Counts,
  target: number,
  wide: boolean,
): { data: TypedArray; nulls: boolean } {
  const factor = target / perDay
  const divisor = perDay / target
  const n = data.length
  if (data instanceof Int32Array) {
    if (wide) {
      // Down is only ever to a type of the same width or narrower.
      const out = allocate('i64', n)
      return { nulls: multiply32to64(data, BigInt(factor), out), data: out }
    }
    const out = allocate('i32', n)
    const nulls = factor >= 1 ? multiply32(data, factor, out) : divide32(data, divisor, out)
    return { data: out, nulls }
  }
  const source = data as BigInt64Array
  if (!wide) {
    const out = allocate('i32', n)
    return { nulls: divide64to32(source, BigInt(divisor), out), data: out }
  }
  const out = allocate('i64', n)
  const nulls = factor >= 1 ? multiply64(source, BigInt(factor), out) : divide64(source, BigInt(divisor), out)
  return { data: out, nulls }
}

function ofMonths(data: Int32Array): Counts {
  const out = allocate('i32', data.length)
  let nulls = false
  for (let i = 0; i < out.length; i++) {
    const month = data[i]!
    const days = month === nullI32 ? nullI32 : daysOfMonth(month)
    out[i] = Math.abs(days) < 2147483648 ? days : nullI32
    if (out[i] === nullI32) nulls = true
  }
  return { data: out, perDay: 1, nulls }
}

function toMonths({ data, nulls }: Pick<Counts, 'data' | 'nulls'>): FixedVector {
  const out = allocate('i32', data.length)
  return new FixedVector(MONTH, out, calendar('months', nulls)(data, out, out.length))
}

function withinDay({ data, perDay }: Counts): Counts {
  if (data instanceof Int32Array) {
    const out = allocate('i32', data.length)
    return { nulls: remainder32(data, perDay, out), data: out, perDay }
  }
  const out = allocate('i64', data.length)
  return { nulls: remainder64(data as BigInt64Array, BigInt(perDay), out), data: out, perDay }
}

/** A temporal column as another temporal type; see convertTemporal. @throws ValueError when it makes no sense. */
export function castTemporals(vector: FixedVector, to: DataType): FixedVector {
  const from = vector.type
  if (!temporalConverts(from, to)) throw new ValueError(`Can't convert ${from} to ${to}`)
  let counts: Counts =
    from === MONTH
      ? ofMonths(vector.data as Int32Array)
      : { data: vector.data, perDay: unitsPerDay(from), nulls: vector.mayHoldNulls }
  if (to === MONTH) return toMonths(rescale(counts, 1, false))
  if (isTimeOfDay(to) && !isTimeOfDay(from)) counts = withinDay(counts)
  if (counts.perDay === unitsPerDay(to) && to.storage === (from === MONTH ? DATE : from).storage) {
    const data = counts.data === vector.data ? vector.clone().data : counts.data
    return new FixedVector(to, data, counts.nulls)
  }
  const { data, nulls } = rescale(counts, unitsPerDay(to), to.storage === 'i64')
  return new FixedVector(to, data, nulls)
}
