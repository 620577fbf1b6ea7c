import { type At, lineSearch, type SearchLimits } from './line-search.ts'
import { along, applied, identity, inner, minus, normOf, type Point, scaled } from './points.ts'
import type { SmoothFunction } from './smooth-function.ts'

export interface DescentResult {
  readonly x: Point
  readonly value: number
  readonly gradient: Point
  /** The estimate of the inverse of the matrix of second derivatives. */
  readonly inverse: readonly Point[]
  readonly iterations: number
  /** What made it stop: it is done, there were too many iterations, no step was found, or what came out is no number. */
  readonly end: 'done' | 'iterations' | 'no step' | 'no number'
}

export interface DescentLimits {
  readonly gradientTolerance: number
  /** The order of the norm in which the gradient is measured. */
  readonly norm: number
  /** Steps shorter than this share of x end it. */
  readonly relativeTolerance: number
  readonly iterations: number
  readonly decrease: number
  readonly curvature: number
}

/**
 * The minimum of a smooth function by Broyden's, Fletcher's, Goldfarb's and Shanno's estimate of the inverse Hessian (J. Nocedal and
 * S. J. Wright, "Numerical optimization" (2006), algorithm 6.1).
 */
export function bfgs(f: SmoothFunction, start: Point, limits: DescentLimits): DescentResult {
  let x = start
  let value = f.value(x)
  let gradient = f.gradient(x)
  let before = value + normOf(gradient) / 2
  let inverse: readonly Point[] = identity(x.length)
  let iterations = 0
  let end: DescentResult['end'] = 'done'
  while (normOf(gradient, limits.norm) > limits.gradientTolerance) {
    if (iterations >= limits.iterations) {
      end = 'iterations'
      break
    }
    const direction = scaled(-1, applied(inverse, gradient))
    const found = stepAlong(f, x, direction, { value, slope: inner(gradient, direction) }, before, {
      decrease: limits.decrease,
      curvature: limits.curvature,
      width: 1e-14,
      least: 1e-100,
      most: 1e100,
      evaluations: 100,
    })
    if (!found) {
      end = 'no step'
      break
    }
    const moved = scaled(found.step, direction)
    const change = minus(found.gradient, gradient)
    x = along(x, found.step, direction)
    ;[before, value, gradient] = [value, found.value, found.gradient]
    iterations++
    if (normOf(gradient, limits.norm) <= limits.gradientTolerance) break
    const { relativeTolerance } = limits
    if (normOf(moved) <= relativeTolerance * (relativeTolerance + normOf(x))) break
    if (!Number.isFinite(value)) {
      end = 'no step'
      break
    }
    inverse = updated(inverse, moved, change)
  }
  if (end === 'done' && ![value, ...x].every(each => !Number.isNaN(each))) end = 'no number'
  return { x, value, gradient, inverse, iterations, end }
}

/** A step that fulfils the Wolfe conditions; null if none is found. `before` is the value at the point before, if there was one. */
export function stepAlong(
  f: SmoothFunction,
  x: Point,
  direction: Point,
  start: At,
  before: number | null,
  limits: SearchLimits,
): { readonly step: number; readonly value: number; readonly gradient: Point } | null {
  if (!(start.slope < 0)) return null
  let first = 1
  // As far as the function fell last time.
  if (before !== null) first = Math.min(1, (1.01 * 2 * (start.value - before)) / start.slope)
  if (!(first > 0)) first = 1
  const line = f.onLine(x, direction)
  let last = { ...start, gradient: [] as Point }
  const phi = (step: number) => {
    last = line(step)
    return last
  }
  const found = lineSearch(phi, start, Math.min(Math.max(first, limits.least), limits.most), limits)
  return found.end === 'done' ? { step: found.step, value: found.at.value, gradient: last.gradient } : null
}

// (1 − ρ s yᵀ) H (1 − ρ y sᵀ) + ρ s sᵀ, with s the step, y the change of the gradient, ρ = 1 / yᵀs; multiplied out, since H is symmetric.
function updated(inverse: readonly Point[], s: Point, y: Point): Point[] {
  const product = inner(y, s)
  const rho = product === 0 ? 1000 : 1 / product
  const image = applied(inverse, y)
  const square = rho * rho * inner(y, image) + rho
  return inverse.map((row, i) =>
    row.map((h, j) => h - rho * (s[i]! * image[j]! + image[i]! * s[j]!) + square * s[i]! * s[j]!),
  )
}
