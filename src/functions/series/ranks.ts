import { rankRows } from '../../kernels/order/rank.ts'
import { wholeSegment } from '../../kernels/windows/windows.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { DOUBLE, INT } from '../../values/data-type.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { text, truth } from '../argument.ts'
import { define } from '../define.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { applySeries } from '../lift/series-forms.ts'
import { sortingColumn } from '../tables/key-column.ts'
import {
  applyRunning,
  movingInSegments,
  movingOver,
  runningInSegments,
  timeMovingOver,
} from '../window/declare.ts'
import { movingRank, rankOptions } from '../window/rank.ts'
import { leastOf } from '../window/windows-of.ts'

// Ranks within windows. Ranks of whole columns are in the theme of sorting.

export const mrank = define({
  name: 'mrank',
  signature:
    "mrank(X, [ascending=true], window, [ignoreNA=true], [tiesMethod='min'], [percent=false], [minPeriods])",
  kind: 'series',
  doc: 'The rank of each element among those of the window up to it, from 0. With ignoreNA=false nulls are ranked, too, as the smallest.',
  examples: [
    ['mrank(3 2 4 4 4 NULL 1, false, 3)', '[,,0,0,0,,1]'],
    ['mrank(1 2 5 3 4, true, 3)', '[,,2,1,1]'],
  ],
  run: (_, x, ascending, window, ignoreNA, tiesMethod, percent, minPeriods) => {
    const rank = movingRank('mrank', rankOptions('mrank', ascending, ignoreNA, tiesMethod, percent))
    return movingOver('mrank', rank, [x!], window, leastOf(minPeriods, 'mrank'))
  },
  segmented: ([x, ascending, window, ignoreNA, tiesMethod, percent, minPeriods], offsets) => {
    const rank = movingRank('mrank', rankOptions('mrank', ascending, ignoreNA, tiesMethod, percent))
    return movingInSegments('mrank', rank, [x], window, leastOf(minPeriods, 'mrank'), offsets)
  },
})

export const cumrank = define({
  name: 'cumrank',
  signature: "cumrank(X, [ascending=true], [ignoreNA=true], [tiesMethod='min'], [percent=false])",
  kind: 'series',
  doc: 'The rank of each element among all up to it, from 0.',
  examples: [
    ['cumrank(1 3 2 3 4)', '[0,1,1,2,4]'],
    ['cumrank(1 3 2 2 4 NULL, ignoreNA=false)', '[0,1,1,1,4,0]'],
  ],
  run: (_, x, ascending, ignoreNA, tiesMethod, percent) => {
    const rank = movingRank('cumrank', rankOptions('cumrank', ascending, ignoreNA, tiesMethod, percent))
    return applyRunning('cumrank', rank, [x!])
  },
  segmented: ([x, ascending, ignoreNA, tiesMethod, percent], offsets) =>
    runningInSegments(
      movingRank('cumrank', rankOptions('cumrank', ascending, ignoreNA, tiesMethod, percent)),
      [x],
      offsets,
    ),
})

export const tmrank = define({
  name: 'tmrank',
  signature: "tmrank(T, X, [ascending=true], window, [ignoreNA=true], [tiesMethod='min'], [percent=false])",
  kind: 'series',
  doc: 'The rank of each element among those of the window of time up to it, from 0.',
  examples: [['tmrank(1 1 3 5 8 15 15 20, 5 2 4 1 2 8 9 10, true, 3)', '[0,0,1,0,0,0,1,0]']],
  run: (_, times, x, ascending, window, ignoreNA, tiesMethod, percent) => {
    const rank = movingRank('tmrank', rankOptions('tmrank', ascending, ignoreNA, tiesMethod, percent))
    return timeMovingOver('tmrank', rank, times, [x], window)
  },
})

interface DenseOptions {
  readonly ascending: boolean
  readonly ignoreNulls: boolean
  readonly percent: boolean
  /** What a percentage begins with: 0 (minmax), or 1 (max). */
  readonly from: 0 | 1
}

function denseOptions([ascending, ignoreNA, percent, norm]: readonly (Value | undefined)[]): DenseOptions {
  const given = text(norm, 'cumdenseRank', 'norm', 'max')
  if (given !== 'max' && given !== 'minmax')
    throw new ScriptError(`cumdenseRank: norm should be 'max' or 'minmax', not '${given}'.`)
  return {
    ascending: truth(ascending, 'cumdenseRank', 'ascending', true),
    ignoreNulls: truth(ignoreNA, 'cumdenseRank', 'ignoreNA', true),
    percent: truth(percent, 'cumdenseRank', 'percent', false),
    from: given === 'max' ? 1 : 0,
  }
}

/** The place of each element among the distinct ones of its segment up to it. */
function runningDenseRanks(column: Vector, options: DenseOptions, offsets: Int32Array): FixedVector {
  const { ascending, ignoreNulls, percent, from } = options
  const out = allocateResult(percent ? DOUBLE : INT, column.length)
  const places = new Int32Array(column.length)
  rankRows(
    { column: sortingColumn(column), descending: !ascending },
    'dense',
    null,
    wholeSegment(column.length),
    places,
  )
  // How many distinct elements there have been at and before a place: a Fenwick tree.
  const counts = new Int32Array(column.length + 1)
  const seen = new Int32Array(column.length).fill(-1)
  for (let s = 0; s + 1 < offsets.length; s++) {
    counts.fill(0)
    let distinct = 0
    for (let row = offsets[s]!; row < offsets[s + 1]!; row++) {
      if (ignoreNulls && column.isNullAt(row)) {
        out.data[row] = nullOf(out.type) as number
        continue
      }
      const place = places[row]!
      if (seen[place] !== s) {
        seen[place] = s
        distinct++
        for (let i = place + 1; i <= column.length; i += i & -i) counts[i]!++
      }
      let below = 0
      for (let i = place; i > 0; i -= i & -i) below += counts[i]!
      out.data[row] = percent ? share(below + from, distinct - 1 + from) : below
    }
  }
  out.mayHoldNulls = ignoreNulls && column.mayHoldNulls
  return out
}

const share = (rank: number, most: number) => (most === 0 ? 1 : rank / most)

export const cumdenseRank = define({
  name: 'cumdenseRank',
  signature: "cumdenseRank(X, [ascending=true], [ignoreNA=true], [percent=false], [norm='max'])",
  kind: 'series',
  doc: 'The place of each element among the distinct ones up to it, from 0; with percent as a share of the last place, counted from 1, or from 0 with norm="minmax".',
  examples: [
    ['cumdenseRank(1 3 2 3 4)', '[0,1,1,2,3]'],
    ['cumdenseRank(1 3 2, true, true, true, "minmax")', '[1,1,0.5]'],
  ],
  run: (_, x, ...args) => {
    const options = denseOptions(args)
    const of = ([column]: readonly Vector[]) =>
      runningDenseRanks(column!, options, wholeSegment(column!.length))
    return applySeries({ name: 'cumdenseRank', of }, [x!])
  },
  segmented: ([x, ...args], offsets) =>
    x instanceof FixedVector ? runningDenseRanks(x, denseOptions(args), offsets) : undefined,
})
