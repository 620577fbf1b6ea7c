import { nullF64 } from '../../kernels/null.ts'

// Moving averages as technical analysis uses them, on one segment: `x` in, `out` of the same length. Nulls at the
// beginning stay, and the window is counted from the first value on; until it is full there is no result.

export type Average = (x: Float64Array, out: Float64Array) => void

/** The first row that isn't null. */
function firstValue(x: Float64Array): number {
  let i = 0
  while (i < x.length && x[i] === nullF64) i++
  return i
}

/** Begins with the mean of the first window, then moves by `alpha` of the way to each value. */
export function exponential(window: number, alpha: number): Average {
  return (x, out) => {
    const start = firstValue(x)
    out.fill(nullF64)
    if (start + window > x.length) return
    let average = 0
    for (let i = start; i < start + window; i++) average += x[i] === nullF64 ? 0 : x[i]!
    average /= window
    out[start + window - 1] = average
    for (let i = start + window; i < x.length; i++) {
      if (x[i] === nullF64) continue
      average = alpha * x[i]! + (1 - alpha) * average
      out[i] = average
    }
  }
}

/** Begins with the first value. */
export function exponentialFromStart(alpha: number): Average {
  return (x, out) => {
    const start = firstValue(x)
    out.fill(nullF64)
    if (start >= x.length) return
    let average = x[start]!
    out[start] = average
    for (let i = start + 1; i < x.length; i++) {
      if (x[i] === nullF64) continue
      average = alpha * x[i]! + (1 - alpha) * average
      out[i] = average
    }
  }
}

/** The mean of a window, weighted by `weightOf` the place in it (1 for the oldest). */
function weighted(window: number, weightOf: (place: number) => number): Average {
  const weights = Float64Array.from({ length: window }, (_, i) => weightOf(i + 1))
  return (x, out) => {
    const start = firstValue(x)
    out.fill(nullF64)
    for (let i = start + window - 1; i < x.length; i++) {
      let [sum, total] = [0, 0]
      for (let k = 0; k < window; k++) {
        const value = x[i - window + 1 + k]!
        if (value === nullF64) continue
        sum += value * weights[k]!
        total += weights[k]!
      }
      if (total > 0) out[i] = sum / total
    }
  }
}

export const simple = (window: number): Average => weighted(window, () => 1)
export const linear = (window: number): Average => weighted(window, place => place)
export const usual = (window: number): Average => exponential(window, 2 / (window + 1))
export const wilders = (window: number): Average => exponential(window, 1 / window)

/** One average of another. */
function chained(first: Average, second: Average): Average {
  return (x, out) => {
    const between = new Float64Array(x.length)
    first(x, between)
    second(between, out)
  }
}

export const triangular = (window: number): Average =>
  chained(simple(Math.ceil((window + 1) / 2)), simple(Math.floor((window + 1) / 2)))

/** A sum of an exponential average, the average of that, and so on, by `factors`. */
function combined(window: number, factors: readonly number[]): Average {
  const average = usual(window)
  return (x, out) => {
    out.fill(0)
    let last = x
    for (const factor of factors) {
      const next = new Float64Array(x.length)
      average(last, next)
      for (let i = 0; i < out.length; i++) {
        out[i] = next[i] === nullF64 || out[i] === nullF64 ? nullF64 : out[i]! + factor * next[i]!
      }
      last = next
    }
  }
}

export const double = (window: number): Average => combined(window, [2, -1])
export const triple = (window: number): Average => combined(window, [3, -3, 1])

/** Tillson's T3: what three double averages weighted by `v`, one of the other, come to. */
export const tillsons = (window: number, v: number): Average =>
  combined(window, [0, 0, (1 + v) ** 3, -3 * v * (1 + v) ** 2, 3 * v ** 2 * (1 + v), -(v ** 3)])

const FASTEST = 2 / 3
const SLOWEST = 2 / 31

/** Kaufman's adaptive average: the straighter the way, the faster. */
export function adaptive(window: number): Average {
  return (x, out) => {
    const start = firstValue(x)
    out.fill(nullF64)
    if (start + window >= x.length) return
    let average = x[start + window - 1]!
    let way = 0
    for (let i = start + 1; i < start + window; i++) way += Math.abs(x[i]! - x[i - 1]!)
    for (let i = start + window; i < x.length; i++) {
      way += Math.abs(x[i]! - x[i - 1]!)
      if (i > start + window) way -= Math.abs(x[i - window]! - x[i - window - 1]!)
      const straight = way === 0 ? 1 : Math.abs(x[i]! - x[i - window]!) / way
      average += (straight * (FASTEST - SLOWEST) + SLOWEST) ** 2 * (x[i]! - average)
      out[i] = average
    }
  }
}
