import { compileOnce } from '../loop-source.ts'
import { nullLanes } from '../null.ts'
import { type Arrays, type Data, lanes, type Storage } from '../storage.ts'
import type { Scalar } from './template.ts'

const literal = (value: Scalar) => (typeof value === 'bigint' ? `${value}n` : `${value}`)

// Statements before the loop and an expression, 0 or 1, for value i of `a` being null. Of 64 bits by halves: V8
// compares bigints slowly once one of them is −2⁶³.
function nullText(storage: Storage): [before: string, test: string] {
  const view = 'const A = new Int32Array(a.buffer, a.byteOffset, a.length * 2)'
  if (storage === 'i64') return [view, '+(A[2 * i + 1] === -2147483648) & +(A[2 * i] === 0)']
  const low = 'A[4 * i] | A[4 * i + 1] | A[4 * i + 2]'
  if (storage === 'i128') return [view, `+(A[4 * i + 3] === -2147483648) & +((${low}) === 0)`]
  if (storage === 'u128') return [view, `+((${low} | A[4 * i + 3]) === 0)`]
  const at = lanes[storage] === 2 ? '2 * i' : 'i'
  return ['', `+(a[${at}] === ${literal(nullLanes[storage][0])})`]
}

/** out[i] = 1 where value i is null, else 0; with `valid`, the other way round. */
export function nullTest<S extends Storage>(
  storage: S,
  valid: boolean,
  a: Arrays[S],
  out: Int8Array,
  n: number,
): void {
  const kernel = compileOnce<(a: Data, out: Int8Array, n: number) => void>(
    `null test ${storage} ${valid}`,
    'a, out, n',
    () => {
      const [before, test] = nullText(storage)
      return `${before}\nfor (let i = 0; i < n; i++) out[i] = ${valid ? `1 ^ (${test})` : test}`
    },
  )
  kernel(a, out, n)
}

/** How many of the first n values are null. */
export function countNulls<S extends Storage>(storage: S, a: Arrays[S], n: number): number {
  const kernel = compileOnce<(a: Data, n: number) => number>(`count nulls ${storage}`, 'a, n', () => {
    const [before, test] = nullText(storage)
    return `${before}\nlet count = 0\nfor (let i = 0; i < n; i++) count += ${test}\nreturn count`
  })
  return kernel(a, n)
}

/**
 * out[i] = value i, or where that is null, value i of `b` or the one value that `b` begins with. `out` may be `a` or
 * `b`. Returns whether nulls are left.
 */
export function nullReplace<S extends Storage>(
  storage: S,
  a: Arrays[S],
  b: Arrays[S],
  vector: boolean,
  out: Arrays[S],
  n: number,
): boolean {
  const kernel = compileOnce<(a: Data, b: Data, out: Data, n: number) => boolean>(
    `null replace ${storage} ${vector}`,
    'a, b, out, n',
    () => {
      const [before, test] = nullText(storage)
      const width = lanes[storage]
      const moves: string[] = []
      for (let lane = 0; lane < width; lane++) {
        const at = width === 2 ? `2 * i + ${lane}` : 'i'
        moves.push(`out[${at}] = no !== 0 ? b[${vector ? at : lane}] : a[${at}]`)
      }
      const left = nullText(storage)[1].replaceAll('a[', 'out[').replaceAll('A[', 'O[')
      return `${before}\n${before.replaceAll('a.', 'out.').replace('A =', 'O =')}
        let hit = 0
        for (let i = 0; i < n; i++) { const no = ${test}; ${moves.join('; ')}; hit |= ${left} }
        return hit !== 0`
    },
  )
  return kernel(a, b, out, n)
}

/** out[i] = 1 where a float is NaN or infinite, else 0. A null is neither. */
export function notFinite(a: Float32Array | Float64Array, out: Int8Array, n: number): void {
  const storage = a instanceof Float32Array ? 'f32' : 'f64'
  const kernel = compileOnce<(a: Data, out: Int8Array, n: number) => void>(
    `not finite ${storage}`,
    'a, out, n',
    () => 'for (let i = 0; i < n; i++) { const x = a[i]; out[i] = +(x - x !== 0) }',
  )
  kernel(a, out, n)
}
