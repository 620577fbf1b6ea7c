import { scratch } from '../storage.ts'

/** How a matrix and y were changed for a fit, and so how its coefficients are to be read. */
export interface Centring {
  readonly means: Float64Array
  readonly scales: Float64Array
  readonly mean: number
}

/**
 * Takes their (weighted) means from the columns of A (m × n) and from y, in place, if there is to be an intercept, and
 * multiplies rows with the roots of their weights. With `normalize` columns come to have the length 1.
 */
export function centre(
  a: Float64Array,
  y: Float64Array,
  n: number,
  weights: Float64Array | undefined,
  hasIntercept: boolean,
  normalize: boolean,
): Centring {
  const m = y.length
  const [means, scales] = [scratch('f64', n), scratch('f64', n).fill(1)]
  if (!hasIntercept) {
    for (let j = 0; j <= n; j++) weigh(j < n ? a.subarray(j * m, (j + 1) * m) : y, weights)
    return { means, scales, mean: 0 }
  }
  for (let j = 0; j < n; j++) {
    const column = a.subarray(j * m, (j + 1) * m)
    means[j] = shift(column, weights)
    if (normalize) scales[j] = shrink(column)
    weigh(column, weights)
  }
  const mean = shift(y, weights)
  weigh(y, weights)
  return { means, scales, mean }
}

function shift(column: Float64Array, weights: Float64Array | undefined): number {
  let [sum, all] = [0, 0]
  for (let i = 0; i < column.length; i++) {
    const weight = weights ? weights[i]! : 1
    sum += weight * column[i]!
    all += weight
  }
  const mean = sum / all
  for (let i = 0; i < column.length; i++) column[i]! -= mean
  return mean
}

// A column of zeros stays.
function shrink(column: Float64Array): number {
  let squares = 0
  for (const value of column) squares += value * value
  if (squares === 0) return 1
  const length = Math.sqrt(squares)
  for (let i = 0; i < column.length; i++) column[i]! /= length
  return length
}

function weigh(column: Float64Array, weights: Float64Array | undefined): void {
  if (weights) for (let i = 0; i < column.length; i++) column[i]! *= Math.sqrt(weights[i]!)
}

/** Turns coefficients for what `centre` left into those for what was there before; gives the intercept. */
export function uncentre(coefficients: Float64Array, { means, scales, mean }: Centring): number {
  let intercept = mean
  for (let j = 0; j < coefficients.length; j++) {
    coefficients[j]! /= scales[j]!
    intercept -= coefficients[j]! * means[j]!
  }
  return intercept
}
