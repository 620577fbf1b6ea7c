import { type Windows, wholeSegment } from '../../kernels/windows/windows.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { castFlat, castVector } from '../../values/cast/vector.ts'
import { type DataType, DOUBLE, INT, LONG } from '../../values/data-type.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { growingWindows } from '../aggregate/growing-windows.ts'
import { rangesOf, withoutResult } from '../aggregate/moving-ranges.ts'
import { number, text, truth, wrongArgument } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { applyAggregate } from '../lift/aggregate-forms.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { applySeries } from '../lift/series-forms.ts'
import { compareValues } from '../operators/comparison.ts'
import { and, or } from '../operators/logic.ts'
import { orderable } from '../orderable.ts'
import { max } from '../statistics/aggregate.ts'
import { next, prev } from '../vectors/positions.ts'
import { type Moving, movingInSegments, movingOver, timeMovingOver } from '../window/declare.ts'
import { leastOf } from '../window/windows-of.ts'
import { cumPositiveStreak } from './running.ts'

// How long, or how far, something goes on before each row.

const missing = nullOf(DOUBLE) as number
const isNumbers = ([type]: readonly DataType[]) => isPlainNumber(type!) || type!.category === 'DECIMAL'
const doublesOf = (column: Vector) => castFlat(column, DOUBLE).data as Float64Array

/** How many rows back the sum of X up to each row reaches the threshold; 0: never. */
function barsToSum(column: Vector, threshold: number, offsets: Int32Array): FixedVector {
  const data = doublesOf(column)
  const out = allocateResult(INT, data.length)
  for (let s = 0; s + 1 < offsets.length; s++) {
    let start = offsets[s]!
    let sum = 0
    for (let row = offsets[s]!; row < offsets[s + 1]!; row++) {
      if (data[row] !== missing) sum += data[row]!
      // Elements aren't negative, so the shortest stretch never begins earlier than the one before.
      while (start < row && sum - (data[start] === missing ? 0 : data[start]!) >= threshold) {
        sum -= data[start] === missing ? 0 : data[start]!
        start++
      }
      out.data[row] = sum >= threshold ? row - start + 1 : 0
    }
  }
  return out
}

export const sumbars = define({
  name: 'sumbars',
  signature: 'sumbars(X, Y)',
  kind: 'series',
  doc: 'How many elements up to each add up to Y at least; 0 where all of them don’t. Elements must not be negative.',
  examples: [['sumbars(1 2 3.3 2 5, 3)', '[0,2,1,2,1]']],
  run: (_, x, threshold) => {
    const least = number(threshold, 'sumbars', 'Y')
    return applySeries(
      { name: 'sumbars', of: ([column]) => barsToSum(column!, least, wholeSegment(column!.length)) },
      [x!],
    )
  },
  segmented: ([x, threshold], offsets) =>
    x instanceof FixedVector ? barsToSum(x, number(threshold, 'sumbars', 'Y'), offsets) : undefined,
})

/** How many rows directly before each are smaller (`sign` 1) or larger (−1), within its window. Nulls are the smallest. */
function reach(name: string, sign: 1 | -1): Moving {
  return {
    name,
    takes: isNumbers,
    moving: ([column], windows) => reachOf(column!, windows, sign),
  }
}

function reachOf(column: Vector, windows: Windows, sign: 1 | -1): Vector {
  const data = doublesOf(orderable(column))
  const { starts } = rangesOf(windows, data.length)
  const none = withoutResult(windows, [column])
  const out = allocateResult(INT, data.length)
  // The nearest row before each that isn't passed: those between are passed by it, too, so they need no look.
  const nearest = new Int32Array(data.length)
  for (let row = 0; row < data.length; row++) {
    let before = row - 1
    while (before >= 0 && sign * (data[row]! - data[before]!) > 0) before = nearest[before]!
    nearest[row] = before
    const start = starts[row]!
    out.setRaw(row, none(row) ? (nullOf(INT) as number) : row - Math.max(before, start - 1) - 1)
  }
  return out
}

function ranges(
  kind: 'topRange' | 'lowRange',
  sign: 1 | -1,
  word: string,
  example: readonly [string, string],
): Builtin {
  const whole = reach(kind, sign)
  return define({
    name: kind,
    signature: `${kind}(X)`,
    kind: 'series',
    doc: `How many elements directly before each are ${word} than it. Nulls are the smallest.`,
    examples: [example],
    run: (_, x) =>
      applySeries(
        {
          name: kind,
          of: columns =>
            whole.moving(columns, growingWindows(columns[0]!.length, wholeSegment(columns[0]!.length))),
        },
        [x!],
      ),
    segmented: ([x], offsets) =>
      x instanceof FixedVector ? whole.moving([x], growingWindows(x.length, offsets)) : undefined,
  })
}

