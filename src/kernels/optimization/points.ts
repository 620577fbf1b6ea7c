// Points and directions in a few dimensions, as arrays of numbers that nobody changes.

export type Point = readonly number[]

/** What is minimised. */
export type Objective = (x: Point) => number
export type Gradient = (x: Point) => Point

export const inner = (a: Point, b: Point): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

/** x + step · direction */
export const along = (x: Point, step: number, direction: Point): number[] =>
  x.map((value, i) => value + step * direction[i]!)

export const minus = (a: Point, b: Point): number[] => a.map((value, i) => value - b[i]!)

export const scaled = (factor: number, a: Point): number[] => a.map(value => factor * value)

/** The vector norm of that order; of order ∞ the largest absolute value. */
export function normOf(a: Point, order = 2): number {
  if (order === Number.POSITIVE_INFINITY) return a.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (order === 1) return a.reduce((sum, value) => sum + Math.abs(value), 0)
  if (order === 2) return Math.sqrt(inner(a, a))
  return a.reduce((sum, value) => sum + Math.abs(value) ** order, 0) ** (1 / order)
}

/** A matrix by rows, times a vector. */
export const applied = (matrix: readonly Point[], x: Point): number[] => matrix.map(row => inner(row, x))

export const identity = (n: number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => Number(i === j)))
