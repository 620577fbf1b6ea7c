import type { ArithmeticOp } from '../../../kernels/elementwise/arithmetic.ts'
import { nullI32 } from '../../../kernels/null.ts'
import { isPlainNumber } from '../../../values/cast/promote.ts'
import { type DataType, DURATION, isTemporal } from '../../../values/data-type.ts'
import { NULL_DURATION } from '../../../values/elements/duration.ts'
import { Scalar } from '../../../values/forms/scalar.ts'
import { type Duration, isNullRaw, type Raw } from '../../../values/null.ts'
import { FixedVector } from '../../../values/vectors/fixed-vector.ts'
import type { BinaryPlan } from '../binary-operation.ts'
import { shiftColumn } from '../time/shift-column.ts'
import { shiftTemporal } from '../time/temporal-shift.ts'
import { elementPlan } from './kernel-plan.ts'

const scaled = ({ amount, unit }: Duration, factor: number): Duration =>
  amount === nullI32 ? NULL_DURATION : { amount: amount * factor, unit }

/** A moment plus or minus a duration, a duration times an integer. */
export function durationPlan(op: ArithmeticOp, x: DataType, y: DataType): BinaryPlan | null {
  if (op === 'mul' && x === DURATION && isPlainNumber(y)) {
    return elementPlan(DURATION, (a, b) =>
      isNullRaw(y, b) ? NULL_DURATION : scaled(a as Duration, Number(b)),
    )
  }
  if (op === 'mul' && isPlainNumber(x)) {
    return elementPlan(DURATION, (a, b) =>
      isNullRaw(x, a) ? NULL_DURATION : scaled(b as Duration, Number(a)),
    )
  }
  if (y === DURATION && isTemporal(x) && (op === 'add' || op === 'sub')) {
    const sign = op === 'add' ? 1 : -1
    const each = elementPlan(x, (a: Raw, b: Raw) => shiftTemporal(a, x, scaled(b as Duration, sign)))
    return {
      scalar: each.scalar,
      column: (moments, by, length) =>
        (by instanceof Scalar && moments instanceof FixedVector
          ? shiftColumn(moments, scaled(by.raw as Duration, sign))
          : null) ?? each.column(moments, by, length),
    }
  }
  if (x === DURATION && isTemporal(y) && op === 'add') {
    return elementPlan(y, (a: Raw, b: Raw) => shiftTemporal(b, y, a as Duration))
  }
  return null
}
