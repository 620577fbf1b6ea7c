// Masks: a byte for each row, 1 where it is true, 0 or null (−128) where not. Read four at a time: the lowest bit of each
// byte tells.
import { compileOnce } from '../loop-source.ts'
import type { Arguments } from '../parallel/job.ts'
import { inParts, MANY_ROWS, overRows, rowParts } from '../parallel/parallel.ts'
import { scratch } from '../storage.ts'

type Words = (a: Int32Array, b: Int32Array, out: Int32Array, n: number) => boolean
type Count = (mask: Int8Array, words: Int32Array, n: number) => number
type Place = (
  mask: Int8Array,
  words: Int32Array,
  first: number,
  out: Int32Array,
  count: number,
  sparse: number,
) => void

const TRUE_BYTES = 0x01010101

/** Text: the four flags of a word as bits 0, 8, 16 and 24. */
export const fourFlags = (word: string) => `${word} & ${TRUE_BYTES}`

/** Text that puts the rows first … first + 3 whose flags are set into `list` from k on, without a branch; as many more places are written to. */
export const placeFour = (list: string, first: string) =>
  `${list}[k] = ${first}; k += four & 1
  ${list}[k] = ${first} + 1; k += four >>> 8 & 1
  ${list}[k] = ${first} + 2; k += four >>> 16 & 1
  ${list}[k] = ${first} + 3; k += four >>> 24`

/** out[i] = 1 where both masks are true, else 0. `out` may be one of them. */
export function bothTrue(a: Int8Array, b: Int8Array, out: Int8Array): void {
  const n = out.length
  const kernel = compileOnce<Words>(
    'both true',
    'a, b, out, n',
    () => `for (let i = 0; i < n; i++) out[i] = a[i] & b[i] & ${TRUE_BYTES}\nreturn false`,
  )
  const [x, y, z] = [a, b, out].map(wordsOf)
  const whole = x && y && z ? n >> 2 : 0
  if (x && y && z) overRows(kernel, [x, y, z, whole])
  for (let i = 4 * whole; i < n; i++) out[i] = a[i]! & b[i]! & 1
}

/** How many of a mask are true. */
export function countTrue(mask: Int8Array): number {
  return counts(aligned(mask), partsOf(mask)).reduce((total, count) => total + count, 0)
}

/** The rows where a mask is true, into room for so many. Null if it is true everywhere. */
export function trueRows(mask: Int8Array, room: (count: number) => Int32Array): Int32Array | null {
  const parts = partsOf(mask)
  const source = aligned(mask)
  const found = counts(source, parts)
  const total = found.reduce((total, count) => total + count, 0)
  if (total === mask.length) return null
  const out = room(total)
  // It writes where the next hit belongs and moves on only at a hit: no branch to mispredict. Where hits are rare it
  // looks first whether there is one among four.
  const kernel = compileOnce<Place>(
    'true rows',
    'mask, words, first, out, count, sparse',
    () => {
      const four = placeFour('out', 'first + i')
      const loop = (body: string) =>
        `for (; k + 4 <= count; i += 4) { const four = ${fourFlags('words[i >> 2]')}; ${body} }`
      return `let i = 0, k = 0
        if (sparse !== 0) ${loop(`if (four !== 0) { ${four} }`)}
        else ${loop(four)}
        for (; k < count; i++) { out[k] = first + i; k += mask[i] & 1 }`
    },
    kernel => {
      const mask = scratch('i8', 32).fill(1, 3, 28)
      for (const sparse of [0, 1]) kernel(mask, wordsOf(mask)!, 0, scratch('i32', 25), 25, sparse)
    },
  )
  let before = 0
  const args = parts.map(([from, to], k) => {
    const part = source.subarray(from, to)
    const rows = out.subarray(before, (before += found[k]!))
    return [part, wordsOf(part)!, from, rows, rows.length, rows.length < part.length / 32 ? 1 : 0] as const
  })
  run(kernel, args)
  return out
}

function counts(mask: Int8Array, parts: readonly [number, number][]): number[] {
  const kernel = compileOnce<Count>(
    'count true',
    'mask, words, n',
    () => `let count = 0
      const whole = n >> 2
      for (let k = 0; k < whole; k++) count += Math.imul(words[k] & ${TRUE_BYTES}, ${TRUE_BYTES}) >>> 24
      for (let i = 4 * whole; i < n; i++) count += mask[i] & 1
      return count`,
    kernel => {
      const mask = scratch('i8', 31).fill(1)
      kernel(mask, wordsOf(mask)!, mask.length)
    },
  )
  const args = parts.map(([from, to]) => {
    const part = mask.subarray(from, to)
    return [part, wordsOf(part)!, part.length] as const
  })
  return run(kernel, args)
}

function run(kernel: (...args: never[]) => unknown, parts: readonly Arguments[]): number[] {
  return parts.length > 1
    ? [...inParts(kernel, parts)]
    : parts.map(args => Number(kernel(...(args as never[]))))
}

const partsOf = (mask: Int8Array): [number, number][] =>
  mask.length < MANY_ROWS ? [[0, mask.length]] : rowParts(mask.length)

/** Whole words of a mask; null where it doesn't begin at one. */
export function wordsOf(mask: Int8Array): Int32Array | null {
  return mask.byteOffset % 4 === 0 ? new Int32Array(mask.buffer, mask.byteOffset, mask.length >> 2) : null
}

/** The mask, or a copy that begins at a word. */
export function aligned(mask: Int8Array): Int8Array {
  if (mask.byteOffset % 4 === 0) return mask
  const copy = scratch('i8', mask.length)
  copy.set(mask)
  return copy
}
