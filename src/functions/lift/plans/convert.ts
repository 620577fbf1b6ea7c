import { castScalar } from '../../../values/cast/scalar.ts'
import { castVector } from '../../../values/cast/vector.ts'
import type { DataType } from '../../../values/data-type.ts'
import { Scalar } from '../../../values/forms/scalar.ts'
import type { Operand } from '../binary-operation.ts'

/** Converts operands of `from` to `to`; does nothing where they are the same. */
export function casting(from: DataType, to: DataType): <O extends Operand>(operand: O) => O {
  if (from === to) return operand => operand
  return operand =>
    (operand instanceof Scalar ? castScalar(operand, to) : castVector(operand, to)) as typeof operand
}
