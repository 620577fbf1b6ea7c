import { stepAlong } from './bfgs.ts'
import { along, applied, inner, normOf, type Point, scaled } from './points.ts'
import type { SmoothFunction } from './smooth-function.ts'

export interface NewtonResult {
  readonly x: Point
  readonly value: number
  readonly iterations: number
  readonly hessianCalls: number
  readonly end: 'done' | 'iterations' | 'no step' | 'no number'
}

export interface NewtonLimits {
  /** The average length of a coordinate's last step. */
  readonly xTolerance: number
  readonly iterations: number
  readonly decrease: number
  readonly curvature: number
}

/**
 * The minimum of a function with second derivatives: steps towards where the quadratic through them is lowest, which conjugate gradients
 * find closely enough (J. Nocedal and S. J. Wright, "Numerical optimization" (2006), algorithm 7.1).
 */
export function newtonCg(
  f: SmoothFunction,
  hessian: (x: Point) => readonly Point[],
  start: Point,
  limits: NewtonLimits,
): NewtonResult {
  let x = start
  let value = f.value(x)
  let before: number | null = null
  let gradient = f.gradient(x)
  let iterations = 0
  let hessianCalls = 0
  let moved = Number.MAX_VALUE
  const result = (end: NewtonResult['end']): NewtonResult => ({ x, value, iterations, hessianCalls, end })
  while (moved > start.length * limits.xTolerance) {
    if (iterations >= limits.iterations) return result('iterations')
    hessianCalls++
    const direction = newtonDirection(hessian(x), gradient)
    if (!direction) return result('no number')
    const found = stepAlong(f, x, direction, { value, slope: inner(gradient, direction) }, before, {
      decrease: limits.decrease,
      curvature: limits.curvature,
      width: 1e-14,
      least: 1e-8,
      most: 50,
      evaluations: 100,
    })
    if (!found) return result(normOf(gradient, 1) === 0 ? 'done' : 'no step')
    x = along(x, found.step, direction)
    ;[before, value, gradient] = [value, found.value, found.gradient]
    moved = normOf(scaled(found.step, direction), 1)
    iterations++
  }
  return result(Number.isNaN(value) || Number.isNaN(moved) ? 'no number' : 'done')
}

// Null if conjugate gradients get nowhere.
function newtonDirection(hessian: readonly Point[], gradient: Point): Point | null {
  const size = normOf(gradient, 1)
  const enough = Math.min(0.5, Math.sqrt(size)) * size
  let direction: Point = gradient.map(() => 0)
  let residual: Point = gradient
  let conjugate = scaled(-1, gradient)
  let square = inner(residual, residual)
  for (let i = 0; i < 20 * gradient.length; i++) {
    if (normOf(residual, 1) <= enough) return direction
    const image = applied(hessian, conjugate)
    const curvature = inner(conjugate, image)
    if (curvature >= 0 && curvature <= 3 * Number.EPSILON) return direction
    if (curvature < 0) return i > 0 ? direction : scaled(square / curvature, gradient)
    const step = square / curvature
    direction = along(direction, step, conjugate)
    residual = along(residual, step, image)
    const next = inner(residual, residual)
    conjugate = along(scaled(-1, residual), next / square, conjugate)
    square = next
  }
  return null
}