export const topRange = ranges('topRange', 1, 'smaller', [
  'topRange(13.5 13.6 13.4 13.3 13.5 13.9)',
  '[0,1,0,0,2,5]',
])
export const lowRange = ranges('lowRange', -1, 'larger', [
  'lowRange(13.5 13.6 13.4 13.3 13.5)',
  '[0,0,2,3,0]',
])

/** As reach, but a window without any valid element has no result. */
const reachInWindow = (name: string, sign: 1 | -1): Moving => ({
  ...reach(name, sign),
  moving: ([column], windows) => reachOf(column!, { ...windows, least: Math.max(1, windows.least) }, sign),
})

function movingRanges(
  name: 'mTopRange' | 'mLowRange',
  sign: 1 | -1,
  word: string,
  example: readonly [string, string],
): Builtin {
  const moving: Moving = {
    ...reach(name, sign),
    // A window without any valid element has no result.
    moving: ([column], windows) => reachOf(column!, { ...windows, least: Math.max(1, windows.least) }, sign),
  }
  return define({
    name,
    signature: `${name}(X, window, [minPeriods])`,
    kind: 'series',
    doc: `How many elements of the window directly before each are ${word} than it. Nulls are the smallest.`,
    examples: [example],
    run: (_, x, window, minPeriods) => movingOver(name, moving, [x!], window, leastOf(minPeriods, name)),
    segmented: ([x, window, minPeriods], offsets) =>
      movingInSegments(name, moving, [x], window, leastOf(minPeriods, name), offsets),
  })
}

export const mTopRange = movingRanges('mTopRange', 1, 'smaller', [
  'mTopRange(NULL 3.1 NULL 3.0 2.9 2.8 3.1, 3)',
  '[,,0,1,0,0,2]',
])
export const mLowRange = movingRanges('mLowRange', -1, 'larger', [
  'mLowRange(NULL 3.1 NULL 3.0 2.9 2.8 3.1, 3)',
  '[,,1,0,1,2,0]',
])

function timeRanges(
  name: 'tmTopRange' | 'tmLowRange',
  sign: 1 | -1,
  word: string,
  example: readonly [string, string],
): Builtin {
  const moving = reachInWindow(name, sign)
  return define({
    name,
    signature: `${name}(T, X, window)`,
    kind: 'series',
    doc: `How many elements of the window of time directly before each are ${word} than it. Nulls are the smallest.`,
    examples: [example],
    run: (_, times, x, window) => timeMovingOver(name, moving, times, [x], window),
  })
}

export const tmTopRange = timeRanges('tmTopRange', 1, 'smaller', [
  'tmTopRange(0 1 2 3 7 8, NULL 3.1 NULL 3.0 2.9 2.8, 3)',
  '[,1,0,1,0,0]',
])
export const tmLowRange = timeRanges('tmLowRange', -1, 'larger', [
  'tmLowRange(0 1 2 7, 3 2 1 0, 3)',
  '[0,1,2,0]',
])

export const maxPositiveStreak = define({
  name: 'maxPositiveStreak',
  signature: 'maxPositiveStreak(X)',
  kind: 'aggregate',
  doc: 'The largest sum of positive elements that follow each other.',
  examples: [['maxPositiveStreak(1 0 -1 1 2 2 2 1 0)', '8']],
  run: (context, x) => max.definition.run(context, cumPositiveStreak.definition.run(context, x)),
})

/** The largest sum of neighbouring positive elements within each window. */
const streakInWindow: Moving = {
  name: 'mmaxPositiveStreak',
  takes: isNumbers,
  moving: ([column], windows) => {
    const data = doublesOf(column!)
    const { starts, ends } = rangesOf(windows, data.length)
    const none = withoutResult(windows, [column!])
    const out = allocateResult(DOUBLE, data.length)
    for (let r = 0; r < data.length; r++) {
      let [sum, most] = [0, 0]
      for (let i = starts[r]!; i < ends[r]!; i++) {
        sum = data[i]! > 0 ? sum + data[i]! : 0
        if (sum > most) most = sum
      }
      out.setRaw(r, none(r) ? missing : most)
    }
    return column!.type.category === 'FLOATING' ? out : castVector(out, LONG)
  },
}

export const mmaxPositiveStreak = define({
  name: 'mmaxPositiveStreak',
  signature: 'mmaxPositiveStreak(X, window)',
  kind: 'series',
  doc: 'The largest sum of positive elements that follow each other in each window of rows.',
  examples: [['mmaxPositiveStreak(1 -1 1 -2 10 3 3 9 0, 5)', '[,,,,10,13,16,25,25]']],
  run: (_, x, window) => movingOver('mmaxPositiveStreak', streakInWindow, [x!], window, null),
  segmented: ([x, window], offsets) =>
    movingInSegments('mmaxPositiveStreak', streakInWindow, [x], window, null, offsets),
})

