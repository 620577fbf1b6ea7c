import { groupingColumn, sortingColumn } from '../../functions/tables/key-column.ts'
import { groupOffsets, groupRows } from '../../kernels/groups/group.ts'
import { asofMerged } from '../../kernels/order/asof.ts'
import { searchMerged, searchSegments } from '../../kernels/order/search.ts'
import { sortRows } from '../../kernels/order/sort.ts'
import type { Data, ScalarStorage } from '../../kernels/storage.ts'
import { INT } from '../../values/data-type.ts'
import { allocate, lanesOf } from '../../values/memory.ts'
import { isInPlace } from '../../values/vectors/arrange.ts'
import { concatenate } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { alike, type SharedCodes } from './key-codes.ts'
import type { Pairs } from './matching.ts'

// Joins whose last matching column is compared by order. The right side is taken to be in order of it within each group.

/** The right side's rows in order of group, and its last matching column. */
class Segments {
  readonly order: Int32Array
  readonly offsets: Int32Array
  readonly storage: ScalarStorage
  readonly #codes: Int32Array
  readonly #key: FixedVector
  #keys: Data | null = null

  constructor(codes: SharedCodes, key: FixedVector) {
    const { order, offsets } = groupOffsets(codes.right, codes.count)
    this.order = order
    this.offsets = offsets
    this.storage = key.type.storage as ScalarStorage
    this.#codes = codes.right
    this.#key = key
  }

  /** The places of the probes (see searchSegments). Where all rows are in order of the column, none are moved. */
  search(side: 'lower' | 'upper', codes: Int32Array, probes: Data): Int32Array {
    const { storage, offsets } = this
    const out = allocate('i32', codes.length)
    if (!searchMerged(side, storage, this.#key.data, this.#codes, offsets, codes, probes, out)) {
      this.#keys ??= (isInPlace(this.order) ? this.#key : this.#key.gather(this.order)).data
      searchSegments(side, storage, this.#keys, offsets, codes, probes, out)
    }
    return out
  }
}

// Columns whose order is that of single numbers; other types are replaced by their ranks.
function comparable(left: Vector, right: Vector): [FixedVector, FixedVector] {
  const [first, second] = alike(left, right)
  if (first instanceof FixedVector && second instanceof FixedVector && lanesOf(first.type.storage) === 1)
    return [first, second]
  const both = concatenate(first.type, [first, second])
  const { codes, groups, firstRows } = groupRows([groupingColumn(both)])
  const order = sortRows([{ column: sortingColumn(both.gather(firstRows)) }], groups)
  const rankOf = allocate('i32', groups)
  order.forEach((group, rank) => {
    rankOf[group] = rank
  })
  const ranks = allocate('i32', codes.length)
  for (let row = 0; row < ranks.length; row++) ranks[row] = rankOf[codes[row]!]!
  return [
    new FixedVector(INT, ranks.subarray(0, left.length), false),
    new FixedVector(INT, ranks.subarray(left.length), false),
  ]
}

/** For each row of the left the last row of the right whose key isn't beyond its own. */
export function asofPairs(codes: SharedCodes, left: Vector, right: Vector): Pairs {
  const [probes, keys] = comparable(left, right)
  const merged = allocate('i32', codes.left.length)
  const storage = keys.type.storage as ScalarStorage
  if (asofMerged(storage, codes.left, probes.data, codes.right, keys.data, codes.count, merged)) {
    return { left: null, right: merged, count: merged.length }
  }
  const segments = new Segments(codes, keys)
  const rows = segments.search('upper', codes.left, probes.data)
  for (let row = 0; row < rows.length; row++) {
    const place = rows[row]! - 1
    rows[row] = place < segments.offsets[codes.left[row]!]! ? -1 : segments.order[place]!
  }
  return { left: null, right: rows, count: rows.length }
}

/** For each row of the left a range of the right's rows, taken in `order`. */
export interface Windows {
  readonly order: Int32Array
  readonly starts: Int32Array
  readonly ends: Int32Array
}

/** The right's rows between `from` and `to`, both included. `prevailing`: and the last one before, if none is at `from`. */
export function windowsBetween(
  codes: SharedCodes,
  from: Vector,
  to: Vector,
  right: Vector,
  prevailing: boolean,
): Windows {
  const [lows, keys] = comparable(from, right)
  const [highs] = comparable(to, right)
  const segments = new Segments(codes, keys)
  const starts = segments.search(prevailing ? 'upper' : 'lower', codes.left, lows.data)
  const ends = segments.search('upper', codes.left, highs.data)
  for (let row = 0; row < starts.length; row++) {
    if (prevailing && starts[row]! > segments.offsets[codes.left[row]!]!) starts[row]!--
    if (ends[row]! < starts[row]!) ends[row] = starts[row]!
  }
  return { order: segments.order, starts, ends }
}

/** The right's rows since the left's previous row of the same group (included) up to each row (not included). */
export function windowsSincePrevious(codes: SharedCodes, left: Vector, right: Vector): Windows {
  const [probes, keys] = comparable(left, right)
  const segments = new Segments(codes, keys)
  const ends = segments.search('lower', codes.left, probes.data)
  const next = segments.offsets.slice()
  const starts = allocate('i32', ends.length)
  for (let row = 0; row < ends.length; row++) {
    const code = codes.left[row]!
    starts[row] = Math.min(next[code]!, ends[row]!)
    next[code] = ends[row]!
  }
  return { order: segments.order, starts, ends }
}
