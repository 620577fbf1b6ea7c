import { castFlat } from '../../values/cast/vector.ts'
import { BOOL, DOUBLE, FLOAT, INT } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { isNullRaw, nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { number, truth } from '../argument.ts'
import { define } from '../define.ts'
import { applyAggregate } from '../lift/aggregate-forms.ts'
import { unaryElementPlan } from '../lift/plans/kernel-plan.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'

// NaN and the infinities: scripts can't compute them, but they come with imported data.

const tests = [false, true].map(
  nulls =>
    new UnaryOperation('isNanInf', type => {
      if (type !== DOUBLE && type !== FLOAT)
        return unaryElementPlan(BOOL, raw => answer(nulls && isNullRaw(type, raw)))
      return unaryElementPlan(BOOL, raw =>
        answer(isNullRaw(type, raw) ? nulls : !Number.isFinite(raw as number)),
      )
    }),
)

const answer = (yes: boolean) => (yes ? 1 : 0)

export const isNanInf = define({
  name: 'isNanInf',
  signature: 'isNanInf(X, [includeNull=false])',
  kind: 'elementwise',
  doc: 'Whether it is not a number or infinite, element by element; with includeNull also whether it is null.',
  examples: [
    ['isNanInf([1.5, float(`nan), float(`inf), NULL])', '[false,true,true,false]'],
    ['isNanInf([1.5, NULL], true)', '[false,true]'],
  ],
  run: (_, x, includeNull) =>
    applyUnary(tests[answer(truth(includeNull, 'isNanInf', 'includeNull', false))]!, x!),
})

export const countNanInf = define({
  name: 'countNanInf',
  signature: 'countNanInf(X, [includeNull=false])',
  kind: 'aggregate',
  doc: 'How many elements are not a number or infinite; with includeNull nulls count, too.',
  examples: [['countNanInf([1.5, float(`nan), 2.3, float(`inf), NULL, 3.7])', '2']],
  run: (_, x, includeNull) => {
    const test = tests[answer(truth(includeNull, 'countNanInf', 'includeNull', false))]!
    const of = ([column]: readonly Vector[]) => {
      const found = castFlat(applyUnary(test, column!) as Vector, BOOL)
      return new Scalar(
        INT,
        (found.data as Int8Array).reduce((sum, each) => sum + (each === 1 ? 1 : 0), 0),
      )
    }
    return applyAggregate({ name: 'countNanInf', of, takes: () => true }, [x!])
  },
})

function replacing(by: number): UnaryOperation {
  return new UnaryOperation('nanInfFill', type => {
    if (type !== DOUBLE && type !== FLOAT) return null
    return unaryElementPlan(type, raw =>
      isNullRaw(type, raw) || Number.isFinite(raw as number) ? raw : Number.isNaN(by) ? nullOf(type) : by,
    )
  })
}

export const nanInfFill = define({
  name: 'nanInfFill',
  signature: 'nanInfFill(X, Y)',
  kind: 'elementwise',
  doc: 'Floating numbers X with Y in place of what is not a number or infinite.',
  examples: [['nanInfFill([float(`inf), 2, float(`nan), NULL], 2.5)', '[2.5,2,2.5,]']],
  run: (_, x, y) => {
    const isMissing = y instanceof Scalar && y.isNull
    return applyUnary(replacing(isMissing ? Number.NaN : number(y, 'nanInfFill', 'Y')), x as Value)
  },
})