/** The largest fall from a peak so far, as a share of it or absolute. */
function drawdowns(column: Vector, ratio: boolean, offsets: Int32Array): FixedVector {
  const data = doublesOf(column)
  const out = allocateResult(DOUBLE, data.length)
  for (let s = 0; s + 1 < offsets.length; s++) {
    let [peak, most] = [Number.NEGATIVE_INFINITY, 0]
    for (let row = offsets[s]!; row < offsets[s + 1]!; row++) {
      const value = data[row]!
      if (value !== missing) {
        if (value > peak) peak = value
        const fall = ratio ? (peak - value) / peak : peak - value
        if (fall > most) most = fall
      }
      out.data[row] = most
    }
  }
  return out
}

export const cummdd = define({
  name: 'cummdd',
  signature: 'cummdd(X, [ratio=true])',
  kind: 'series',
  doc: 'The largest fall from a peak in all rows up to each, as a share of the peak; with ratio=false absolute.',
  examples: [['cummdd(36 96 42 100 59 86 25)', '[0,0,0.5625,0.5625,0.5625,0.5625,0.75]']],
  run: (_, x, ratio) => {
    const share = truth(ratio, 'cummdd', 'ratio', true)
    return applySeries(
      { name: 'cummdd', of: ([column]) => drawdowns(column!, share, wholeSegment(column!.length)) },
      [x!],
    )
  },
  segmented: ([x, ratio], offsets) =>
    x instanceof FixedVector ? drawdowns(x, truth(ratio, 'cummdd', 'ratio', true), offsets) : undefined,
})

export const maxDrawdown = define({
  name: 'maxDrawdown',
  signature: 'maxDrawdown(X, [ratio=true])',
  kind: 'aggregate',
  doc: 'The largest fall from a peak, as a share of the peak; with ratio=false absolute.',
  examples: [['maxDrawdown(36 96 42 100 59 86 25)', '0.75']],
  run: (_, x, ratio) => {
    const share = truth(ratio, 'maxDrawdown', 'ratio', true)
    return applyAggregate(
      {
        name: 'maxDrawdown',
        takes: columns => isNumbers(columns.map(column => column.type)),
        of: ([column]) => {
          const falls = drawdowns(column!, share, wholeSegment(column!.length))
          return falls.slice(falls.length - 1, falls.length).get(0)
        },
      },
      [x!],
    )
  },
})

/** Whether each element differs from the one before or after; where there is none it doesn't. */
function changed(
  context: Parameters<typeof prev.definition.run>[0],
  column: Vector,
  other: Builtin,
  edge: number,
): Vector {
  const differs = compareValues('ne', column, other.definition.run(context, column))
  if (!(differs instanceof FixedVector))
    throw wrongArgument('valueChanged(X)', 'X', 'a vector of scalars', column)
  if (differs.length > 0) differs.setRaw(edge < 0 ? differs.length - 1 : 0, 0)
  return differs
}

export const valueChanged = define({
  name: 'valueChanged',
  signature: "valueChanged(X, [mode='prev'])",
  kind: 'series',
  doc: 'Whether each element differs from the one before (`prev`), after (`next`), `either` or `both`.',
  examples: [
    ['valueChanged(1 2 2 3)', '[false,true,false,true]'],
    ['valueChanged(1 2 2 3, "next")', '[true,false,true,false]'],
  ],
  run: (context, x, mode) => {
    const which = text(mode, 'valueChanged', 'mode', 'prev')
    const of = ([column]: readonly Vector[]) => {
      if (which === 'prev') return changed(context, column!, prev, 0)
      if (which === 'next') return changed(context, column!, next, -1)
      const combine = which === 'either' ? or : which === 'both' ? and : null
      if (!combine)
        throw new ScriptError(
          `valueChanged: mode should be 'prev', 'next', 'either' or 'both', not '${which}'.`,
        )
      return combine.definition.run(
        context,
        changed(context, column!, prev, 0),
        changed(context, column!, next, -1),
      ) as Vector
    }
    return eachVector(x!, column => applySeries({ name: 'valueChanged', of }, [column]))
  },
})

/** Vectors of a tuple one by one; anything else as a whole. */
function eachVector(x: Value, map: (x: Value) => Value): Value {
  if (x instanceof Tuple && x.items.some(item => item instanceof Vector)) return new Tuple(x.items.map(map))
  return map(x)
}
