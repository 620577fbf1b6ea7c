import { ScriptError } from '../../runtime/script-error.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { ANY, DOUBLE, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Pair } from '../../values/forms/pair.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { doubles, longs } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { given, integer, truth, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'

const missing = nullOf(DOUBLE) as number
const numbers = (x: Vector) => Array.from(castFlat(x, DOUBLE).data as Float64Array)

/** Where bins begin and end: the given edges, or those of so many between low and high. @throws ScriptError */
export function edgesOf(bins: Value | undefined, low: number, high: number, usage: string): number[] {
  if (bins instanceof Vector) {
    const edges = numbers(bins)
    if (edges.length >= 2 && edges.every((edge, i) => i === 0 || edge > edges[i - 1]!)) return edges
    throw wrongArgument(usage, 'bins', 'a number of bins, or ascending edges', bins)
  }
  const count = integer(bins, usage, 'bins', 10)
  if (count < 1) throw wrongArgument(usage, 'bins', 'a positive number of bins', bins)
  // All alike: half a unit to each side.
  const [from, to] = low === high ? [low - 0.5, high + 0.5] : [low, high]
  return Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count)
}

/** The given range, or that of the values. @throws ScriptError */
export function rangeOf(
  range: Value | undefined,
  values: readonly number[],
  usage: string,
): [number, number] {
  if (range instanceof Pair) return [Number(range.first), Number(range.second)]
  if (range instanceof Vector && range.length === 2) return numbers(range) as [number, number]
  if (range !== undefined) throw wrongArgument(usage, 'range', 'a pair of numbers', range)
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return values.length === 0 ? [0, 1] : [low, high]
}

/** In which bin a value lies; −1: in none. The last has both its ends. */
export function binOf(edges: readonly number[], value: number): number {
  const last = edges.length - 1
  if (!(value >= edges[0]! && value <= edges[last]!)) return -1
  let [low, high] = [0, last - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (edges[middle]! <= value) low = middle
    else high = middle - 1
  }
  return low
}

export const histogram = define({
  name: 'histogram',
  signature: 'histogram(X, [bins=10], [range], [density=false], [weights])',
  kind: 'system',
  doc: 'How many elements lie in each of the bins of equal width, or between the given edges: a dictionary of the counts H and the edges. The last bin holds both its ends. With density=true the sum over the bins, by width, is 1; weights count instead of elements. Nulls are left out.',
  examples: [
    ['histogram(3..9, 3)', 'H->[2,2,3]\nedges->[3,5,7,9]'],
    ['histogram(3..9, 3 6 9, 4 8)[`H]', '[2,3]'],
  ],
  run: (_, x, bins, range, density, weights) => {
    const usage = 'histogram(X, [bins=10], [range], [density=false], [weights])'
    const all = numbers(vector(x, usage, 'X'))
    const shares = given(weights) === undefined ? null : numbers(vector(weights, usage, 'weights'))
    if (shares && shares.length !== all.length)
      throw new ScriptError(`${usage}: X and weights differ in size.`)
    const rows = all.flatMap((value, i) => (value === missing ? [] : [i]))
    const [low, high] = rangeOf(
      given(range),
      rows.map(i => all[i]!),
      usage,
    )
    const edges = edgesOf(given(bins), low, high, usage)
    const counts = new Array<number>(edges.length - 1).fill(0)
    for (const i of rows) {
      const value = all[i]!
      const bin = value < low || value > high ? -1 : binOf(edges, value)
      if (bin >= 0) counts[bin]! += shares ? shares[i]! : 1
    }
    const result = new Dictionary(STRING, ANY, true)
    if (truth(given(density), usage, 'density', false)) {
      const total = counts.reduce((sum, count) => sum + count, 0)
      result.set('H', doubles(counts.map((count, i) => count / total / (edges[i + 1]! - edges[i]!))))
    } else result.set('H', shares ? doubles(counts) : longs(counts.map(BigInt)))
    result.set('edges', doubles(edges))
    return result
  },
})
