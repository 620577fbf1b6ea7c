import { scratch } from '../storage.ts'
import { fillNormal, fillUniform } from './random.ts'

const AHEAD = 256

/** Uniform and normal numbers one after the other, drawn some ahead from a random state. */
export class Draws {
  readonly #state: Int32Array
  readonly #uniforms = scratch('f64', AHEAD)
  readonly #normals = scratch('f64', AHEAD)
  #nextUniform = AHEAD
  #nextNormal = AHEAD

  constructor(state: Int32Array) {
    this.#state = state
  }

  /** From 0 on, below 1. */
  uniform(): number {
    if (this.#nextUniform === AHEAD) {
      fillUniform(this.#state, 'f64', this.#uniforms, AHEAD, 0, 1)
      this.#nextUniform = 0
    }
    return this.#uniforms[this.#nextUniform++]!
  }

  normal(): number {
    if (this.#nextNormal === AHEAD) {
      fillNormal(this.#state, this.#normals, AHEAD, 0, 1)
      this.#nextNormal = 0
    }
    return this.#normals[this.#nextNormal++]!
  }
}

/** Of a gamma distribution with scale 1: Marsaglia and Tsang, A Simple Method for Generating Gamma Variables (2000). */
export function drawGamma(draws: Draws, shape: number): number {
  if (shape < 1) return drawGamma(draws, shape + 1) * (1 - draws.uniform()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const z = draws.normal()
    const v = (1 + c * z) ** 3
    if (v > 0 && Math.log(1 - draws.uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v
  }
}

export function drawBeta(draws: Draws, a: number, b: number): number {
  const [x, y] = [drawGamma(draws, a), drawGamma(draws, b)]
  return x / (x + y)
}

export const drawChiSquare = (draws: Draws, degrees: number): number => 2 * drawGamma(draws, degrees / 2)

// Up to this many, events are counted one by one.
const FEW = 16

/** How many events there are where `mean` are to be expected: Ahrens and Dieter, Computer Methods for Sampling (1974). */
export function drawPoisson(draws: Draws, mean: number): number {
  let [count, left] = [0, mean]
  while (left > FEW) {
    // When the event of number m happens: before the end, or after, when those before it lie evenly.
    const m = Math.floor((7 / 8) * left)
    const when = drawGamma(draws, m)
    if (when > left) return count + drawBinomial(draws, m - 1, left / when)
    count += m
    left -= when
  }
  const end = Math.exp(-left)
  for (let product = 1 - draws.uniform(); product > end; product *= 1 - draws.uniform()) count++
  return count
}

/** How many of so many trials succeed, each with probability p: by where the middle one of as many uniform numbers lies. */
export function drawBinomial(draws: Draws, trials: number, p: number): number {
  let [count, left, share] = [0, trials, p]
  while (left > FEW) {
    const middle = Math.floor(1 + left / 2)
    const at = drawBeta(draws, middle, left + 1 - middle)
    if (at <= share) {
      count += middle
      left -= middle
      share = (share - at) / (1 - at)
    } else {
      left = middle - 1
      share /= at
    }
  }
  for (let i = 0; i < left; i++) if (draws.uniform() < share) count++
  return count
}
