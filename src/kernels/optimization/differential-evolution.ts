import type { Objective, Point } from './points.ts'
import type { Bound } from './smooth-function.ts'

export interface Evolution {
  /** How many points live at once, at least five. */
  readonly population: number
  readonly generations: number
  /** Between which the share of a difference that a point is moved by is drawn, a generation at a time. */
  readonly mutation: readonly [least: number, most: number]
  /** How likely each coordinate is to change. */
  readonly recombination: number
  /** It is done when values spread by no more than absolute + relative · |their mean|. */
  readonly relative: number
  readonly absolute: number
  /** One of the first points, if any. */
  readonly start?: Point
}

export interface Evolved {
  readonly x: Point
  readonly value: number
  readonly generations: number
  readonly converged: boolean
}

/**
 * The least of a function anywhere within finite bounds: Storn and Price, Differential Evolution – A Simple and Efficient
 * Heuristic for Global Optimization over Continuous Spaces (1997), with the best point moved by a difference of two others and
 * crossed with each (best/1/bin). The first points are a Latin hypercube. `random` gives numbers from 0 on, below 1.
 */
export function differentialEvolution(
  f: Objective,
  bounds: readonly Bound[],
  random: () => number,
  of: Evolution,
): Evolved {
  const points: Point[] = latinHypercube(bounds, of.population, random)
  if (of.start) points[0] = of.start
  const values = points.map(point => energy(f, point))
  let best = values.indexOf(Math.min(...values))
  let generations = 0
  const isDone = () => spread(values) <= of.absolute + of.relative * Math.abs(meanOf(values))
  while (generations < of.generations && !isDone()) {
    generations++
    const [least, most] = of.mutation
    const scale = least + random() * (most - least)
    for (let i = 0; i < points.length; i++) {
      const trial = crossed(points, i, best, scale, of.recombination, bounds, random)
      const value = energy(f, trial)
      if (value > values[i]!) continue
      points[i] = trial
      values[i] = value
      if (value < values[best]!) best = i
    }
  }
  return { x: points[best]!, value: values[best]!, generations, converged: isDone() }
}

const energy = (f: Objective, x: Point): number => {
  const value = f(x)
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function spread(values: readonly number[]): number {
  const mean = meanOf(values)
  if (!Number.isFinite(mean)) return Number.POSITIVE_INFINITY
  return Math.sqrt(meanOf(values.map(value => (value - mean) ** 2)))
}

// Each coordinate's range is cut into as many parts as there are points, and each part has one of them.
function latinHypercube(bounds: readonly Bound[], count: number, random: () => number): Point[] {
  const columns = bounds.map(({ low, high }) => {
    const places = Array.from({ length: count }, (_, i) => low + ((high - low) * (i + random())) / count)
    for (let i = count - 1; i > 0; i--) {
      const k = Math.floor(random() * (i + 1))
      ;[places[i], places[k]] = [places[k]!, places[i]!]
    }
    return places
  })
  return Array.from({ length: count }, (_, i) => columns.map(column => column[i]!))
}

function crossed(
  points: readonly Point[],
  own: number,
  best: number,
  scale: number,
  recombination: number,
  bounds: readonly Bound[],
  random: () => number,
): Point {
  const other = (taken: readonly number[]): number => {
    const k = Math.floor(random() * points.length)
    return taken.includes(k) ? other(taken) : k
  }
  const first = other([own])
  const second = other([own, first])
  const sure = Math.floor(random() * bounds.length)
  return points[own]!.map((value, j) => {
    if (j !== sure && random() >= recombination) return value
    const moved = points[best]![j]! + scale * (points[first]![j]! - points[second]![j]!)
    const { low, high } = bounds[j]!
    return moved >= low && moved <= high ? moved : low + random() * (high - low)
  })
}
