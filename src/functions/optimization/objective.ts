import type { Point } from '../../kernels/optimization/points.ts'
import type { Bound } from '../../kernels/optimization/smooth-function.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { allocate } from '../../values/memory.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { doubles, FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { kindOf, wrongArgument } from '../argument.ts'

// Functions of scripts as functions of points, and what is found as values.

const missing = nullOf(DOUBLE) as number

const known = (x: number) => (x === missing ? Number.NaN : x)

/** The numbers of a scalar or of a vector or matrix, column by column; nulls are NaN. Undefined if they are none. */
export function numbersOf(value: Value | undefined): number[] | undefined {
  if (value instanceof Scalar) {
    const { category } = value.type
    if (category === 'LITERAL' || category === 'TEMPORAL' || category === 'BINARY') return undefined
    return [known(castScalar(value, DOUBLE).raw as number)]
  }
  if (value instanceof Matrix) return numbersOf(value.data)
  if (value instanceof Tuple) {
    const each = Array.from({ length: value.length }, (_, i) => numbersOf(value.get(i)))
    return each.every(numbers => numbers?.length === 1) ? each.flatMap(numbers => numbers!) : undefined
  }
  if (!(value instanceof FixedVector)) return undefined
  return Array.from(castFlat(value, DOUBLE).data as Float64Array, known)
}

/** The argument as a point. @throws ScriptError */
export function pointArgument(value: Value | undefined, usage: string, parameter: string): number[] {
  const numbers = numbersOf(value)
  if (numbers && numbers.length > 0 && !numbers.some(Number.isNaN)) return numbers
  throw wrongArgument(usage, parameter, 'a number or a vector of numbers without nulls', value)
}

const pointValue = (x: Point) => doubles([...x])

function singleNumber(value: Value, role: string): number {
  const numbers = numbersOf(value)
  if (numbers?.length === 1) return numbers[0]!
  throw new ScriptError(`The ${role} should give a number, not ${kindOf(value)}.`)
}

/** A function that gives a number. */
export function objectiveOf(context: Context, func: Value, more: readonly Value[] = []) {
  return (x: Point): number => {
    context.checkCancelled()
    return singleNumber(context.call(func, [pointValue(x), ...more]), 'function')
  }
}

/** A function of one number that gives one. */
export function numberFunctionOf(context: Context, func: Value, more: readonly Value[] = []) {
  return (x: number): number => {
    context.checkCancelled()
    return singleNumber(context.call(func, [new Scalar(DOUBLE, x), ...more]), 'function')
  }
}

/** A function that gives as many numbers as the point has. */
export function gradientOf(context: Context, func: Value) {
  return (x: Point): Point => {
    context.checkCancelled()
    const value = context.call(func, [pointValue(x)])
    const numbers = numbersOf(value)
    if (numbers?.length === x.length) return numbers
    throw new ScriptError(`The gradient should be a vector of ${x.length} numbers, not ${kindOf(value)}.`)
  }
}

/**
 * What is minimised, and its gradient: from `fprime`, or if the function gives both as a tuple, from there; null if it is to be
 * found by differences.
 */
export function smoothParts(context: Context, func: Value, fprime: Value | undefined, start: Point) {
  if (fprime) return { value: objectiveOf(context, func), gradient: gradientOf(context, fprime) }
  const both = (x: Point) => context.call(func, [pointValue(x)])
  if (!(both(start) instanceof Tuple)) return { value: objectiveOf(context, func), gradient: null }
  const part = (x: Point, place: number): Value => {
    context.checkCancelled()
    const value = both(x)
    if (value instanceof Tuple && value.length === 2) return value.get(place)
    throw new ScriptError(`The function should give its value and gradient, not ${kindOf(value)}.`)
  }
  return {
    value: (x: Point) => singleNumber(part(x, 0), 'function'),
    gradient: (x: Point): Point => {
      const numbers = numbersOf(part(x, 1))
      if (numbers?.length === x.length) return numbers
      throw new ScriptError(`The gradient should be a vector of ${x.length} numbers.`)
    },
  }
}

/** A function that gives a square matrix of the point's size, by rows. */
export function hessianOf(context: Context, func: Value) {
  return (x: Point): readonly Point[] => {
    context.checkCancelled()
    const value = context.call(func, [pointValue(x)])
    const n = x.length
    const numbers = numbersOf(value)
    if (numbers?.length === n * n) return x.map((_, i) => x.map((_value, j) => numbers[j * n + i]!))
    throw new ScriptError(`The Hessian should be a matrix of ${n} rows and columns, not ${kindOf(value)}.`)
  }
}

/** Bounds from a matrix of two columns, a row for each coordinate. A null is no bound. @throws ScriptError */
export function boundsArgument(value: Value | undefined, n: number, usage: string): Bound[] | undefined {
  if (value === undefined || (value instanceof Scalar && value.isNull)) return undefined
  const numbers = value instanceof Matrix ? numbersOf(value) : undefined
  if (!(value instanceof Matrix) || !numbers || value.rows !== n || value.columns !== 2) {
    throw wrongArgument(
      usage,
      'bounds',
      `a matrix of ${n} rows, one for each parameter, and 2 columns`,
      value,
    )
  }
  return Array.from({ length: n }, (_, i) => {
    const [low, high] = [numbers[i]!, numbers[n + i]!]
    if (low > high)
      throw new ScriptError(`Usage: ${usage}. The lower bound ${low} is above the upper bound ${high}.`)
    return {
      low: Number.isNaN(low) ? Number.NEGATIVE_INFINITY : low,
      high: Number.isNaN(high) ? Number.POSITIVE_INFINITY : high,
    }
  })
}

export const pointResult = (x: Point): Vector =>
  pointValue(x.map(each => (Number.isNaN(each) ? missing : each)))

export const numberResult = (x: number): Scalar => new Scalar(DOUBLE, Number.isNaN(x) ? missing : x)

/** A matrix from its rows. */
export function matrixResult(rows: readonly Point[]): Matrix {
  const [m, n] = [rows.length, rows[0]?.length ?? 0]
  const data = allocate('f64', m * n) as Float64Array
  rows.forEach((row, i) => {
    row.forEach((value, j) => {
      data[j * m + i] = value
    })
  })
  return new Matrix(new FixedVector(DOUBLE, data, false), m, n)
}
