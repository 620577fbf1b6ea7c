import type { ScalarStorage } from '../storage.ts'
import {
  type Binary,
  type Domain,
  domainOf,
  type Loop,
  meet,
  pair,
  type Rule,
  type ScalarBinary,
  type ScalarUnary,
  type Shape,
  scalarKernel,
  single,
  type Unary,
  vectorKernel,
} from './template.ts'

/**
 * Whatever is not 0 is true. `and`, `or` and `xor` of a null are null; `orIgnoringNull` of a null and something else is
 * that something's truth, and null only if both are null.
 */
export type LogicOp = 'and' | 'or' | 'orIgnoringNull' | 'xor'

const rules: Record<LogicOp, Rule> = {
  and: { value: '+(x !== 0) & +(y !== 0)', mayBeNull: 'never' },
  or: { value: '+(x !== 0) | +(y !== 0)', mayBeNull: 'never' },
  orIgnoringNull: {
    bad: 'xn & yn',
    value: '((xn ^ 1) & +(x !== 0)) | ((yn ^ 1) & +(y !== 0))',
    mayBeNull: 'never',
  },
  xor: { value: '+(x !== 0) ^ +(y !== 0)', mayBeNull: 'never' },
}

// An i64 is as true as the double that it is read as by halves.
const truthDomain = (domain: Domain): Domain => (domain === 'long' ? 'float' : domain)

function logicLoop(op: LogicOp, a: ScalarStorage, b: ScalarStorage, shape: Shape, nulls: boolean): Loop {
  const ignoring = op === 'orIgnoringNull'
  return pair(a, b, shape, {
    out: 'i8',
    domain: truthDomain(meet(a, b)),
    nulls: nulls ? (ignoring ? 'flags' : 'propagate') : 'ignore',
    rule: { ...rules[ignoring && !nulls ? 'or' : op], numeric: true },
  })
}

/** The loop for `a op b`, giving 0, 1 and null as i8. */
export function logic(op: LogicOp, a: ScalarStorage, b: ScalarStorage, shape: Shape, nulls: boolean): Binary {
  return vectorKernel(`${op} ${a} ${b} ${shape} ${nulls}`, () => logicLoop(op, a, b, shape, nulls))
}

export function logicOfScalars(op: LogicOp, a: ScalarStorage, b: ScalarStorage): ScalarBinary {
  return scalarKernel(`${op} ${a} ${b} scalars`, () => logicLoop(op, a, b, 'vv', true))
}

/** `not`: 0 becomes 1, a null stays null, everything else becomes 0. `truth`: the opposite, and the cast to BOOL. */
export type TruthOp = 'not' | 'truth'

function truthLoop(op: TruthOp, a: ScalarStorage, nulls: boolean): Loop {
  const value = op === 'not' ? '+(x === 0)' : '+(x !== 0)'
  return single(a, {
    out: 'i8',
    domain: truthDomain(domainOf(a)),
    nulls: nulls ? 'propagate' : 'ignore',
    rule: { value, numeric: true, mayBeNull: 'never' },
  })
}

export function truth(op: TruthOp, a: ScalarStorage, nulls: boolean): Unary {
  return vectorKernel(`${op} ${a} ${nulls}`, () => truthLoop(op, a, nulls))
}

export function truthOfScalar(op: TruthOp, a: ScalarStorage): ScalarUnary {
  return scalarKernel(`${op} ${a} scalar`, () => truthLoop(op, a, true))
}
