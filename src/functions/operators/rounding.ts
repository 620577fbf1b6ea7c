import {
  type RoundingOp,
  rounding,
  roundingOfScalar,
  roundingToDigits,
  roundingToDigitsOfScalar,
} from '../../kernels/elementwise/rounding.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { type DataType, DOUBLE, LONG } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { integer } from '../argument.ts'
import { define } from '../define.ts'
import {
  allocateResult,
  dataOf,
  kernelStorage,
  type UnaryPlan,
  unaryKernelPlan,
} from '../lift/plans/kernel-plan.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'
import { numberPlan } from './math.ts'

/** Floats become LONG, integers stay what they are. */
function wholePlan(op: RoundingOp, x: DataType): UnaryPlan {
  if (x.category !== 'FLOATING') return { scalar: value => value, column: column => column }
  const a = kernelStorage(x)!
  return unaryKernelPlan(LONG, roundingOfScalar(op, a, 'i64'), nulls => rounding(op, a, 'i64', nulls))
}

const operation = (op: RoundingOp) => new UnaryOperation(op, type => numberPlan(type, x => wholePlan(op, x)))

const down = operation('floor')
const up = operation('ceil')
const nearest = new UnaryOperation('round', type =>
  numberPlan(type, x => {
    const a = kernelStorage(x)!
    return unaryKernelPlan(LONG, roundingOfScalar('round', a, 'i64'), nulls =>
      rounding('round', a, 'i64', nulls),
    )
  }),
)

// By number of decimal places, 1 to 10.
const toPlaces = Array.from({ length: 11 }, (_, places) => {
  const factor = 10 ** places
  return new UnaryOperation('round', type =>
    numberPlan(type, x => {
      const a = kernelStorage(x)!
      const scalar = roundingToDigitsOfScalar(a)
      return {
        scalar: value => new Scalar(DOUBLE, scalar(value.raw as number, factor)),
        column: column => {
          const out = allocateResult(DOUBLE, column.length)
          const kernel = roundingToDigits(a, column.mayHoldNulls)
          out.mayHoldNulls = kernel(dataOf(column), factor, out.data, column.length)
          return out
        },
      }
    }),
  )
})

export const floor = define({
  name: 'floor',
  signature: 'floor(X)',
  kind: 'elementwise',
  doc: 'The largest integer that is not above X, as LONG.',
  examples: [['floor(2.9 -2.1)', '[2,-3]']],
  run: (_, x) => applyUnary(down, x!),
})

export const ceil = define({
  name: 'ceil',
  signature: 'ceil(X)',
  kind: 'elementwise',
  doc: 'The smallest integer that is not below X, as LONG.',
  examples: [['ceil(2.1 -2.1)', '[3,-2]']],
  run: (_, x) => applyUnary(up, x!),
})

/** X rounded half away from zero, to integers or to decimal places. */
export function rounded(x: Value, places: number): Value {
  if (places < 0 || places > 10) {
    throw new ScriptError(
      `Usage: round(X, [precision]). precision should be between 0 and 10, not ${places}.`,
    )
  }
  return applyUnary(places === 0 ? nearest : toPlaces[places]!, x)
}

export const round = define({
  name: 'round',
  signature: 'round(X, [precision=0])',
  kind: 'elementwise',
  doc: 'X rounded, halves away from zero: to integers (LONG), or to `precision` decimal places (DOUBLE).',
  examples: [
    ['round(2.9 -2.1 2.5)', '[3,-2,3]'],
    ['round(2.156, 2)', '2.16'],
  ],
  run: (_, x, precision) => rounded(x!, integer(precision, 'round', 'precision', 0)),
})
