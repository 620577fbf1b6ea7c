import type { ScalarStorage } from '../storage.ts'
import {
  type Binary,
  domainOf,
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

/**
 * Bitwise operations on integers. Shifts count modulo the width of the domain, 32 or 64 bits; `shiftRight` keeps the
 * sign, `shiftRightUnsigned` fills with zeros.
 */
export type BitOp = 'bitAnd' | 'bitOr' | 'bitXor' | 'shiftLeft' | 'shiftRight' | 'shiftRightUnsigned'

const rules: Record<BitOp, { int: string; long: string }> = {
  bitAnd: { int: 'x & y', long: 'x & y' },
  bitOr: { int: 'x | y', long: 'x | y' },
  bitXor: { int: 'x ^ y', long: 'x ^ y' },
  shiftLeft: { int: 'x << y', long: 'x << BigInt.asIntN(64, y & 63n)' },
  shiftRight: { int: 'x >> y', long: 'x >> BigInt.asIntN(64, y & 63n)' },
  shiftRightUnsigned: {
    int: 'x >>> y',
    long: 'BigInt.asUintN(64, x) >> BigInt.asUintN(64, y & 63n)',
  },
}

function bitLoop(
  op: BitOp,
  a: ScalarStorage,
  b: ScalarStorage,
  out: ScalarStorage,
  shape: Shape,
  nulls: boolean,
): Loop {
  const domain = domainOf(out)
  if (domain === 'float') throw new Error(`${op} gives no ${out}`)
  const rule: Rule = { value: rules[op][domain], mayBeNull: 'sentinel' }
  return pair(a, b, shape, { out, domain, nulls: nulls ? 'propagate' : 'ignore', rule })
}

/** The loop for `a op b`; it computes in the domain of `out`, which must be an integer storage. */
export function bits(
  op: BitOp,
  a: ScalarStorage,
  b: ScalarStorage,
  out: ScalarStorage,
  shape: Shape,
  nulls: boolean,
): Binary {
  return vectorKernel(`${op} ${a} ${b} ${out} ${shape} ${nulls}`, () => bitLoop(op, a, b, out, shape, nulls))
}

export function bitsOfScalars(
  op: BitOp,
  a: ScalarStorage,
  b: ScalarStorage,
  out: ScalarStorage,
): ScalarBinary {
  return scalarKernel(`${op} ${a} ${b} ${out} scalars`, () => bitLoop(op, a, b, out, 'vv', true))
}

function complementLoop(a: ScalarStorage, nulls: boolean): Loop {
  const domain = domainOf(a)
  // In bits ~x is −1 − x, which bigints do faster.
  const rule: Rule = { value: domain === 'long' ? '-1n - x' : '~x', mayBeNull: 'sentinel' }
  return single(a, { out: a, domain, nulls: nulls ? 'propagate' : 'ignore', rule })
}

/** All bits of each integer turned. */
export function complement(a: ScalarStorage, nulls: boolean): Unary {
  return vectorKernel(`complement ${a} ${nulls}`, () => complementLoop(a, nulls))
}

export function complementOfScalar(a: ScalarStorage): ScalarUnary {
  return scalarKernel(`complement ${a} scalar`, () => complementLoop(a, true))
}
