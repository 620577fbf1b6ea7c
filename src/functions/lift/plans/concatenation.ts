import { BLOB, type DataType, isLiteral, STRING } from '../../../values/data-type.ts'
import { textOf } from '../../../values/format/text.ts'
import type { Raw } from '../../../values/null.ts'
import type { BinaryPlan } from '../binary-operation.ts'
import { elementPlan } from './kernel-plan.ts'

/** `+` with text: the texts of both sides one after the other; a null adds nothing. */
export function concatenation(x: DataType, y: DataType): BinaryPlan {
  const result = x === BLOB || y === BLOB ? BLOB : STRING
  return elementPlan(result, (a, b) => asText(x, a) + asText(y, b))
}

const asText = (type: DataType, raw: Raw): string => (isLiteral(type) ? (raw as string) : textOf(type, raw))
