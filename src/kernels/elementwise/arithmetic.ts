import type { ScalarStorage } from '../storage.ts'
import {
  type Binary,
  type Domain,
  domainOf,
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
 * `div` floors integers and truly divides floats; `ratio` is true division and wants a floating `out`; `mod` takes the
 * divisor's sign. By zero all three are null. Integers wrap.
 */
export type ArithmeticOp = 'add' | 'sub' | 'mul' | 'div' | 'ratio' | 'mod'

const int64 = (expression: string) => `BigInt.asIntN(64, ${expression})`

/**
 * For rules on bigints: quotient q and remainder m of u / d, towards zero; s is −1 where the floor is one less, so that
 * `q + s` and `m + (d & s)` are the floored ones. In bits, since comparisons are slow.
 */
export const longDivision = {
  first: `const q = ${int64('u / d')}, m = ${int64(`u - ${int64('q * d')}`)}
    const s = ${int64(`${int64(`${int64('m ^ d')} >> 63n`)} & ${int64(`${int64(`m | ${int64('-m')}`)} >> 63n`)}`)}`,
  divides: true,
  mayBeNull: 'never',
} as const

const trueDivision: Rule = { value: 'u / d', divides: true, mayBeNull: 'never' }

const rules: Record<ArithmeticOp, Record<Domain, Rule | undefined>> = {
  add: {
    int: { value: 'x + y', mayBeNull: 'sentinel' },
    long: { value: 'x + y', mayBeNull: 'sentinel' },
    float: { value: 'x + y', mayBeNull: 'never' },
  },
  sub: {
    int: { value: 'x - y', mayBeNull: 'sentinel' },
    long: { value: 'x - y', mayBeNull: 'sentinel' },
    float: { value: 'x - y', mayBeNull: 'never' },
  },
  mul: {
    int: { value: 'Math.imul(x, y)', mayBeNull: 'sentinel' },
    long: { value: 'x * y', mayBeNull: 'sentinel' },
    float: { value: 'x * y', mayBeNull: 'never' },
  },
  div: {
    // The quotient of two int32 is never rounded up to an integer that it is below.
    int: { value: 'Math.floor(u / d)', divides: true, mayBeNull: 'never' },
    long: { ...longDivision, value: 'q + s' },
    float: trueDivision,
  },
  ratio: { int: undefined, long: undefined, float: trueDivision },
  mod: {
    int: { value: 'u - Math.imul(Math.floor(u / d), d)', divides: true, mayBeNull: 'never' },
    long: { ...longDivision, value: `m + ${int64('d & s')}` },
    float: { value: 'u - Math.floor(u / d) * d', divides: true, mayBeNull: 'never' },
  },
}

function ruleOf(op: ArithmeticOp, out: ScalarStorage): Rule {
  const rule = rules[op][domainOf(out)]
  if (rule === undefined) throw new Error(`${op} gives no ${out}`)
  return rule
}

/**
 * The loop for `a op b`. It computes in the domain of `out`, into which the operands must fit: i8 to i32 into any, i64
 * into i64 or floats, floats into floats. Null operands give null if `nulls` is set; else there must be none.
 */
export function arithmetic(
  op: ArithmeticOp,
  a: ScalarStorage,
  b: ScalarStorage,
  out: ScalarStorage,
  shape: Shape,
  nulls: boolean,
): Binary {
  return vectorKernel(`${op} ${a} ${b} ${out} ${shape} ${nulls}`, () =>
    pair(a, b, shape, {
      out,
      domain: domainOf(out),
      nulls: nulls ? 'propagate' : 'ignore',
      rule: ruleOf(op, out),
    }),
  )
}

/** `a op b` of two scalars, by the same rules. */
export function arithmeticOfScalars(
  op: ArithmeticOp,
  a: ScalarStorage,
  b: ScalarStorage,
  out: ScalarStorage,
): ScalarBinary {
  return scalarKernel(`${op} ${a} ${b} ${out}`, () =>
    pair(a, b, 'vv', { out, domain: domainOf(out), nulls: 'propagate', rule: ruleOf(op, out) }),
  )
}

export type SignOp = 'neg' | 'abs' | 'sign'

const signRules: Record<SignOp, Record<Domain, Rule>> = {
  neg: {
    int: { value: '-x', mayBeNull: 'never' },
    long: { value: '-x', mayBeNull: 'never' },
    float: { value: '-x', mayBeNull: 'never' },
  },
  abs: {
    int: { value: 'Math.abs(x)', mayBeNull: 'never' },
    long: {
      first: `const s = ${int64('x >> 63n')}`,
      value: `${int64('x ^ s')} - s`,
      mayBeNull: 'never',
    },
    float: { value: 'Math.abs(x)', mayBeNull: 'never' },
  },
  sign: {
    int: { value: '+(x > 0) - +(x < 0)', mayBeNull: 'never' },
    long: { value: '(xh >> 31) | +((xh | xl) !== 0)', numeric: true, mayBeNull: 'never' },
    float: { value: '+(x > 0) - +(x < 0)', mayBeNull: 'never' },
  },
}

/** Negation and absolute value within one storage; `sign` (−1, 0, 1) from any storage to any but i64. */
export function signed(op: SignOp, a: ScalarStorage, out: ScalarStorage, nulls: boolean): Unary {
  return vectorKernel(`${op} ${a} ${out} ${nulls}`, () => signLoop(op, a, out, nulls))
}

export function signedScalar(op: SignOp, a: ScalarStorage, out: ScalarStorage): ScalarUnary {
  return scalarKernel(`${op} ${a} ${out} scalar`, () => signLoop(op, a, out, true))
}

function signLoop(op: SignOp, a: ScalarStorage, out: ScalarStorage, nulls: boolean) {
  const domain = domainOf(a)
  return single(a, { out, domain, nulls: nulls ? 'propagate' : 'ignore', rule: signRules[op][domain] })
}
