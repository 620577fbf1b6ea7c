import { ScriptError } from '../../runtime/script-error.ts'
import { MINUTE, NANOTIME, NANOTIMESTAMP, SECOND, TIME, TIMESTAMP } from '../../values/data-type.ts'
import { unitsPerDay } from '../../values/elements/temporal-convert.ts'
import { Pair } from '../../values/forms/pair.ts'
import { isNullRaw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'

const ofTimes = new Set([TIMESTAMP, NANOTIMESTAMP, TIME, NANOTIME])
const ofPeriod = new Set([TIME, NANOTIME, MINUTE, SECOND])

/**
 * Times on a clock that stands still during `period` of every day (a pair of times of a day, such as a midday break), so that
 * windows in them reach over it. @throws ScriptError when a time lies in it
 */
export function withoutPeriod(times: Vector, period: Value, name: string): Vector {
  if (!(period instanceof Pair) || !ofPeriod.has(period.type))
    throw new ScriptError(`${name}: excludedPeriod should be a pair of times of a day.`)
  const { type } = times
  if (!(times instanceof FixedVector) || !ofTimes.has(type))
    throw new ScriptError(
      `${name}: with excludedPeriod T should be of TIMESTAMP, NANOTIMESTAMP, TIME or NANOTIME.`,
    )
  const day = BigInt(unitsPerDay(type))
  const [start, end] = [period.first, period.second].map(
    raw => (BigInt(raw as number | bigint) * day) / BigInt(unitsPerDay(period.type)),
  ) as [bigint, bigint]
  if (end < start) throw new ScriptError(`${name}: excludedPeriod should end after it starts.`)
  const moved = times.clone() as FixedVector
  const { data } = moved
  for (let i = 0; i < data.length; i++) {
    if (isNullRaw(type, data[i]!)) continue
    const time = BigInt(data[i]!)
    const clock = ((time % day) + day) % day
    if (clock > start && clock < end)
      throw new ScriptError(`${name}: T has a time within excludedPeriod, in the row ${i}.`)
    const breaks = (time - clock) / day + (clock >= end ? 1n : 0n)
    const shifted = time - breaks * (end - start)
    data[i] = typeof data[i] === 'bigint' ? shifted : Number(shifted)
  }
  return moved
}
