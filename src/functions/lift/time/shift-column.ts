import { arithmetic } from '../../../kernels/elementwise/arithmetic.ts'
import { addMonths } from '../../../kernels/elementwise/calendar.ts'
import { multiply32, multiply32to64, remainder32, remainder64 } from '../../../kernels/elementwise/units.ts'
import { nullI32 } from '../../../kernels/null.ts'
import { castFlat } from '../../../values/cast/vector.ts'
import { DATE, MONTH } from '../../../values/data-type.ts'
import { isTimeOfDay, unitsPerDay } from '../../../values/elements/temporal-convert.ts'
import type { Duration } from '../../../values/null.ts'
import type { FixedVector } from '../../../values/vectors/fixed-vector.ts'
import { allocateResult } from '../plans/kernel-plan.ts'
import { durationUnits, isFixedUnit } from './temporal-shift.ts'

/**
 * The column's counterpart of shiftTemporal: moments moved by one duration. Null where there is no loop for it, and
 * they are to be moved one by one.
 */
export function shiftColumn(moments: FixedVector, by: Duration): FixedVector | null {
  const { type, length } = moments
  const { amount, unit } = by
  if (amount === nullI32) return null
  const months = unit === 'M' ? amount : unit === 'y' ? 12 * amount : null
  if (months !== null && type === DATE) {
    const out = allocateResult(DATE, length)
    out.mayHoldNulls = addMonths('vs', moments.mayHoldNulls)(moments.data, months, out.data, length)
    return out
  }
  if (months !== null && type === MONTH) return addUnits(moments, BigInt(months))
  if (months !== null && !isTimeOfDay(type)) return addMonthsToMoments(moments, months)
  if (!isFixedUnit(unit)) return null
  const moved = addUnits(moments, durationUnits(by, type))
  if (!isTimeOfDay(type)) return moved
  const { data } = moved
  moved.mayHoldNulls =
    data instanceof Int32Array
      ? remainder32(data, unitsPerDay(type), data)
      : remainder64(data as BigInt64Array, BigInt(unitsPerDay(type)), data as BigInt64Array)
  return moved
}

// The dates move, and the moments by as much as they do.
function addMonthsToMoments(moments: FixedVector, months: number): FixedVector {
  const { type, length } = moments
  const days = castFlat(moments, DATE)
  const nulls = moments.mayHoldNulls || days.mayHoldNulls
  const moved = allocateResult(DATE, length).data as Int32Array
  addMonths('vs', nulls)(days.data, months, moved, length)
  arithmetic('sub', 'i32', 'i32', 'i32', 'vv', nulls)(moved, days.data, moved, length)
  const out = allocateResult(type, length)
  const perDay = unitsPerDay(type)
  if (out.data instanceof Int32Array) {
    multiply32(moved, perDay, out.data)
    out.mayHoldNulls = arithmetic(
      'add',
      'i32',
      'i32',
      'i32',
      'vv',
      nulls,
    )(moments.data, out.data, out.data, length)
  } else {
    multiply32to64(moved, BigInt(perDay), out.data as BigInt64Array)
    out.mayHoldNulls = arithmetic(
      'add',
      'i64',
      'i64',
      'i64',
      'vv',
      nulls,
    )(moments.data, out.data, out.data, length)
  }
  return out
}

function addUnits(moments: FixedVector, units: bigint): FixedVector {
  const { type, length } = moments
  const wide = type.storage === 'i64'
  const storage = wide ? 'i64' : 'i32'
  const out = allocateResult(type, length)
  const add = arithmetic('add', storage, storage, storage, 'vs', moments.mayHoldNulls)
  const step = wide ? BigInt.asIntN(64, units) : Number(BigInt.asIntN(32, units))
  out.mayHoldNulls = add(moments.data, step, out.data, length)
  return out
}
