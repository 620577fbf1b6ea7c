import { ScriptError } from '../../runtime/script-error.ts'
import { compareRaws } from '../../values/compare.ts'
import { isLiteral } from '../../values/data-type.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { texts, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { inFormOf, type Rows, rowsOf } from '../lift/rows.ts'

// Rows of quotes (prices, sizes, sources …) that belong together place by place, sorted as one.

/** A column of rows, as it was given. */
interface Ragged extends Rows {
  readonly given: Value
}

const isRagged = (value: Value | undefined): value is ArrayVector | Tuple =>
  value instanceof ArrayVector || (value instanceof Tuple && value.columnar)

function ragged(value: Value | undefined, usage: string, parameter: string): Ragged {
  if (!isRagged(value)) throw wrongArgument(usage, parameter, 'an array vector or a columnar tuple', value)
  return { ...rowsOf(usage, [value]), given: value }
}

// One, or a tuple of several.
function raggedOnes(value: Value | undefined, usage: string, parameter: string, most: number): Ragged[] {
  const items = value instanceof Tuple && !value.columnar ? value.items : [value]
  if (items.length < 1 || items.length > most) {
    throw new ScriptError(`Usage: ${usage}. ${parameter} takes ${most} columns at most, not ${items.length}.`)
  }
  return items.map(item => ragged(item, usage, parameter))
}

function checkAlike(columns: readonly Ragged[], usage: string): void {
  const [first] = columns
  if (columns.some(({ offsets }) => String(offsets) !== String(first!.offsets))) {
    throw new ScriptError(`Usage: ${usage}. All columns should have as many elements in each row.`)
  }
}

const comparing = ({ flat }: Ragged): ((a: number, b: number) => number) => {
  const read = rawReader(flat)
  return (a, b) => compareRaws(flat.type, read(a), read(b))
}

/** The place of each element's text among those that count; −1: it doesn't. */
function standings({ flat }: Ragged, order: readonly string[], usage: string): Int32Array {
  if (!isLiteral(flat.type)) throw new ScriptError(`Usage: ${usage}. filterVec should hold strings.`)
  const places = new Map(order.map((each, place) => [each, place]))
  const read = rawReader(flat)
  return Int32Array.from({ length: flat.length }, (_, i) => places.get(read(i) as string) ?? -1)
}

export const rowFilterAndSort = define({
  name: 'rowFilterAndSort',
  signature: 'rowFilterAndSort(sortVec, filterVec, orderedFilters, [args], ...)',
  kind: 'system',
  doc: 'Keeps the elements of each row whose keys in filterVec are among orderedFilters; where they are equal in sortVec, whose rows are sorted, they stand in the order of orderedFilters. Up to three columns to sort by and to filter by, and any number that follow them: all come back in one tuple.',
  examples: [
    [
      'src = [`a`b`c, `c`a].setColumnarTuple!(); rowFilterAndSort(arrayVector([3, 5], 5 5 6 7 7), src, `c`a)[1]',
      '(["a","c"],["c","a"])',
    ],
  ],
  run: (_, sortVec, filterVec, orderedFilters, ...args) => {
    const usage = 'rowFilterAndSort(sortVec, filterVec, orderedFilters, args...)'
    const sorted = raggedOnes(sortVec, usage, 'sortVec', 3)
    const filtered = raggedOnes(filterVec, usage, 'filterVec', 3)
    const orders = orderedFilters instanceof Tuple ? orderedFilters.items : [orderedFilters]
    if (orders.length !== filtered.length) {
      throw new ScriptError(`Usage: ${usage}. There should be as many orderedFilters as filterVec.`)
    }
    const rest = args.flatMap(arg => raggedOnes(arg, usage, 'args', Number.POSITIVE_INFINITY))
    const all = [...sorted, ...filtered, ...rest]
    checkAlike(all, usage)
    const standing = filtered.map((column, i) =>
      standings(column, texts(orders[i], usage, 'orderedFilters'), usage),
    )
    const equal = (a: number, b: number) => same.every(compare => compare(a, b) === 0)
    const same = sorted.map(comparing)
    const { offsets } = sorted[0]!
    const kept: number[] = []
    const ends = new Int32Array(offsets.length)
    for (let row = 0; row + 1 < offsets.length; row++) {
      const places = range(offsets[row]!, offsets[row + 1]!).filter(at => standing.every(of => of[at]! >= 0))
      // Equal elements are neighbours.
      for (let start = 0, end = 0; start < places.length; start = end) {
        while (end < places.length && equal(places[start]!, places[end]!)) end++
        kept.push(
          ...places.slice(start, end).sort((a, b) => firstDifference(standing, of => of[a]! - of[b]!)),
        )
      }
      ends[row + 1] = kept.length
    }
    const indices = Int32Array.from(kept)
    return new Tuple(all.map(({ given, flat }) => inFormOf(given, flat.gather(indices), ends)))
  },
})

const range = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i)

function firstDifference<T>(keys: readonly T[], difference: (key: T) => number): number {
  for (const key of keys) {
    const found = difference(key)
    if (found !== 0) return found
  }
  return 0
}

export const rowMergeAndSort = define({
  name: 'rowMergeAndSort',
  signature: 'rowMergeAndSort(sortVec, asc, [args], ...)',
  kind: 'system',
  doc: 'All rows of one or two array vectors or columnar tuples as one vector, sorted, and those of further ones in the same order: a tuple of vectors, or one vector where there is one column.',
  examples: [
    ['rowMergeAndSort(arrayVector([2, 5], 9 10 8 9 10), true)', '[8,9,9,10,10]'],
    ['rowMergeAndSort(arrayVector([2, 3], 9 10 8), false, arrayVector([2, 3], 1 2 3))', '([10,9,8],[2,1,3])'],
  ],
  run: (_, sortVec, asc, ...args) => {
    const usage = 'rowMergeAndSort(sortVec, asc, args...)'
    const sorted = raggedOnes(sortVec, usage, 'sortVec', 2)
    const ways = asc instanceof Vector ? Array.from({ length: asc.length }, (_, i) => asc.get(i)) : [asc]
    if (ways.length !== 1 && ways.length !== sorted.length) {
      throw new ScriptError(`Usage: ${usage}. asc should say one thing for all of sortVec, or one for each.`)
    }
    const signs = sorted.map((_, i) => (truth(ways[i] ?? ways[0], usage, 'asc') ? 1 : -1))
    const all = [...sorted, ...args.flatMap(arg => raggedOnes(arg, usage, 'args', Number.POSITIVE_INFINITY))]
    checkAlike(all, usage)
    const keys = sorted.map((column, i) => {
      const compare = comparing(column)
      return (a: number, b: number) => signs[i]! * compare(a, b)
    })
    const order = range(0, sorted[0]!.flat.length).sort((a, b) => firstDifference(keys, key => key(a, b)))
    const indices = Int32Array.from(order)
    const merged = all.map(({ flat }) => flat.gather(indices))
    return merged.length === 1 ? merged[0]! : new Tuple(merged)
  },
})
