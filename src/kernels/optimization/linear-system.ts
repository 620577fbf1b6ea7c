import { decomposeLu, solveLu } from '../linear-algebra/lu.ts'
import { scratch } from '../storage.ts'
import type { Point } from './points.ts'

/** What solves A x = b for any b. Null if A, by its rows, is singular. */
export function linearSystem(rows: readonly Point[]): ((b: Point) => number[]) | null {
  const n = rows.length
  const a = columnMajor(rows)
  const lu = decomposeLu(a, n, n)
  if (n > 0 && lu.singular) return null
  const [right, x] = [scratch('f64', n), scratch('f64', n)]
  return b => {
    right.set(b)
    solveLu(a, lu.rows, n, right, 1, x)
    return Array.from(x)
  }
}

/** A matrix by rows as kernels of linear algebra take it. */
export function columnMajor(rows: readonly Point[]): Float64Array {
  const a = scratch('f64', rows.length * (rows[0]?.length ?? 0))
  rows.forEach((row, i) => {
    row.forEach((value, j) => {
      a[j * rows.length + i] = value
    })
  })
  return a
}
