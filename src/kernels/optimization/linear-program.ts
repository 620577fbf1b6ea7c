import { inner, type Point } from './points.ts'
import type { Bound } from './smooth-function.ts'

/** coefficients · x ≤ most, or = most. */
export interface LinearConstraint {
  readonly coefficients: Point
  readonly most: number
  readonly isEqual: boolean
}

export type ProgramResult =
  | { readonly end: 'done'; readonly x: Point; readonly value: number }
  | { readonly end: 'infeasible' | 'unbounded' | 'not converged' }

const small = 1e-9

/**
 * The least cost · x within constraints and bounds, by the simplex method in two phases on a dense tableau (G. B. Dantzig, "Linear programming
 * and extensions" (1963)); after many steps that change nothing by R. G. Bland's rule (1977), which ends.
 */
export function linearProgram(
  cost: Point,
  constraints: readonly LinearConstraint[],
  bounds: readonly Bound[],
  beforeStep: () => void = () => {},
): ProgramResult {
  const variables = bounds.flatMap(({ low, high }, place) => nonNegative(place, low, high))
  const shift = bounds.map(({ low, high }) => (low > -Infinity ? low : high < Infinity ? high : 0))
  const between = bounds.flatMap(({ low, high }, i) =>
    low > -Infinity && high < Infinity
      ? [{ coefficients: cost.map((_, k) => Number(k === i)), most: high, isEqual: false }]
      : [],
  )
  const rows = [...constraints, ...between].map(({ coefficients, most, isEqual }) => ({
    coefficients: variables.map(({ place, sign }) => sign * coefficients[place]!),
    most: most - inner(coefficients, shift),
    isEqual,
  }))
  const tableau = new Tableau(rows, variables.length, beforeStep)
  if (!tableau.findStart()) return { end: 'infeasible' }
  if (!tableau.minimise(variables.map(({ place, sign }) => sign * cost[place]!))) return { end: 'unbounded' }
  const found = tableau.solution()
  const x = [...shift]
  variables.forEach(({ place, sign }, i) => {
    x[place]! += sign * found[i]!
  })
  return { end: 'done', x, value: inner(cost, x) }
}

// The variables ≥ 0 that a bounded one is made of: what it is above its low bound, below its high one, or the difference of two.
function nonNegative(place: number, low: number, high: number) {
  if (low > -Infinity) return [{ place, sign: 1 }]
  if (high < Infinity) return [{ place, sign: -1 }]
  return [
    { place, sign: 1 },
    { place, sign: -1 },
  ]
}

/** Rows of coefficients with the right side last, which is ≥ 0; each row has its basic variable, whose column is a unit vector. */
class Tableau {
  readonly #rows: number[][]
  readonly #basis: number[]
  readonly #variables: number
  // Columns behind the variables: slacks, then artificial variables, which are 0 once there is a start.
  readonly #slackEnd: number
  readonly #width: number
  readonly #beforeStep: () => void

  constructor(constraints: readonly LinearConstraint[], variables: number, beforeStep: () => void) {
    this.#beforeStep = beforeStep
    this.#variables = variables
    const slacks = constraints.filter(({ isEqual }) => !isEqual).length
    this.#slackEnd = variables + slacks
    this.#width = this.#slackEnd + constraints.length
    let slack = variables
    this.#rows = constraints.map(({ coefficients, most, isEqual }, i) => {
      const row = [...coefficients, ...new Array<number>(this.#width - variables).fill(0), most]
      if (!isEqual) row[slack++] = 1
      if (most < 0) for (let k = 0; k < row.length; k++) row[k] = -row[k]!
      row[this.#slackEnd + i] = 1
      return row
    })
    this.#basis = constraints.map((_, i) => this.#slackEnd + i)
  }

  /** Whether there is a point within all constraints; then the rows describe one. */
  findStart(): boolean {
    const artificial = Array.from({ length: this.#width }, (_, k) => Number(k >= this.#slackEnd))
    this.#improve(artificial, this.#width)
    const scale = this.#rows.reduce((most, row) => Math.max(most, Math.abs(row[this.#width]!)), 1)
    for (let i = this.#rows.length - 1; i >= 0; i--) {
      if (this.#basis[i]! < this.#slackEnd) continue
      const row = this.#rows[i]!
      if (row[this.#width]! > small * scale) return false
      // An artificial variable at 0 makes way for any other; where there is none the row says nothing.
      const column = row.findIndex((value, k) => k < this.#slackEnd && Math.abs(value) > small)
      if (column >= 0) this.#pivot(i, column)
      else {
        this.#rows.splice(i, 1)
        this.#basis.splice(i, 1)
      }
    }
    return true
  }

  /** False if the cost has no least value. */
  minimise(cost: Point): boolean {
    const all = [...cost, ...new Array<number>(this.#width - cost.length).fill(0)]
    return this.#improve(all, this.#slackEnd)
  }

  solution(): number[] {
    const x = new Array<number>(this.#variables).fill(0)
    this.#basis.forEach((variable, i) => {
      if (variable < this.#variables) x[variable] = this.#rows[i]![this.#width]!
    })
    return x
  }

  // Of the columns before `end` those enter the basis that lower the cost.
  #improve(cost: Point, end: number): boolean {
    let idle = 0
    for (;;) {
      this.#beforeStep()
      const reduced = (k: number) =>
        this.#basis.reduce((left, variable, i) => left - cost[variable]! * this.#rows[i]![k]!, cost[k]!)
      const isBland = idle > this.#width + this.#rows.length
      let [column, least] = [-1, -small]
      for (let k = 0; k < end; k++) {
        const gain = reduced(k)
        if (gain >= least) continue
        ;[column, least] = [k, gain]
        if (isBland) break
      }
      if (column < 0) return true
      const row = this.#leaving(column)
      if (row < 0) return false
      idle = this.#rows[row]![this.#width]! > small ? 0 : idle + 1
      this.#pivot(row, column)
    }
  }

  // The row whose right side the column uses up first; of equal ones that with the first variable.
  #leaving(column: number): number {
    let [found, least] = [-1, Infinity]
    this.#rows.forEach((row, i) => {
      if (row[column]! <= small) return
      const ratio = row[this.#width]! / row[column]!
      if (ratio < least || (ratio === least && this.#basis[i]! < this.#basis[found]!))
        [found, least] = [i, ratio]
    })
    return found
  }

  #pivot(place: number, column: number): void {
    const pivot = this.#rows[place]!
    const divisor = pivot[column]!
    for (let k = 0; k < pivot.length; k++) pivot[k]! /= divisor
    this.#rows.forEach((row, i) => {
      const factor = row[column]!
      if (i === place || factor === 0) return
      for (let k = 0; k < row.length; k++) row[k]! -= factor * pivot[k]!
    })
    this.#basis[place] = column
  }
}
