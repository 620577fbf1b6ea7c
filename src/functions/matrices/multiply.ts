import { multiply } from '../../kernels/linear-algebra/matrix-multiply.ts'
import type { Context } from '../../runtime/context.ts'

// A tenth of a second's work.
const PIECE = 1e8

/** C = A B as the kernel does, but stops soon after the job is cancelled. @throws Cancelled */
export function multiplyInPieces(
  context: Context,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  m: number,
  p: number,
  n: number,
): void {
  // The kernel takes columns two by two.
  const step = 2 * Math.max(1, Math.floor(PIECE / 2 / Math.max(1, m * p)))
  for (let j = 0; j < n; j += step) {
    context.checkCancelled()
    const k = Math.min(step, n - j)
    multiply(a, b.subarray(j * p, (j + k) * p), c.subarray(j * m, (j + k) * m), m, p, k)
  }
}
