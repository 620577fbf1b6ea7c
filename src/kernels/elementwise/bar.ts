import type { ScalarStorage } from '../storage.ts'
import { longDivision } from './arithmetic.ts'
import {
  type Binary,
  type Domain,
  domainOf,
  type Loop,
  pair,
  type Rule,
  type ScalarBinary,
  type Shape,
  scalarKernel,
  vectorKernel,
} from './template.ts'

/** Which end of its interval a value is replaced by. A multiple of the width stays what it is. */
export type BarSide = 'left' | 'right'

const rules: Record<BarSide, Record<Domain, Rule>> = {
  left: {
    int: { value: 'Math.imul(Math.floor(u / d), d)', divides: true, mayBeNull: 'sentinel' },
    long: {
      ...longDivision,
      value: 'u - BigInt.asIntN(64, m + BigInt.asIntN(64, d & s))',
      mayBeNull: 'sentinel',
    },
    float: { value: 'Math.floor(u / d) * d', divides: true, mayBeNull: 'never' },
  },
  right: {
    int: { value: 'Math.imul(Math.ceil(u / d), d)', divides: true, mayBeNull: 'sentinel' },
    // x + (−x mod d): the divisor where the remainder is not 0, less that.
    long: {
      ...longDivision,
      first: `${longDivision.first}
        const rest = BigInt.asIntN(64, m + BigInt.asIntN(64, d & s))
        const some = BigInt.asIntN(64, BigInt.asIntN(64, rest | BigInt.asIntN(64, -rest)) >> 63n)`,
      value: 'u - BigInt.asIntN(64, rest - BigInt.asIntN(64, d & some))',
      mayBeNull: 'sentinel',
    },
    float: { value: 'Math.ceil(u / d) * d', divides: true, mayBeNull: 'never' },
  },
}

function barLoop(side: BarSide, storage: ScalarStorage, shape: Shape, nulls: boolean): Loop {
  const domain = domainOf(storage)
  const rule = rules[side][domain]
  return pair(storage, storage, shape, {
    out: storage,
    domain,
    nulls: nulls ? 'propagate' : 'ignore',
    rule,
  })
}

/** The loop that replaces a value (first operand) by the start or end of its interval of a width (second operand). */
export function bar(side: BarSide, storage: ScalarStorage, shape: Shape, nulls: boolean): Binary {
  return vectorKernel(`bar ${side} ${storage} ${shape} ${nulls}`, () => barLoop(side, storage, shape, nulls))
}

export function barOfScalars(side: BarSide, storage: ScalarStorage): ScalarBinary {
  return scalarKernel(`bar ${side} ${storage} scalars`, () => barLoop(side, storage, 'vv', true))
}
