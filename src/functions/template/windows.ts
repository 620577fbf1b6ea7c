import { sortRows } from '../../kernels/order/sort.ts'
import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { together } from '../../values/cast/vector.ts'
import { compareScalars } from '../../values/compare.ts'
import { VOID } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { NULL, Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { nullVector, vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { given, integer, integerPair, number, truth } from '../argument.ts'
import { Builtin, define } from '../define.ts'
import { sortingColumn } from '../tables/key-column.ts'
import { assemble } from './assemble.ts'
import { withoutPeriod } from './excluded-period.ts'

const argumentsOf = (funcArgs: Value): Value[] =>
  funcArgs instanceof Tuple && !funcArgs.columnar ? funcArgs.items : [funcArgs]

function rowsOf(value: Value): number {
  if (value instanceof Vector) return value.length
  if (value instanceof Matrix || value instanceof Table) return value.rows
  throw new ScriptError(`A window slides over vectors, matrices or tables, not a ${value.form}.`)
}

function windowOf(value: Value, start: number, end: number): Value {
  return value instanceof Vector ? value.view(start, end) : (value as Table).slice(start, end)
}

function commonRows(name: string, args: readonly Value[]): number {
  const [first, ...rest] = args.map(rowsOf)
  if (rest.some(rows => rows !== first)) throw new ScriptError(`${name}: the arguments have different sizes.`)
  return first ?? 0
}

// Over a matrix a template works column by column.
function byColumns(args: readonly Value[], over: (columns: readonly Value[]) => Value): Value {
  const matrix = args.find(arg => arg instanceof Matrix)
  if (!(matrix instanceof Matrix)) return over(args)
  const results = Array.from({ length: matrix.columns }, (_, i) =>
    over(args.map(arg => (arg instanceof Matrix ? arg.column(i) : arg))),
  )
  const made = assemble(results, 'D', matrix.columnLabels)
  // Columns of the same length have the same rows.
  if (made instanceof Matrix && made.rows === matrix.rows) {
    made.rowLabels = matrix.rowLabels
    made.index = matrix.index
  }
  return made
}

export const moving: Builtin = define({
  name: 'moving',
  signature: 'moving(func, funcArgs, window, [minPeriods])',
  kind: 'template',
  doc: 'Calls an aggregate with the last `window` rows up to each row; null where there are fewer than minPeriods, which is the window by default. Several arguments are a tuple.',
  examples: [
    ['moving(sum, 1..5, 3)', '[,,6,9,12]'],
    ['moving(sum, 1..5, 3, 1)', '[1,3,6,9,12]'],
    ['typestr(moving(avg, 1..3, 5))', 'FAST DOUBLE VECTOR'],
  ],
  run: (context, func, funcArgs, window, minPeriods) => {
    const size = integer(window, 'moving', 'window')
    const least = integer(minPeriods, 'moving', 'minPeriods', size)
    if (size < 1) throw new ScriptError('moving: window should be at least 1.')
    return byColumns(argumentsOf(funcArgs!), args => {
      const rows = commonRows('moving', args)
      const results = Array.from({ length: rows }, (_, row) => {
        context.checkCancelled()
        const start = Math.max(0, row + 1 - size)
        if (row + 1 - start < least) return NULL
        return context.call(
          func!,
          args.map(arg => windowOf(arg, start, row + 1)),
        )
      })
      return rows < least ? nullsOf(context, func!, args, rows) : vectorOf(results)
    })
  },
})

// Where no row has enough before it: nulls of the type that an aggregate has.
function nullsOf(context: Context, func: Value, args: readonly Value[], rows: number): Vector {
  const type =
    func instanceof Builtin && func.definition.kind === 'aggregate' && rows > 0
      ? (context.call(func, args) as Scalar).type
      : VOID
  return nullVector(type, rows)
}

export const rolling: Builtin = define({
  name: 'rolling',
  signature: 'rolling(func, funcArgs, window, [step=1])',
  kind: 'template',
  doc: 'Calls a function with each full window of rows, `step` rows further each time. Of an aggregate a result a window; of a function that keeps the length the windows’ results one after the other, and step is the window.',
  examples: [
    ['rolling(sum, 1..5, 3)', '[6,9,12]'],
    ['rolling(cumsum, 1..6, 3, 3)', '[1,3,6,4,9,15]'],
  ],
  run: (context, func, funcArgs, window, stepArgument) => {
    const size = integer(window, 'rolling', 'window')
    const step = integer(stepArgument, 'rolling', 'step', 1)
    if (size < 1 || step < 1) throw new ScriptError('rolling: window and step should be at least 1.')
    const all = argumentsOf(funcArgs!)
    const made = byColumns(all, args => {
      const rows = commonRows('rolling', args)
      const results: Value[] = []
      for (let start = 0; start + size <= rows; start += step)
        results.push(callWindow(context, func!, args, start, size))
      const vectors = results.filter(result => result instanceof Vector)
      if (vectors.length === 0 || vectors.length < results.length) return vectorOf(results)
      if (step !== size)
        throw new ScriptError('rolling: step should be the window for a function that keeps the length.')
      return together(vectors)
    })
    // A row is a window, and labelled as its first row is.
    const labels = all.find(arg => arg instanceof Matrix && arg.rowLabels !== null) as Matrix | undefined
    if (made instanceof Matrix && labels && made.rows < labels.rows) {
      made.rowLabels = labels.rowLabels!.gather(Int32Array.from({ length: made.rows }, (_, i) => i * step))
    }
    return made
  },
})

export const tmoving: Builtin = define({
  name: 'tmoving',
  signature: 'tmoving(func, T, funcArgs, window, [excludedPeriod])',
  kind: 'template',
  doc: 'Calls a function with the rows whose time lies in the window that ends with each row: from more than T - window up to T. T ascends; window is an integer in its unit, or a duration. The time of day between the two of excludedPeriod doesn’t count.',
  examples: [
    ['tmoving(sum, 1 2 5 6, 10 20 30 40, 2)', '[10,30,30,70]'],
    ['tmoving(sum, 11:29:58.000 11:29:59.000 13:00:01.000, 1 2 3, 3s, 11:30m:13:00m)', '[1,3,5]'],
  ],
  run: (context, func, times, funcArgs, window, period) => {
    if (!(times instanceof Vector) || times instanceof Tuple)
      throw new ScriptError('tmoving: T should be a vector.')
    const counted = given(period) === undefined ? times : withoutPeriod(times, period!, 'tmoving')
    const starts = windowStarts(context, counted, window!)
    const args = argumentsOf(funcArgs!)
    if (commonRows('tmoving', args) !== times.length)
      throw new ScriptError('tmoving: the arguments have different sizes.')
    const results = Array.from({ length: times.length }, (_, row) => {
      context.checkCancelled()
      return context.call(
        func!,
        args.map(arg => windowOf(arg, starts[row]!, row + 1)),
      )
    })
    return vectorOf(results)
  },
})

// Of each row, the first whose time is more than its own less the window. Times ascend, so it only moves on.
function windowStarts(context: Context, times: Vector, window: Value): Int32Array {
  const call = (name: string, args: Value[]) => context.evaluator.findFunction(name)!.invoke(context, args)
  const isDuration = window instanceof Scalar && window.type.name === 'DURATION'
  const bounds = isDuration
    ? call('temporalAdd', [times, call('neg', [window])])
    : call('sub', [times, window])
  if (!(bounds instanceof Vector) || bounds instanceof Tuple)
    throw new ScriptError('tmoving: T should be a vector.')
  const starts = new Int32Array(times.length)
  let start = 0
  for (let row = 0; row < times.length; row++) {
    const bound = bounds.get(row) as Scalar
    while (start < row && compareScalars(times.get(start) as Scalar, bound) <= 0) start++
    starts[row] = start
  }
  return starts
}

export const window: Builtin = define({
  name: 'window',
  signature: 'window(func, funcArgs, range)',
  kind: 'template',
  doc: 'Calls an aggregate with the rows from i + start to i + end of each row i, as far as they exist; range is the pair start : end. Of an indexed matrix or series, with the rows whose labels lie between that of each row plus start and plus end.',
  examples: [
    ['window(min, 5 4 -1 2, 0:1)', '[4,-1,-1,2]'],
    ['window(sum, indexedSeries(2021.01.01 2021.01.02 2021.01.05, 1 2 4), 0d:3d)[1, 0]', '6'],
  ],
  run: (context, func, funcArgs, range) => {
    if (!(range instanceof Pair)) throw new ScriptError('window: range should be a pair of integers.')
    const all = argumentsOf(funcArgs!)
    const labels = all.find(arg => arg instanceof Matrix && arg.index !== 'none') as Matrix | undefined
    const bounds = labels?.rowLabels
      ? timeWindows(context, labels.rowLabels, range, 0)
      : placeWindows(...integerPair(range, 'window(func, funcArgs, range)', 'range'))
    return byColumns(all, args => {
      const rows = commonRows('window', args)
      const results = Array.from({ length: rows }, (_, row) => {
        context.checkCancelled()
        const start = Math.min(rows, Math.max(0, bounds.startOf(row)))
        const end = Math.max(start, Math.min(rows, bounds.endOf(row)))
        return context.call(
          func!,
          args.map(arg => windowOf(arg, start, end)),
        )
      })
      return vectorOf(results)
    })
  },
})

/** For each row the first in its window and the one behind the last, which may lie outside all rows. */
interface Windows {
  startOf(row: number): number
  endOf(row: number): number
}

const placeWindows = (from: number | null, to: number | null): Windows => ({
  startOf: row => (from === null ? 0 : row + from),
  endOf: row => (to === null ? Number.POSITIVE_INFINITY : row + to + 1),
})

export const twindow: Builtin = define({
  name: 'twindow',
  signature: 'twindow(func, funcArgs, T, range, [prevailing=false], [excludedPeriod])',
  kind: 'template',
  doc: 'Calls an aggregate with the rows whose T lies between that of each row plus the start and plus the end of range, both included. T ascends; range is a pair of integers in its unit, or of durations. Of rows with the same T as the left end, prevailing=1 takes only the last; with prevailing=2 an end that is 0 is the row itself. The time of day between the two of excludedPeriod doesn’t count.',
  examples: [
    ['twindow(sum, 1 2 3 4, 1 1 3 6, 0:2)', '[6,6,3,4]'],
    ['twindow(sum, 1 2 3 4, 1 1 3 6, 0:2, 2)', '[6,5,3,4]'],
    [
      'twindow(sum, 1 2 3, 11:29:58.000 11:29:59.000 13:00:01.000, -2s:0s, excludedPeriod=11:30m:13:00m)',
      '[1,3,5]',
    ],
  ],
  run: (context, func, funcArgs, times, range, prevailing, period) => {
    const usage = 'twindow(func, funcArgs, T, range)'
    if (!(times instanceof Vector)) throw new ScriptError(`${usage}: T should be a vector.`)
    if (!(range instanceof Pair)) throw new ScriptError(`${usage}: range should be a pair.`)
    const args = argumentsOf(funcArgs!)
    if (commonRows('twindow', args) !== times.length)
      throw new ScriptError('twindow: the arguments have different sizes.')
    const way = integer(given(prevailing), usage, 'prevailing', 0)
    const isBroken = given(period) !== undefined
    if (isBroken && way !== 0)
      throw new ScriptError('twindow: prevailing and excludedPeriod can’t be set together.')
    const counted = isBroken ? withoutPeriod(times, period!, 'twindow') : times
    const windows = timeWindows(context, counted, range, way)
    const results = Array.from({ length: times.length }, (_, row) => {
      context.checkCancelled()
      const start = windows.startOf(row)
      const end = Math.max(start, windows.endOf(row))
      return context.call(
        func!,
        args.map(arg => windowOf(arg, start, end)),
      )
    })
    return vectorOf(results)
  },
})

// Of each row, the first in its window and the one behind the last. Times ascend, so both only move on.
function timeWindows(context: Context, times: Vector, range: Pair, prevailing: number): Windows {
  const bounds = [range.first, range.second].map(raw => shifted(context, times, new Scalar(range.type, raw)))
  const [lows, highs] = bounds as [Vector, Vector]
  const at = (vector: Vector, row: number) => vector.get(row) as Scalar
  const starts = new Int32Array(times.length)
  const ends = new Int32Array(times.length)
  const isZero = (raw: Pair['first']) =>
    Number(typeof raw === 'object' && raw !== null && 'amount' in raw ? raw.amount : raw) === 0
  for (let row = 0, start = 0, end = 0; row < times.length; row++) {
    const [low, high] = [at(lows, row), at(highs, row)]
    while (start < times.length && compareScalars(at(times, start), low) < 0) start++
    while (end < times.length && compareScalars(at(times, end), high) <= 0) end++
    starts[row] = start
    ends[row] = end
    if (prevailing === 1) {
      let last = start
      while (last + 1 < end && compareScalars(at(times, last + 1), low) === 0) last++
      if (compareScalars(at(times, start < times.length ? start : start - 1), low) === 0) starts[row] = last
    } else if (prevailing === 2) {
      if (isZero(range.first)) starts[row] = row
      if (isZero(range.second)) ends[row] = row + 1
    }
  }
  return { startOf: row => starts[row]!, endOf: row => ends[row]! }
}

function shifted(context: Context, times: Vector, by: Scalar): Vector {
  const name = by.type.name === 'DURATION' ? 'temporalAdd' : 'add'
  return context.evaluator.findFunction(name)!.invoke(context, [times, by]) as Vector
}

export const talib: Builtin = define({
  name: 'talib',
  signature: 'talib(func, args, ...)',
  kind: 'template',
  doc: 'Calls a function without the rows at the beginning in which an argument is null, and puts nulls there in its result.',
  examples: [['talib(msum, NULL 1 2 3, 2)', '[,,3,5]']],
  run: (context, func, ...args) => {
    const vectors = args.filter(arg => arg instanceof Vector)
    const rows = commonRows('talib', vectors)
    let first = 0
    while (first < rows && vectors.some(vector => vector.isNullAt(first))) first++
    const result = context.call(
      func!,
      args.map(arg => (arg instanceof Vector ? arg.view(first, rows) : arg)),
    )
    return result instanceof Vector ? result.slice(-first, result.length) : result
  },
})

export const aggrTopN: Builtin = define({
  name: 'aggrTopN',
  signature: 'aggrTopN(func, funcArgs, sortingCol, top, [ascending=true])',
  kind: 'template',
  doc: 'An aggregate of the rows that come first in order of sortingCol: `top` of them, or that share of all where top is between 0 and 1.',
  examples: [['aggrTopN(sum, 1 2 3 4, 9 1 8 2, 2)', '6']],
  run: (context, func, funcArgs, sorting, top, ascending) => {
    if (!(sorting instanceof Vector)) throw new ScriptError('aggrTopN: sortingCol should be a vector.')
    const wanted = number(top, 'aggrTopN', 'top')
    const count = wanted < 1 ? Math.floor(sorting.length * wanted) : Math.floor(wanted)
    const descending = !truth(ascending, 'aggrTopN', 'ascending', true)
    const rows = sortRows([{ column: sortingColumn(sorting), descending }], sorting.length).subarray(0, count)
    return context.call(
      func!,
      argumentsOf(funcArgs!).map(arg => (arg instanceof Vector ? arg.gather(rows) : arg)),
    )
  },
})

function callWindow(
  context: Context,
  func: Value,
  args: readonly Value[],
  start: number,
  size: number,
): Value {
  context.checkCancelled()
  return context.call(
    func instanceof Callable ? func : NULL,
    args.map(arg => windowOf(arg, start, start + size)),
  )
}
