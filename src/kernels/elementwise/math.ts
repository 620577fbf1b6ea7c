import type { ScalarStorage } from '../storage.ts'
import {
  type Binary,
  type Loop,
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

// Outside a function's domain Math gives NaN, or an infinity at its pole; both are null here.
const unary = {
  sqrt: { value: 'Math.sqrt(x)' },
  cbrt: { value: 'Math.cbrt(x)' },
  square: { value: 'x * x' },
  reciprocal: { value: '1 / x', bad: 'x === 0' },
  exp: { value: 'Math.exp(x)' },
  exp2: { value: 'Math.pow(2, x)' },
  expm1: { value: 'Math.expm1(x)' },
  log: { value: 'Math.log(x)', bad: 'x <= 0' },
  log2: { value: 'Math.log2(x)', bad: 'x <= 0' },
  log10: { value: 'Math.log10(x)', bad: 'x <= 0' },
  log1p: { value: 'Math.log1p(x)', bad: 'x <= -1' },
  sin: { value: 'Math.sin(x)' },
  cos: { value: 'Math.cos(x)' },
  tan: { value: 'Math.tan(x)' },
  asin: { value: 'Math.asin(x)' },
  acos: { value: 'Math.acos(x)' },
  atan: { value: 'Math.atan(x)' },
  sinh: { value: 'Math.sinh(x)' },
  cosh: { value: 'Math.cosh(x)' },
  tanh: { value: 'Math.tanh(x)' },
  asinh: { value: 'Math.asinh(x)' },
  acosh: { value: 'Math.acosh(x)' },
  atanh: { value: 'Math.atanh(x)', bad: 'x <= -1 || x >= 1' },
} as const satisfies Record<string, Omit<Rule, 'mayBeNull'>>

export type MathOp = keyof typeof unary

function mathLoop(op: MathOp, a: ScalarStorage, nulls: boolean): Loop {
  const rule: Rule = { ...unary[op], mayBeNull: op === 'square' || op === 'reciprocal' ? 'never' : 'nan' }
  return single(a, { out: 'f64', domain: 'float', nulls: nulls ? 'propagate' : 'ignore', rule })
}

/** The loop for a function of one number, from any storage to f64. Null where the function has no value. */
export function math(op: MathOp, a: ScalarStorage, nulls: boolean): Unary {
  return vectorKernel(`${op} ${a} ${nulls}`, () => mathLoop(op, a, nulls))
}

export function mathOfScalar(op: MathOp, a: ScalarStorage): ScalarUnary {
  return scalarKernel(`${op} ${a} scalar`, () => mathLoop(op, a, true))
}

const binary = {
  pow: 'Math.pow(x, y)',
  /** The angle of the point (y, x), written atan2(x, y) as in C: the first operand is the ordinate. */
  atan2: 'Math.atan2(x, y)',
} as const

export type MathOp2 = keyof typeof binary

function math2Loop(op: MathOp2, a: ScalarStorage, b: ScalarStorage, shape: Shape, nulls: boolean): Loop {
  return pair(a, b, shape, {
    out: 'f64',
    domain: 'float',
    nulls: nulls ? 'propagate' : 'ignore',
    rule: { value: binary[op], mayBeNull: 'nan' },
  })
}

/** The same for functions of two numbers. */
export function math2(op: MathOp2, a: ScalarStorage, b: ScalarStorage, shape: Shape, nulls: boolean): Binary {
  return vectorKernel(`${op} ${a} ${b} ${shape} ${nulls}`, () => math2Loop(op, a, b, shape, nulls))
}

export function math2OfScalars(op: MathOp2, a: ScalarStorage, b: ScalarStorage): ScalarBinary {
  return scalarKernel(`${op} ${a} ${b} scalars`, () => math2Loop(op, a, b, 'vv', true))
}
