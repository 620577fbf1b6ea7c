import { floorDivide } from '../../base/floor-divide.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { hasDate } from '../../values/cast/promote.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { type DataType, DOUBLE, NANOTIME } from '../../values/data-type.ts'
import { convertTemporal, isTimeOfDay, unitsPerDay } from '../../values/elements/temporal-convert.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { unitsOf } from '../grouping/interval.ts'
import type { Axis } from './roll-windows.ts'

/** What windows move along, and what their bounds are called. */
export interface RollAxis extends Axis {
  /** How long a window is that a moving function asks for. @throws ScriptError */
  lengthOf(window: Value): number
  /** The label of a window, or null where it is its last X. */
  readonly endOf: ((segment: number, number: number) => Scalar) | null
}

type Options = Pick<Axis, 'closedRight' | 'withEmpty'>

/** Part of each day that doesn't count, in units of the column: from, up to. */
type Pause = readonly [from: bigint, to: bigint]

// Time with pauses taken out of each day, and back.
class Clock {
  readonly #day: bigint
  readonly #pauses: readonly Pause[]
  readonly #short: bigint

  constructor(day: bigint, pauses: readonly Pause[]) {
    this.#day = day
    this.#pauses = [...pauses].sort(([a], [b]) => (a < b ? -1 : 1))
    this.#short = day - pauses.reduce((sum, [from, to]) => sum + to - from, 0n)
  }

  counted(time: bigint): bigint {
    if (this.#pauses.length === 0) return time
    const days = floorDivide(time, this.#day)
    const ofDay = time - days * this.#day
    let counted = ofDay
    for (const [from, to] of this.#pauses) {
      if (ofDay > from && ofDay < to)
        throw new ScriptError(
          'roll: there are rows within what exclude leaves out; where should leave them out, too.',
        )
      if (ofDay >= to) counted -= to - from
    }
    return days * this.#short + counted
  }

  time(counted: bigint): bigint {
    if (this.#pauses.length === 0) return counted
    const days = floorDivide(counted, this.#short)
    let ofDay = counted - days * this.#short
    for (const [from, to] of this.#pauses) if (ofDay > from) ofDay += to - from
    return days * this.#day + ofDay
  }
}

function pausesOf(value: Value | undefined, unitsOfDay: bigint): Pause[] {
  if (value === undefined || (value instanceof Scalar && value.isNull)) return []
  const pairs = value instanceof Pair ? [value] : value instanceof Tuple ? value.items : []
  return pairs.map(pair => {
    if (!(pair instanceof Pair) || !isTimeOfDay(pair.type))
      throw new ScriptError('roll: exclude is a tuple of pairs of times of day.')
    const units = (raw: unknown) =>
      (BigInt(convertTemporal(raw as number, pair.type, NANOTIME) as bigint) * unitsOfDay) /
      86_400_000_000_000n
    return [units(pair.first), units(pair.second)]
  })
}

/** Windows of a length of time. The first begins with the day of a segment's first row, or as `origin` says. @throws ScriptError */
export function timeAxis(
  context: Context,
  x: FixedVector,
  offsets: Int32Array,
  step: Value,
  origin: string,
  exclude: Value | undefined,
  options: Options,
): RollAxis {
  const units = (value: Value, name: string) => unitsOf(context, x.type, value, name, 'roll')
  const wide = units(step, 'step') ?? 0n
  if (wide <= 0n) throw new ScriptError('roll: step should be positive.')
  const day = BigInt(unitsPerDay(x.type))
  const clock = new Clock(day, pausesOf(exclude, day))
  const bases: bigint[] = []
  const places = new Float64Array(x.length)
  for (let segment = 0; segment + 1 < offsets.length; segment++) {
    const [from, to] = [offsets[segment]!, offsets[segment + 1]!]
    const at = (row: number) => clock.counted(BigInt(x.data[row]!))
    const first = from === to ? 0n : BigInt(x.data[from]!)
    const begin = clock.counted(originOf(origin, first, x.type, day))
    const base =
      begin + floorDivide(clock.counted(first) - begin - (options.closedRight ? 1n : 0n), wide) * wide
    bases.push(base)
    for (let row = from; row < to; row++) places[row] = Number(at(row) - base)
    checkAscending(places, from, to)
  }
  return {
    ...options,
    places,
    step: Number(wide),
    withPartial: true,
    lengthOf: window =>
      window instanceof Scalar && window.type.category === 'INTEGRAL'
        ? Number(window.raw) * Number(wide)
        : Number(units(window, 'window')),
    endOf: (segment, number) => {
      const end = clock.time(bases[segment]! + BigInt(number + 1) * wide)
      return new Scalar(x.type, x.type.storage === 'i64' ? end : Number(end))
    },
  }
}

function originOf(origin: string, first: bigint, type: DataType, day: bigint): bigint {
  if (origin === 'start') return first
  if (origin === 'epoch' || !hasDate(type)) return 0n
  if (origin === 'start_day') return floorDivide(first, day) * day
  throw new ScriptError("roll: origin should be 'start_day', 'start' or 'epoch'.")
}

function checkAscending(places: Float64Array, from: number, to: number): void {
  for (let row = from + 1; row < to; row++)
    if (places[row]! < places[row - 1]!) throw new ScriptError('roll: X should ascend within each group.')
}

/** Windows of so many rows, or of so much of X: each row's own, or with `total` summed up already. @throws ScriptError */
export function volumeAxis(
  x: FixedVector,
  offsets: Int32Array,
  step: Value,
  kind: 'row' | 'volume' | 'cumvol',
  options: Options,
): RollAxis {
  const wide = step instanceof Scalar && !step.isNull ? Number(step.raw) : 0
  if (!(wide > 0)) throw new ScriptError('roll: step should be a positive number.')
  const places = allocate('f64', x.length) as Float64Array
  const values = kind === 'row' ? null : (castFlat(x, DOUBLE).data as Float64Array)
  for (let segment = 0; segment + 1 < offsets.length; segment++) {
    const [from, to] = [offsets[segment]!, offsets[segment + 1]!]
    let sum = 0
    for (let row = from; row < to; row++) {
      if (kind === 'volume' && !x.isNullAt(row)) sum += values![row]!
      places[row] = kind === 'row' ? row - from : kind === 'volume' ? sum : values![row]!
    }
    checkAscending(places, from, to)
  }
  return {
    ...options,
    closedRight: kind !== 'row' && options.closedRight,
    places,
    step: wide,
    withPartial: kind !== 'row',
    lengthOf: window => {
      if (!(window instanceof Scalar) || window.type.category !== 'INTEGRAL')
        throw new ScriptError(
          `roll: the window of a moving function should be an integer where stepType is '${kind}'.`,
        )
      return Number(window.raw) * (kind === 'row' ? 1 : wide)
    },
    endOf: null,
  }
}
