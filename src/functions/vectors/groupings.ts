import { groupRows } from '../../kernels/groups/group.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castFlat, castVector } from '../../values/cast/vector.ts'
import { type DataType, DOUBLE, INT, isIntegral, isTemporal, LONG } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import type { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import { nullOf, type Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { FixedVector, ints } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, number, text, truth, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { groupingColumn } from '../tables/key-column.ts'
import { sortable } from './sort.ts'

// Which elements belong together.

interface Grouped {
  /** Distinct elements as they first appear. */
  readonly keys: Vector
  readonly places: readonly number[][]
}

function groupedPlaces(x: Vector): Grouped {
  const { codes, firstRows } = groupRows([groupingColumn(x)])
  const places: number[][] = Array.from(firstRows, () => [])
  codes.forEach((code, row) => {
    places[code]!.push(row)
  })
  return { keys: x.gather(firstRows), places }
}

// In order of their keys.
function ascending({ keys, places }: Grouped, order: readonly number[]): Grouped {
  return { keys: keys.gather(Int32Array.from(order)), places: order.map(i => places[i]!) }
}

function arrayOfPlaces(places: readonly number[][]): ArrayVector {
  return ArrayVector.ofRows(places.map(ints), ints([]))
}

export const groups = define({
  name: 'groups',
  signature: "groups(X, [mode='dict'])",
  kind: 'system',
  doc: "Where each distinct element is: as a dictionary, or in ascending order of the elements with mode 'vector' as an array vector, with 'tuple' as a tuple, with 'table' as a table.",
  examples: [
    ['groups(3 1 3 NULL, "vector")', '[[3],[1],[0,2]]'],
    ['groups(3 1 3, "tuple")', '([1],[0,2])'],
    ['groups(`b`a`b)[`b]', '[0,2]'],
  ],
  run: (context, x, mode) => {
    const usage = "groups(X, [mode='dict'])"
    const column = sortable(x, usage)
    const way = text(mode, usage, 'mode', 'dict').toLowerCase()
    const found = groupedPlaces(column)
    if (way === 'dict') {
      const made = new Dictionary(column.type, arrayOfPlaces(found.places).type, false)
      found.places.forEach((places, i) => {
        made.set((found.keys.get(i) as Scalar).raw, ints(places))
      })
      return made
    }
    const order = context.evaluator.findFunction('isort')!.invoke(context, [found.keys]) as FixedVector
    const { keys, places } = ascending(found, Array.from(order.data as Int32Array))
    if (way === 'vector') return arrayOfPlaces(places)
    if (way === 'tuple') return new Tuple(places.map(ints))
    if (way === 'table') return new Table(['key', 'index'], [keys, arrayOfPlaces(places)])
    throw wrongArgument(usage, 'mode', "'dict', 'vector', 'tuple' or 'table'", mode)
  },
})

/** Elements as doubles; null where they are. */
const doublesOf = (x: Vector) => castFlat(x, DOUBLE).data as Float64Array
const missing = nullOf(DOUBLE) as number

// Between ranks by their distance.
function quantileOf(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1)
  const low = Math.floor(at)
  const high = Math.min(low + 1, sorted.length - 1)
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!)
}

function shares(q: Value | undefined, usage: string): number[] {
  if (q instanceof Vector) {
    const given = Array.from(doublesOf(q))
    const fits = given.length >= 2 && given.every((share, i) => share >= (given[i - 1] ?? 0) && share <= 1)
    if (fits) return given
    throw wrongArgument(usage, 'q', 'a number of bins, or ascending numbers between 0 and 1', q)
  }
  const bins = integer(q, usage, 'q')
  if (bins < 1) throw wrongArgument(usage, 'q', 'a positive number of bins', q)
  return Array.from({ length: bins + 1 }, (_, i) => i / bins)
}

export const qcut = define({
  name: 'qcut',
  signature: 'qcut(X, q, [labels], [dropDuplicates=false])',
  kind: 'series',
  doc: 'The quantile bin that each element lies in: q of them, or between the quantiles q; by number, or by the labels. Bins hold their upper bound, the first one both. Null where X is, or lies outside.',
  examples: [
    ['qcut(1..10, 4)', '[0,0,0,1,1,2,2,3,3,3]'],
    ['qcut(1 2 3 NULL, 2, `low`high)', '["low","low","high",]'],
    ['qcut(1 1 1 1 2 3, 4, dropDuplicates=true)', '[0,0,0,0,2,2]'],
  ],
  run: (_, x, q, labels, dropDuplicates) => {
    const usage = 'qcut(X, q, [labels], [dropDuplicates=false])'
    const values = doublesOf(vector(x, usage, 'X'))
    const sorted = values.filter(value => value !== missing).sort()
    const bounds = shares(q, usage).map(share => (sorted.length === 0 ? share : quantileOf(sorted, share)))
    const names = labels === undefined || labels.form === 'scalar' ? null : vector(labels, usage, 'labels')
    if (names && names.length !== bounds.length - 1) {
      throw wrongArgument(usage, 'labels', `a vector of ${bounds.length - 1} elements, one a bin`, labels)
    }
    if (!truth(dropDuplicates, usage, 'dropDuplicates', false)) {
      if (bounds.some((bound, i) => bound === bounds[i - 1])) {
        throw new ScriptError('qcut: two bins would have the same bound; see dropDuplicates.')
      }
    }
    // What lies between bins, once each.
    const between = bounds.slice(1, -1).filter((bound, i, all) => bound !== all[i - 1])
    const bins = Int32Array.from(values, value => {
      if (value === missing || value < bounds[0]! || value > bounds.at(-1)!) return -1
      return 1 + between.findLastIndex(bound => bound < value)
    })
    if (names) return names.gather(bins)
    return FixedVector.of(
      INT,
      Array.from(bins, bin => (bin < 0 ? nullOf(INT) : bin)),
    )
  },
})

