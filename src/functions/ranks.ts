import { define } from './define.ts'
import {
  applyRunning,
  movingInSegments,
  movingOver,
  runningInSegments,
  timeMovingOver,
} from './window/declare.ts'
import { movingRank, rankOptions } from './window/rank.ts'
import { leastOf } from './window/windows-of.ts'

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
