import { movingRank as movingRankKernel } from '../../kernels/windows/moving-order.ts'
import type { Windows } from '../../kernels/windows/windows.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { type DataType, DOUBLE, INT } from '../../values/data-type.ts'
import type { Value } from '../../values/value.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { asColumn } from '../aggregate/quantile-aggregation.ts'
import { text, truth } from '../argument.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { orderable } from '../orderable.ts'
import type { Moving } from './declare.ts'

export interface RankOptions {
  readonly ascending: boolean
  /** A null has no rank and counts for nobody's; else it is the smallest. */
  readonly ignoreNulls: boolean
  readonly ties: 'min' | 'max' | 'average'
  readonly percent: boolean
}

/** Options of `mrank` and its kin from their arguments. @throws ScriptError */
export function rankOptions(
  name: string,
  ascending: Value | undefined,
  ignoreNA: Value | undefined,
  tiesMethod: Value | undefined,
  percent: Value | undefined,
): RankOptions {
  const ties = text(tiesMethod, name, 'tiesMethod', 'min')
  if (ties !== 'min' && ties !== 'max' && ties !== 'average') {
    throw new ScriptError(`${name}: tiesMethod should be 'min', 'max' or 'average', not '${ties}'.`)
  }
  return {
    ascending: truth(ascending, name, 'ascending', true),
    ignoreNulls: truth(ignoreNA, name, 'ignoreNA', true),
    ties,
    percent: truth(percent, name, 'percent', false),
  }
}

/** The rank of the last row of each window among its rows, from 0; as percentage the share that isn't above it. */
export function movingRank(name: string, options: RankOptions): Moving {
  return {
    name,
    takes: ([type]: readonly DataType[]) =>
      isPlainNumber(type!) || type!.category === 'TEMPORAL' || type!.category === 'DECIMAL',
    moving: ([column], windows) => ranks(column!, windows, options),
  }
}

function ranks(column: Vector, windows: Windows, options: RankOptions): Vector {
  const type = options.ties === 'average' || options.percent ? DOUBLE : INT
  const out = allocateResult(type, windows.kind === 'rows' ? column.length : windows.first.length)
  const rule = { ...options, descending: !options.ascending }
  movingRankKernel(asColumn(orderable(column)), rule, windows, out.data as Int32Array)
  out.mayHoldNulls = true
  return out
}
