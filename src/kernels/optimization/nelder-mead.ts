import type { Objective, Point } from './points.ts'

export interface SimplexResult {
  readonly x: Point
  readonly value: number
  readonly iterations: number
  readonly calls: number
  /** What made it stop: it is done, or too many calls or iterations. */
  readonly end: 'done' | 'calls' | 'iterations'
}

export interface SimplexLimits {
  /** How far corners and their values may be from the best one's at the end. */
  readonly xTolerance: number
  readonly valueTolerance: number
  readonly iterations: number
  readonly calls: number
}

interface Corner {
  readonly x: Point
  readonly value: number
}

/**
 * The downhill simplex of Nelder and Mead, "A simplex method for function minimization" (1965), with their reflection 1,
 * expansion 2, contraction ½ and shrinkage ½. The first simplex lengthens each coordinate by a twentieth, a zero to 0.00025.
 */
export function nelderMead(f: Objective, start: Point, limits: SimplexLimits): SimplexResult {
  const n = start.length
  let calls = 0
  const at = (x: Point): Corner => {
    calls++
    return { x, value: f(x) }
  }
  const moved = (k: number) =>
    start.map((value, i) => (i !== k ? value : value === 0 ? 0.00025 : (1 + 0.05) * value))
  let corners = [at(start), ...start.map((_, k) => at(moved(k)))].sort(byValue)
  let iterations = 1
  while (calls < limits.calls && iterations < limits.iterations && !isSmall(corners, limits)) {
    const worst = corners[n]!
    // The point so far beyond the middle of the others, seen from the worst.
    const middle = start.map((_, i) => corners.slice(0, n).reduce((sum, { x }) => sum + x[i]!, 0) / n)
    const beyond = (share: number) => at(middle.map((m, i) => (1 + share) * m - share * worst.x[i]!))
    const better = stepOf(corners, beyond)
    if (better) corners[n] = better
    else {
      const best = corners[0]!
      const nearer = (x: Point) => best.x.map((b, i) => b + 0.5 * (x[i]! - b))
      corners = [best, ...corners.slice(1).map(({ x }) => at(nearer(x)))]
    }
    corners.sort(byValue)
    iterations++
  }
  const end = calls >= limits.calls ? 'calls' : iterations >= limits.iterations ? 'iterations' : 'done'
  return { x: corners[0]!.x, value: corners[0]!.value, iterations, calls, end }
}

const byValue = (a: Corner, b: Corner) => a.value - b.value

// What takes the place of the worst corner; nothing if all are to come nearer to the best.
function stepOf(corners: readonly Corner[], beyond: (share: number) => Corner): Corner | undefined {
  const worst = corners.at(-1)!
  const reflected = beyond(1)
  if (reflected.value < corners[0]!.value) {
    const expanded = beyond(2)
    return expanded.value < reflected.value ? expanded : reflected
  }
  if (reflected.value < corners.at(-2)!.value) return reflected
  if (reflected.value < worst.value) {
    const outside = beyond(0.5)
    return outside.value <= reflected.value ? outside : undefined
  }
  const inside = beyond(-0.5)
  return inside.value < worst.value ? inside : undefined
}

function isSmall(corners: readonly Corner[], { xTolerance, valueTolerance }: SimplexLimits): boolean {
  const [best, ...others] = corners
  return others.every(
    ({ x, value }) =>
      Math.abs(best!.value - value) <= valueTolerance &&
      x.every((each, i) => Math.abs(each - best!.x[i]!) <= xTolerance),
  )
}
