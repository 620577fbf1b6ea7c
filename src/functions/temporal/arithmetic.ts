import { arithmetic, arithmeticOfScalars } from '../../kernels/elementwise/arithmetic.ts'
import { nullI32 } from '../../kernels/null.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import {
  DATE,
  DATETIME,
  type DataType,
  DURATION,
  isIntegral,
  isTemporal,
  MINUTE,
  NANOTIME,
  NANOTIMESTAMP,
  SECOND,
  TIME,
  TIMESTAMP,
} from '../../values/data-type.ts'
import { NULL_DURATION } from '../../values/elements/duration.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { type Duration, isNullRaw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { text } from '../argument.ts'
import { define } from '../define.ts'
import { applyBinary } from '../lift/binary-forms.ts'
import { BinaryOperation, type BinaryPlan } from '../lift/binary-operation.ts'
import { casting } from '../lift/plans/convert.ts'
import {
  allocateResult,
  convertingPlan,
  elementPlan,
  kernelPlan,
  kernelStorage,
} from '../lift/plans/kernel-plan.ts'
import { datePlan } from '../lift/time/dates.ts'
import { businessDays, type Periods } from '../lift/time/periods.ts'
import { shiftColumn } from '../lift/time/shift-column.ts'
import { shiftTemporal } from '../lift/time/temporal-shift.ts'
import { tradingCalendar } from '../lift/time/trading-calendar.ts'
import { applyUnary, mapColumns, UnaryOperation } from '../lift/unary.ts'
import { arithmeticOf } from '../operators/arithmetic.ts'
import { deltas } from '../series/changes.ts'

// Moments moved by amounts of units, and how far apart they are.

function shifting(unit: string): BinaryOperation {
  return new BinaryOperation('temporalAdd', (x, y): BinaryPlan | null => {
    if (!isTemporal(x) || !isIntegral(y)) return null
    const durationOf = (raw: unknown): Duration =>
      isNullRaw(y, raw as number) ? NULL_DURATION : { amount: Number(raw), unit }
    const each = elementPlan(x, (moment, amount) => shiftTemporal(moment, x, durationOf(amount)))
    return {
      scalar: each.scalar,
      column: (moments, amount, length) =>
        (amount instanceof Scalar && moments instanceof FixedVector
          ? shiftColumn(moments, durationOf(amount.raw))
          : null) ?? each.column(moments, amount, length),
    }
  })
}

export const temporalAdd = define({
  name: 'temporalAdd',
  aliases: ['datetimeAdd'],
  signature: 'temporalAdd(obj, duration, [unit])',
  kind: 'elementwise',
  doc: 'Each moment so many units later: ns us ms s m H d w M y, or B for business days, or the name of a trading calendar for its days. Months and years keep the day of the month, or take the last one. The duration may have its unit itself.',
  examples: [
    ['temporalAdd(2017.01.16, 1, "w")', '2017.01.23'],
    ["temporalAdd(2012.07.31T13:30:10.008, -1, 'M')", '2012.06.30T13:30:10.008'],
    ['temporalAdd([12:23:34, 00s, 23:59:45], 10m)', '[12:33:34,,00:09:45]'],
    ['temporalAdd(2024.01.31, 0 1 2, "M")', '[2024.01.31,2024.02.29,2024.03.31]'],
  ],
  run: (_, x, duration, unit) => {
    if (duration instanceof Scalar && duration.type === DURATION) return arithmeticOf.add(x!, duration)
    const usage = 'temporalAdd(obj, duration, [unit])'
    if (unit === undefined) throw new ScriptError(`Usage: ${usage}. unit is missing.`)
    return applyBinary(shifting(text(unit, usage, 'unit')), x!, duration!)
  },
})

const dayNumber = ({ numberOf }: Periods) =>
  new UnaryOperation('temporalDiff', type =>
    type === DATE
      ? datePlan(type, days => {
          const out = allocateResult(DATE, days.length)
          const [data, to] = [days.data as Int32Array, out.data as Int32Array]
          for (let i = 0; i < data.length; i++) {
            to[i] = data[i] === nullI32 ? nullI32 : numberOf(data[i]!)
          }
          out.mayHoldNulls = days.mayHoldNulls
          return out
        })
      : null,
  )

