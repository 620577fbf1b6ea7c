// Moving values about: which of them, where to. Lanes move together; nothing is computed.
import { compileOnce, SAMPLE_ROWS, sample } from '../loop-source.ts'
import { nullLanes } from '../null.ts'
import { inParts, overRows, rowParts } from '../parallel/parallel.ts'
import { type Arrays, type Data, lanes, type Storage } from '../storage.ts'

// Reading or writing at random, fewer rows are worth dividing.
const MANY_AT_RANDOM = 1 << 18

// `to[j] = from[k]` for every lane, given expressions for j and k.
function move(storage: Storage, to: string, j: string, from: string, k: string): string {
  if (lanes[storage] === 1) return `${to}[${j}] = ${from}[${k}]`
  return `${to}[2 * (${j})] = ${from}[2 * (${k})]; ${to}[2 * (${j}) + 1] = ${from}[2 * (${k}) + 1]`
}

function literal(value: number | bigint): string {
  return typeof value === 'bigint' ? `${value}n` : `${value}`
}

function putNull(storage: Storage, to: string, j: string): string {
  const [low, high] = nullLanes[storage].map(literal)
  return high === undefined
    ? `${to}[${j}] = ${low}`
    : `${to}[2 * (${j})] = ${low}; ${to}[2 * (${j}) + 1] = ${high}`
}

/** out[i] = a[index[i]] for i below n. Every index must be within `a`. */
export function gather<S extends Storage>(
  storage: S,
  a: Arrays[S],
  index: Int32Array,
  out: Arrays[S],
  n: number,
): void {
  const kernel = compileOnce<(a: Data, index: Int32Array, out: Data, n: number) => void>(
    `gather ${storage}`,
    'a, index, out, n',
    () => `for (let i = 0; i < n; i++) { const k = index[i]; ${move(storage, 'out', 'i', 'a', 'k')} }`,
  )
  if (n < MANY_AT_RANDOM) return kernel(a, index, out, n)
  const width = lanes[storage]
  inParts(
    kernel,
    rowParts(n).map(([from, to]) => [
      a,
      index.subarray(from, to),
      out.subarray(from * width, to * width),
      to - from,
    ]),
  )
}

/** Whether all of the first n indices lie within [0, length). */
export function areWithin(index: Int32Array, length: number, n: number): boolean {
  const kernel = compileOnce<(index: Int32Array, last: number, n: number) => boolean>(
    'within',
    'index, last, n',
    () => `let signs = 0
      for (let i = 0; i < n; i++) signs |= index[i] | (last - index[i])
      return signs < 0`,
    kernel => kernel(sample('i32'), 100, SAMPLE_ROWS),
  )
  return !overRows(kernel, [index, length - 1, n])
}

/** The same with any indices: those outside of [0, length), and so the null index, give null. Returns whether any did. */
export function gatherChecked<S extends Storage>(
  storage: S,
  a: Arrays[S],
  length: number,
  index: Int32Array,
  out: Arrays[S],
  n: number,
): boolean {
  const kernel = compileOnce<(a: Data, length: number, index: Int32Array, out: Data, n: number) => boolean>(
    `gather checked ${storage}`,
    'a, length, index, out, n',
    () => `let hit = false
      for (let i = 0; i < n; i++) {
        const k = index[i]
        if (k >= 0 && k < length) { ${move(storage, 'out', 'i', 'a', 'k')} }
        else { ${putNull(storage, 'out', 'i')}; hit = true }
      }
      return hit`,
  )
  return kernel(a, length, index, out, n)
}

/**
 * out[index[i]] = a[i] for i below n, in this order. Every index must be within `out`. `distinct`: no two are the same.
 */
