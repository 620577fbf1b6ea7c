import {
  type Cones,
  depthOf,
  longestStep,
  product,
  quotient,
  type Scaling,
  scalingOf,
  unitOf,
} from './cone-scaling.ts'
import type { ProgramResult } from './linear-program.ts'
import { linearSystem } from './linear-system.ts'
import { along, applied, inner, normOf, type Point, scaled } from './points.ts'

/** The least ½ xᵀ P x + f · x with A x = b and h − G x in the cones; matrices by rows. */
export interface ConeProgram {
  readonly quadratic: readonly Point[] | null
  readonly linear: Point
  readonly equations: readonly Point[]
  readonly right: Point
  readonly inequalities: readonly Point[]
  readonly limits: Point
  readonly cones: Cones
}

const steps = 100

/**
 * By a primal-dual interior-point method with Mehrotra's correction: M. Andersen, J. Dahl, Z. Liu and L. Vandenberghe, "Interior-point methods for
 * large-scale cone programming" (2011), section 4. P is positive semidefinite. `beforeStep` may
 * throw, to end it.
 */
export function coneProgram(program: ConeProgram, beforeStep: () => void, accuracy = 1e-9): ProgramResult {
  const state = start(program)
  if (!state) return { end: 'not converged' }
  let best = state
  for (let step = 0; step < steps; step++) {
    beforeStep()
    const at = residualsOf(program, best)
    if (at.isSolved(accuracy)) return { end: 'done', x: best.x, value: at.value }
    if (at.proves(accuracy)) return { end: at.proves(accuracy)! }
    const next = improved(program, best, at)
    if (!next) return at.isSolved(1e-5) ? { end: 'done', x: best.x, value: at.value } : endOf(at)
    best = next
  }
  return endOf(residualsOf(program, best))
}

const endOf = (at: Residuals): ProgramResult => ({ end: at.proves(1e-5) ?? 'not converged' })

interface State {
  readonly x: Point
  readonly y: Point
  readonly s: Point
  readonly z: Point
}

interface Residuals {
  readonly x: Point
  readonly y: Point
  readonly z: Point
  readonly gap: number
  readonly value: number
  isSolved(accuracy: number): boolean
  /** Whether multipliers show that no x fulfils the constraints, or a direction that costs fall for ever. */
  proves(accuracy: number): 'infeasible' | 'unbounded' | undefined
}

const transposed = (rows: readonly Point[], y: Point, n: number): Point =>
  rows.reduce<Point>((sum, row, i) => along(sum, y[i]!, row), new Array<number>(n).fill(0))

function residualsOf(p: ConeProgram, { x, y, s, z }: State): Residuals {
  const n = x.length
  const curved = p.quadratic ? applied(p.quadratic, x) : new Array<number>(n).fill(0)
  const pulls = along(transposed(p.equations, y, n), 1, transposed(p.inequalities, z, n))
  const [image, conic] = [applied(p.equations, x), along(s, 1, applied(p.inequalities, x))]
  const rx = along(along(curved, 1, p.linear), 1, pulls)
  const [ry, rz] = [along(image, -1, p.right), along(conic, -1, p.limits)]
  const gap = inner(s, z)
  const linear = inner(p.linear, x)
  const value = inner(x, curved) / 2 + linear
  const size = (of: Point) => Math.max(1, normOf(of))
  return {
    x: rx,
    y: ry,
    z: rz,
    gap,
    value,
    isSolved: accuracy =>
      normOf(ry) <= accuracy * size(p.right) &&
      normOf(rz) <= accuracy * size(p.limits) &&
      normOf(rx) <= accuracy * size(p.linear) &&
      gap <= accuracy * Math.max(1, Math.abs(value)),
    proves: accuracy => {
      const bound = -inner(p.limits, z) - inner(p.right, y)
      if (bound > 0 && normOf(pulls) <= accuracy * size(p.linear) * bound) return 'infeasible'
      const drift = Math.max(normOf(curved), normOf(image), normOf(conic))
      return linear < 0 && drift <= -accuracy * linear ? 'unbounded' : undefined
    },
  }
}