/** What differences are taken of: the moments, or numbers of the business or trading days. */
function counted(x: Value, unit: Value | undefined, name: string): Value {
  if (unit === undefined) return x
  const chosen = text(unit, name, 'unit')
  const days = chosen === 'd' ? null : chosen === 'B' ? businessDays : tradingCalendar(chosen).days
  const { type } = x as Vector
  if (!(x instanceof Table) && type !== DATE)
    throw new ScriptError(`${name}: unit needs values of DATE, not ${type}.`)
  return days ? applyUnary(dayNumber(days), x) : x
}

export const temporalDiff = define({
  name: 'temporalDiff',
  aliases: ['datetimeDiff'],
  signature: 'temporalDiff(X, Y, [unit])',
  kind: 'elementwise',
  doc: 'How many units lie between moments of the same type, X − Y; with the unit B of dates only business days, with a trading calendar its days.',
  examples: [
    ['temporalDiff([13:30:49, 13:30:39], 13:30:00)', '[49,39]'],
    ['temporalDiff([2019.12.31, 00d, 2020.01.10], 2019.12.30, "B")', '[1,,9]'],
  ],
  run: (_, x, y, unit) => {
    const [a, b] = [(x as Vector).type, (y as Vector).type]
    if (a !== b && a && b) throw new ScriptError(`temporalDiff(X, Y): X is ${a}, but Y is ${b}.`)
    return arithmeticOf.sub(counted(x!, unit, 'temporalDiff'), counted(y!, unit, 'temporalDiff'))
  },
})

export const temporalDeltas = define({
  name: 'temporalDeltas',
  aliases: ['datetimeDeltas'],
  signature: 'temporalDeltas(X, [unit])',
  kind: 'series',
  doc: 'How many units lie between each moment and the one before; with the unit B of dates only business days, with a trading calendar its days. Of a table: of its temporal columns.',
  examples: [
    ['temporalDeltas([13:30:39, 13:30:49, 00s])', '[,10,]'],
    ['temporalDeltas([2019.12.31, 2020.01.03, 2020.01.10], "B")', '[,3,5]'],
  ],
  run: (context, x, unit) => {
    const of = (moments: Value) => deltas.definition.run(context, counted(moments, unit, 'temporalDeltas'))
    if (x instanceof Table)
      return mapColumns(x, column => (isTemporal(column.type) ? (of(column) as Vector) : column))
    return of(x!)
  },
})

// The type of a day and a time together.
const together = new Map<DataType, DataType>([
  [MINUTE, DATETIME],
  [SECOND, DATETIME],
  [TIME, TIMESTAMP],
  [NANOTIME, NANOTIMESTAMP],
])

const joining = new BinaryOperation('concatDateTime', (x, y) => {
  const result = together.get(y)
  if (x !== DATE || result === undefined) return null
  const time = y === MINUTE ? SECOND : y
  const [a, b, out] = [kernelStorage(result)!, kernelStorage(time)!, kernelStorage(result)!]
  const plan = kernelPlan(result, arithmeticOfScalars('add', a, b, out), (shape, nulls) =>
    arithmetic('add', a, b, out, shape, nulls),
  )
  return convertingPlan(plan, casting(x, result), casting(y, time))
})

export const concatDateTime = define({
  name: 'concatDateTime',
  aliases: ['concatDT'],
  signature: 'concatDateTime(date, time)',
  kind: 'elementwise',
  doc: 'A date and a time of day together: DATETIME, TIMESTAMP or NANOTIMESTAMP, as precise as the time.',
  examples: [
    ['concatDateTime(2019.06.15, 13:25:10)', '2019.06.15T13:25:10'],
    ['concatDateTime(2019.06.15, [13:25:10.001, 00t])', '[2019.06.15T13:25:10.001,]'],
  ],
  run: (_, date, time) => applyBinary(joining, date!, time!),
})
