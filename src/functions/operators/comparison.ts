import type { Comparison, NullComparison } from '../../kernels/elementwise/compare.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { DataType } from '../../values/data-type.ts'
import { bool, Scalar } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { define } from '../define.ts'
import { applyBinary, sizesDiffer } from '../lift/binary-forms.ts'
import { BinaryOperation } from '../lift/binary-operation.ts'
import { comparisonResolver } from '../lift/plans/comparison-plan.ts'
import { isSubset } from '../lift/set-algebra.ts'
import { testUnion } from '../lift/test-union.ts'

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
  const operation = (nulls === 'smallest' ? withNullSmallest : withNullUnknown)[op]
  if (x instanceof UnionVector || y instanceof UnionVector) return compareMixed(operation, x, y, op === 'ne')
  return applyBinary(operation, x, y)
}

// What can't be compared, such as a text and a number, differs, and none is greater.
function compareMixed(operation: BinaryOperation, x: Value, y: Value, whenIncomparable: boolean): Value {
  const compare = (a: Value, b: Value): Value =>
    goTogether(operation, a, b) ? applyBinary(operation, a, b) : bool(whenIncomparable)
  if (x instanceof UnionVector && y instanceof Scalar) return testUnion(x, part => compare(part, y))
  if (y instanceof UnionVector && x instanceof Scalar) return testUnion(y, part => compare(x, part))
  const at = (side: Value, i: number) => (side instanceof Vector ? side.get(i) : side)
  const length = (x instanceof Vector ? x : (y as Vector)).length
  if (x instanceof Vector && y instanceof Vector && y.length !== length)
    throw sizesDiffer(operation.name, length, y.length)
  return vectorOf(Array.from({ length }, (_, i) => compare(at(x, i), at(y, i))))
}

function goTogether(operation: BinaryOperation, x: Value, y: Value): boolean {
  const [a, b] = [x, y].map(side => (side as { type?: DataType }).type)
  return a !== undefined && b !== undefined && operation.takes(a, b)
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
