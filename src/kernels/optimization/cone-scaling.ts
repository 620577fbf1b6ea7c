import { along, inner, type Point } from './points.ts'

// The cones that conic programs are about, one after the other in a vector: numbers ≥ 0, then second-order cones, where the
// first element is no less than the length of the others. Algebra and scaling after Yu. Nesterov and M. Todd, "Self-scaled barriers and
// interior-point methods for convex programming" (1997).

/** The size of each cone; of a number ≥ 0 it is 1. */
export type Cones = readonly number[]

/** What each cone makes of its part of the vectors, put together again. */
function byCone(cones: Cones, vectors: readonly Point[], of: (...parts: Point[]) => Point): number[] {
  let start = 0
  return cones.flatMap(size => {
    const parts = vectors.map(vector => vector.slice(start, start + size))
    start += size
    return of(...parts)
  })
}

/** The unit of each cone's multiplication. */
export const unitOf = (cones: Cones): number[] =>
  cones.flatMap(size => Array.from({ length: size }, (_, i) => Number(i === 0)))

/** x0² − |x1|²: positive inside of a cone. */
const determinantOf = (x: Point): number =>
  x.slice(1).reduce((left, value) => left - value * value, x[0]! * x[0]!)

/** The product of Jordan's algebra. */
export const product = (cones: Cones, a: Point, b: Point): number[] =>
  byCone(cones, [a, b], (x, y) => [
    inner(x!, y!),
    ...x!.slice(1).map((value, i) => x![0]! * y![i + 1]! + y![0]! * value),
  ])

/** The x with `by` ∘ x = b. */
export const quotient = (cones: Cones, by: Point, b: Point): number[] =>
  byCone(cones, [by, b], (l, y) => {
    const rest = l!.slice(1)
    const first = (l![0]! * y![0]! - inner(rest, y!.slice(1))) / determinantOf(l!)
    return [first, ...rest.map((value, i) => (y![i + 1]! - first * value) / l![0]!)]
  })

/** The longest step along a direction that stays within all cones. */
export function longestStep(cones: Cones, x: Point, direction: Point): number {
  let longest = Infinity
  byCone(cones, [x, direction], (at, towards) => {
    longest = Math.min(longest, stepInCone(at!, towards!))
    return []
  })
  return longest
}

function stepInCone(x: Point, d: Point): number {
  if (x.length === 1) return d[0]! < 0 ? -x[0]! / d[0]! : Infinity
  // Where x + α d leaves the cone its determinant a α² + 2 b α + c is 0.
  const a = determinantOf(d)
  const b = x[0]! * d[0]! - inner(x.slice(1), d.slice(1))
  const c = determinantOf(x)
  const root = Math.sqrt(Math.max(0, b * b - a * c))
  const turns = a === 0 ? [-c / (2 * b)] : [(-b - root) / a, (-b + root) / a]
  const steps = b * b < a * c ? [] : turns.filter(turn => turn > 0)
  if (d[0]! < 0) steps.push(-x[0]! / d[0]!)
  return Math.min(Infinity, ...steps)
}

/** How far the vector is from being inside: what is to be added to the units, negative where it is inside by as much. */
export function depthOf(cones: Cones, x: Point): number {
  let depth = -Infinity
  byCone(cones, [x], part => {
    const rest = part!.slice(1)
    depth = Math.max(depth, Math.sqrt(inner(rest, rest)) - part![0]!)
    return []
  })
  return depth
}

/** The scaling W, symmetric, that takes z to the same point as its inverse takes s. */
export interface Scaling {
  readonly apply: (x: Point) => number[]
  readonly applyInverse: (x: Point) => number[]
}

export function scalingOf(cones: Cones, s: Point, z: Point): Scaling {
  const scales: { readonly eta: number; readonly v: Point }[] = []
  byCone(cones, [s, z], (a, b) => {
    const [lengthA, lengthB] = [Math.sqrt(determinantOf(a!)), Math.sqrt(determinantOf(b!))]
    const eta = Math.sqrt(lengthA / lengthB)
    const [unitA, unitB] = [a!.map(value => value / lengthA), b!.map(value => value / lengthB)]
    const gamma = Math.sqrt((1 + inner(unitA, unitB)) / 2)
    const w = along(unitA, 1, mirrored(unitB)).map(value => value / (2 * gamma))
    const root = Math.sqrt(2 * (w[0]! + 1))
    scales.push({ eta, v: w.map((value, i) => (value + Number(i === 0)) / root) })
    return []
  })
  const over = (x: Point, of: (part: Point, scale: (typeof scales)[number]) => Point) => {
    let k = 0
    return byCone(cones, [x], part => of(part!, scales[k++]!))
  }
  return {
    apply: x => over(x, (part, { eta, v }) => reflected(part, v).map(value => eta * value)),
    applyInverse: x => over(x, (part, { eta, v }) => reflected(part, mirrored(v)).map(value => value / eta)),
  }
}

const mirrored = (x: Point): number[] => x.map((value, i) => (i === 0 ? value : -value))

// 2 v (vᵀ x) − J x
function reflected(x: Point, v: Point): number[] {
  const share = 2 * inner(v, x)
  return mirrored(x).map((value, i) => share * v[i]! - value)
}
