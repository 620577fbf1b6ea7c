// Column-major doubles without nulls, as in matrix-multiply.ts.

import { scratch } from '../storage.ts'
import { decomposeLu, solveLu } from './lu.ts'
import { reflector } from './qr.ts'
import { reflectColumns, reflectRows, rotateBoth, standardize } from './schur-block.ts'

/** An eigenvalue of a Schur form; of a complex pair the one above. */
export interface Eigenvalue {
  readonly real: number
  readonly imaginary: number
}

const sizeAt = (t: Float64Array, n: number, at: number): 1 | 2 =>
  at + 1 < n && t[at * n + at + 1] !== 0 ? 2 : 1

/**
 * Reorders A = Z T Zᵀ, both n × n, so that eigenvalues which are wanted come first. Gives how many these are. (Bai and
 * Demmel, On Swapping Diagonal Blocks in Real Schur Form, 1993.)
 */
export function bringFirst(
  t: Float64Array,
  z: Float64Array,
  n: number,
  isWanted: (value: Eigenvalue) => boolean,
): number {
  let wanted = 0
  for (let at = 0; at < n; ) {
    const size = sizeAt(t, n, at)
    const imaginary =
      size === 1 ? 0 : Math.sqrt(Math.abs(t[at * n + at + 1]!)) * Math.sqrt(Math.abs(t[(at + 1) * n + at]!))
    const end = at + size
    if (isWanted({ real: t[at * n + at]!, imaginary })) {
      moveUp(t, z, n, at, wanted)
      wanted += size
    }
    at = end
  }
  return wanted
}

// The block at `from` moved to `to`, past those between.
function moveUp(t: Float64Array, z: Float64Array, n: number, from: number, to: number): void {
  let at = from
  while (at > to) {
    const before = at > 1 && sizeAt(t, n, at - 2) === 2 ? 2 : 1
    swapBlocks(t, z, n, at - before, before, sizeAt(t, n, at))
    at -= before
  }
}

// Swaps the blocks at `at` and behind it.
function swapBlocks(
  t: Float64Array,
  z: Float64Array,
  n: number,
  at: number,
  first: 1 | 2,
  second: 1 | 2,
): void {
  if (first === 1 && second === 1) return swapNumbers(t, z, n, at)
  const x = sylvester(t, n, at, first, second)
  const size = first + second
  if (second === 2 && first === 1) {
    // What takes (1, X) to its last element alone takes the rest to the front.
    const v = Float64Array.of(x[1]!, 1, x[0]!)
    const tau = reflector(v, 0, size)
    reflectAll(t, z, n, Float64Array.of(v[1]!, v[2]!, 1), tau, at, at)
  } else bringColumns(t, z, n, x, at, first, second)
  for (let j = 0; j < second; j++) for (let i = second; i < size; i++) t[(at + j) * n + at + i] = 0
  if (second === 2) rotateBoth(t, z, n, at, standardize(t, n, at))
  if (first === 2) rotateBoth(t, z, n, at + second, standardize(t, n, at + second))
}

// The space of the columns of (−X; 1), which belongs to the second block, comes to the front.
function bringColumns(
  t: Float64Array,
  z: Float64Array,
  n: number,
  x: Float64Array,
  at: number,
  first: number,
  second: number,
): void {
  const size = first + second
  const columns = scratch('f64', size * second)
  for (let j = 0; j < second; j++) {
    for (let i = 0; i < first; i++) columns[j * size + i] = -x[j * first + i]!
    columns[j * size + first + j] = 1
  }
  for (let j = 0; j < second; j++) {
    const v = columns.slice(j * size + j, (j + 1) * size)
    const tau = reflector(v, 0, size - j)
    v[0] = 1
    for (let k = j + 1; k < second; k++) reflectRows(columns, size, v, tau, j, k, k + 1)
    reflectAll(t, z, n, v, tau, at + j, at)
  }
}

// From row and column `at` on, where columns before `from` are 0.
function reflectAll(
  t: Float64Array,
  z: Float64Array,
  n: number,
  v: Float64Array,
  tau: number,
  at: number,
  from: number,
): void {
  reflectRows(t, n, v, tau, at, from, n)
  reflectColumns(t, n, v, tau, at, 0, Math.min(n, from + 4))
  reflectColumns(z, n, v, tau, at, 0, n)
}

function swapNumbers(t: Float64Array, z: Float64Array, n: number, at: number): void {
  const [one, other, above] = [t[at * n + at]!, t[(at + 1) * n + at + 1]!, t[(at + 1) * n + at]!]
  if (one === other) return
  const length = Math.hypot(above, other - one)
  rotateBoth(t, z, n, at, {
    cosine: Math.abs(above) / length,
    sine: ((other - one) / length) * (above < 0 ? -1 : 1),
  })
  t[at * n + at] = other
  t[(at + 1) * n + at + 1] = one
}

// The X (first × second) for which T₁ X − X T₂ = T₁₂.
function sylvester(t: Float64Array, n: number, at: number, first: number, second: number): Float64Array {
  const count = first * second
  const [system, right, x] = [scratch('f64', count * count), scratch('f64', count), scratch('f64', count)]
  const behind = at + first
  for (let j = 0; j < second; j++) {
    for (let i = 0; i < first; i++) {
      const row = j * first + i
      right[row] = t[(behind + j) * n + at + i]!
      for (let k = 0; k < first; k++) system[(j * first + k) * count + row]! += t[(at + k) * n + at + i]!
      for (let k = 0; k < second; k++)
        system[(k * first + i) * count + row]! -= t[(behind + j) * n + behind + k]!
    }
  }
  const { rows, singular } = decomposeLu(system, count, count)
  // Equal eigenvalues: either order will do, and 0 keeps them.
  if (!singular) solveLu(system, rows, count, right, 1, x)
  return x
}
