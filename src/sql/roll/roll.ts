import { print } from '../../../grammar/print/print.ts'
import type { Call, Expression, Select } from '../../../grammar/tree/ast.ts'
import { Builtin } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { Parameters } from '../../runtime/parameters.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { isLiteral, isTemporal } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { namedArguments } from '../binding/named-arguments.ts'
import type { Frame } from '../frame.ts'
import { segmentsOf } from '../grouping/context-by.ts'
import { builtinCalled, isRowwise, touches } from '../grouping/decompose.ts'
import { limitOf } from '../limit.ts'
import { asColumn, evaluate, expandItems, type OutputColumn } from '../output.ts'
import { RangedFrame } from '../ranged-frame.ts'
import { tableOf } from '../result-table.ts'
import { trueRows } from '../where.ts'
import { type RollAxis, timeAxis, volumeAxis } from './roll-axis.ts'
import { lookingBack, steppedWindows, type Windows } from './roll-windows.ts'

const parameters = new Parameters(
  ['X', 'step', 'stepType', 'fill', 'closed', 'origin', 'exclude', 'label'].map((name, i) => ({
    name,
    optional: i > 1,
    defaultText: null,
  })),
  false,
)

/** The call of `roll` that a query begins with, or null. @throws ScriptError where it has no groups to move in. */
export function rollCall(context: Context, { items, grouping }: Select): Call | null {
  const value = items[0]?.value
  if (value?.kind !== 'call' || value.callee.kind !== 'name' || value.callee.name !== 'roll') return null
  // A function of the script's own.
  if (context.evaluator.findFunction('roll')) return null
  if (grouping === 'context') return value
  throw new ScriptError('roll goes with context by.')
}

/**
 * `select roll(X, step), … context by …`: a row for each window that moves step by step over the rows of a group. What is
 * selected is of the window's rows: aggregates of all, other expressions of the last one; moving functions are of
 * windows of their own length that end where these do. @throws ScriptError
 */
export function roll(context: Context, query: Select, call: Call, frame: Frame): Table {
  const given = argumentsOf(call)
  const sorted = segmentsOf(context, frame, query.groupBy, query.contextSort)
  const rows = sorted.frame
  const value = (name: string) => {
    const expression = given.get(name)
    return expression ? evaluate(context, expression, rows) : undefined
  }
  const x = asColumn(value('X')!, rows.rows, 'roll')
  if (!(x instanceof FixedVector)) throw new ScriptError('roll: X should be a column of times or numbers.')
  const word = (name: string, words: readonly string[]) => wordOf(value(name), name, words)
  const fill = word('fill', ['none', 'null', 'prev'])
  const kind = word('stepType', ['time', 'row', 'volume', 'cumvol', 'window'])
  const options = { closedRight: word('closed', ['left', 'right']) === 'right', withEmpty: fill !== 'none' }
  const step = value('step')!
  const { windows, axis, labels } =
    kind === 'window'
      ? definedWindows(x, sorted.offsets, step, value('label'), options)
      : movingWindows(context, kind, x, sorted.offsets, step, value, options)
  const over = (some: Windows) => rolledFrame({ context, rows, offsets: sorted.offsets, windows: some, axis })
  const kept = keptWindows(context, query, frame, windows, over)
  const rolled = over(kept)
  const items = expandItems(query.items, frame)
  const last = asColumn(labels ? labels(kept) : x.gather(lastRows(kept)), kept.ends.length, 'roll')
  const first = { name: items[0]!.names[0] ?? 'roll', vector: last }
  const columns = [first, ...items.slice(1).flatMap(item => rolled.column(item))]
  sorted.release()
  const filled = ({ name, vector }: OutputColumn) => ({ name, vector: carried(vector, kept) })
  return tableOf(fill === 'prev' ? columns.map(filled) : columns)
}

function argumentsOf(call: Call): Map<string, Expression> {
  const given = namedArguments('roll', parameters, call)
  if (!given.has('X') || !given.has('step')) throw new ScriptError('roll takes X and step.')
  return given
}

function wordOf(value: Value | undefined, name: string, words: readonly string[]): string {
  if (value === undefined || (value instanceof Scalar && value.isNull)) return words[0]!
  const word = value instanceof Scalar && isLiteral(value.type) ? String(value.raw).toLowerCase() : ''
  if (words.includes(word)) return word
  throw new ScriptError(`roll: ${name} should be one of '${words.join("', '")}'.`)
}

interface Defined {
  readonly windows: Windows
  readonly axis: RollAxis | null
  /** What the windows are called; null: by their last X. */
  readonly labels: ((windows: Windows) => Vector) | null
}

type Options = Pick<RollAxis, 'closedRight' | 'withEmpty'>

function movingWindows(
  context: Context,
  kind: string,
  x: FixedVector,
  offsets: Int32Array,
  step: Value,
  value: (name: string) => Value | undefined,
  options: Options,
): Defined {
  const origin = wordOf(value('origin'), 'origin', ['start_day', 'start', 'epoch'])
  if (kind === 'time' && !isTemporal(x.type)) throw new ScriptError('roll: X should be a column of times.')
  const axis =
    kind === 'time'
      ? timeAxis(context, x, offsets, step, origin, value('exclude'), options)
      : volumeAxis(x, offsets, step, kind as 'row' | 'volume' | 'cumvol', options)
  const { endOf } = axis
  const labels = (windows: Windows) =>
    FixedVector.of(
      x.type,
      Array.from(windows.numbers, (number, w) => endOf!(windows.segments[w]!, number).raw),
    )
  return { windows: steppedWindows(axis, offsets), axis, labels: endOf && labels }
}

