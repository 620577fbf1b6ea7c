import { type CalendarPart, calendar } from '../../../kernels/elementwise/calendar.ts'
import { castFlat, castVector } from '../../../values/cast/vector.ts'
import { BOOL, CHAR, DATE, type DataType, INT, isTemporal } from '../../../values/data-type.ts'
import { temporalConverts } from '../../../values/elements/temporal-convert.ts'
import type { Scalar } from '../../../values/forms/scalar.ts'
import { vectorOf } from '../../../values/vectors/build.ts'
import { FixedVector } from '../../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../../values/vectors/vector.ts'
import { allocateResult, type UnaryPlan } from '../plans/kernel-plan.ts'

/** A plan from what it is of columns; a scalar is a column of one. */
export const columnPlan = (column: (x: Vector) => Vector): UnaryPlan => ({
  scalar: x => column(vectorOf([x])).get(0) as Scalar,
  column,
})

/** Whether values of the type lie on a day. */
export const hasDate = (type: DataType): boolean => isTemporal(type) && temporalConverts(type, DATE)

/** The days of a column of a type with dates, as DATE. */
export const daysOfColumn = (x: Vector): FixedVector => castFlat(x, DATE)

/** A part of the date, or a day near it, of each day; `result` has four bytes. */
export function calendarColumn(days: FixedVector, part: CalendarPart, result: DataType): FixedVector {
  const out = allocateResult(result, days.length)
  out.mayHoldNulls = calendar(part, days.mayHoldNulls)(days.data, out.data, days.length)
  return out
}

/** A plan for types with dates: what it is of their days. Null for other types. */
export const datePlan = (type: DataType, column: (days: FixedVector) => Vector): UnaryPlan | null =>
  hasDate(type) ? columnPlan(x => column(daysOfColumn(x))) : null

/** Truths that were computed as INT. */
export function asTruths(numbers: FixedVector): FixedVector {
  const bytes = castFlat(numbers.type === INT ? numbers : castVector(numbers, INT), CHAR)
  return new FixedVector(BOOL, bytes.data, numbers.mayHoldNulls)
}
