export interface Root {
  /** Whether the function has no different signs at both ends, or the steps did not do. */
  readonly end: 'done' | 'signs' | 'steps'
  readonly x: number
}

/**
 * A root of f between a and b, where it has different signs, to within xTolerance + relativeTolerance · |root|: by inverse
 * quadratic interpolation, the secant, or bisection where those are slow. R. P. Brent, "Algorithms for minimization without
 * derivatives" (1973), chapter 4.
 */
export function brentRoot(
  f: (x: number) => number,
  a: number,
  b: number,
  xTolerance: number,
  relativeTolerance: number,
  steps: number,
): Root {
  // Between x and `other` lies the root; `last` is where x was before.
  let [last, x] = [a, b]
  let [lastValue, value] = [f(last), f(x)]
  if (lastValue === 0) return { end: 'done', x: last }
  if (value === 0) return { end: 'done', x }
  if (!(lastValue * value < 0)) return { end: 'signs', x: 0 }
  let [other, otherValue] = [0, 0]
  let [step, stepBefore] = [0, 0]
  for (let i = 0; i < steps; i++) {
    if (lastValue !== 0 && value !== 0 && lastValue < 0 !== value < 0) {
      other = last
      otherValue = lastValue
      step = stepBefore = x - last
    }
    if (Math.abs(otherValue) < Math.abs(value)) {
      ;[last, x, other] = [x, other, x]
      ;[lastValue, value, otherValue] = [value, otherValue, value]
    }
    const least = (xTolerance + relativeTolerance * Math.abs(x)) / 2
    const half = (other - x) / 2
    if (value === 0 || Math.abs(half) < least) return { end: 'done', x }
    const tried = interpolated(x, value, last, lastValue, other, otherValue)
    const isFast =
      Math.abs(stepBefore) > least &&
      Math.abs(value) < Math.abs(lastValue) &&
      2 * Math.abs(tried) < Math.min(Math.abs(stepBefore), 3 * Math.abs(half) - least)
    stepBefore = isFast ? step : half
    step = isFast ? tried : half
    last = x
    lastValue = value
    x += Math.abs(step) > least ? step : half > 0 ? least : -least
    value = f(x)
  }
  return { end: 'steps', x }
}

function interpolated(
  x: number,
  value: number,
  last: number,
  lastValue: number,
  other: number,
  otherValue: number,
): number {
  if (last === other) return (-value * (x - last)) / (value - lastValue)
  const slope = (lastValue - value) / (last - x)
  const slopeToOther = (otherValue - value) / (other - x)
  return (
    (-value * (otherValue * slopeToOther - lastValue * slope)) /
    (slopeToOther * slope * (otherValue - lastValue))
  )
}
