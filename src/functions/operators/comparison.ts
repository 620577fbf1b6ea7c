import type { Comparison, NullComparison } from '../../kernels/elementwise/compare.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { bool } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import type { Value } from '../../values/value.ts'
import { define } from '../define.ts'
import { applyBinary } from '../lift/binary-forms.ts'
import { BinaryOperation } from '../lift/binary-operation.ts'
import { comparisonResolver } from '../lift/plans/comparison-plan.ts'
import { isSubset } from '../lift/set-algebra.ts'

const operations = (nulls: NullComparison): Record<Comparison, BinaryOperation> => {
  const operation = (op: Comparison) => new BinaryOperation(op, comparisonResolver(op, nulls))
  return {
    eq: operation('eq'),
    ne: operation('ne'),
    lt: operation('lt'),
    le: operation('le'),
    gt: operation('gt'),
    ge: operation('ge'),
  }
}

const withNullSmallest = operations('smallest')
const withNullUnknown = operations('unknown')

/** X compared with Y by forms. Nulls count as the smallest value, or (`unknown`) make the result null. */
export function compareValues(op: Comparison, x: Value, y: Value, nulls: NullComparison = 'smallest'): Value {
  if (x instanceof SetValue && y instanceof SetValue) return bool(compareSets(op, x, y))
  return applyBinary((nulls === 'smallest' ? withNullSmallest : withNullUnknown)[op], x, y)
}

// One set is less than another if it is a part of it.
function compareSets(op: Comparison, x: SetValue, y: SetValue): boolean {
  switch (op) {
    case 'eq':
      return x.size === y.size && isSubset(x, y)
    case 'ne':
      return x.size !== y.size || !isSubset(x, y)
    case 'le':
      return isSubset(x, y)
    case 'lt':
      return x.size < y.size && isSubset(x, y)
    case 'ge':
      return isSubset(y, x)
    case 'gt':
      return y.size < x.size && isSubset(y, x)
    default:
      throw new ScriptError(`Sets can't be compared by ${op}.`)
  }
}

const compared = (name: Comparison, doc: string, examples: readonly (readonly [string, string])[]) =>
  define({
    name,
    signature: `${name}(X, Y)`,
    kind: 'elementwise',
    doc: `${doc} Null is smaller than everything and equal to null.`,
    examples,
    run: (_, x, y) => compareValues(name, x!, y!),
  })

export const eq = compared('eq', 'X == Y, element by element; of two sets: whether they are the same.', [
  ['1 2 3 == 2', '[false,true,false]'],
  ['NULL == NULL', 'true'],
  ['`a`b == "b"', '[false,true]'],
])
export const ne = compared('ne', 'X != Y, element by element; of two sets: whether they differ.', [
  ['1 2 3 != 0 2 4', '[true,false,true]'],
])
export const lt = compared(
  'lt',
  'X < Y, element by element; of two sets: whether X is a part of Y and smaller.',
  [
    ['1 2 3 < 0 2 4', '[false,false,true]'],
    ['NULL < 1', 'true'],
  ],
)
export const le = compared('le', 'X <= Y, element by element; of two sets: whether X is a part of Y.', [
  ['2:3 <= 1:6', 'false : true'],
])
export const gt = compared(
  'gt',
  'X > Y, element by element; of two sets: whether Y is a part of X and smaller.',
  [['1 2 3 > 2', '[false,false,true]']],
)
export const ge = compared('ge', 'X >= Y, element by element; of two sets: whether Y is a part of X.', [
  ['2024.01.02 >= 2024.01.01T12:00:00', 'true'],
])