// Windows by their bounds, the same for every group.
function definedWindows(
  x: FixedVector,
  offsets: Int32Array,
  step: Value,
  label: Value | undefined,
  { closedRight, withEmpty }: Options,
): Defined {
  const [from, to] = step instanceof Tuple ? step.items : []
  if (!(from instanceof Vector) || !(to instanceof Vector) || from.length !== to.length)
    throw new ScriptError(
      'roll: for defined windows, step is a tuple of where they begin and where they end.',
    )
  const [lows, highs] = [from, to].map(bounds => castFlat(bounds, x.type) as FixedVector)
  if (label !== undefined && !(label instanceof Vector && label.length === from.length))
    throw new ScriptError('roll: label should be a vector with a name for each window.')
  const before = (row: number, bound: number | bigint) =>
    closedRight ? x.data[row]! <= bound : x.data[row]! < bound
  const found: number[][] = []
  for (let segment = 0; segment + 1 < offsets.length; segment++) {
    for (let number = 0; number < from.length; number++) {
      let start = offsets[segment]!
      while (start < offsets[segment + 1]! && before(start, lows!.data[number]!)) start++
      let end = start
      while (end < offsets[segment + 1]! && before(end, highs!.data[number]!)) end++
      if (end > start || withEmpty) found.push([start, end, segment, number])
    }
  }
  const column = (k: number) => Int32Array.from(found, window => window[k]!)
  const windows = { starts: column(0), ends: column(1), segments: column(2), numbers: column(3) }
  const names = (label as Vector | undefined) ?? highs!
  return { windows, axis: null, labels: ({ numbers }) => names.gather(numbers) }
}

// The windows that `having` leaves; `top` and `limit` are of each group's.
function keptWindows(
  context: Context,
  query: Select,
  frame: Frame,
  all: Windows,
  over: (windows: Windows) => RangedFrame,
): Windows {
  let windows = all
  if (query.having !== null) {
    const flags = over(all).column({ expression: query.having, names: ['having'] })[0]!.vector
    const wanted = trueRows(flags, all.ends.length)
    if (wanted !== null) windows = picked(all, wanted)
  }
  const range = limitOf(context, query, frame.lookup)
  if (!range) return windows
  const kept: number[] = []
  for (let from = 0, to = 0; from < windows.ends.length; from = to) {
    while (to < windows.ends.length && windows.segments[to] === windows.segments[from]) to++
    const { start, end } = range.of(to - from)
    for (let w = from + start; w < from + end; w++) kept.push(w)
  }
  return picked(windows, Int32Array.from(kept))
}

function picked({ starts, ends, segments, numbers }: Windows, places: Int32Array): Windows {
  const of = (column: Int32Array) => places.map(place => column[place]!)
  return { starts: of(starts), ends: of(ends), segments: of(segments), numbers: of(numbers) }
}

const lastRows = ({ starts, ends }: Windows) =>
  Int32Array.from(ends, (end, w) => (end > starts[w]! ? end - 1 : -1))

// Nulls become the value before them in the same group.
function carried(column: Vector, { segments }: Windows): Vector {
  let last = -1
  const rows = Int32Array.from(segments, (segment, w) => {
    if (w > 0 && segments[w - 1] !== segment) last = -1
    if (!column.isNullAt(w)) last = w
    return last
  })
  return column.gather(rows)
}

interface Rolling {
  readonly context: Context
  /** Rows in order of group. */
  readonly rows: Frame
  readonly offsets: Int32Array
  readonly windows: Windows
  readonly axis: RollAxis | null
}

// Outputs over windows.
function rolledFrame(rolling: Rolling): RangedFrame {
  const { context, rows, windows } = rolling
  const known = (expression: Expression) =>
    (expression.kind === 'call' ? moving(rolling, expression) : null) ?? ofLastRow(rolling, expression)
  return new RangedFrame(context, rows, windows.starts, windows.ends, known)
}

// What depends on one row is of a window's last.
function ofLastRow({ context, rows, windows }: Rolling, expression: Expression): Vector | null {
  const isColumn = (name: string) => rows.indexOf(name) >= 0
  if (!touches(expression, isColumn) || !isRowwise(context, expression, isColumn)) return null
  return asColumn(evaluate(context, expression, rows), rows.rows, 'roll').gather(lastRows(windows))
}

// `mavg(x, 3)` and `tmavg(t, x, 3m)` are avg(x) of another length.
function moving({ context, rows, offsets, windows, axis }: Rolling, call: Call): Vector | null {
  const builtin = builtinCalled(context, call)
  const [, prefix, name] = /^(tm|m)(.+)$/.exec(builtin?.name ?? '') ?? []
  const place = builtin?.parameters.list.findIndex(parameter => parameter.name === 'window') ?? -1
  if (!builtin || name === undefined || place < 0) return null
  const args: (Expression | null)[] = []
  call.arguments.forEach(({ name: given, value }, i) => {
    args[given === null ? i : builtin.parameters.placeOf(given)] = value
  })
  const aggregate = context.evaluator.findFunction(`::${name}`)
  const window = args[place]
  if (
    !(aggregate instanceof Builtin) ||
    aggregate.definition.kind !== 'aggregate' ||
    args.length > place + 1 ||
    !window
  )
    throw new ScriptError(`roll: ${print(call)} has no form for windows that move by steps.`)
  const callee: Expression = { kind: 'name', name, qualifiers: [], span: call.span }
  const of = args
    .slice(prefix === 'tm' ? 1 : 0, place)
    .map(value => ({ name: null, value: value!, alias: null }))
  const expression: Expression = { ...call, style: 'call', callee, arguments: of }
  const starts = axis
    ? lookingBack(axis, offsets, windows, axis.lengthOf(evaluate(context, window, rows)))
    : windows.starts
  const ranged = new RangedFrame(context, rows, starts, windows.ends)
  return ranged.column({ expression, names: [name] })[0]!.vector
}
