import { linearSystem } from './linear-system.ts'
import { applied, inner, type Point, scaled } from './points.ts'

/**
 * What the last steps tell of the matrix of second derivatives: θ − W M Wᵀ, with a row of W for each coordinate (R. Byrd, J. Nocedal and
 * R. Schnabel, "Representations of quasi-Newton matrices and their use in limited memory methods" (1994), theorem 2.3).
 */
export interface LimitedMemory {
  readonly theta: number
  readonly rows: readonly Point[]
  /** M times a vector. */
  readonly middle: (v: Point) => Point
}

/** Before the first step: the identity. */
export const noMemory = (n: number): LimitedMemory => ({
  theta: 1,
  rows: Array.from({ length: n }, () => []),
  middle: v => v,
})

/** From steps and the changes of the gradient that they made, the oldest first. Null if they contradict each other. */
export function memoryOf(steps: readonly Point[], changes: readonly Point[]): LimitedMemory | null {
  const [step, change] = [steps.at(-1)!, changes.at(-1)!]
  const theta = inner(change, change) / inner(step, change)
  const k = steps.length
  const below = (i: number, j: number) => (i > j ? inner(steps[i]!, changes[j]!) : 0)
  const matrix = Array.from({ length: 2 * k }, (_, i) =>
    Array.from({ length: 2 * k }, (_column, j) => {
      if (i < k && j < k) return i === j ? -inner(steps[i]!, changes[i]!) : 0
      if (i < k) return below(j - k, i)
      return j < k ? below(i - k, j) : theta * inner(steps[i - k]!, steps[j - k]!)
    }),
  )
  const middle = linearSystem(matrix)
  if (!middle || !Number.isFinite(theta)) return null
  const rows = step.map((_, i) => [...changes.map(y => y[i]!), ...steps.map(s => theta * s[i]!)])
  return { theta, rows, middle }
}

/** Wᵀ times a vector. */
export const gathered = ({ rows }: LimitedMemory, v: Point): Point =>
  (rows[0] ?? []).map((_, k) => rows.reduce((sum, row, i) => sum + row[k]! * v[i]!, 0))

/** The step to the minimum of gradient · d + ½ dᵀ B d in the coordinates that are free; 0 in others. */
export function freeStep(memory: LimitedMemory, gradient: Point, isFree: readonly boolean[]): Point | null {
  const { theta, rows, middle } = memory
  const reduced = gradient.map((value, i) => (isFree[i] ? value : 0))
  const width = rows[0]?.length ?? 0
  if (width === 0) return scaled(-1 / theta, reduced)
  const among = rows.filter((_, i) => isFree[i])
  const products = Array.from({ length: width }, (_, a) =>
    Array.from(
      { length: width },
      (_column, b) => among.reduce((sum, row) => sum + row[a]! * row[b]!, 0) / theta,
    ),
  )
  // (1 − M WᵀW / θ) v = M Wᵀ r
  const images = products.map(column => middle(column))
  const system = linearSystem(
    products.map((_, a) => products.map((_column, b) => Number(a === b) - images[b]![a]!)),
  )
  if (!system) return null
  const v = system(middle(gathered(memory, reduced)))
  const spread = applied(rows, v)
  return reduced.map((value, i) => (isFree[i] ? -value / theta - spread[i]! / theta ** 2 : 0))
}
