import { fisherTail, incompleteBeta, logGamma, studentTails } from './incomplete-beta.ts'
import { incompleteGamma, upperIncompleteGamma } from './incomplete-gamma.ts'

/** A distribution: its cumulative function F, and the least x with F(x) ≥ p. */
export interface Distribution {
  readonly cdf: (x: number) => number
  readonly quantile: (p: number) => number
}

// The interval is halved until its ends are neighbours: every cumulative function is monotonic, and few are easy to derive.
function bisected(cdf: (x: number) => number, p: number, least: number, most: number): number {
  let [low, high] = [least, most]
  if (low === Number.NEGATIVE_INFINITY) for (low = -1; cdf(low) > p; low *= 2);
  if (high === Number.POSITIVE_INFINITY) for (high = 1; cdf(high) < p && high < 1e300; high *= 2);
  for (let i = 0; i < 2000; i++) {
    const middle = low + (high - low) / 2
    if (middle <= low || middle >= high) break
    if (cdf(middle) < p) low = middle
    else high = middle
  }
  return high
}

/** Continuous, on least … most; its quantiles are found by halving, unless there is a formula. */
function continuous(
  least: number,
  most: number,
  cdf: (x: number) => number,
  formula?: (p: number) => number,
): Distribution {
  const inside = (x: number) => (x <= least ? 0 : x >= most ? 1 : cdf(x))
  return {
    cdf: inside,
    quantile: p => {
      if (p <= 0 || p >= 1) return p <= 0 ? least : most
      return formula ? formula(p) : bisected(inside, p, least, most)
    },
  }
}

/** Of whole numbers from 0 on. */
function discrete(cdf: (k: number) => number, most: number): Distribution {
  const at = (x: number) => (x < 0 ? 0 : x >= most ? 1 : cdf(Math.floor(x)))
  return {
    cdf: at,
    quantile: p => {
      let high = 1
      while (at(high) < p && high < most) high *= 2
      let low = -1
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2)
        if (at(middle) < p) low = middle
        else high = middle
      }
      return Math.min(high, most)
    },
  }
}

const { POSITIVE_INFINITY: INFINITE, NEGATIVE_INFINITY: BELOW_ALL } = Number

/** How likely a standard normal value is at most z. */
export function standardNormal(z: number): number {
  const tail = 0.5 * upperIncompleteGamma(0.5, (z * z) / 2)
  return z < 0 ? tail : 1 - tail
}

// The upper half is mirrored, where the cumulative function has no digits to spare.
const standardNormalQuantile = (p: number): number =>
  p > 0.5 ? -standardNormalQuantile(1 - p) : p === 0.5 ? 0 : bisected(standardNormal, p, -40, 0)

export const normal = (mean: number, deviation: number): Distribution =>
  continuous(
    BELOW_ALL,
    INFINITE,
    x => standardNormal((x - mean) / deviation),
    p => mean + deviation * standardNormalQuantile(p),
  )

export const beta = (a: number, b: number): Distribution => continuous(0, 1, x => incompleteBeta(x, a, b))

export const gamma = (shape: number, scale: number): Distribution =>
  continuous(0, INFINITE, x => incompleteGamma(shape, x / scale))

export const chiSquare = (degrees: number): Distribution => gamma(degrees / 2, 2)

export const exponential = (mean: number): Distribution =>
  continuous(
    0,
    INFINITE,
    x => -Math.expm1(-x / mean),
    p => -mean * Math.log1p(-p),
  )

export const fisher = (numerator: number, denominator: number): Distribution =>
  continuous(0, INFINITE, x => 1 - fisherTail(x, numerator, denominator))

export const logistic = (mean: number, scale: number): Distribution =>
  continuous(
    BELOW_ALL,
    INFINITE,
    x => 1 / (1 + Math.exp(-(x - mean) / scale)),
    p => mean + scale * Math.log(p / (1 - p)),
  )

export function student(degrees: number): Distribution {
  const cdf = (x: number) => {
    const tail = studentTails(x, degrees) / 2
    return x < 0 ? tail : 1 - tail
  }
  const quantile = (p: number): number =>
    p > 0.5 ? -quantile(1 - p) : p === 0.5 ? 0 : bisected(cdf, p, BELOW_ALL, 0)
  return continuous(BELOW_ALL, INFINITE, cdf, quantile)
}

export const uniform = (lower: number, upper: number): Distribution =>
  continuous(
    lower,
    upper,
    x => (x - lower) / (upper - lower),
    p => lower + p * (upper - lower),
  )

export const weibull = (shape: number, scale: number): Distribution =>
  continuous(
    0,
    INFINITE,
    x => -Math.expm1(-((x / scale) ** shape)),
    p => scale * (-Math.log1p(-p)) ** (1 / shape),
  )

export const binomial = (trials: number, p: number): Distribution =>
  discrete(k => incompleteBeta(1 - p, trials - k, k + 1), trials)

export const poisson = (mean: number): Distribution =>
  discrete(k => upperIncompleteGamma(k + 1, mean), INFINITE)

/** The numbers 1 … count, each with the weight k^−exponent. */
export function zipf(count: number, exponent: number): Distribution {
  const sums = new Float64Array(count + 1)
  for (let k = 1; k <= count; k++) sums[k] = sums[k - 1]! + k ** -exponent
  return discrete(k => sums[Math.min(k, count)]! / sums[count]!, count)
}

/** How likely Kolmogorov's statistic, for many observations, is greater than x. */
export function kolmogorovTail(x: number): number {
  if (x <= 0) return 1
  // Two series of the same function: each converges at once on its side.
  if (x < 1) {
    let sum = 0
    for (let k = 1; k < 40; k += 2) sum += Math.exp((-(k * k) * Math.PI * Math.PI) / (8 * x * x))
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum
  }
  let sum = 0
  for (let k = 1; k < 100; k++) sum += (k % 2 ? 2 : -2) * Math.exp(-2 * k * k * x * x)
  return sum
}

export const normalDensity = (mean: number, deviation: number) => (x: number) =>
  Math.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI))

export const chiSquareDensity = (degrees: number) => (x: number) =>
  x < 0
    ? 0
    : Math.exp((degrees / 2 - 1) * Math.log(x) - x / 2 - (degrees / 2) * Math.LN2 - logGamma(degrees / 2))

export const fisherDensity = (numerator: number, denominator: number) => (x: number) => {
  if (x < 0) return 0
  const [a, b] = [numerator / 2, denominator / 2]
  const ratio = numerator / denominator
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b)
  return Math.exp(a * Math.log(ratio) + (a - 1) * Math.log(x) - (a + b) * Math.log1p(ratio * x) - logBeta)
}
