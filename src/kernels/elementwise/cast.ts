import { bytesPerValue, type ScalarStorage } from '../storage.ts'
import { halfAway } from './rounding.ts'
import {
  type Domain,
  domainOf,
  type Loop,
  type Rule,
  type ScalarUnary,
  scalarKernel,
  single,
  type Unary,
  vectorKernel,
} from './template.ts'

const isFloat = (storage: ScalarStorage) => storage === 'f32' || storage === 'f64'

function castRule(from: ScalarStorage, to: ScalarStorage): Rule {
  if (from === 'f64' && to === 'f32') {
    const bad = 'Math.abs(x) > 3.4028235677973362e38 && Math.abs(x) !== Infinity'
    return { value: 'x', bad, mayBeNull: 'never' }
  }
  if (isFloat(to)) return { value: 'x', mayBeNull: 'never' }
  if (isFloat(from)) return { ...halfAway, mayBeNull: 'sentinel' }
  return { value: 'x', mayBeNull: bytesPerValue[to] < bytesPerValue[from] ? 'sentinel' : 'never' }
}

function castLoop(from: ScalarStorage, to: ScalarStorage, nulls: boolean): Loop {
  // To fewer bits an i64 gives its low half, and what is read as a number of any width fits an i64.
  let domain: Domain = isFloat(from) || isFloat(to) ? 'float' : 'int'
  if (from === 'i64' && to === 'i64') domain = domainOf('i64')
  return single(from, { out: to, domain, nulls: nulls ? 'propagate' : 'ignore', rule: castRule(from, to) })
}

/**
 * The loop that converts between storages. Integers wrap; floats are rounded half away from zero, and what fits no
 * int32 (int64) is null, as is a double beyond single precision that isn't infinite. Nulls stay nulls.
 */
export function cast(from: ScalarStorage, to: ScalarStorage, nulls: boolean): Unary {
  return vectorKernel(`cast ${from} ${to} ${nulls}`, () => castLoop(from, to, nulls))
}

export function castOfScalar(from: ScalarStorage, to: ScalarStorage): ScalarUnary {
  return scalarKernel(`cast ${from} ${to} scalar`, () => castLoop(from, to, true))
}