export function scatter<S extends Storage>(
  storage: S,
  a: Arrays[S],
  index: Int32Array,
  out: Arrays[S],
  n: number,
  distinct = false,
): void {
  const kernel = compileOnce<(a: Data, index: Int32Array, out: Data, n: number) => void>(
    `scatter ${storage}`,
    'a, index, out, n',
    () => `for (let i = 0; i < n; i++) { const k = index[i]; ${move(storage, 'out', 'k', 'a', 'i')} }`,
  )
  if (n < MANY_AT_RANDOM || !distinct) return kernel(a, index, out, n)
  const width = lanes[storage]
  inParts(
    kernel,
    rowParts(n).map(([from, to]) => [
      a.subarray(from * width, to * width),
      index.subarray(from, to),
      out,
      to - from,
    ]),
  )
}

/** out[index[i]] = the value at `at` of `a`, for i below n: one value to many places. */
export function scatterOne<S extends Storage>(
  storage: S,
  a: Arrays[S],
  at: number,
  index: Int32Array,
  out: Arrays[S],
  n: number,
): void {
  const kernel = compileOnce<(a: Data, at: number, index: Int32Array, out: Data, n: number) => void>(
    `scatter one ${storage}`,
    'a, at, index, out, n',
    () => `for (let i = 0; i < n; i++) { const k = index[i]; ${move(storage, 'out', 'k', 'a', 'at')} }`,
  )
  kernel(a, at, index, out, n)
}

/**
 * The values where the mask is true. `count` is countTrue(mask), and the room in `out`. It writes where the next hit
 * belongs and moves on only at a hit: no branch to mispredict.
 */
export function filter<S extends Storage>(
  storage: S,
  a: Arrays[S],
  mask: Int8Array,
  out: Arrays[S],
  count: number,
): void {
  const kernel = compileOnce<(a: Data, mask: Int8Array, out: Data, count: number) => void>(
    `filter ${storage}`,
    'a, mask, out, count',
    () =>
      `for (let i = 0, k = 0; k < count; i++) { ${move(storage, 'out', 'k', 'a', 'i')}; k += +(mask[i] === 1) }`,
  )
  kernel(a, mask, out, count)
}

/** Makes the values null where the mask is true. Returns whether it was anywhere. */
export function nullWhere<S extends Storage>(
  storage: S,
  mask: Int8Array,
  out: Arrays[S],
  n: number,
): boolean {
  const kernel = compileOnce<(mask: Int8Array, out: Data, n: number) => boolean>(
    `null where ${storage}`,
    'mask, out, n',
    () => `let hit = false
      for (let i = 0; i < n; i++) if (mask[i] === 1) { ${putNull(storage, 'out', 'i')}; hit = true }
      return hit`,
  )
  return kernel(mask, out, n)
}

/** out[i] = a[n − 1 − i]. `out` must not be `a`. */
export function reversed<S extends Storage>(storage: S, a: Arrays[S], out: Arrays[S], n: number): void {
  const kernel = compileOnce<(a: Data, out: Data, n: number) => void>(
    `reversed ${storage}`,
    'a, out, n',
    () => `for (let i = 0, k = n - 1; i < n; i++, k--) { ${move(storage, 'out', 'i', 'a', 'k')} }`,
  )
  kernel(a, out, n)
}

/**
 * Fills n values of `out` with the first `length` of `a`, over and over, beginning at `start` (below `length`).
 * `out` must not be `a`.
 */
export function cycle<S extends Storage>(
  storage: S,
  a: Arrays[S],
  length: number,
  start: number,
  out: Arrays[S],
  n: number,
): void {
  const width = lanes[storage]
  const source = a as Float64Array
  const target = out as Float64Array
  let done = Math.min(n, length - start)
  target.set(source.subarray(start * width, (start + done) * width))
  if (done < n) {
    const rest = Math.min(n - done, start)
    target.set(source.subarray(0, rest * width), done * width)
    done += rest
  }
  // From here on `out` begins with a whole round: double it.
  while (done < n) {
    const part = Math.min(done, n - done)
    target.copyWithin(done * width, 0, part * width)
    done += part
  }
}
