import type { Column } from './column.ts'
import { compileOnce, nullLiteral, reader, sample } from './loop-source.ts'
import { nullI64 } from './null.ts'
import type { Data } from './storage.ts'

type Measure = (data: Data, bounds: Float64Array) => void

/**
 * Bounds of an integer column's values, nulls aside: the least and greatest, but for narrow integers, which are not
 * worth the look.
 */
export function integerBounds(column: Column): { low: bigint; high: bigint } {
  const { storage, data, nulls } = column
  if (storage === 'i8') return { low: -127n, high: 127n }
  if (storage === 'i16') return { low: -32767n, high: 32767n }
  const measure = compileOnce<Measure>(
    `bounds:${storage}:${nulls}`,
    'a, bounds',
    () => (storage === 'i64' ? longSource(nulls) : intSource(nulls, nullLiteral(storage))),
    kernel => kernel(sample(storage), new Float64Array(2)),
  )
  const bounds = new Float64Array(2)
  measure(data, bounds)
  const [low, high] = bounds as unknown as [number, number]
  if (low > high) return { low: 0n, high: 0n }
  if (Math.max(-low, high) < 2 ** 53) return { low: BigInt(low), high: BigInt(high) }
  return exactBounds(data as BigInt64Array, nulls)
}

// Where numbers would round.
function exactBounds(data: BigInt64Array, nulls: boolean): { low: bigint; high: bigint } {
  let low = 2n ** 63n - 1n
  let high = -(2n ** 63n)
  for (const x of data) {
    if (nulls && x === nullI64) continue
    if (x < low) low = x
    if (x > high) high = x
  }
  return { low, high }
}

/** Sums of this many 32-bit integers are surely below 2⁵³. */
export const EXACT_ROWS = 1 << 22

/** Whether sums of at most `rows` rows of an integer column are surely below 2⁵³. */
export function sumsAreExact(column: Column, rows: number): boolean {
  const { storage } = column
  if (storage === 'i64') return false
  if (storage !== 'i32' || rows <= EXACT_ROWS) return true
  const { low, high } = integerBounds(column)
  return rows * Math.max(-Number(low), Number(high)) < 2 ** 53
}

// Branches that are hardly ever taken are cheaper than Math.min.
const intSource = (nulls: boolean, missing: string) => `
  let low = 2147483647, high = -2147483648
  const n = a.length
  for (let i = 0; i < n; i++) {
    const x = a[i]
    if (x < low${nulls ? ` && x !== ${missing}` : ''}) low = x
    if (x > high${nulls ? ` && x !== ${missing}` : ''}) high = x
  }
  bounds[0] = low
  bounds[1] = high`

const longSource = (nulls: boolean) => {
  const { setup, read, isNull } = reader('i64', 'a', 'i', 'x', true)
  return `${setup}
    let low = Infinity, high = -Infinity
    const n = a.length
    for (let i = 0; i < n; i++) {
      ${read}
      if (x < low${nulls ? ` && !(${isNull})` : ''}) low = x
      if (x > high${nulls ? ` && !(${isNull})` : ''}) high = x
    }
    bounds[0] = low
    bounds[1] = high`
}
