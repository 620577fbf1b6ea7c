import { freeStep, gathered, type LimitedMemory, memoryOf, noMemory } from './limited-memory.ts'
import { lineSearch } from './line-search.ts'
import { along, inner, minus, normOf, type Point } from './points.ts'
import type { Bound, SmoothFunction } from './smooth-function.ts'

export interface BoundedResult {
  readonly x: Point
  readonly value: number
  readonly gradient: Point
  readonly iterations: number
  /** What made it stop: it is done, there were too many iterations or calls, or no step down was found. */
  readonly end: 'done' | 'limit' | 'no step'
}

export interface BoundedLimits {
  /** How many of the last steps are remembered. */
  readonly memory: number
  /** The least relative fall of the value. */
  readonly valueTolerance: number
  /** How steep it may be in directions that bounds leave free. */
  readonly gradientTolerance: number
  readonly iterations: number
  readonly calls: number
  /** How often a step is shortened or lengthened. */
  readonly searches: number
}

/**
 * The least of a smooth function within bounds, remembering a few steps: R. Byrd, P. Lu, J. Nocedal and C. Zhu, "A limited memory algorithm
 * for bound constrained optimization" (1995), with the projection of J. Morales and J. Nocedal (2011).
 */
export function boundedLbfgs(
  f: SmoothFunction,
  start: Point,
  bounds: readonly Bound[],
  limits: BoundedLimits,
): BoundedResult {
  let x: Point = projected(start, bounds)
  let value = f.value(x)
  let gradient = f.gradient(x)
  let [steps, changes]: [Point[], Point[]] = [[], []]
  let memory = noMemory(x.length)
  let iterations = 0
  const result = (end: BoundedResult['end']): BoundedResult => ({ x, value, gradient, iterations, end })
  const forget = () => {
    ;[steps, changes, memory] = [[], [], noMemory(x.length)]
  }
  while (steepness(x, gradient, bounds) > limits.gradientTolerance) {
    if (iterations >= limits.iterations || f.calls > limits.calls) return result('limit')
    const direction = towardsLeast(x, gradient, bounds, memory)
    const slope = direction ? inner(gradient, direction) : 0
    const next =
      direction && slope < 0 ? search(f, x, direction, value, slope, bounds, iterations, limits) : null
    if (!direction || !next) {
      // From what was remembered no way leads down: once more without.
      if (steps.length === 0) return result('no step')
      forget()
      continue
    }
    const moved = direction.map(each => next.step * each)
    const change = minus(next.gradient, gradient)
    const before = value
    x = along(x, next.step, direction)
    ;[value, gradient] = [next.value, next.gradient]
    iterations++
    if (steepness(x, gradient, bounds) <= limits.gradientTolerance) break
    if (before - value <= limits.valueTolerance * Math.max(Math.abs(before), Math.abs(value), 1)) break
    if (inner(change, moved) <= -Number.EPSILON * slope * next.step) continue
    steps = [...steps, moved].slice(-limits.memory)
    changes = [...changes, change].slice(-limits.memory)
    const remembered = memoryOf(steps, changes)
    if (remembered) memory = remembered
    else forget()
  }
  return result('done')
}

const projected = (x: Point, bounds: readonly Bound[]): number[] =>
  x.map((value, i) => Math.min(Math.max(value, bounds[i]!.low), bounds[i]!.high))

/** The largest element of the projected gradient. */
const steepness = (x: Point, gradient: Point, bounds: readonly Bound[]) =>
  normOf(minus(projected(minus(x, gradient), bounds), x), Infinity)

function search(
  f: SmoothFunction,
  x: Point,
  direction: Point,
  value: number,
  slope: number,
  bounds: readonly Bound[],
  iterations: number,
  limits: BoundedLimits,
) {
  const isBounded = bounds.some(({ low, high }) => low > -Infinity || high < Infinity)
  const isBoxed = bounds.every(({ low, high }) => low > -Infinity && high < Infinity)
  let most = 1e10
  if (isBounded) most = iterations === 0 ? 1 : longestWithin(x, direction, bounds, most)
  const first = iterations === 0 && !isBoxed ? Math.min(1 / normOf(direction), most) : Math.min(1, most)
  let gradient: Point = []
  const line = f.onLine(x, direction)
  const phi = (step: number) => {
    const at = line(step)
    gradient = at.gradient
    return at
  }
  const found = lineSearch(phi, { value, slope }, first, {
    decrease: 1e-3,
    curvature: 0.9,
    width: 0.1,
    least: 0,
    most,
    evaluations: limits.searches,
  })
  const isUsable = found.end !== 'evaluations' && found.at.value <= value
  return isUsable ? { step: found.step, value: found.at.value, gradient } : null
}

