import { rangeWindows, rowWindows, type Windows, wholeSegment } from '../../kernels/windows/windows.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { DURATION, isTemporal } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { allocate } from '../../values/memory.ts'
import { type Duration, isNullRaw, type Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { integer, wrongArgument } from '../argument.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { durationUnits, isFixedUnit, shiftTemporal } from '../lift/time/temporal-shift.ts'

/** A window's length in rows. @throws ScriptError */
export function rowsOfWindow(window: Value | undefined, name: string): number {
  if (window instanceof Scalar && window.type === DURATION) {
    throw new ScriptError(
      `${name}: a duration as window needs an indexed series or indexed matrix; for columns see the functions that begin with tm.`,
    )
  }
  const rows = integer(window, name, 'window')
  if (rows < 1) throw new ScriptError(`Usage: ${name}. window should be a positive integer, not ${rows}.`)
  return rows
}

/** How many values a window needs; null where it is left out. @throws ScriptError */
export function leastOf(minPeriods: Value | undefined, name: string): number | null {
  if (minPeriods === undefined || (minPeriods instanceof Scalar && minPeriods.isNull)) return null
  const least = integer(minPeriods, name, 'minPeriods')
  if (least < 1)
    throw new ScriptError(`Usage: ${name}. minPeriods should be a positive integer, not ${least}.`)
  return least
}

/** Windows of so many rows, within segments or all rows. */
export function windowsOfRows(
  rows: number,
  window: number,
  least: number | null,
  offsets?: Int32Array,
): Windows {
  if (least !== null && least > window) {
    throw new ScriptError(
      `minPeriods should not be larger than window, but it is ${least}, and window ${window}.`,
    )
  }
  return rowWindows(window, least, offsets ?? wholeSegment(rows))
}

export interface TimeWindowOptions {
  readonly least?: number | null
  /** Segments that windows stay in. */
  readonly offsets?: Int32Array | undefined
  /** Whether a row just the window's length before belongs to it, too. */
  readonly closed?: boolean
}

/**
 * Windows that reach back in time: for row i those rows up to i, in its segment, whose time is later than time[i] −
 * window. Times ascend; they are moments or integers.
 */
export function windowsOfTime(
  times: Vector,
  window: Value | undefined,
  name: string,
  { least = null, offsets, closed = false }: TimeWindowOptions = {},
): Windows {
  const earlier = lowerBound(times, window, name)
  const read = rawReader(times)
  const segments = offsets ?? wholeSegment(times.length)
  const starts = allocate('i32', times.length)
  const ends = allocate('i32', times.length)
  for (let s = 0; s + 1 < segments.length; s++) {
    let start = segments[s]!
    for (let row = start; row < segments[s + 1]!; row++) {
      const limit = earlier(read(row))
      const isBefore = (time: Raw) =>
        closed ? (time as number) < (limit as number) : (time as number) <= (limit as number)
      while (start < row && isBefore(read(start))) start++
      starts[row] = start
      ends[row] = row + 1
    }
  }
  return rangeWindows(starts, ends, least)
}

// The moment that lies the window before another: rows up to it are out.
function lowerBound(times: Vector, window: Value | undefined, name: string): (raw: Raw) => Raw {
  const { type } = times
  const back = (raw: Raw): Raw => {
    if (isNullRaw(type, raw)) throw new ScriptError(`${name}: times must not be null.`)
    return raw
  }
  if (window instanceof Scalar && window.type === DURATION) {
    const { amount, unit } = window.raw as Duration
    if (!isTemporal(type))
      throw new ScriptError(`${name}: a duration as window needs temporal values, not ${type}.`)
    if (amount < 1) throw new ScriptError(`${name}: window should be positive.`)
    if (!isFixedUnit(unit)) return raw => shiftTemporal(back(raw), type, { amount: -amount, unit })
    // Not through the clock, which goes round at midnight.
    const units = durationUnits({ amount, unit }, type)
    return raw => (typeof raw === 'bigint' ? raw - units : (back(raw) as number) - Number(units))
  }
  if (!isTemporal(type) && type.category !== 'INTEGRAL')
    throw wrongArgument(name, 'T', 'temporal or integer values', times)
  const units = rowsOfWindow(window, name)
  return raw => (typeof raw === 'bigint' ? raw - BigInt(units) : (back(raw) as number) - units)
}
