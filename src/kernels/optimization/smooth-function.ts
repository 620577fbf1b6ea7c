import type { At } from './line-search.ts'
import { along, type Gradient, inner, type Objective, type Point } from './points.ts'

/** A function with its gradient, which counts how often either is asked for. */
export class SmoothFunction {
  calls = 0
  gradientCalls = 0
  readonly #value: Objective
  readonly #gradient: Gradient

  /** Without a gradient by differences of values `epsilon` apart, inwards where the step would leave the bounds. */
  constructor(value: Objective, gradient: Gradient | null, epsilon: number, bounds?: readonly Bound[]) {
    this.#value = value
    this.#gradient = gradient ?? (x => this.#differences(x, epsilon, bounds))
  }

  value(x: Point): number {
    this.calls++
    this.#lastPoint = x
    this.#lastValue = this.#value(x)
    return this.#lastValue
  }

  gradient(x: Point): Point {
    this.gradientCalls++
    return this.#gradient(x)
  }

  /** Along a line from x; `gradient` is the one at the last step. */
  onLine(x: Point, direction: Point): (step: number) => At & { readonly gradient: Point } {
    return step => {
      const at = along(x, step, direction)
      const value = this.value(at)
      const gradient = this.gradient(at)
      return { value, slope: inner(gradient, direction), gradient }
    }
  }

  // Gradients are asked for where the value has just been computed.
  #lastPoint: Point | null = null
  #lastValue = Number.NaN

  #differences(x: Point, epsilon: number, bounds?: readonly Bound[]): Point {
    const here = x === this.#lastPoint ? this.#lastValue : this.value(x)
    return x.map((value, i) => {
      const isOutside = bounds !== undefined && value + epsilon > bounds[i]!.high
      const to = isOutside ? value - epsilon : value + epsilon
      const there = this.value(x.map((each, k) => (k === i ? to : each)))
      return (there - here) / (to - value)
    })
  }
}

/** Between which a coordinate stays; infinite where it needn't. */
export interface Bound {
  readonly low: number
  readonly high: number
}
