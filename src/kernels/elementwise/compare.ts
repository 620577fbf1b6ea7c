import type { ScalarStorage } from '../storage.ts'
import {
  type Binary,
  type Loop,
  meet,
  pair,
  type ScalarBinary,
  type Shape,
  scalarKernel,
  vectorKernel,
} from './template.ts'

export type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge'

/**
 * What a comparison makes of nulls: they are the smallest value and equal to each other, or whatever is compared with
 * them is null.
 */
export type NullComparison = 'smallest' | 'unknown'

const signs: Record<Comparison, string> = { eq: '===', ne: '!==', lt: '<', le: '<=', gt: '>', ge: '>=' }
const mirror: Record<Comparison, Comparison> = {
  eq: 'eq',
  ne: 'ne',
  lt: 'gt',
  le: 'ge',
  gt: 'lt',
  ge: 'le',
}

const equalHalves = '+(((xh ^ yh) | (xl ^ yl)) === 0)'

/** JavaScript, for rules: 1 if x compares so with y, else 0. By halves if they are bigints that may be null. */
export function comparisonText(op: Comparison, byHalves: boolean): string {
  if (!byHalves) return `+(x ${signs[op]} y)`
  if (op === 'eq') return equalHalves
  if (op === 'ne') return `(1 ^ ${equalHalves})`
  const strict = op[0] === 'l' ? '<' : '>'
  return `(+(xh ${strict} yh) | (+(xh === yh) & +(xl ${signs[op]} yl)))`
}

// With nulls as values smaller than all others, whatever their sentinels are.
const withNullsSmallest: Record<Comparison, (compared: string) => string> = {
  eq: compared => `(1 ^ (xn ^ yn)) & (xn | ${compared})`,
  ne: compared => `(xn ^ yn) | ((xn ^ 1) & ${compared})`,
  lt: compared => `(yn ^ 1) & (xn | ${compared})`,
  le: compared => `xn | ((yn ^ 1) & ${compared})`,
  gt: compared => `(xn ^ 1) & (yn | ${compared})`,
  ge: compared => `yn | ((xn ^ 1) & ${compared})`,
}

function compareLoop(
  op: Comparison,
  a: ScalarStorage,
  b: ScalarStorage,
  shape: Shape,
  nulls: NullComparison | 'none',
): Loop {
  const domain = meet(a, b)
  const compared = comparisonText(op, domain === 'long' && nulls !== 'none')
  // Within one storage the sentinel is the smallest value anyway.
  const flags = nulls === 'smallest' && a !== b
  return pair(a, b, shape, {
    out: 'i8',
    domain,
    nulls: flags ? 'flags' : nulls === 'unknown' ? 'propagate' : 'ignore',
    rule: { value: flags ? withNullsSmallest[op](compared) : compared, numeric: true, mayBeNull: 'never' },
  })
}

/**
 * The loop for `a op b`, giving 0 and 1 (and null if nulls are `unknown`) as i8. Operands of different storages meet
 * in the wider domain. `sym` codes are good for eq and ne only. NaN equals nothing and is neither less nor greater.
 */
export function comparison(
  op: Comparison,
  a: ScalarStorage,
  b: ScalarStorage,
  shape: Shape,
  nulls: NullComparison | 'none',
): Binary {
  return vectorKernel(`${op} ${a} ${b} ${shape} ${nulls}`, () => compareLoop(op, a, b, shape, nulls))
}

/** `a op b` of two scalars, by the same rules. */
export function comparisonOfScalars(
  op: Comparison,
  a: ScalarStorage,
  b: ScalarStorage,
  nulls: NullComparison,
): ScalarBinary {
  return scalarKernel(`${op} ${a} ${b} ${nulls} scalars`, () => compareLoop(op, a, b, 'vv', nulls))
}

/** The comparison that gives the same when its operands are exchanged. */
export function mirrored(op: Comparison): Comparison {
  return mirror[op]
}
