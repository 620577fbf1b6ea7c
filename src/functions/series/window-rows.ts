import { ScriptError } from '../../runtime/script-error.ts'
import { INT } from '../../values/data-type.ts'
import { allocate } from '../../values/memory.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { rangesOf } from '../aggregate/moving-ranges.ts'
import { truth, vector } from '../argument.ts'
import { define } from '../define.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { topRows, topRule } from '../window/top-rows.ts'
import { rowsOfWindow, windowsOfRows, windowsOfTime } from '../window/windows-of.ts'

// The rows of windows themselves, one window to a row of the result.

/** Rows of windows, one window after the other; −1: filled up. */
interface WindowRows {
  readonly rows: Int32Array
  readonly offsets: Int32Array
}

function laidOut(starts: Int32Array, ends: Int32Array, width: number): WindowRows {
  const offsets = allocate('i32', starts.length + 1)
  for (let w = 0; w < starts.length; w++)
    offsets[w + 1] = offsets[w]! + Math.max(width, ends[w]! - starts[w]!)
  const rows = allocate('i32', offsets[starts.length]!)
  for (let w = 0; w < starts.length; w++) {
    let at = offsets[w + 1]! - 1
    for (let row = ends[w]! - 1; row >= starts[w]!; row--) rows[at--] = row
    while (at >= offsets[w]!) rows[at--] = -1
  }
  return { rows, offsets }
}

function rowWindowsOf(
  name: string,
  x: Vector,
  window: Value | undefined,
  fixed: Value | undefined,
): WindowRows {
  const length = rowsOfWindow(window, name)
  const { starts, ends } = rangesOf(windowsOfRows(x.length, length, 1), x.length)
  return laidOut(starts, ends, truth(fixed, name, 'fixed', false) ? length : 0)
}

/** Places as an array vector. */
function placesOf({ rows, offsets }: WindowRows): ArrayVector {
  const flat = allocateResult(INT, rows.length)
  for (let i = 0; i < rows.length; i++) flat.data[i] = rows[i]! < 0 ? (nullOf(INT) as number) : rows[i]!
  flat.mayHoldNulls = rows.includes(-1)
  return new ArrayVector(offsets, flat)
}

/** The elements of windows: an array vector, or of what isn't flat a tuple. */
function elementsOf(x: Vector, { rows, offsets }: WindowRows): Value {
  const flat = x.gather(rows)
  if (!(x instanceof Tuple || x instanceof ArrayVector)) return new ArrayVector(offsets, flat)
  return new Tuple(
    Array.from({ length: offsets.length - 1 }, (_, w) => flat.slice(offsets[w]!, offsets[w + 1]!)),
  )
}

export const movingWindowIndex = define({
  name: 'movingWindowIndex',
  signature: 'movingWindowIndex(X, window, [fixed=false])',
  kind: 'series',
  doc: 'The places of the elements of the window up to each element. With fixed=true the first windows are filled up with nulls.',
  examples: [['movingWindowIndex(7 8 9, 2)', '[[0],[0,1],[1,2]]']],
  run: (_, x, window, fixed) =>
    placesOf(rowWindowsOf('movingWindowIndex', vector(x, 'movingWindowIndex', 'X'), window, fixed)),
})

export const movingWindowData = define({
  name: 'movingWindowData',
  signature: 'movingWindowData(X, window, [fixed=false])',
  kind: 'series',
  doc: 'The elements of the window up to each element. With fixed=true the first windows are filled up with nulls.',
  examples: [
    ['movingWindowData(7 8 9, 2)', '[[7],[7,8],[8,9]]'],
    ['movingWindowData(7 8 9, 2, true)', '[[00i,7],[7,8],[8,9]]'],
  ],
  run: (_, x, window, fixed) => {
    const column = vector(x, 'movingWindowData', 'X')
    return elementsOf(column, rowWindowsOf('movingWindowData', column, window, fixed))
  },
})

export const tmovingWindowData = define({
  name: 'tmovingWindowData',
  signature: 'tmovingWindowData(T, X, window, [leftClosed=false])',
  kind: 'series',
  doc: 'The elements of the window of time up to each element: those less than window before it, or just as much with leftClosed=true.',
  examples: [['tmovingWindowData(1 1 2 4, 7 8 9 10, 3)', '[[7],[7,8],[7,8,9],[9,10]]']],
  run: (_, times, x, window, leftClosed) => {
    const [labels, column] = [vector(times, 'tmovingWindowData', 'T'), vector(x, 'tmovingWindowData', 'X')]
    if (labels.length !== column.length)
      throw new ScriptError('tmovingWindowData: T and X must have the same length.')
    const closed = truth(leftClosed, 'tmovingWindowData', 'leftClosed', false)
    const windows = windowsOfTime(labels, window, 'tmovingWindowData', { closed })
    return elementsOf(column, laidOut(windows.first, windows.second, 0))
  },
})

export const movingTopNIndex = define({
  name: 'movingTopNIndex',
  signature: "movingTopNIndex(X, window, top, [ascending=true], [fixed=false], [tiesMethod='oldest'])",
  kind: 'series',
  doc: 'The places of the first `top` elements of the window up to each element in their order. Nulls are left out; with fixed=true short rows are filled up with nulls.',
  examples: [
    ['movingTopNIndex(2 5 6 1, 4, 2)', '[[0],[0,1],[0,1],[3,0]]'],
    ['movingTopNIndex(2 5 6 1, 4, 2, false, true)', '[[00i,0],[1,0],[2,1],[2,1]]'],
  ],
  run: (_, x, window, top, ascending, fixed, tiesMethod) => {
    const column = vector(x, 'movingTopNIndex', 'X')
    const rule = topRule('movingTopNIndex', top, ascending, tiesMethod, 'oldest')
    const length = rowsOfWindow(window, 'movingTopNIndex')
    if (rule.top > length) throw new ScriptError('movingTopNIndex: top should not be larger than window.')
    const chosen = topRows(column, windowsOfRows(column.length, length, 1), rule)
    const width = truth(fixed, 'movingTopNIndex', 'fixed', false) ? rule.top : 0
    return placesOf(filledUp(chosen, width))
  },
})

/** Windows of at least so many rows, short ones filled up in front. A window without any row has one filled in. */
function filledUp({ rows, offsets }: WindowRows, width: number): WindowRows {
  const wide = allocate('i32', offsets.length)
  for (let w = 0; w + 1 < offsets.length; w++)
    wide[w + 1] = wide[w]! + Math.max(width, 1, offsets[w + 1]! - offsets[w]!)
  const out = new Int32Array(wide[wide.length - 1]!).fill(-1)
  for (let w = 0; w + 1 < offsets.length; w++)
    out.set(rows.subarray(offsets[w], offsets[w + 1]), wide[w + 1]! - (offsets[w + 1]! - offsets[w]!))
  return { rows: out, offsets: wide }
}
