import { logGamma } from './incomplete-beta.ts'

const MOST_TERMS = 10_000
const EPSILON = 1e-16

/** The regularised lower incomplete gamma function P(a, x), for a > 0: by its series, or the continued fraction of 1 − P. */
export function incompleteGamma(a: number, x: number): number {
  if (x <= 0) return 0
  if (x === Number.POSITIVE_INFINITY) return 1
  return x < a + 1 ? series(a, x) : 1 - fraction(a, x)
}

/** 1 − P(a, x), exact where P is near 1. */
export function upperIncompleteGamma(a: number, x: number): number {
  if (x <= 0) return 1
  return x < a + 1 ? 1 - series(a, x) : fraction(a, x)
}

const scale = (a: number, x: number) => Math.exp(a * Math.log(x) - x - logGamma(a))

function series(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 1; n < MOST_TERMS && term > sum * EPSILON; n++) {
    term *= x / (a + n)
    sum += term
  }
  return sum * scale(a, x)
}

// Lentz's method.
function fraction(a: number, x: number): number {
  const tiny = 1e-300
  let b = x + 1 - a
  let c = 1 / tiny
  let d = 1 / b
  let h = d
  for (let i = 1; i < MOST_TERMS; i++) {
    const numerator = -i * (i - a)
    b += 2
    d = numerator * d + b
    if (Math.abs(d) < tiny) d = tiny
    c = b + numerator / c
    if (Math.abs(c) < tiny) c = tiny
    d = 1 / d
    const factor = d * c
    h *= factor
    if (Math.abs(factor - 1) < EPSILON) break
  }
  return h * scale(a, x)
}
