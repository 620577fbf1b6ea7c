import { arithmetic } from '../../kernels/arithmetic.ts'
import { addMonths } from '../../kernels/calendar.ts'
import { nullI32 } from '../../kernels/null.ts'
import { remainder32, remainder64 } from '../../kernels/units.ts'
import { DATE, MONTH } from '../../values/data-type.ts'
import type { FixedVector } from '../../values/fixed-vector.ts'
import type { Duration } from '../../values/null.ts'
import { isTimeOfDay, unitsPerDay } from '../../values/temporal-convert.ts'
import { allocateResult } from './kernel-plan.ts'
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
