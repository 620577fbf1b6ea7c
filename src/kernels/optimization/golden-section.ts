// The larger part of a line cut so that it is to the whole as the smaller to it.
const SHARE = (Math.sqrt(5) - 1) / 2

/**
 * Where a function of one number that falls and then rises is least, to the accuracy that doubles have there: Kiefer, Sequential
 * Minimax Search for a Maximum (1953). The interval is moved on while the least is at its end.
 */
export function leastAlong(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to]
  for (let width = high - low; width < 1e12; width *= 2) {
    const [left, middle, right] = [f(low), f((low + high) / 2), f(high)]
    if (middle <= left && middle <= right) break
    if (left < right) low -= width
    else high += width
  }
  let [a, b] = [high - SHARE * (high - low), low + SHARE * (high - low)]
  let [fa, fb] = [f(a), f(b)]
  while (high - low > 1e-11 * Math.max(1, Math.abs(a))) {
    if (fa <= fb) {
      ;[high, b, fb] = [b, a, fa]
      a = high - SHARE * (high - low)
      fa = f(a)
    } else {
      ;[low, a, fa] = [a, b, fb]
      b = low + SHARE * (high - low)
      fb = f(b)
    }
  }
  return (low + high) / 2
}