// Solves P dx + Aᵀ dy + Gᵀ dz = a, A dx = b, G dx − W² dz = c.
function newtonSystem(p: ConeProgram, scaling: Scaling | null) {
  const [n, m, k] = [p.linear.length, p.right.length, p.limits.length]
  const zeros = (length: number) => new Array<number>(length).fill(0)
  const unit = (i: number) => zeros(k).map((_, j) => Number(j === i))
  const squares = zeros(k).map((_, i) => (scaling ? scaling.apply(scaling.apply(unit(i))) : unit(i)))
  const regular = 1e-13
  const rows = [
    ...zeros(n).map((_, i) => [
      ...(p.quadratic?.[i] ?? zeros(n)).map((value, j) => value + (i === j ? regular : 0)),
      ...p.equations.map(row => row[i]!),
      ...p.inequalities.map(row => row[i]!),
    ]),
    ...p.equations.map((row, i) => [
      ...row,
      ...zeros(m).map((_, j) => (i === j ? -regular : 0)),
      ...zeros(k),
    ]),
    ...p.inequalities.map((row, i) => [...row, ...zeros(m), ...scaled(-1, squares[i]!)]),
  ]
  const solve = linearSystem(rows)
  if (!solve) return null
  return (a: Point, b: Point, c: Point) => {
    const right = [...a, ...b, ...c]
    const first = solve(right)
    const left = along(right, -1, applied(rows, first))
    const all = along(first, 1, solve(left))
    return { x: all.slice(0, n), y: all.slice(n, n + m), z: all.slice(n + m) }
  }
}

function start(p: ConeProgram): State | null {
  const solve = newtonSystem(p, null)
  if (!solve) return null
  const { x, y, z } = solve(scaled(-1, p.linear), p.right, p.limits)
  const unit = unitOf(p.cones)
  const inside = (v: Point) => {
    const depth = depthOf(p.cones, v)
    return depth < -1e-8 * Math.max(1, normOf(v)) ? v : along(v, 1 + depth, unit)
  }
  return { x, y, z: inside(z), s: inside(scaled(-1, z)) }
}

// One step towards the optimum; null where numbers give out.
function improved(p: ConeProgram, at: State, residuals: Residuals): State | null {
  const { cones } = p
  const scaling = scalingOf(cones, at.s, at.z)
  const lambda = scaling.apply(at.z)
  const solve = lambda.every(Number.isFinite) ? newtonSystem(p, scaling) : null
  if (!solve) return null
  const square = product(cones, lambda, lambda)
  const direction = (target: Point, share: number) => {
    const inward = quotient(cones, lambda, target)
    const { x, y, z } = solve(
      scaled(-share, residuals.x),
      scaled(-share, residuals.y),
      along(scaled(-share, residuals.z), -1, scaling.apply(inward)),
    )
    const scaledZ = scaling.apply(z)
    return {
      x,
      y,
      z,
      s: scaling.apply(along(inward, -1, scaledZ)),
      scaledS: along(inward, -1, scaledZ),
      scaledZ,
    }
  }
  const affine = direction(scaled(-1, square), 1)
  const stepOf = (d: typeof affine) =>
    Math.min(longestStep(cones, lambda, d.scaledS), longestStep(cones, lambda, d.scaledZ))
  const reach = Math.min(1, stepOf(affine))
  const degree = cones.length
  const centring = (1 - reach) ** 3
  const mean = degree === 0 ? 0 : residuals.gap / degree
  const correction = product(cones, affine.scaledS, affine.scaledZ)
  const target = along(along(scaled(-1, square), -1, correction), centring * mean, unitOf(cones))
  const d = direction(target, 1)
  const step = Math.min(1, 0.99 * stepOf(d))
  const next = {
    x: along(at.x, step, d.x),
    y: along(at.y, step, d.y),
    s: along(at.s, step, d.s),
    z: along(at.z, step, d.z),
  }
  return step > 1e-12 && [...next.x, ...next.s, ...next.z].every(Number.isFinite) ? next : null
}
