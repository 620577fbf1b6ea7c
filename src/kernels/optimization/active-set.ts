import { decomposeCholesky } from '../linear-algebra/cholesky.ts'
import type { LinearConstraint, ProgramResult } from './linear-program.ts'
import { columnMajor, linearSystem } from './linear-system.ts'
import { along, applied, inner, normOf, type Point, scaled } from './points.ts'

// Of a normal that is no combination of the active ones at least this part is left: what rounding leaves of others is less.
const DEPENDENT = 1e-10

/** normal · x ≥ least, or = least. */
interface HalfSpace {
  readonly normal: Point
  readonly least: number
  readonly isEqual: boolean
}

interface Active extends HalfSpace {
  readonly multiplier: number
}

export type QuadraticResult =
  | (Extract<ProgramResult, { end: 'done' }> & { readonly multipliers: Point })
  | Exclude<ProgramResult, { end: 'done' }>

/** Whether a symmetric matrix, by rows, is positive definite. */
export const isPositive = (rows: readonly Point[]): boolean =>
  decomposeCholesky(columnMajor(rows), rows.length)

/**
 * The least ½ xᵀ H x + f · x within constraints, H positive definite, by the dual method of D. Goldfarb and A. Idnani, "A numerically stable
 * dual method for solving strictly convex quadratic programs" (1983): from where it is least without constraints, one that is violated
 * after the other becomes active, and others cease to be. A multiplier for each constraint, positive where it holds x back.
 */
export function activeSet(
  hessian: readonly Point[],
  linear: Point,
  constraints: readonly LinearConstraint[],
  beforeStep: () => void = () => {},
): QuadraticResult {
  const inverse = linearSystem(hessian)
  if (!inverse) return { end: 'not converged' }
  const spaces = constraints.map(
    ({ coefficients, most, isEqual }): HalfSpace => ({
      normal: scaled(-1, coefficients),
      least: -most,
      isEqual,
    }),
  )
  const state: State = { x: scaled(-1, inverse(linear)), active: new Map() }
  for (let left = 100 + 20 * (spaces.length + linear.length); left > 0; left--) {
    beforeStep()
    const next = mostViolated(spaces, state)
    if (next < 0) {
      const { x, active } = state
      const multipliers = spaces.map((_, i) => active.get(i)?.multiplier ?? 0)
      return { end: 'done', x, value: inner(x, applied(hessian, x)) / 2 + inner(linear, x), multipliers }
    }
    if (!activate(inverse, spaces[next]!, next, state)) return { end: 'infeasible' }
  }
  return { end: 'not converged' }
}

interface State {
  x: Point
  active: Map<number, Active>
}

const slackOf = ({ normal, least }: HalfSpace, x: Point) => inner(normal, x) - least

// Equations come first; of the others that which is missed by most. −1 if all hold.
function mostViolated(spaces: readonly HalfSpace[], { x, active }: State): number {
  let [found, worst] = [-1, 0]
  for (let i = 0; i < spaces.length; i++) {
    const space = spaces[i]!
    if (active.has(i)) continue
    const slack = slackOf(space, x)
    const accuracy = 1e-12 * (1 + normOf(space.normal) * normOf(x) + Math.abs(space.least))
    if (space.isEqual ? Math.abs(slack) <= accuracy : slack >= -accuracy) continue
    if (space.isEqual) return i
    if (slack < worst) [found, worst] = [i, slack]
  }
  return found
}

// Goes along the normal, as far as active constraints let it, until the constraint holds. False if that can't be.
function activate(inverse: (b: Point) => number[], space: HalfSpace, place: number, state: State): boolean {
  const side = space.isEqual && slackOf(space, state.x) > 0 ? -1 : 1
  const normal = scaled(side, space.normal)
  let multiplier = 0
  for (;;) {
    const active = [...state.active.entries()]
    const towards = inverse(normal)
    const others = active.map(([, { normal: other }]) => inverse(other))
    const shares =
      active.length === 0
        ? []
        : sharesOf(
            active.map(([, a]) => a.normal),
            others,
            normal,
          )
    if (!shares) return false
    const direction = others.reduce<Point>((sum, other, k) => along(sum, -shares[k]!, other), towards)
    const curvature = inner(direction, normal)
    const full =
      curvature > DEPENDENT * inner(towards, normal)
        ? (-side * slackOf(space, state.x)) / curvature
        : Infinity
    let [step, leaving] = [full, -1]
    active.forEach(([i, { isEqual, multiplier: held }], k) => {
      if (isEqual || !(shares[k]! > 0) || held / shares[k]! >= step) return
      ;[step, leaving] = [held / shares[k]!, i]
    })
    if (step === Infinity) return false
    if (full < Infinity) state.x = along(state.x, step, direction)
    active.forEach(([i, held], k) => {
      state.active.set(i, { ...held, multiplier: held.multiplier - step * shares[k]! })
    })
    multiplier += step
    if (leaving < 0) {
      state.active.set(place, { ...space, multiplier: side * multiplier })
      return true
    }
    state.active.delete(leaving)
  }
}

// How much of the normal the active ones take up, as the inverse of H measures it.
function sharesOf(normals: readonly Point[], images: readonly Point[], normal: Point): number[] | null {
  const gram = normals.map(each => images.map(image => inner(each, image)))
  return linearSystem(gram)?.(images.map(image => inner(image, normal))) ?? null
}
