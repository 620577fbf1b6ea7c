import type { ScalarStorage } from '../storage.ts'
import { comparisonText } from './compare.ts'
import {
  type Binary,
  domainOf,
  type Loop,
  type NullMode,
  pair,
  type Rule,
  type ScalarBinary,
  type Shape,
  scalarKernel,
  vectorKernel,
} from './template.ts'

/** How the smaller or larger of two treats a null: as the smallest value, as unknown, or as absent. */
export type NullOrder = 'smallest' | 'unknown' | 'absent'

const modes: Record<NullOrder | 'none', NullMode> = {
  none: 'ignore',
  smallest: 'ignore',
  unknown: 'propagate',
  absent: 'flags',
}

function extremeLoop(
  op: 'min' | 'max',
  storage: ScalarStorage,
  shape: Shape,
  nulls: NullOrder | 'none',
): Loop {
  const domain = domainOf(storage)
  const takeSecond = comparisonText(op === 'min' ? 'gt' : 'lt', domain === 'long' && nulls !== 'none')
  const rule: Rule = {
    first: 'U[0] = x; U[1] = y',
    value: nulls === 'absent' ? `U[xn | ((yn ^ 1) & ${takeSecond})]` : `U[${takeSecond}]`,
    mayBeNull: nulls === 'none' || nulls === 'unknown' ? 'never' : 'sentinel',
  }
  return pair(storage, storage, shape, { out: storage, domain, nulls: modes[nulls], rule })
}

/** The loop for the smaller or larger of two values of one storage. */
export function extreme(
  op: 'min' | 'max',
  storage: ScalarStorage,
  shape: Shape,
  nulls: NullOrder | 'none',
): Binary {
  return vectorKernel(`${op} ${storage} ${shape} ${nulls}`, () => extremeLoop(op, storage, shape, nulls))
}

/** The smaller or larger of two scalars. */
export function extremeOfScalars(op: 'min' | 'max', storage: ScalarStorage, nulls: NullOrder): ScalarBinary {
  return scalarKernel(`${op} ${storage} ${nulls} scalars`, () => extremeLoop(op, storage, 'vv', nulls))
}
