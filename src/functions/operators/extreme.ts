import { extreme, extremeOfScalars, type NullOrder } from '../../kernels/elementwise/extreme.ts'
import { operandType } from '../../values/cast/promote.ts'
import { compareRaws } from '../../values/compare.ts'
import { type DataType, VOID } from '../../values/data-type.ts'
import { isNullRaw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { define } from '../define.ts'
import { applyBinary } from '../lift/binary-forms.ts'
import { BinaryOperation } from '../lift/binary-operation.ts'
import { casting } from '../lift/plans/convert.ts'
import { convertingPlan, elementPlan, kernelPlan, kernelStorage } from '../lift/plans/kernel-plan.ts'

function operation(name: string, op: 'min' | 'max', order: NullOrder): BinaryOperation {
  return new BinaryOperation(name, (x, y) => {
    if (x === VOID || y === VOID) return null
    const type = operandType(x, y)
    if (!type) return null
    return convertingPlan(planOf(op, type, order), casting(x, type), casting(y, type))
  })
}

function planOf(op: 'min' | 'max', type: DataType, order: NullOrder) {
  const storage = kernelStorage(type)
  if (storage !== null && storage !== 'sym') {
    return kernelPlan(type, extremeOfScalars(op, storage, order), (shape, nulls) =>
      extreme(op, storage, shape, nulls ? order : 'none'),
    )
  }
  const sign = op === 'min' ? -1 : 1
  return elementPlan(type, (x, y) => {
    if (order === 'absent') {
      if (isNullRaw(type, x)) return y
      if (isNullRaw(type, y)) return x
    }
    return sign * compareRaws(type, x, y) >= 0 ? x : y
  })
}

const plain = { min: operation('min', 'min', 'smallest'), max: operation('max', 'max', 'smallest') }
const ignoring = {
  min: operation('minIgnoreNull', 'min', 'absent'),
  max: operation('maxIgnoreNull', 'max', 'absent'),
}

/** The smaller or larger of two, element by element; a null is the smallest. */
export const extremeOfTwo = (op: 'min' | 'max', x: Value, y: Value): Value => applyBinary(plain[op], x, y)

export const minIgnoreNull = define({
  name: 'minIgnoreNull',
  signature: 'minIgnoreNull(X, Y)',
  kind: 'elementwise',
  doc: 'The smaller of both, element by element; where one is null, the other.',
  examples: [['minIgnoreNull(1 NULL 3, 2)', '[1,2,2]']],
  run: (_, x, y) => applyBinary(ignoring.min, x!, y!),
})

export const maxIgnoreNull = define({
  name: 'maxIgnoreNull',
  signature: 'maxIgnoreNull(X, Y)',
  kind: 'elementwise',
  doc: 'The larger of both, element by element; where one is null, the other.',
  examples: [['maxIgnoreNull(1 NULL 3, 2)', '[2,2,3]']],
  run: (_, x, y) => applyBinary(ignoring.max, x!, y!),
})
