import { scratch } from '../storage.ts'

/** What a spline does at an end: the first two pieces are one cubic, its slope is 0, or it doesn't bend. */
export type SplineEnd = 'not-a-knot' | 'clamped' | 'natural'

interface Pieces {
  readonly widths: Float64Array
  /** How much y rises per x in each piece. */
  readonly rises: Float64Array
}

function piecesOf(x: Float64Array, y: Float64Array): Pieces {
  const [widths, rises] = [scratch('f64', x.length - 1), scratch('f64', x.length - 1)]
  for (let i = 0; i < widths.length; i++) {
    widths[i] = x[i + 1]! - x[i]!
    rises[i] = (y[i + 1]! - y[i]!) / widths[i]!
  }
  return { widths, rises }
}

/**
 * The slopes at x (at least two, ascending) with which the cubics between are a spline: bend alike at either side of each
 * point. From a tridiagonal system (de Boor, A Practical Guide to Splines, chapter IV).
 */
export function splineSlopes(
  x: Float64Array,
  y: Float64Array,
  first: SplineEnd,
  last: SplineEnd,
): Float64Array {
  const n = x.length
  const pieces = piecesOf(x, y)
  const { widths, rises } = pieces
  if (n === 3 && first === 'not-a-knot' && last === 'not-a-knot') return parabolaSlopes(pieces)
  // Row i: before · s[i − 1] + own · s[i] + after · s[i + 1] = right.
  const [before, own, after, right] = [0, 0, 0, 0].map(() => scratch('f64', n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  for (let i = 1; i < n - 1; i++) {
    const [w, v] = [widths[i - 1]!, widths[i]!]
    before[i] = v
    own[i] = 2 * (w + v)
    after[i] = w
    right[i] = 3 * (v * rises[i - 1]! + w * rises[i]!)
  }
  const start = endRow(n === 2 && first === 'not-a-knot' ? 'natural' : first, pieces, 0, 1)
  const end = endRow(n === 2 && last === 'not-a-knot' ? 'natural' : last, pieces, n - 2, n - 3)
  own[0] = start.own
  after[0] = start.next
  right[0] = start.right
  own[n - 1] = end.own
  before[n - 1] = end.next
  right[n - 1] = end.right
  return solveTridiagonal(before, own, after, right)
}

/** The equation of an end, whose piece is `near`; `far` is the one beyond it. */
function endRow(kind: SplineEnd, { widths, rises }: Pieces, near: number, far: number) {
  if (kind === 'clamped') return { own: 1, next: 0, right: 0 }
  if (kind === 'natural') return { own: 2, next: 1, right: 3 * rises[near]! }
  const [w, v] = [widths[near]!, widths[far]!]
  const both = w + v
  return {
    own: v,
    next: both,
    right: ((w + 2 * both) * v * rises[near]! + w * w * rises[far]!) / both,
  }
}

function parabolaSlopes({ widths: [w, v], rises: [p, q] }: { widths: Float64Array; rises: Float64Array }) {
  const slopes = scratch('f64', 3)
  const bend = (q! - p!) / (w! + v!)
  slopes[0] = p! - bend * w!
  slopes[1] = p! + bend * w!
  slopes[2] = q! + bend * v!
  return slopes
}

// Overwrites `own` and `right`; the solution is in `right`. No pivots are needed: see endRow, all else is dominated.
function solveTridiagonal(
  before: Float64Array,
  own: Float64Array,
  after: Float64Array,
  right: Float64Array,
): Float64Array {
  const n = own.length
  for (let i = 1; i < n; i++) {
    const factor = before[i]! / own[i - 1]!
    own[i]! -= factor * after[i - 1]!
    right[i]! -= factor * right[i - 1]!
  }
  right[n - 1]! /= own[n - 1]!
  for (let i = n - 2; i >= 0; i--) right[i] = (right[i]! - after[i]! * right[i + 1]!) / own[i]!
  return right
}

/**
 * The slopes at x (at least two, ascending) with which the curve rises and falls only where the points do: PCHIP, after
 * Fritsch and Butland, A Method for Constructing Local Monotone Piecewise Cubic Interpolants (1984).
 */
export function monotoneSlopes(x: Float64Array, y: Float64Array): Float64Array {
  const n = x.length
  const { widths, rises } = piecesOf(x, y)
  const slopes = scratch('f64', n)
  if (n === 2) return slopes.fill(rises[0]!)
  for (let i = 1; i < n - 1; i++) {
    const [p, q] = [rises[i - 1]!, rises[i]!]
    if (p * q <= 0) continue
    const [w, v] = [2 * widths[i]! + widths[i - 1]!, widths[i]! + 2 * widths[i - 1]!]
    slopes[i] = (w + v) / (w / p + v / q)
  }
  slopes[0] = endSlope(widths[0]!, widths[1]!, rises[0]!, rises[1]!)
  slopes[n - 1] = endSlope(widths[n - 2]!, widths[n - 3]!, rises[n - 2]!, rises[n - 3]!)
  return slopes
}

// The parabola's through three points, kept from turning before the second.
function endSlope(width: number, next: number, rise: number, nextRise: number): number {
  const slope = ((2 * width + next) * rise - width * nextRise) / (width + next)
  if (slope * rise <= 0) return 0
  return rise * nextRise <= 0 && Math.abs(slope) > 3 * Math.abs(rise) ? 3 * rise : slope
}
