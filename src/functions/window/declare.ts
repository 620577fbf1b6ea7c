import { type Windows, wholeSegment } from '../../kernels/windows/windows.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { castVector } from '../../values/cast/vector.ts'
import { type DataType, DOUBLE, VOID } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import type { Aggregation } from '../aggregate/aggregation.ts'
import { growingWindows } from '../aggregate/growing-windows.ts'
import { vector } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { alignToFirst } from '../lift/align.ts'
import { applySeries } from '../lift/series-forms.ts'
import { leastOf, rowsOfWindow, windowsOfRows, windowsOfTime } from './windows-of.ts'

type Examples = readonly (readonly [source: string, prints: string])[]

/** What has a value for every window of its columns: an aggregation, or a function such as a rank in the window. */
export interface Moving {
  readonly name: string
  takes(types: readonly DataType[]): boolean
  moving(columns: readonly Vector[], windows: Windows): Vector
  running?(columns: readonly Vector[], offsets: Int32Array): Vector
}

// What picks an element is of columns of any type; of a table all else takes columns of numbers only.
const picks = /first|last/i

/** Applies a moving function by forms, with windows that depend on the number of rows. */
export function applyMoving(
  name: string,
  moving: Moving,
  inputs: readonly Value[],
  windowsFor: (rows: number) => Windows,
): Value {
  return applyOver(name, moving, inputs, columns => moving.moving(columns, windowsFor(columns[0]!.length)))
}

/** Applies a function to all rows up to each, by forms. */
export const applyRunning = (name: string, moving: Moving, inputs: readonly Value[]): Value =>
  applyOver(name, moving, inputs, columns => run(moving, columns, wholeSegment(columns[0]!.length)))

const run = (moving: Moving, columns: readonly Vector[], offsets: Int32Array): Vector =>
  moving.running
    ? moving.running(columns, offsets)
    : moving.moving(columns, growingWindows(columns[0]!.length, offsets))

function applyOver(
  name: string,
  moving: Moving,
  inputs: readonly Value[],
  of: (columns: readonly Vector[]) => Vector,
): Value {
  return applySeries(
    {
      name,
      of: given => {
        // Nulls without a type are nulls of any number.
        const columns = given.map(column => (column.type === VOID ? castVector(column, DOUBLE) : column))
        const types = columns.map(column => column.type)
        if (!moving.takes(types))
          throw new ScriptError(`The function [${name}] can't take ${types.join(' and ')}.`)
        return of(columns)
      },
      takes: column => moving.takes([column.type]) && (isPlainNumber(column.type) || picks.test(name)),
    },
    inputs,
  )
}

/** Windows of rows, or of an indexed matrix or series: of its labels. */
export function movingOver(
  name: string,
  moving: Moving,
  inputs: readonly Value[],
  window: Value | undefined,
  minPeriods: number | null,
): Value {
  const indexed = inputs.map(input => input instanceof Matrix && input.index !== 'none')
  if (indexed[0] && (inputs.length === 1 || indexed[1])) {
    const matrices = inputs as Matrix[]
    const aligned = inputs.length === 1 ? matrices : Object.values(alignToFirst(matrices[0]!, matrices[1]!))
    const windows = windowsOfTime(aligned[0]!.rowLabels!, window, name, { least: minPeriods })
    return applyMoving(name, moving, aligned, () => windows)
  }
  const rows = rowsOfWindow(window, name)
  return applyMoving(name, moving, inputs, length => windowsOfRows(length, rows, minPeriods))
}

const isFlat = (value: Value | undefined): value is Vector =>
  value instanceof Vector && !(value instanceof Tuple || value instanceof ArrayVector)

/** Flat columns that a moving function takes, or undefined. */
function flatColumns(moving: Moving, values: readonly (Value | undefined)[]): Vector[] | undefined {
  const columns = values.filter(isFlat)
  if (columns.length !== values.length || columns.some(column => column.length !== columns[0]!.length))
    return undefined
  return moving.takes(columns.map(column => column.type)) ? columns : undefined
}

