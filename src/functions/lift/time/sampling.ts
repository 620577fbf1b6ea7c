import { floorDivide } from '../../../base/floor-divide.ts'
import { ScriptError } from '../../../runtime/script-error.ts'
import { DATE, type DataType, isTemporal } from '../../../values/data-type.ts'
import { convertTemporal, daysOf, isTimeOfDay } from '../../../values/elements/temporal-convert.ts'
import { Scalar } from '../../../values/forms/scalar.ts'
import type { Raw } from '../../../values/null.ts'
import type { Value } from '../../../values/value.ts'
import { text } from '../../argument.ts'
import { hasDate } from './dates.ts'
import {
  businessDays,
  everyNth,
  fiscalQuarters,
  fiscalYears,
  halfMonths,
  lastWeeksOfMonths,
  monthsFrom,
  monthsUpTo,
  type Periods,
  weeksOfMonths,
  weeksUpTo,
} from './periods.ts'
import { durationUnits } from './temporal-shift.ts'
import { isMarketName, tradingCalendar } from './trading-calendar.ts'

// Time cut into pieces by rules such as "2M" and "3min", each of which has a moment as its label.

/** The pieces, numbered in order, and their labels. */
export interface Sampling {
  /** By periods of the calendar, not by intervals of fixed length. */
  readonly calendar: boolean
  readonly numberOf: (raw: Raw) => number
  readonly labelOf: (number: number) => Raw
}

const fiscal = { weekday: 0, month: 1, nearest: true }

const calendars: Readonly<Record<string, Periods>> = {
  B: businessDays,
  W: weeksUpTo(6),
  WOM: weeksOfMonths(0, 0),
  LWOM: lastWeeksOfMonths(0),
  M: monthsUpTo(1, 12, false),
  MS: monthsFrom(1, 1, false),
  BM: monthsUpTo(1, 12, true),
  BMS: monthsFrom(1, 1, true),
  SM: halfMonths(15, true),
  SMS: halfMonths(15, false),
  Q: monthsUpTo(3, 12, false),
  QS: monthsFrom(3, 1, false),
  BQ: monthsUpTo(3, 12, true),
  BQS: monthsFrom(3, 1, true),
  SA: monthsUpTo(6, 12, false),
  SAS: monthsFrom(6, 1, false),
  A: monthsUpTo(12, 12, false),
  AS: monthsFrom(12, 1, false),
  BA: monthsUpTo(12, 12, true),
  BAS: monthsFrom(12, 1, true),
  RE: fiscalYears(fiscal),
  REQ: fiscalQuarters(fiscal, 1),
}

/** Rules of fixed length, as units of durations. */
const intervals: Readonly<Record<string, string>> = {
  D: 'd',
  H: 'H',
  min: 'm',
  S: 's',
  L: 'ms',
  U: 'us',
  N: 'ns',
}

/** How intervals of fixed length lie: arguments as scripts give them. */
export interface SamplingOptions {
  readonly rule: Value | undefined
  readonly closed: Value | undefined
  readonly label: Value | undefined
  readonly origin: Value | undefined
  /** The label where none is told; missing: `right` where intervals are counted from the end, else `left`. */
  readonly usualLabel?: 'left' | 'right'
}

/** The sampling of moments from `first` to `last`, which are not null. @throws ScriptError for rules that don't suit. */
export function samplingOf(
  name: string,
  type: DataType,
  first: Raw,
  last: Raw,
  options: SamplingOptions,
): Sampling {
  if (!isTemporal(type)) throw new ScriptError(`${name}: moments are needed, not ${type}.`)
  const rule = text(options.rule, name, 'rule')
  const match = /^(\d*)([A-Za-z]+)$/.exec(rule.trim())
  const count = match?.[1] ? Number(match[1]) : 1
  const unit = match?.[2] ?? ''
  if (count < 1) throw new ScriptError(`${name}: the number in the rule ${rule} should be positive.`)
  const periods = calendars[unit] ?? (isMarketName(unit) ? tradingCalendar(unit).days : undefined)
  if (periods) return byCalendar(name, type, periods, count, first)
  if (!(unit in intervals)) throw new ScriptError(`${name}: ${rule} is no rule that is known here.`)
  const width = durationUnits({ amount: count, unit: intervals[unit]! }, type)
  return byIntervals(name, type, width, first, last, options)
}

function byCalendar(name: string, type: DataType, periods: Periods, count: number, first: Raw): Sampling {
  if (!hasDate(type)) throw new ScriptError(`${name}: this rule needs dates, not ${type}.`)
  const nth = everyNth(periods, count, daysOf(first, type))
  return {
    calendar: true,
    numberOf: raw => nth.numberOf(daysOf(raw, type)),
    labelOf: number => convertTemporal(nth.dayOf(number), DATE, type),
  }
}

function side(value: Value | undefined, name: string, parameter: string, usual: 'left' | 'right') {
  const chosen = text(value, name, parameter, usual)
  if (chosen === 'left' || chosen === 'right') return chosen
  throw new ScriptError(`${name}: ${parameter} should be 'left' or 'right', not '${chosen}'.`)
}

function byIntervals(
  name: string,
  type: DataType,
  width: bigint,
  first: Raw,
  last: Raw,
  { closed, label, origin, usualLabel }: SamplingOptions,
): Sampling {
  const start = originOf(origin, name, type, first, last)
  const fromEnd = origin instanceof Scalar && (origin.raw === 'end' || origin.raw === 'end_day')
  const usual = fromEnd ? 'right' : 'left'
  const closedRight = side(closed, name, 'closed', usual) === 'right'
  const shift = side(label, name, 'label', usualLabel ?? usual) === 'right' ? 1n : 0n
  return {
    calendar: false,
    numberOf: raw => {
      const since = BigInt(raw as number | bigint) - start
      return Number(closedRight ? -floorDivide(-since, width) - 1n : floorDivide(since, width))
    },
    labelOf: number => {
      const at = start + (BigInt(number) + shift) * width
      return type.storage === 'i64' ? at : Number(at)
    },
  }
}

/** Where intervals are counted from, in units of the type. */
function originOf(origin: Value | undefined, name: string, type: DataType, first: Raw, last: Raw): bigint {
  if (origin instanceof Scalar && isTemporal(origin.type)) {
    return BigInt(convertTemporal(origin.raw, origin.type, type) as number | bigint)
  }
  const day = durationUnits({ amount: 1, unit: 'd' }, type)
  const midnight = (raw: Raw) =>
    isTimeOfDay(type) ? 0n : floorDivide(BigInt(raw as number | bigint), day) * day
  const chosen = text(origin, name, 'origin', 'start_day')
  switch (chosen) {
    case 'epoch':
      return 0n
    case 'start':
      return BigInt(first as number | bigint)
    case 'start_day':
      return midnight(first)
    case 'end':
      return BigInt(last as number | bigint)
    case 'end_day':
      return midnight(last) + day
    default:
      throw new ScriptError(
        `${name}: origin should be epoch, start, start_day, end, end_day or a moment, not ${chosen}.`,
      )
  }
}
