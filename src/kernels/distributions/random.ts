// Random numbers in bulk, from a generator whose four words the caller keeps (src/base/prng.ts tells which it is).
// Each loop has the words in local variables: one step an element, 2 to 3 nanoseconds.
import { compileOnce } from '../loop-source.ts'
import { type Arrays, type Data, lanes, type Storage } from '../storage.ts'

type NumberStorage = 'i8' | 'i16' | 'i32' | 'f32' | 'f64'

const before = 'let s0 = state[0], s1 = state[1], s2 = state[2], s3 = state[3]'
const after = 'state[0] = s0; state[1] = s1; state[2] = s2; state[3] = s3'

// Draws high (32 bits, signed, which V8 turns into a double faster) and low (21 bits). Blocks may draw anew.
const step = `const low = (s0 + s3) >>> 11, fives = Math.imul(s1, 5), shifted = s1 << 9
  const high = Math.imul((fives << 7) | (fives >>> 25), 9)
  s2 ^= s0; s3 ^= s1; s1 ^= s2; s0 ^= s3; s2 ^= shifted; s3 = (s3 << 11) | (s3 >>> 21)`
const double = '(high * 2.3283064365386963e-10 + 0.5 + low * 1.1102230246251565e-16)'

const loop = (body: string) => `${before}\nfor (let i = 0; i < n; i++) {\n${step}\n${body}\n}\n${after}`

type Fill = (state: Int32Array, out: Data, n: number, x: number, y: number) => void

/** out[i] = uniform from `low` up to `high`. In f32 a number just below `high` may be rounded to it. */
export function fillUniform<S extends 'f32' | 'f64'>(
  state: Int32Array,
  storage: S,
  out: Arrays[S],
  n: number,
  low: number,
  high: number,
): void {
  const fill = compileOnce<Fill>(`uniform ${storage}`, 'state, out, n, x, y', () =>
    loop(`out[i] = x + ${double} * y`),
  )
  fill(state, out, n, low, high - low)
}

/** out[i] = an integer from 0 up to, but never, `limit`, which is at most 2³¹. */
export function fillBelow<S extends NumberStorage>(
  state: Int32Array,
  storage: S,
  out: Arrays[S],
  n: number,
  limit: number,
): void {
  const fill = compileOnce<Fill>(`below ${storage}`, 'state, out, n, x', () =>
    loop(`out[i] = (${double} * x) | 0`),
  )
  fill(state, out, n, limit, 0)
}

/** The same in 64 bits, for limits of any size. */
export function fillBelowLong(state: Int32Array, out: BigInt64Array, n: number, limit: bigint): void {
  if (limit <= 2n ** 53n) {
    const fill = compileOnce<Fill>('below i64', 'state, out, n, x', () =>
      loop(`const v = Math.floor(${double} * x), h = Math.floor(v * 2.3283064365386963e-10)
        O[2 * i] = v - h * 4294967296; O[2 * i + 1] = h`).replace(
        before,
        `${before}\nconst O = new Int32Array(out.buffer, out.byteOffset, 2 * n)`,
      ),
    )
    fill(state, out, n, Number(limit), 0)
    return
  }
  // Bits are drawn until they are below a multiple of the limit.
  const most = 2n ** 64n - (2n ** 64n % limit)
  const words = new Int32Array(2)
  for (let i = 0; i < n; ) {
    fillBits(state, words, 2)
    const bits = (BigInt(words[0]! >>> 0) << 32n) | BigInt(words[1]! >>> 0)
    if (bits < most) out[i++] = bits % limit
  }
}

/** out[i] = 32 random bits. */
export function fillBits(state: Int32Array, out: Int32Array, n: number): void {
  compileOnce<Fill>('bits', 'state, out, n', () => loop('out[i] = high'))(state, out, n, 0, 0)
}

// The ziggurat (Marsaglia and Tsang): the bell lies in 256 layers of equal area. Nearly always a point drawn in a
// layer is under the curve, and no function needs to be evaluated.
const TAIL = 3.6541528853610088
const AREA = 0.00492867323399
const edges = new Float64Array(257)
const heights = new Float64Array(257)
{
  const bell = (x: number) => Math.exp(-0.5 * x * x)
  edges[0] = AREA / bell(TAIL)
  edges[1] = TAIL
  for (let k = 2; k < 256; k++)
    edges[k] = Math.sqrt(-2 * Math.log(AREA / edges[k - 1]! + bell(edges[k - 1]!)))
  for (let k = 0; k <= 256; k++) heights[k] = bell(edges[k]!)
}

