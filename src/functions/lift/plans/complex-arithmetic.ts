import type { ArithmeticOp } from '../../../kernels/elementwise/arithmetic.ts'
import { nullF64 } from '../../../kernels/null.ts'
import { isPlainNumber } from '../../../values/cast/promote.ts'
import { COMPLEX, type DataType } from '../../../values/data-type.ts'
import { isNullRaw, type Lanes, nullOf, type Raw } from '../../../values/null.ts'
import type { BinaryPlan } from '../binary-operation.ts'
import { elementPlan } from './kernel-plan.ts'

const missing: Lanes = { x: nullF64, y: nullF64 }

const rules: Partial<Record<ArithmeticOp, (a: Lanes, b: Lanes) => Lanes>> = {
  add: (a, b) => ({ x: a.x + b.x, y: a.y + b.y }),
  sub: (a, b) => ({ x: a.x - b.x, y: a.y - b.y }),
  mul: (a, b) => ({ x: a.x * b.x - a.y * b.y, y: a.x * b.y + a.y * b.x }),
  div: quotient,
  ratio: quotient,
}

function quotient(a: Lanes, b: Lanes): Lanes {
  const size = b.x * b.x + b.y * b.y
  if (size === 0) return missing
  return { x: (a.x * b.x + a.y * b.y) / size, y: (a.y * b.x - a.x * b.y) / size }
}

/** Complex numbers with each other and with real ones. */
export function complexPlan(op: ArithmeticOp, x: DataType, y: DataType): BinaryPlan | null {
  const rule = rules[op]
  if (!rule || ![x, y].every(type => type === COMPLEX || isPlainNumber(type))) return null
  const lanes = (type: DataType, raw: Raw): Lanes =>
    type === COMPLEX ? (raw as Lanes) : { x: Number(raw), y: 0 }
  return elementPlan(COMPLEX, (a, b) =>
    isNullRaw(x, a) || isNullRaw(y, b) ? nullOf(COMPLEX) : rule(lanes(x, a), lanes(y, b)),
  )
}
