import { ScriptError } from '../runtime/script-error.ts'
import { castFlat } from '../values/cast/vector.ts'
import { DOUBLE, isLiteral } from '../values/data-type.ts'
import { Matrix } from '../values/forms/matrix.ts'
import { allocate } from '../values/memory.ts'
import { nullOf } from '../values/null.ts'
import type { Value } from '../values/value.ts'
import type { Vector } from '../values/vectors/vector.ts'
import { wrongArgument } from './argument.ts'

const missing = nullOf(DOUBLE) as number

/** The elements of a column as doubles of its caller's own, nulls as 0: what kernels of linear algebra take. */
export function doublesOf(column: Vector, name: string): Float64Array {
  if (isLiteral(column.type) || column.type.storage === 'any')
    throw new ScriptError(`${name} can't take elements of type ${column.type}.`)
  const from = castFlat(column, DOUBLE).data as Float64Array
  const out = allocate('f64', from.length) as Float64Array
  for (let i = 0; i < from.length; i++) out[i] = from[i] === missing ? 0 : from[i]!
  return out
}

/** The argument as a matrix. @throws ScriptError */
export function matrixArgument(x: Value | undefined, usage: string, parameter = 'X'): Matrix {
  if (x instanceof Matrix) return x
  throw wrongArgument(usage, parameter, 'a matrix', x)
}

/** The argument as a square matrix. @throws ScriptError */
export function squareArgument(x: Value | undefined, usage: string, parameter = 'X'): Matrix {
  const matrix = matrixArgument(x, usage, parameter)
  if (matrix.rows === matrix.columns) return matrix
  throw new ScriptError(
    `Usage: ${usage}. ${parameter} should be a square matrix, but it has ${matrix.rows} rows and ${matrix.columns} columns.`,
  )
}
