import type { ScalarStorage } from '../storage.ts'
import {
  type Binary,
  type Loop,
  pair,
  type Rule,
  type ScalarBinary,
  type ScalarUnary,
  scalarKernel,
  single,
  type Unary,
  vectorKernel,
} from './template.ts'

/** `round` goes to the nearest integer, from the middle away from zero. */
export type RoundingOp = 'floor' | 'ceil' | 'round' | 'trunc'

/** For rules: x rounded half away from zero. Exact, since the fraction of a double is one; and without a branch. */
export const halfAway = {
  first: 'const t = Math.trunc(x), f = x - t',
  value: 't + Math.trunc(f + f)',
} as const

const rules: Record<RoundingOp, { first?: string; value: string }> = {
  floor: { value: 'Math.floor(x)' },
  ceil: { value: 'Math.ceil(x)' },
  round: halfAway,
  trunc: { value: 'Math.trunc(x)' },
}

function roundingLoop(op: RoundingOp, a: ScalarStorage, out: ScalarStorage, nulls: boolean): Loop {
  const whole = out !== 'f32' && out !== 'f64'
  return single(a, {
    out,
    domain: 'float',
    nulls: nulls ? 'propagate' : 'ignore',
    rule: { ...rules[op], mayBeNull: whole ? 'sentinel' : 'never' },
  })
}

/** From a number storage to any; what an integer `out` cannot hold becomes null. */
export function rounding(op: RoundingOp, a: ScalarStorage, out: ScalarStorage, nulls: boolean): Unary {
  return vectorKernel(`${op} ${a} ${out} ${nulls}`, () => roundingLoop(op, a, out, nulls))
}

export function roundingOfScalar(op: RoundingOp, a: ScalarStorage, out: ScalarStorage): ScalarUnary {
  return scalarKernel(`${op} ${a} ${out} scalar`, () => roundingLoop(op, a, out, true))
}

function digitsLoop(a: ScalarStorage, nulls: boolean): Loop {
  const rule: Rule = {
    first: 'const p = x * y, t = Math.trunc(p), f = p - t',
    value: '(t + Math.trunc(f + f)) / y',
    mayBeNull: 'nan',
  }
  return pair(a, 'f64', 'vs', { out: 'f64', domain: 'float', nulls: nulls ? 'propagate' : 'ignore', rule })
}

/** Rounds `a` to f64 with as many decimal places as the scalar `b`, a power of ten, has zeros. */
export function roundingToDigits(a: ScalarStorage, nulls: boolean): Binary {
  return vectorKernel(`digits ${a} ${nulls}`, () => digitsLoop(a, nulls))
}

export function roundingToDigitsOfScalar(a: ScalarStorage): ScalarBinary {
  return scalarKernel(`digits ${a} scalar`, () => digitsLoop(a, true))
}
