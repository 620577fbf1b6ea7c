import { type LogicOp, logic, logicOfScalars, truth, truthOfScalar } from '../../kernels/elementwise/logic.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { BOOL, type DataType, isTemporal, VOID } from '../../values/data-type.ts'
import { bool, Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { define } from '../define.ts'
import { applyBinary } from '../lift/binary-forms.ts'
import { BinaryOperation } from '../lift/binary-operation.ts'
import { casting } from '../lift/plans/convert.ts'
import { convertingPlan, kernelPlan, kernelStorage, unaryKernelPlan } from '../lift/plans/kernel-plan.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'

const unknown = new Scalar(BOOL, -128)
const isTruthy = (type: DataType) => isPlainNumber(type) || isTemporal(type)

const operation = (name: string, op: LogicOp) =>
  new BinaryOperation(name, (x, y) => {
    if (x.category === 'DECIMAL' || y.category === 'DECIMAL') {
      const [a, b] = [x, y].map(type => (type.category === 'DECIMAL' ? BOOL : type)) as [DataType, DataType]
      if (!isTruthy(a) || !isTruthy(b)) return null
      return convertingPlan(truthPlan(op, a, b), casting(x, a), casting(y, b))
    }
    if (x === VOID && y === VOID)
      return { scalar: () => unknown, column: (a, b, n) => truthPlan(op, BOOL, BOOL).column(a, b, n) }
    return isTruthy(x) && isTruthy(y) ? truthPlan(op, x, y) : null
  })

function truthPlan(op: LogicOp, x: DataType, y: DataType) {
  const [a, b] = [kernelStorage(x)!, kernelStorage(y)!]
  const scalar = logicOfScalars(op, a, b)
  const plan = kernelPlan(BOOL, scalar, (shape, nulls) => logic(op, a, b, shape, nulls))
  return {
    scalar: (p: Scalar, q: Scalar) => {
      const result = scalar(p.raw as number, q.raw as number) as number
      return result === -128 ? unknown : bool(result !== 0)
    },
    column: plan.column,
  }
}

const conjunction = operation('and', 'and')
// As DolphinDB does unless configured otherwise: what is known decides.
const disjunction = operation('or', 'orIgnoringNull')
const exclusion = operation('xor', 'xor')

const negation = new UnaryOperation('not', x => {
  if (!isTruthy(x)) return null
  const a = kernelStorage(x)!
  return unaryKernelPlan(BOOL, truthOfScalar('not', a), nulls => truth('not', a, nulls))
})

export const and = define({
  name: 'and',
  signature: 'and(X, Y)',
  kind: 'elementwise',
  doc: 'X && Y, element by element: whatever is not zero is true. Null where either is null.',
  examples: [
    ['1 && 3', 'true'],
    ['1 2 3 && 0 1 NULL', '[false,true,]'],
  ],
  run: (_, x, y) => applyBinary(conjunction, x!, y!),
})

export const or = define({
  name: 'or',
  signature: 'or(X, Y)',
  kind: 'elementwise',
  doc: 'X || Y, element by element. Where one is null the other decides; null only where both are.',
  examples: [
    ['1 0 1 || 0', '[true,false,true]'],
    ['NULL or true', 'true'],
  ],
  run: (_, x, y) => applyBinary(disjunction, x!, y!),
})

export const xor = define({
  name: 'xor',
  signature: 'xor(X, Y)',
  kind: 'elementwise',
  doc: 'Whether exactly one of X and Y is true, element by element. Null where either is null.',
  examples: [['xor(1 2 3, 2 0 0)', '[false,true,true]']],
  run: (_, x, y) => applyBinary(exclusion, x!, y!),
})

/** The opposite, element by element; a null stays one. */
export const opposite = (x: Value): Value => applyUnary(negation, x)

export const not = define({
  name: 'not',
  signature: 'not(X)',
  kind: 'elementwise',
  doc: '!X: 1 where X is zero, else 0. A null stays null.',
  examples: [
    ['!1.5', 'false'],
    ['not 1 0 NULL', '[false,true,]'],
  ],
  run: (_, x) => opposite(x!),
})
