import { words } from '../column.ts'
import { nullI32 } from '../null.ts'

// Parts of times: hours of the day, microseconds of the second and so on, as INT.

/** Which part: ⌊count / divisor⌋ mod modulus, times factor. Counts may be negative. */
export interface ClockPart {
  readonly divisor: number
  readonly modulus: number
  readonly factor: number
}

/** Of counts of 32 bits. Gives whether there is a null in `out`. */
export function clockPart32(
  data: Int32Array,
  { divisor, modulus, factor }: ClockPart,
  out: Int32Array,
): boolean {
  const period = divisor * modulus
  let nulls = false
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!
    const rest = x % period
    if (x === nullI32) nulls = true
    out[i] = x === nullI32 ? x : Math.floor((rest < 0 ? rest + period : rest) / divisor) * factor
  }
  return nulls
}

/**
 * Of counts of 64 bits, `perSecond` (1e3 or 1e9) of which make a second. Seconds are found as doubles, which may be one
 * off; the rest, below 2³¹, is exact modulo 2³² and tells whether they are. A divisor below 1 is meant within a second.
 */
export function clockPart64(
  data: BigInt64Array,
  perSecond: number,
  { divisor, modulus, factor }: ClockPart,
  out: Int32Array,
): boolean {
  const halves = words(data)
  const withinSecond = divisor * modulus <= perSecond
  const secondsDivisor = divisor / perSecond
  let nulls = false
  for (let i = 0; i < data.length; i++) {
    const low = halves[2 * i]!
    const high = halves[2 * i + 1]!
    if (high === nullI32 && low === 0) {
      out[i] = nullI32
      nulls = true
      continue
    }
    let seconds = Math.floor((high * 4294967296 + (low >>> 0)) / perSecond)
    let rest = (low - Math.imul(seconds | 0, perSecond)) | 0
    if (rest < 0) {
      rest += perSecond
      seconds--
    } else if (rest >= perSecond) {
      rest -= perSecond
      seconds++
    }
    if (withinSecond) out[i] = Math.floor((rest % (divisor * modulus)) / divisor) * factor
    else {
      const part = Math.floor(seconds / secondsDivisor)
      out[i] = part - Math.floor(part / modulus) * modulus
    }
  }
  return nulls
}