export const volumeBar = define({
  name: 'volumeBar',
  signature: "volumeBar(X, interval, [label='seq'])",
  kind: 'series',
  doc: "Puts elements into groups one after the other: a group ends where its sum reaches the interval, which between 0 and 1 is a share of the sum of all. Labels are numbers, or with 'left' and 'right' the sum of all before the group or up to its end.",
  examples: [
    ['volumeBar(1 3 4 2 2 1, 4)', '[0,0,1,2,2,3]'],
    ['volumeBar(1 3 4 2 2 1, 4, "right")', '[4,4,8,12,12,13]'],
  ],
  run: (_, x, interval, label) => {
    const usage = "volumeBar(X, interval, [label='seq'])"
    const column = vector(x, usage, 'X')
    const values = doublesOf(column)
    const width = number(interval, usage, 'interval')
    if (width === 0) throw wrongArgument(usage, 'interval', 'a number other than 0', interval)
    const way = text(label, usage, 'label', 'seq').toLowerCase()
    if (!['seq', 'left', 'right'].includes(way))
      throw wrongArgument(usage, 'label', "'seq', 'left' or 'right'", label)
    const of = (i: number) => (values[i] === missing ? 0 : values[i]!)
    let threshold = width
    if (width > 0 && width < 1) {
      const share = values.reduce((sum, _value, i) => sum + of(i), 0) * width
      threshold = isIntegral(column.type) ? Math.floor(share) : share
    }
    const out = new Float64Array(values.length)
    let [start, group, before, within] = [0, 0, 0, 0]
    const close = (end: number) => {
      const mark = way === 'seq' ? group : way === 'left' ? before : before + within
      out.fill(mark, start, end)
      group++
      before += within
      within = 0
      start = end
    }
    for (let i = 0; i < values.length; i++) {
      within += of(i)
      if (threshold > 0 ? within >= threshold : within <= threshold) close(i + 1)
    }
    close(values.length)
    const type: DataType = way === 'seq' ? INT : isIntegral(column.type) ? LONG : DOUBLE
    return castVector(new FixedVector(DOUBLE, sharedCopy(out), false), type)
  },
})

function sharedCopy(values: Float64Array): Float64Array {
  const out = allocate('f64', values.length) as Float64Array
  out.set(values)
  return out
}

export const sessionWindow = define({
  name: 'sessionWindow',
  signature: 'sessionWindow(X, sessionGap)',
  kind: 'series',
  doc: 'The first element of the session that each element belongs to: one that is sessionGap or more behind the latest before it begins another. A null, or an element before the latest, belongs to the session that goes on.',
  examples: [
    ['sessionWindow(1 5 6 12 13 13 15, 5)', '[1,1,1,12,12,12,12]'],
    ['sessionWindow([,,1,12,3,7,15,19], 4)', '[,,1,12,12,12,12,19]'],
  ],
  run: (_, x, gap) => {
    const usage = 'sessionWindow(X, sessionGap)'
    const column = vector(x, usage, 'X')
    if (!(column instanceof FixedVector) || !(isIntegral(column.type) || isTemporal(column.type))) {
      throw wrongArgument(usage, 'X', 'a vector of integers or times', x)
    }
    const width = integer(gap, usage, 'sessionGap')
    if (width < 1) throw wrongArgument(usage, 'sessionGap', 'a positive integer', gap)
    const out = column.clone()
    let start: Raw | null = null
    let latest: Raw | null = null
    for (let i = 0; i < column.length; i++) {
      const raw = column.raw(i)
      if (!column.isNullAt(i) && (latest === null || Number(raw) >= Number(latest))) {
        if (latest === null || Number(raw) - Number(latest) >= width) start = raw
        latest = raw
      }
      out.setRaw(i, start ?? nullOf(column.type))
    }
    return out
  },
})