/** Windows of rows within segments: what `segmented` of a moving function does. */
export function movingInSegments(
  name: string,
  moving: Moving,
  inputs: readonly (Value | undefined)[],
  window: Value | undefined,
  minPeriods: number | null,
  offsets: Int32Array,
): Vector | undefined {
  const columns = flatColumns(moving, inputs)
  if (!columns) return undefined
  return moving.moving(
    columns,
    windowsOfRows(columns[0]!.length, rowsOfWindow(window, name), minPeriods, offsets),
  )
}

/** `msum(X, window, [minPeriods])` and its kin, from an aggregation. `count` has a value for every window. */
export function declareMoving(
  name: string,
  aggregation: Aggregation,
  doc: string,
  examples: Examples,
): Builtin {
  const { inputs } = aggregation
  const least = (minPeriods: Value | undefined) => leastOf(minPeriods, name) ?? (name === 'mcount' ? 0 : null)
  return define({
    name,
    signature: `${name}(${inputs === 1 ? 'X' : 'X, Y'}, window, [minPeriods])`,
    kind: 'series',
    doc: `${doc} The window is so many rows up to each; the first window − 1 have no result, or with minPeriods those whose windows hold fewer values. Of an indexed series or matrix it is a stretch of the labels, and may be a duration.`,
    examples,
    run: (_, ...args) =>
      movingOver(name, aggregation, args.slice(0, inputs) as Value[], args[inputs], least(args[inputs + 1])),
    segmented: (args, offsets) =>
      movingInSegments(
        name,
        aggregation,
        args.slice(0, inputs),
        args[inputs],
        least(args[inputs + 1]),
        offsets,
      ),
  })
}

/** What a running function does within segments. */
export function runningInSegments(
  moving: Moving,
  inputs: readonly (Value | undefined)[],
  offsets: Int32Array,
): Vector | undefined {
  const columns = flatColumns(moving, inputs)
  return columns && run(moving, columns, offsets)
}

/** `cumsum(X)` and its kin, from an aggregation. */
export function declareRunning(
  name: string,
  aggregation: Aggregation,
  doc: string,
  examples: Examples,
): Builtin {
  const { inputs } = aggregation
  return define({
    name,
    signature: `${name}(${inputs === 1 ? 'X' : 'X, Y'})`,
    kind: 'series',
    doc: `${doc} Of all rows up to each; nulls are left out.`,
    examples,
    run: (_, ...args) => applyRunning(name, aggregation, args.slice(0, inputs) as Value[]),
    segmented: (args, offsets) => runningInSegments(aggregation, args.slice(0, inputs), offsets),
  })
}

/** Windows of time over columns: `tmsum(T, X, window)`. */
export function timeMovingOver(
  name: string,
  moving: Moving,
  times: Value | undefined,
  inputs: readonly (Value | undefined)[],
  window: Value | undefined,
  offsets?: Int32Array,
): Vector {
  const labels = vector(times, name, 'T')
  const columns = inputs.map((input, i) => vector(input, name, i === 0 ? 'X' : 'Y'))
  for (const column of columns) {
    if (column.length !== labels.length)
      throw new ScriptError(`${name}: T and the columns must have the same length.`)
    if (!moving.takes([column.type]))
      throw new ScriptError(`The function [${name}] can't take ${column.type}.`)
  }
  return moving.moving(columns, windowsOfTime(labels, window, name, { offsets }))
}

/** `tmsum(T, X, window)` and its kin, from an aggregation. */
export function declareTimeMoving(
  name: string,
  aggregation: Aggregation,
  doc: string,
  examples: Examples,
): Builtin {
  const { inputs } = aggregation
  const parts = (args: readonly (Value | undefined)[]) =>
    [args[0], args.slice(1, 1 + inputs), args[1 + inputs]] as const
  return define({
    name,
    signature: `${name}(T, ${inputs === 1 ? 'X' : 'X, Y'}, window)`,
    kind: 'series',
    doc: `${doc} The window reaches back from each row's time T by less than window, which is a duration or a number of T's units. T ascends.`,
    examples,
    run: (_, ...args) => {
      const [times, columns, window] = parts(args)
      return timeMovingOver(name, aggregation, times, columns, window)
    },
    segmented: (args, offsets) => {
      const [times, columns, window] = parts(args)
      if (!isFlat(times) || !flatColumns(aggregation, columns)) return undefined
      return timeMovingOver(name, aggregation, times, columns, window, offsets)
    },
  })
}
