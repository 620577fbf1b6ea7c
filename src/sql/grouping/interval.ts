import type { Call, Expression, Select, SelectItem } from '../../../grammar/tree/ast.ts'
import { floorDivide } from '../../base/floor-divide.ts'
import { isMarketName, tradingCalendar } from '../../functions/lift/time/trading-calendar.ts'
import { outputName } from '../../functions/metacode/output-name.ts'
import type { Context } from '../../runtime/context.ts'
import { Parameters } from '../../runtime/parameters.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { hasDate } from '../../values/cast/promote.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import {
  DATE,
  type DataType,
  DURATION,
  isIntegral,
  isLiteral,
  isTemporal,
  MONTH,
} from '../../values/data-type.ts'
import { convertTemporal, daysOf } from '../../values/elements/temporal-convert.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { literalValue } from '../../values/literal.ts'
import { allocate, lanesOf } from '../../values/memory.ts'
import type { Duration, Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { namedArguments } from '../binding/named-arguments.ts'
import type { Frame } from '../frame.ts'
import { asColumn, evaluate } from '../output.ts'
import { columnConditions } from '../parts/conditions.ts'
import type { Key } from './group-by.ts'

/** How gaps are filled: from a neighbour, between both, with null, not at all, or with a value. */
export type Fill = 'prev' | 'post' | 'linear' | 'null' | 'none' | Scalar

/** `interval(…)` as a key of `group by`. */
export interface IntervalKey {
  readonly key: Key
  /** Rows, each as often as there are windows that it is in. */
  readonly frame: Frame
  readonly fill: Fill
  /** Labels of all windows, in order, whether they have rows or not. */
  readonly labels: FixedVector
}

const parameters = new Parameters(
  ['X', 'duration', 'fill', 'step', 'explicitOffset', 'closed', 'label', 'origin'].map((name, i) => ({
    name,
    optional: i > 2,
    defaultText: null,
  })),
  false,
)

/** The call of `interval` that an item is, or null. */
export function intervalCall({ value }: SelectItem): Call | null {
  if (value.kind !== 'call' || value.callee.kind !== 'name') return null
  return value.callee.name === 'interval' ? value : null
}

/** Evaluates `interval(…)`. The conditions of the query say how far windows go. @throws ScriptError */
export function intervalKey(
  context: Context,
  item: SelectItem,
  call: Call,
  frame: Frame,
  where: Select['where'],
): IntervalKey {
  const given = argumentsOf(call)
  const value = (name: string) => {
    const expression = given.get(name)
    return expression ? evaluate(context, expression, frame) : undefined
  }
  const x = asColumn(evaluate(context, given.get('X')!, frame), frame.rows, 'interval')
  if (
    !(x instanceof FixedVector) ||
    lanesOf(x.type.storage) > 1 ||
    !(isIntegral(x.type) || isTemporal(x.type))
  )
    throw new ScriptError('interval: X is a column of integers or times.')
  const range = rangeOf(context, given.get('X')!, x, frame, where)
  const windows = calendarWindows(x.type, range, value) ?? plainWindows(context, x.type, range, value)
  const { binOf, labelOf } = windows
  const first = binOf(range.low)
  const last = binOf(range.high)
  const [alias] = item.aliases
  const name = typeof alias === 'string' ? alias : outputName(item.value)
  const { rows, labels } = assigned(x, windows, first)
  const all = FixedVector.zeros(x.type, frame.rows === 0 ? 0 : Number(last - first) + 1)
  for (let i = 0; i < all.length; i++) put(all, i, labelOf(first + BigInt(i)))
  return {
    key: { expression: item.value, name, column: labels },
    frame: rows === null ? frame : frame.select(rows),
    fill: fillOf(value('fill')),
    labels: all,
  }
}

function argumentsOf(call: Call): Map<string, Expression> {
  const given = namedArguments('interval', parameters, call)
  if (!given.has('X') || !given.has('duration')) throw new ScriptError('interval takes X, duration and fill.')
  return given
}

// A length in units of the column: an integer is one, a duration tells how far it moves a time.
export function unitsOf(
  context: Context,
  type: DataType,
  value: Value | undefined,
  name: string,
  of = 'interval',
): bigint | null {
  if (value === undefined || (value instanceof Scalar && value.isNull)) return null
  if (value instanceof Scalar && isIntegral(value.type)) return BigInt(value.raw as number)
  if (value instanceof Scalar && isTemporal(type)) {
    const zero = new Scalar(type, type.storage === 'i64' ? 0n : 0)
    const moved = context.call(context.evaluator.findFunction('::add')!, [zero, value])
    if (moved instanceof Scalar && moved.type === type) return BigInt(moved.raw as number)
  }
  throw new ScriptError(`${of}: ${name} is an integer or a duration that is no finer than X.`)
}

interface Range {
  readonly low: bigint
  readonly high: bigint
}

// From where to where the query looks: its conditions on X, else the values there are.
function rangeOf(
  context: Context,
  x: Expression,
  column: FixedVector,
  frame: Frame,
  where: Select['where'],
): Range {
  let low: bigint | null = null
  let high: bigint | null = null
  for (let i = 0; i < column.length; i++) {
    if (column.isNullAt(i)) continue
    const value = BigInt(column.data[i]!)
    if (low === null || value < low) low = value
    if (high === null || value > high) high = value
  }
  if (x.kind === 'name') {
    const isColumn = (name: string) => frame.indexOf(name) >= 0
    for (const condition of columnConditions(where, {
      context,
      lookup: name => frame.lookup(name),
      isColumn,
    })) {
      if (condition.is !== 'range' || condition.column !== x.name) continue
      const raw = (bound: Scalar | null) =>
        bound ? BigInt(castScalar(bound, column.type).raw as number) : null
      low = raw(condition.least) ?? low
      high = raw(condition.most) ?? high
    }
  }
  return { low: low ?? 0n, high: high ?? 0n }
}

function originOf(context: Context, type: DataType, range: Range, value: Value | undefined): bigint {
  if (value instanceof Scalar && !isLiteral(value.type)) return BigInt(castScalar(value, type).raw as number)
  const word = wordOf(value, 'start_day')
  if (word === 'start') return range.low
  if (word === 'end') return range.high
  if (word === 'epoch' || !hasDate(type)) return 0n
  const oneDay: Expression = { kind: 'literal', literal: 'duration', text: '1d', span: { start: 0, end: 0 } }
  const day = unitsOf(context, type, literalValue(oneDay), 'origin') ?? 1n
  const midnight = floorDivide(range.low, day) * day
  return word === 'end_day' ? (floorDivide(range.high, day) + 1n) * day : midnight
}

const wordOf = (value: Value | undefined, otherwise: string) =>
  value instanceof Scalar && isLiteral(value.type) ? String(value.raw).toLowerCase() : otherwise

const truthOf = (value: Value | undefined) =>
  value instanceof Scalar && !value.isNull && Number(value.raw) !== 0

function fillOf(value: Value | undefined): Fill {
  if (value instanceof Scalar && isLiteral(value.type)) {
    const word = wordOf(value, 'none')
    if (['prev', 'post', 'linear', 'null', 'none'].includes(word)) return word as Fill
  } else if (value instanceof Scalar) return value.isNull ? 'null' : value
  throw new ScriptError('interval: fill is prev, post, linear, null, none or a number.')
}

interface Windows {
  /** How many windows a row is in. */
  readonly perRow: number
  /** The last window that a value is in. */
  readonly binOf: (value: bigint) => bigint
  readonly labelOf: (bin: bigint) => bigint
}

type ValueOf = (parameter: string) => Value | undefined

function plainWindows(context: Context, type: DataType, range: Range, value: ValueOf): Windows {
  const units = (name: string) => unitsOf(context, type, value(name), name)
  const duration = units('duration')!
  const step = units('step') ?? duration
  if (duration <= 0n || step <= 0n || duration % step !== 0n)
    throw new ScriptError('interval: duration is a multiple of step, and both are positive.')
  const explicit = truthOf(value('explicitOffset'))
  const origin = explicit ? range.low : originOf(context, type, range, value('origin'))
  const open = wordOf(value('closed'), 'left') === 'right' ? 1n : 0n
  const shift = wordOf(value('label'), 'left') === 'right' ? duration : 0n
  return {
    perRow: Number(duration / step),
    binOf: at => floorDivide(at - origin - open, step),
    labelOf: bin => origin + bin * step + shift,
  }
}

// So many trading days of a market each, counted from the first row's.
function calendarWindows(type: DataType, range: Range, value: ValueOf): Windows | null {
  const duration = value('duration')
  if (!(duration instanceof Scalar) || duration.type !== DURATION) return null
  const { amount, unit } = duration.raw as Duration
  if (!isMarketName(unit)) return null
  if (!hasDate(type) || type === MONTH) throw new ScriptError(`interval: ${unit} needs dates, not ${type}.`)
  const { days } = tradingCalendar(unit)
  if (amount < 1 || value('step') !== undefined) {
    throw new ScriptError('interval: trading days come in positive numbers, without a step.')
  }
  const raw = (at: bigint): Raw => (type.storage === 'i64' ? at : Number(at))
  const numberOf = (at: bigint) => days.numberOf(daysOf(raw(at), type))
  const start = numberOf(range.low)
  const open = wordOf(value('closed'), 'left') === 'right' ? 1n : 0n
  const shift = wordOf(value('label'), 'left') === 'right' ? amount : 0
  return {
    perRow: 1,
    binOf: at => BigInt(Math.floor((numberOf(at - open) - start) / amount)),
    labelOf: bin => {
      const day = days.dayOf(start + Number(bin) * amount + shift)
      return BigInt(convertTemporal(day, DATE, type) as number | bigint)
    },
  }
}

// The label of each row's window. Where a row is in several, rows tells which row each label is of.
function assigned(
  x: FixedVector,
  { perRow, binOf, labelOf }: Windows,
  first: bigint,
): { rows: Int32Array | null; labels: FixedVector } {
  const rows: number[] = []
  const found: bigint[] = []
  for (let row = 0; row < x.length; row++) {
    if (x.isNullAt(row)) continue
    const bin = binOf(BigInt(x.data[row]!))
    for (let k = perRow - 1; k >= 0; k--) {
      if (bin - BigInt(k) < first) continue
      rows.push(row)
      found.push(labelOf(bin - BigInt(k)))
    }
  }
  const labels = FixedVector.zeros(x.type, found.length)
  found.forEach((label, i) => {
    put(labels, i, label)
  })
  const whole = perRow === 1 && rows.length === x.length
  return { rows: whole ? null : toRows(rows), labels }
}

function toRows(rows: readonly number[]): Int32Array {
  const out = allocate('i32', rows.length)
  out.set(rows)
  return out
}

const put = (column: FixedVector, place: number, value: bigint) => {
  const raw: Raw = column.type.storage === 'i64' ? value : Number(value)
  column.data[place] = raw as never
}
