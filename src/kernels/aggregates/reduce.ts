import { EXACT_ROWS, sumsAreExact } from '../bounds.ts'
import { type Column, words } from '../column.ts'
import { compileOnce, reader, rename, SAMPLE_ROWS, sample } from '../loop-source.ts'
import { nullI64, nullOf } from '../null.ts'
import { type Data, scratch } from '../storage.ts'
import { longestOf } from '../windows/windows.ts'
import { type AggregateName, aggregateNamed } from './aggregate.ts'
import { AggregatePlan } from './aggregate-plan.ts'
import { store, storeSetup } from './store-source.ts'

type Reduction = (...parameters: readonly (Data | number)[]) => number | bigint

const sampleStarts = new Int32Array(new SharedArrayBuffer(12))
const sampleEnds = new Int32Array(new SharedArrayBuffer(12))
sampleStarts.set([0, 5, 5])
sampleEnds.set([5, 5, SAMPLE_ROWS])

/**
 * An aggregate of the rows `from` up to `to`; its null if there is nothing to aggregate. Integers sum up to a LONG
 * that wraps. Rows (of `imin` and the like) are counted from the column's beginning.
 */
export function reduce(
  name: AggregateName,
  columns: readonly Column[],
  from = 0,
  to = columns[0]!.data.length,
): number | bigint {
  const { result } = aggregateNamed(name)
  const { storage, data } = columns[0]!
  if (name === 'sum' && storage === 'i64') return sumLongs(columns[0] as Column<'i64'>, from, to)
  if (name === 'sum' && storage !== 'f32' && storage !== 'f64') return sumIntegers(columns, from, to)
  if (name === 'min' || name === 'max') {
    const extreme = numberExtreme(name, columns[0]!, from, to)
    if (storage === 'i64') {
      if (Math.abs(extreme) < 2 ** 53) return BigInt(extreme)
    } else if (Math.abs(extreme) < -nullOf[storage]) return extreme
  }
  const value = reduction(name, columns, name === 'prod' && storage[0] !== 'f')(from, to)
  if (result !== 'row') return value
  return value < 0 ? nullOf[storage] : data[value as number]!
}

/** The aggregate of each of the ranges starts[r] … ends[r] − 1, into `out`, whose storage is `resultStorage`'s. */
export function reduceRanges(
  name: AggregateName,
  columns: readonly Column[],
  starts: Int32Array,
  ends: Int32Array,
  out: Data,
): void {
  const { result } = aggregateNamed(name)
  const isSum = result === 'sum' && columns[0]!.storage[0] !== 'f'
  const exact = isSum && (name === 'prod' || !sumsAreExact(columns[0]!, longestOf(starts, ends)))
  const plan = new AggregatePlan([{ name, columns }], exact)
  const output = plan.outputs[0]!
  // Ranges that begin where the one before does and go further only take in what is new.
  const growing = mostlyGrowing(starts, ends)
  const kernel = compileOnce<(...parameters: Data[]) => void>(
    `${growing ? 'growing' : ''}ranges:${plan.key}`,
    `${plan.parameters}, starts, ends, out`,
    () => `${plan.setup}\n${storeSetup(output)}
      const ranges = starts.length
      ${growing ? `let i = 0, from = -1\n${plan.declare('let')}` : ''}
      for (let r = 0; r < ranges; r++) {
        const to = ends[r]
        ${growing ? `if (starts[r] !== from || to < i) { from = i = starts[r]\n${plan.declare('')} }` : plan.declare('let')}
        for (${growing ? '' : 'let i = starts[r]'}; i < to; i++) ${plan.row('add', 'i')}
        ${store(output, { at: 'r' })}
      }`,
    kernel => kernel(...plan.samples, sampleStarts, sampleEnds, scratch(output.storage, sampleStarts.length)),
  )
  kernel(...plan.arrays, starts, ends, out)
}

function mostlyGrowing(starts: Int32Array, ends: Int32Array): boolean {
  let growing = 0
  for (let r = 1; r < starts.length; r++)
    growing += +(starts[r] === starts[r - 1] && ends[r]! >= ends[r - 1]!)
  return growing > starts.length / 2
}

/** The aggregate of each segment offsets[s] … offsets[s + 1] − 1. */
export function reduceSegments(
  name: AggregateName,
  columns: readonly Column[],
  offsets: Int32Array,
  out: Data,
): void {
  reduceRanges(name, columns, offsets.subarray(0, offsets.length - 1), offsets.subarray(1), out)
}

function reduction(name: AggregateName, columns: readonly Column[], exact: boolean) {
  const plan = new AggregatePlan([{ name, columns }], exact)
  const kernel = compileOnce<Reduction>(
    `reduce:${plan.key}`,
    `${plan.parameters}, from, to`,
    () => reductionSource(plan),
    kernel => kernel(...plan.samples, 0, SAMPLE_ROWS),
  )
  return (from: number, to: number) => kernel(...plan.arrays, from, to)
}

