import { activeSet, type QuadraticResult } from './active-set.ts'
import type { LinearConstraint } from './linear-program.ts'
import { along, applied, identity, inner, minus, normOf, type Point, scaled } from './points.ts'
import type { Bound, SmoothFunction } from './smooth-function.ts'

/** At a point, constraints that should be 0 or no less, with their gradients. */
export interface Constraints {
  /** How many of them, the first ones, should be 0. */
  readonly equations: number
  readonly values: (x: Point) => Point
  readonly gradients: (x: Point) => readonly Point[]
}

export interface SequentialResult {
  readonly x: Point
  readonly value: number
  readonly iterations: number
  /** As Kraft numbers them: 0 done, 4 incompatible constraints, 8 no way down, 9 too many iterations. */
  readonly mode: 0 | 4 | 8 | 9
}

/**
 * The least of a smooth function within bounds and constraints, by a quadratic program at each step and a search along its solution for less
 * of cost and violation together: D. Kraft, "A software package for sequential quadratic programming" (1988).
 */
export function sequentialQuadratic(
  f: SmoothFunction,
  start: Point,
  constraints: Constraints,
  bounds: readonly Bound[],
  accuracy: number,
  iterations: number,
): SequentialResult {
  const inBounds = (x: Point) =>
    x.map((value, i) => Math.min(Math.max(value, bounds[i]!.low), bounds[i]!.high))
  let x: Point = inBounds(start)
  let [value, gradient] = [f.value(x), f.gradient(x)]
  let [c, normals] = [constraints.values(x), constraints.gradients(x)]
  let hessian: Point[] = identity(x.length)
  let weights: Point = c.map(() => 0)
  let resets = 0
  const violation = (values: Point, of: Point) =>
    values.reduce((sum, each, i) => sum + of[i]! * Math.max(-each, i < constraints.equations ? each : 0), 0)
  const ones = c.map(() => 1)
  for (let iteration = 1; ; iteration++) {
    const result = (mode: SequentialResult['mode']): SequentialResult => ({
      x,
      value,
      iterations: iteration,
      mode,
    })
    if (iteration > iterations) return { x, value, iterations, mode: 9 }
    const step = quadraticStep(hessian, gradient, c, normals, constraints.equations, bounds, x)
    if (!step) return result(4)
    const { multipliers, kept } = step
    const rest = minus(gradient, pullOf(normals, multipliers, x.length))
    const slope = inner(gradient, step.direction)
    const complementary = c.reduce((sum, each, i) => sum + Math.abs(multipliers[i]! * each), Math.abs(slope))
    weights = multipliers.map((each, i) => Math.max(Math.abs(each), (weights[i]! + Math.abs(each)) / 2))
    if (complementary < accuracy && violation(c, ones) < accuracy && !Number.isNaN(value)) return result(0)
    // The constraints contradict each other here, and nothing is to be gained by costs.
    if (kept < 1e-8 && Math.abs(slope) < accuracy) return result(4)
    let promised = slope - violation(c, weights) * kept
    if (promised >= 0) {
      if (++resets > 5)
        return result(normOf(step.direction) < 10 * accuracy && violation(c, ones) < accuracy ? 0 : 8)
      hessian = identity(x.length)
      continue
    }
    const [xBefore, valueBefore] = [x, value]
    const meritBefore = value + violation(c, weights)
    let moved = step.direction
    for (let tries = 1; ; tries++) {
      x = inBounds(along(xBefore, 1, moved))
      ;[value, c] = [f.value(x), constraints.values(x)]
      const change = value + violation(c, weights) - meritBefore
      if (change <= promised / 10 || tries > 10) break
      const share = Math.max(promised / (2 * (promised - change)), 0.1)
      promised *= share
      moved = scaled(share, moved)
    }
    const isStill = Math.abs(value - valueBefore) < accuracy || normOf(moved) < accuracy
    if (isStill && violation(c, ones) < accuracy && !Number.isNaN(value)) return result(0)
    gradient = f.gradient(x)
    normals = constraints.gradients(x)
    const turned = minus(minus(gradient, pullOf(normals, multipliers, x.length)), rest)
    hessian = updated(hessian, moved, turned)
  }
}

const pullOf = (normals: readonly Point[], multipliers: Point, n: number): Point =>
  normals.reduce<Point>((sum, row, i) => along(sum, multipliers[i]!, row), new Array<number>(n).fill(0))

interface QuadraticStep {
  readonly direction: Point
  readonly multipliers: Point
  /** The share of the constraints that the step is to fulfil. */
  readonly kept: number
}

// The solution of the program with constraints made linear. Where they contradict each other they are relaxed as little as it takes.
function quadraticStep(
  hessian: readonly Point[],
  gradient: Point,
  c: Point,
  normals: readonly Point[],
  equations: number,
  bounds: readonly Bound[],
  x: Point,
): QuadraticStep | null {
  const n = x.length
  const rows = normals.map(
    (normal, i): LinearConstraint => ({
      coefficients: scaled(-1, normal),
      most: c[i]!,
      isEqual: i < equations,
    }),
  )
  const unit = (i: number, sign: number) => x.map((_, k) => (k === i ? sign : 0))
  const limits = bounds.flatMap(({ low, high }, i): LinearConstraint[] => [
    ...(high < Infinity ? [{ coefficients: unit(i, 1), most: high - x[i]!, isEqual: false }] : []),
    ...(low > -Infinity ? [{ coefficients: unit(i, -1), most: x[i]! - low, isEqual: false }] : []),
  ])
  const plain = activeSet(hessian, gradient, [...rows, ...limits])
  if (plain.end === 'done') return stepOf(plain, n, c.length)
  for (let [weight, tries] = [100, 0]; tries < 6; weight *= 10, tries++) {
    const wider = (row: LinearConstraint, last: number): LinearConstraint => ({
      ...row,
      coefficients: [...row.coefficients, last],
    })
    const relaxed = activeSet(
      [...hessian.map(row => [...row, 0]), [...x.map(() => 0), weight]],
      [...gradient, 0],
      [
        ...rows.map((row, i) => wider(row, i < equations ? c[i]! : Math.min(c[i]!, 0))),
        ...limits.map(row => wider(row, 0)),
        { coefficients: [...x.map(() => 0), 1], most: 1, isEqual: false },
        { coefficients: [...x.map(() => 0), -1], most: 0, isEqual: false },
      ],
    )
    if (relaxed.end === 'done') return stepOf(relaxed, n, c.length)
  }
  return null
}

const stepOf = (
  found: Extract<QuadraticResult, { end: 'done' }>,
  n: number,
  constraints: number,
): QuadraticStep => ({
  direction: found.x.slice(0, n),
  multipliers: found.multipliers.slice(0, constraints),
  kept: 1 - (found.x[n] ?? 0),
})

// Powell's damped update of the matrix of second derivatives of the Lagrangian, which keeps it positive definite.
function updated(hessian: readonly Point[], step: Point, change: Point): Point[] {
  const image = applied(hessian, step)
  const bend = inner(step, image)
  let gain = inner(step, change)
  let y = change
  if (gain < 0.2 * bend) {
    const share = (0.8 * bend) / (bend - gain)
    y = along(scaled(share, change), 1 - share, image)
    gain = 0.2 * bend
  }
  if (!(bend > 0) || !(gain > 0)) return hessian.map(row => [...row])
  return hessian.map((row, i) =>
    row.map((h, j) => h + (y[i]! * y[j]!) / gain - (image[i]! * image[j]!) / bend),
  )
}
