import { symmetricEigen } from '../../kernels/linear-algebra/symmetric-eigen.ts'
import { columnMajor } from '../../kernels/optimization/linear-system.ts'
import type { Point } from '../../kernels/optimization/points.ts'
import { scratch } from '../../kernels/storage.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import type { Value } from '../../values/value.ts'
import { wrongArgument } from '../argument.ts'
import { numbersOf } from './objective.ts'

// Matrices of scripts, row by row.

/** @throws ScriptError if the argument is no matrix of so many columns, or has nulls */
export function matrixRows(
  value: Value | undefined,
  columns: number,
  usage: string,
  parameter: string,
): Point[] {
  const numbers = value instanceof Matrix ? numbersOf(value) : undefined
  if (!(value instanceof Matrix) || !numbers || numbers.some(Number.isNaN)) {
    throw wrongArgument(usage, parameter, 'a matrix of numbers without nulls', value)
  }
  if (value.columns !== columns) {
    throw new ScriptError(
      `Usage: ${usage}. ${parameter} should have ${columns} columns, one for each variable, not ${value.columns}.`,
    )
  }
  const { rows } = value
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_column, j) => numbers[j * rows + i]!),
  )
}

/** The symmetric part of a square matrix, which is all that counts in xᵀ H x. @throws ScriptError */
export function symmetricRows(
  value: Value | undefined,
  n: number,
  usage: string,
  parameter: string,
): Point[] {
  const rows = matrixRows(value, n, usage, parameter)
  if (rows.length !== n) {
    throw new ScriptError(`Usage: ${usage}. ${parameter} should have ${n} rows, not ${rows.length}.`)
  }
  return rows.map((row, i) => row.map((each, j) => (each + rows[j]![i]!) / 2))
}

function eigenOf(
  rows: readonly Point[],
): { readonly values: Float64Array; readonly vectors: Float64Array } | null {
  const n = rows.length
  const [values, vectors] = [scratch('f64', n), scratch('f64', n * n)]
  return symmetricEigen(columnMajor(rows), n, values, vectors) ? { values, vectors } : null
}

/** Whether no eigenvalue of a symmetric matrix is negative, within what doubles can tell. */
export function isSemidefinite(rows: readonly Point[]): boolean {
  const eigen = eigenOf(rows)
  if (!eigen) return false
  const largest = eigen.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return eigen.values.every(value => value >= -1e-10 * largest)
}

/** A matrix R with Rᵀ R = V, for a V that is semidefinite. */
export function squareRoot(rows: readonly Point[]): Point[] {
  const n = rows.length
  const { values, vectors } = eigenOf(rows)!
  return Array.from({ length: n }, (_, k) =>
    Array.from({ length: n }, (_column, i) => Math.sqrt(Math.max(0, values[k]!)) * vectors[k * n + i]!),
  )
}
