import type { Clock } from '../clock.ts'

const PER_MILLISECOND = 1_000_000n
// How far the two clocks may be apart: more means that the wall clock was set.
const DRIFT = 3n * PER_MILLISECOND

// What to add to the monotonic clock, which alone knows nanoseconds, to have the wall clock.
let toWall = BigInt(Date.now()) * PER_MILLISECOND - process.hrtime.bigint()

function wallNanoseconds(): bigint {
  const monotonic = process.hrtime.bigint()
  const coarse = BigInt(Date.now()) * PER_MILLISECOND
  const drift = monotonic + toWall - coarse
  if (drift < -DRIFT || drift > DRIFT) toWall = coarse - monotonic
  return monotonic + toWall
}

/** The machine's clocks. */
export const realClock: Clock = {
  now: () => BigInt(Date.now()),
  nowNanoseconds: wallNanoseconds,
  monotonic: () => process.hrtime.bigint(),
  zoneOffset: at => -new Date(Number(at)).getTimezoneOffset(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds).unref()
    return () => clearTimeout(timer)
  },
  sleep: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
  turn: () => new Promise(resolve => setImmediate(resolve)),
}
