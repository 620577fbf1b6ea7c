import { type BarSide, bar as barLoop, barOfScalars } from '../../kernels/elementwise/bar.ts'
import { nullI64 } from '../../kernels/null.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { castVector } from '../../values/cast/vector.ts'
import { type DataType, DURATION, isIntegral, isTemporal, LONG } from '../../values/data-type.ts'
import { isTimeOfDay, unitsPerDay } from '../../values/elements/temporal-convert.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Duration } from '../../values/null.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { text, truth, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { applyBinary } from '../lift/binary-forms.ts'
import { BinaryOperation, type BinaryPlan, type Operand } from '../lift/binary-operation.ts'
import { allocateResult, convertingPlan, kernelPlan, kernelStorage } from '../lift/plans/kernel-plan.ts'
import { durationUnits } from '../lift/time/temporal-shift.ts'

// Values and moments replaced by an end of the interval that they lie in.

/** An interval, which may be a duration, as a number of x's units. */
function widths(operand: Operand, type: DataType): Operand {
  const target = type.storage === 'i64' ? LONG : type
  const one = (value: Scalar): Scalar => {
    const units =
      value.type === DURATION
        ? durationUnits(value.raw as Duration, type)
        : (castScalar(value, LONG).raw as bigint)
    if (units <= 0n) throw new ScriptError('bar(X, interval, [closed]). interval should be positive.')
    return new Scalar(target, typeof nullOf(target) === 'bigint' ? units : Number(units))
  }
  if (operand instanceof Scalar) return one(operand)
  if (operand.type !== DURATION) return castVector(operand, target)
  return vectorOf(Array.from({ length: operand.length }, (_, i) => one(operand.get(i) as Scalar)))
}

function barPlan(side: BarSide, x: DataType, y: DataType): BinaryPlan | null {
  const storage = kernelStorage(x)
  if (storage === null || storage === 'sym' || !(isPlainNumber(x) || isTemporal(x))) return null
  if (y === DURATION ? !isTemporal(x) : !isIntegral(y)) return null
  const plan = kernelPlan(x, barOfScalars(side, storage), (shape, nulls) =>
    barLoop(side, storage, shape, nulls),
  )
  return convertingPlan(
    plan,
    value => value,
    value => widths(value, x) as typeof value,
  )
}

const bars = {
  left: new BinaryOperation('bar', (x, y) => barPlan('left', x, y)),
  right: new BinaryOperation('bar', (x, y) => barPlan('right', x, y)),
}

export const bar = define({
  name: 'bar',
  signature: "bar(X, interval, [closed='left'])",
  kind: 'elementwise',
  doc: "The beginning of the interval that each value lies in, where intervals begin at multiples of their width, which may be a duration of fixed length; with closed='right' its end, the end belonging to it.",
  examples: [
    ['bar(0..6, 3)', '[0,0,0,3,3,3,6]'],
    ['bar([7, NULL, -5, 1], 5, "right")', '[10,,-5,5]'],
    ['bar(2021.01.01T01:00:07, 5s)', '2021.01.01T01:00:05'],
    ['bar(2018.02M, 3)', '2018.01M'],
  ],
  run: (_, x, interval, closed) => {
    const side = text(closed, "bar(X, interval, [closed='left'])", 'closed', 'left')
    if (side !== 'left' && side !== 'right') {
      throw new ScriptError(`bar: closed should be 'left' or 'right', not '${side}'.`)
    }
    return applyBinary(bars[side], x!, interval!)
  },
})

/** A session of every day, in units since midnight; the end may lie on the next day. */
interface Session {
  readonly begin: number
  readonly end: number
}

const usage = 'dailyAlignedBar(X, timeOffset, n, [timeEnd], [mergeSessionEnd])'

function unitsOf(value: Value | undefined, type: DataType, parameter: string): number[] {
  const times = value instanceof Scalar ? vectorOf([value]) : vector(value, usage, parameter)
  if (!isTimeOfDay(times.type) || unitsPerDay(times.type) !== unitsPerDay(type)) {
    throw new ScriptError(
      `dailyAlignedBar: ${parameter} should be a time of day as precise as X, which is ${type}.`,
    )
  }
  return Array.from((times as FixedVector).data as Int32Array | BigInt64Array, Number)
}

function widthOf(n: Value | undefined, type: DataType): number {
  if (!(n instanceof Scalar) || n.isNull)
    throw wrongArgument(usage, 'n', 'a positive integer or a duration', n)
  if (n.type !== DURATION && !isIntegral(n.type))
    throw wrongArgument(usage, 'n', 'an integer or a duration', n)
  const width =
    n.type === DURATION ? durationUnits(n.raw as Duration, type) : (castScalar(n, LONG).raw as bigint)
  if (width <= 0n) throw new ScriptError('dailyAlignedBar: n should be positive.')
  return Number(width)
}

// The units from midnight on, where a window that holds `time` begins: before 0 for a session of the day before.
function windowBegin(
  time: number,
  sessions: readonly Session[],
  width: number,
  day: number,
  merge: boolean,
): number {
  let at = sessions.length - 1
  while (at >= 0 && sessions[at]!.begin > time) at--
  const shift = at < 0 ? day : 0
  const { begin, end } = sessions[at < 0 ? sessions.length - 1 : at]!
  const since = time + shift - begin
  const start = begin - shift + since - (since % width)
  return merge && time + shift === end && since > 0 && since % width === 0 ? start - width : start
}

export const dailyAlignedBar = define({
  name: 'dailyAlignedBar',
  signature: 'dailyAlignedBar(X, timeOffset, n, [timeEnd], [mergeSessionEnd=false])',
  kind: 'elementwise',
  doc: 'The beginning of the window that each moment lies in. Windows are n long and begin anew with each session of the day, at timeOffset. With mergeSessionEnd the moment timeEnd belongs to the last window of its session if that ends there.',
  examples: [
    [
      'dailyAlignedBar([2019.11.01T09:31:00, 00D, 2019.11.01T11:30:00], 09:30:00, 3600)',
      '[2019.11.01T09:30:00,,2019.11.01T11:30:00]',
    ],
    ['dailyAlignedBar([09:59:00, 11:30:00], 09:30:00, 1H, 11:30:00, true)', '[09:30:00,10:30:00]'],
  ],
  run: (_, x, timeOffset, n, timeEnd, mergeSessionEnd) => {
    const moments = x instanceof Scalar ? vectorOf([x]) : vector(x, usage, 'X')
    const { type } = moments
    if (!isTemporal(type) || !Number.isFinite(unitsPerDay(type)))
      throw wrongArgument(usage, 'X', 'moments', x)
    const day = unitsPerDay(type)
    const begins = unitsOf(timeOffset, type, 'timeOffset')
    const ends = timeEnd === undefined ? begins.map(() => Number.NaN) : unitsOf(timeEnd, type, 'timeEnd')
    if (ends.length !== begins.length)
      throw new ScriptError('dailyAlignedBar: as many timeEnd as timeOffset are needed.')
    const sessions = begins.map((begin, i) => ({ begin, end: ends[i]! < begin ? ends[i]! + day : ends[i]! }))
    const merge = truth(mergeSessionEnd, usage, 'mergeSessionEnd', false)
    const width = widthOf(n, type)
    const begin = (time: number) => windowBegin(time, sessions, width, day, merge)
    const out = aligned(moments as FixedVector, day, begin)
    return x instanceof Vector ? out : out.get(0)
  },
})

function aligned(moments: FixedVector, day: number, begin: (time: number) => number): FixedVector {
  const out = allocateResult(moments.type, moments.length)
  out.mayHoldNulls = moments.mayHoldNulls
  const { data } = moments
  if (data instanceof BigInt64Array) {
    const to = out.data as BigInt64Array
    // Neighbours are mostly of the same day.
    const wholeDay = BigInt(day)
    let midnight = 0n
    for (let i = 0; i < data.length; i++) {
      if (data[i] === nullI64) {
        to[i] = nullI64
        continue
      }
      let time = Number(data[i]! - midnight)
      if (time < 0 || time >= day) {
        midnight = data[i]! - (data[i]! % wholeDay)
        if (midnight > data[i]!) midnight -= wholeDay
        time = Number(data[i]! - midnight)
      }
      to[i] = midnight + BigInt(begin(time))
    }
    return out
  }
  const missing = nullOf(moments.type) as number
  for (let i = 0; i < data.length; i++) {
    const moment = data[i] as number
    const time = ((moment % day) + day) % day
    out.data[i] = moment === missing ? missing : moment - time + begin(time)
  }
  return out
}
