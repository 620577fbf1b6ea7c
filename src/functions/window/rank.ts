import type { Windows } from '../../kernels/windows.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castVector } from '../../values/cast-vector.ts'
import { type DataType, DOUBLE, INT } from '../../values/data-type.ts'
import type { FixedVector } from '../../values/fixed-vector.ts'
import { nullOf } from '../../values/null.ts'
import { isPlainNumber } from '../../values/promote.ts'
import type { Value } from '../../values/value.ts'
import type { Vector } from '../../values/vector.ts'
import { rangesOf, withoutResult } from '../aggregate/moving-ranges.ts'
import { text, truth } from '../argument.ts'
import { allocateResult } from '../lift/kernel-plan.ts'
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

const missing = nullOf(DOUBLE) as number

/** The rank of the last row of each window among its rows, from 0; as percentage the share that isn't above it. */
export function movingRank(name: string, options: RankOptions): Moving {
  return {
    name,
    takes: ([type]: readonly DataType[]) =>
      isPlainNumber(type!) || type!.category === 'TEMPORAL' || type!.category === 'DECIMAL',
    moving: (columns, windows) => ranks(columns, windows, options),
  }
}

function ranks(columns: readonly Vector[], windows: Windows, options: RankOptions): Vector {
  const data = (castVector(columns[0]!, DOUBLE) as FixedVector).data as Float64Array
  const { starts, ends } = rangesOf(windows, data.length)
  const none = withoutResult(windows, columns)
  const whole = options.ties !== 'average' && !options.percent
  const out = allocateResult(whole ? INT : DOUBLE, starts.length)
  for (let r = 0; r < out.length; r++) {
    const rank = none(r) ? Number.NaN : rankAt(data, starts[r]!, ends[r]!, options)
    out.setRaw(r, Number.isNaN(rank) ? nullOf(out.type) : rank)
  }
  return out
}

function rankAt(data: Float64Array, start: number, end: number, options: RankOptions): number {
  const value = data[end - 1]!
  if (options.ignoreNulls && value === missing) return Number.NaN
  let before = 0
  let equal = 0
  let others = 0
  for (let i = start; i < end; i++) {
    const other = data[i]!
    if (options.ignoreNulls && other === missing) continue
    others++
    if (other === value) equal++
    else if (other < value === options.ascending) before++
  }
  const { ties } = options
  const rank = ties === 'min' ? before : ties === 'max' ? before + equal - 1 : before + (equal - 1) / 2
  return options.percent ? (rank + 1) / others : rank
}