function longestWithin(x: Point, direction: Point, bounds: readonly Bound[], most: number): number {
  return direction.reduce((longest, d, i) => {
    const { low, high } = bounds[i]!
    const room = d > 0 ? high - x[i]! : low - x[i]!
    return d === 0 ? longest : Math.min(longest, room / d)
  }, most)
}

// The way to where the quadratic model is least: along the projected gradient to its first minimum, from there with the bounds that were
// met kept. Null if the model has no numbers.
function towardsLeast(
  x: Point,
  gradient: Point,
  bounds: readonly Bound[],
  memory: LimitedMemory,
): Point | null {
  const isBounded = bounds.some(({ low, high }) => low > -Infinity || high < Infinity)
  const remembers = memory.rows[0]!.length > 0
  if (!isBounded && remembers)
    return freeStep(
      memory,
      gradient,
      x.map(() => true),
    )
  const { point, isFree, along: share } = cauchyPoint(x, gradient, bounds, memory)
  const way = minus(point, x)
  if (!remembers || !isFree.some(Boolean)) return way
  const pull = memory.middle(share)
  const reduced = gradient.map((g, i) => g + memory.theta * way[i]! - inner(memory.rows[i]!, pull))
  const step = freeStep(memory, reduced, isFree)
  if (!step) return null
  const inside = minus(projected(along(point, 1, step), bounds), x)
  if (inner(inside, gradient) <= 0) return inside
  return along(way, Math.min(1, longestWithin(point, step, bounds, 1)), step)
}

// The first minimum of the model along the gradient, which bends where bounds are met.
function cauchyPoint(x: Point, gradient: Point, bounds: readonly Bound[], memory: LimitedMemory) {
  const { theta, rows, middle } = memory
  const met = gradient.map((g, i) => {
    const { low, high } = bounds[i]!
    return g < 0 ? (x[i]! - high) / g : g > 0 ? (x[i]! - low) / g : Infinity
  })
  const direction = gradient.map((g, i) => (met[i]! <= 0 || g === 0 ? 0 : -g))
  const point = [...x]
  let p = gathered(memory, direction)
  let c: Point = p.map(() => 0)
  const square = inner(direction, direction)
  let slope = -square
  let bend = theta * square - inner(p, middle(p))
  const flattest = Number.EPSILON * bend
  let at = 0
  let left = bend > 0 ? -slope / bend : 0
  const turns = met.flatMap((t, i) => (t > 0 && t < Infinity ? [i] : [])).sort((a, b) => met[a]! - met[b]!)
  for (const b of turns) {
    const ahead = met[b]! - at
    if (left < ahead || slope >= 0) break
    const g = gradient[b]!
    point[b] = g < 0 ? bounds[b]!.high : bounds[b]!.low
    direction[b] = 0
    c = along(c, ahead, p)
    const row = middle(rows[b]!)
    slope += ahead * bend + g * g + theta * g * (point[b]! - x[b]!) - g * inner(row, c)
    bend -= theta * g * g + 2 * g * inner(row, p) + g * g * inner(row, rows[b]!)
    bend = Math.max(flattest, bend)
    p = along(p, g, rows[b]!)
    left = -slope / bend
    at = met[b]!
  }
  left = Math.max(0, left)
  c = along(c, left, p)
  for (let i = 0; i < point.length; i++)
    if (direction[i] !== 0) point[i] = x[i]! + (at + left) * direction[i]!
  const isFree = point.map((value, i) => value > bounds[i]!.low && value < bounds[i]!.high)
  return { point, isFree, along: c }
}
