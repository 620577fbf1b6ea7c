import { castScalar } from '../../values/cast/scalar.ts'
import { BOOL } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Pair } from '../../values/forms/pair.ts'
import { bool, type Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { sizesDiffer } from '../lift/binary-forms.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { isBetween, isIn } from './membership.ts'

type Context = Parameters<typeof isBetween>[0]

function passes(context: Context, x: Value, condition: Value, filters: Dictionary): boolean {
  const key = castScalar(condition as Scalar, filters.keyType)
  const allowed = filters.get(key.raw)
  if (allowed === undefined) return false
  const found = allowed instanceof Pair ? isBetween(context, x, allowed) : isIn(x, allowed)
  return Number((found as Scalar).raw) === 1
}

export const conditionalFilter = define({
  name: 'conditionalFilter',
  signature: 'conditionalFilter(X, condition, filterMap)',
  kind: 'elementwise',
  doc: 'Whether each element of X is among what the dictionary has for the element of condition at its place: a value, several, or a pair of bounds. False where the dictionary lacks it.',
  examples: [
    ['conditionalFilter(1 2 3, `a`b`b, dict(`a`b, [1 2, 3 4]))', '[true,false,true]'],
    ['conditionalFilter(1 2 3, `a`b`c, dict(`a`b, 1 2))', '[true,true,false]'],
  ],
  run: (context, x, condition, filters) => {
    if (!(filters instanceof Dictionary))
      throw wrongArgument('conditionalFilter(X, condition, filterMap)', 'filterMap', 'a dictionary', filters)
    const vectors = [x, condition].filter(value => value instanceof Vector)
    if (vectors.length === 0) return bool(passes(context, x!, condition!, filters))
    const { length } = vectors[0]!
    if (vectors.some(each => each.length !== length))
      throw sizesDiffer('conditionalFilter', length, vectors[1]!.length)
    const at = (value: Value, i: number) => (value instanceof Vector ? value.get(i) : value)
    const out = allocateResult(BOOL, length)
    for (let i = 0; i < length; i++)
      out.data[i] = passes(context, at(x!, i), at(condition!, i), filters) ? 1 : 0
    return out
  },
})