type Normal = (state: Int32Array, out: Data, n: number, mean: number, deviation: number) => void
type NormalLoop = (edges: Float64Array, heights: Float64Array) => Normal

// Layer k reaches to edges[k] and is under the curve up to edges[k + 1]. The lowest has the tail beyond TAIL, drawn
// by two exponentials.
const normalSource = `return function (state, out, n, mean, deviation) {
  ${before}
  for (let i = 0; i < n; i++) {
    let z = 0
    for (;;) {
      ${step}
      const k = low & 255, u = high * 4.656612873077393e-10 + (low >>> 8) * 5.684341886080802e-14
      z = u * edges[k]
      if (Math.abs(z) < edges[k + 1]) break
      if (k === 0) {
        let e = 0, f = 0
        do {
          { ${step}; e = -Math.log(1 - ${double}) / ${TAIL} }
          { ${step}; f = -Math.log(1 - ${double}) }
        } while (f + f < e * e)
        z = u < 0 ? -${TAIL} - e : ${TAIL} + e
        break
      }
      {
        ${step}
        if (heights[k] + ${double} * (heights[k + 1] - heights[k]) < Math.exp(-0.5 * z * z)) break
      }
    }
    out[i] = mean + deviation * z
  }
  ${after}
}`

let normal: Normal | undefined

/** out[i] = normal with this mean and standard deviation. */
export function fillNormal(
  state: Int32Array,
  out: Float64Array,
  n: number,
  mean: number,
  deviation: number,
): void {
  normal ??= compileOnce<NormalLoop>('normal', 'edges, heights', () => normalSource)(edges, heights)
  normal(state, out, n, mean, deviation)
}

/** out[i] = exponential with this mean. */
export function fillExponential(state: Int32Array, out: Float64Array, n: number, mean: number): void {
  const fill = compileOnce<Fill>('exponential', 'state, out, n, x', () =>
    loop(`out[i] = -Math.log(1 - ${double}) * x`),
  )
  fill(state, out, n, mean, 0)
}

/** Puts the first n values in random order: each order is equally likely. */
export function shuffle<S extends Storage>(state: Int32Array, storage: S, data: Arrays[S], n: number): void {
  const kernel = compileOnce<Fill>(`shuffle ${storage}`, 'state, data, n', () => {
    const width = lanes[storage]
    const swap = (lane: number) => {
      const [p, q] = width === 1 ? ['i', 'k'] : [`2 * i + ${lane}`, `2 * k + ${lane}`]
      return `{ const moved = data[${p}]; data[${p}] = data[${q}]; data[${q}] = moved }`
    }
    const swaps = width === 1 ? swap(0) : swap(0) + swap(1)
    return `${before}
      for (let i = n - 1; i > 0; i--) {
        ${step}
        const k = Math.floor(${double} * (i + 1))
        ${swaps}
      }
      ${after}`
  })
  kernel(state, data, n, 0, 0)
}

/**
 * out[i] = an index into `weights`, as likely as its share of their sum. Weights are not negative, and not all 0.
 */
export function fillWeighted(state: Int32Array, weights: Float64Array, out: Int32Array, n: number): void {
  const { keep, other } = aliases(weights)
  const fill = compileOnce<
    (state: Int32Array, keep: Float64Array, other: Int32Array, m: number, out: Data, n: number) => void
  >('weighted', 'state, keep, other, m, out, n', () =>
    loop(`const v = ${double} * m, k = Math.floor(v)
      out[i] = v - k < keep[k] ? k : other[k]`),
  )
  fill(state, keep, other, weights.length, out, n)
}

// Walker's alias method, as Vose builds it: every index gets an equal slot, filled up from an index that has too much.
function aliases(weights: Float64Array): { keep: Float64Array; other: Int32Array } {
  const m = weights.length
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const keep = weights.map(weight => (weight * m) / total)
  const other = new Int32Array(m)
  const little: number[] = []
  const much: number[] = []
  for (let k = 0; k < m; k++) (keep[k]! < 1 ? little : much).push(k)
  while (little.length > 0 && much.length > 0) {
    const [less, more] = [little.pop()!, much.pop()!]
    other[less] = more
    keep[more]! -= 1 - keep[less]!
    ;(keep[more]! < 1 ? little : much).push(more)
  }
  // What rounding left over is full.
  for (const k of [...little, ...much]) keep[k] = 1
  return { keep, other }
}