// Four rows at a time with states of their own where these can be merged, so that additions need not wait for each
// other. The odd rows come first: with a second loop after the main one, V8 keeps its floating-point variables boxed.
function reductionSource(plan: AggregatePlan): string {
  const row = plan.row('add', 'i')
  const mergeable = plan.merges && !row.includes('if (')
  if (!mergeable) {
    return `${plan.setup}\n${plan.declare('let')}
      for (let i = from; i < to; i++) ${row}
      return ${plan.outputs[0]!.value}`
  }
  const variables = plan.keepers.flatMap(keeper => plan.variables(keeper).map(variable => variable.name))
  const lane = (text: string, k: number) =>
    rename(text, new Map(variables.map(name => [name, `${name}_${k}`])))
  const merge = [1, 2, 3].map(k => plan.merge(name => `${name}_${k}`)).join('\n')
  return `${plan.setup}\n${plan.declare('let')}
    ${[1, 2, 3].map(k => lane(plan.declare('let'), k)).join('\n')}
    let i = from
    for (; (to - i) & 3; i++) ${row}
    for (; i < to; i += 4) {
      ${row}
      ${[1, 2, 3].map(k => `const i${k} = i + ${k}\n${lane(plan.row('add', `i${k}`), k)}`).join('\n')}
    }
    ${merge}
    return ${plan.outputs[0]!.value}`
}

type Extreme = (data: Data, from: number, to: number) => number

// Without branches, taking nulls for their opposite when looking for the least. Good unless the result is infinite, as
// large as a null, or rounded (a LONG read as number): then the general way decides.
function numberExtreme(
  name: 'min' | 'max',
  { storage, data, nulls }: Column,
  from: number,
  to: number,
): number {
  const kernel = compileOnce<Extreme>(
    `extreme:${name}:${storage}:${nulls}`,
    'a, from, to',
    () => {
      const { setup, read, isNull } = reader(storage, 'a', 'INDEX', 'x', true)
      const value = name === 'min' && nulls ? `x * (1 - 2 * ((${isNull}) | 0))` : 'x'
      const row = (index: string, k: number) =>
        `{ ${read.replaceAll('INDEX', index)}; m${k} = Math.${name}(m${k}, ${value}) }`
      const start = name === 'min' ? 'Infinity' : '-Infinity'
      return `${setup}
        let m0 = ${start}, m1 = ${start}, m2 = ${start}, m3 = ${start}, i = from
        for (; (to - i) & 3; i++) ${row('i', 0)}
        for (; i < to; i += 4) {
          ${[0, 1, 2, 3].map(k => row(`i + ${k}`, k)).join('\n')}
        }
        return Math.${name}(m0, m1, m2, m3)`
    },
    kernel => kernel(sample(storage), 0, SAMPLE_ROWS),
  )
  return kernel(data, from, to)
}

function sumIntegers(columns: readonly Column[], from: number, to: number): bigint {
  const sum = reduction('sum', columns, false)
  let total = 0n
  let found = false
  for (let start = from; start < to; start += EXACT_ROWS) {
    const part = sum(start, Math.min(to, start + EXACT_ROWS)) as number
    if (part === Number(nullI64)) continue
    total += BigInt(part)
    found = true
  }
  return found ? BigInt.asIntN(64, total) : nullI64
}

type SumWords = (words: Int32Array, from: number, to: number) => readonly [number, number, number]

// The low and high halves are summed apart, exactly. A null has a low half of 0 and a high half of −2³¹, which is
// taken back at the end.
function sumLongs(column: Column<'i64'>, from: number, to: number): bigint {
  const kernel = compileOnce<SumWords>(
    'sumLongs',
    'words, from, to',
    () => `let low = 0, high = 0, low2 = 0, high2 = 0, nulls = 0
      const end = 2 * to
      let i = 2 * from
      for (; i + 2 < end; i += 4) {
        const l = words[i], h = words[i + 1], l2 = words[i + 2], h2 = words[i + 3]
        low += l >>> 0
        high += h
        low2 += l2 >>> 0
        high2 += h2
        nulls += ((l | (h ^ -2147483648)) === 0 ? 1 : 0) + ((l2 | (h2 ^ -2147483648)) === 0 ? 1 : 0)
      }
      if (i < end) {
        low += words[i] >>> 0
        high += words[i + 1]
        if (words[i] === 0 && words[i + 1] === -2147483648) nulls++
      }
      return [low + low2, high + high2, nulls]`,
    kernel => kernel(words(sample('i64')), 0, SAMPLE_ROWS),
  )
  const halves = words(column.data)
  let total = 0n
  let count = 0
  for (let start = from; start < to; start += EXACT_ROWS) {
    const end = Math.min(to, start + EXACT_ROWS)
    const [low, high, nulls] = kernel(halves, start, end)
    total += BigInt(low) + (BigInt(high + nulls * 2 ** 31) << 32n)
    count += end - start - nulls
  }
  return count > 0 ? BigInt.asIntN(64, total) : nullI64
}
