import { int as intScalar, long } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { applySeries } from '../lift/series-forms.ts'
import { arithmeticOf } from '../operators/arithmetic.ts'
import { move } from '../vectors/positions.ts'

/** What becomes of each element and an earlier one. */
type Change = (now: Value, before: Value) => Value

function changed(
  change: Change,
  column: Vector,
  steps: number,
  context: Parameters<typeof move.definition.run>[0],
  offsets?: Int32Array,
): Vector {
  const by = intScalar(steps)
  const before = offsets
    ? move.definition.segmented!([column, by], offsets)!
    : move.definition.run(context, column, by)
  return change(column, before) as Vector
}

function declare(
  name: string,
  doc: string,
  examples: readonly (readonly [string, string])[],
  change: Change,
  hasSteps: boolean,
): Builtin {
  const stepsOf = (steps: Value | undefined) => integer(steps, name, 'n', 1)
  return define({
    name,
    signature: hasSteps ? `${name}(X, [n=1])` : `${name}(X)`,
    kind: 'series',
    doc,
    examples,
    run: (context, x, steps) =>
      applySeries({ name, of: ([column]) => changed(change, column!, stepsOf(steps), context) }, [x!]),
    segmented: ([x, steps], offsets) =>
      x instanceof Vector ? changed(change, x, stepsOf(steps), undefined as never, offsets) : undefined,
  })
}

const one = long(1n)

export const deltas = declare(
  'deltas',
  'Each element less the one n places before it (after it, if n is negative); null where there is none.',
  [
    ['deltas(7 4 5 8 9)', '[,-3,1,3,1]'],
    ['deltas(3 4 6 9, -2)', '[-3,-5,,]'],
  ],
  (now, before) => arithmeticOf.sub(now, before),
  true,
)

export const ratios = declare(
  'ratios',
  'Each element divided by the one before it, as DOUBLE; null for the first.',
  [['ratios(2 3 6 NULL 28 7)', '[,1.5,2,,,0.25]']],
  (now, before) => arithmeticOf.ratio(now, before),
  false,
)

export const percentChange = declare(
  'percentChange',
  'By what share each element is larger than the one n places before it; null where there is none.',
  [['percentChange(1 2 3)', '[,1,0.5]']],
  (now, before) => arithmeticOf.sub(arithmeticOf.ratio(now, before), one),
  true,
)
