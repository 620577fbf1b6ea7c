import type { SharedContent } from '../../engine/shared/shared-board.ts'
import { asColumnOf } from '../../functions/as-column.ts'
import { hashBuckets } from '../../functions/vectors/buckets.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { BOOL, type DataType } from '../../values/data-type.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { schemaOf } from './stream-tables.ts'

/** The positions of the rows that a subscriber wants, by the table's filter column. */
export type RowFilter = (column: Vector) => Int32Array

/** A filter, and the place of its column. */
export interface ColumnFilter {
  readonly column: number
  readonly filter: RowFilter
}

const USAGE =
  'a vector of values, a pair (a range without its end), or a tuple of a number of buckets and a bucket or a pair of them'

/** What a filter means for the table's filter column. @throws ScriptError */
export function filterOf(table: string, content: SharedContent, filter: Value): ColumnFilter {
  const column = content.filterColumn === null ? -1 : content.names.indexOf(content.filterColumn)
  if (column < 0) {
    throw new ScriptError(`${table} has no filter column: setStreamTableFilterColumn makes a column one.`)
  }
  return { column, filter: rowFilter(filter, schemaOf(content).columns[column]!.type) }
}

function rowFilter(filter: Value, type: DataType): RowFilter {
  if (type === BOOL) throw new ScriptError('filter: a column of type BOOL is no filter column.')
  if (filter instanceof Pair) return rangeFilter(filter, type)
  if (filter instanceof Tuple) return hashFilter(filter)
  if (filter instanceof Vector) return valueFilter(filter, type)
  throw new ScriptError(`filter should be ${USAGE}.`)
}

function positions(length: number, wanted: (row: number) => boolean): Int32Array {
  const out = new Int32Array(length)
  let n = 0
  for (let i = 0; i < length; i++) if (wanted(i)) out[n++] = i
  return out.subarray(0, n)
}

const raw = (column: Vector, row: number) => (column.get(row) as Scalar).raw

// Values of two lanes are told apart by their text.
const keyOf = (value: Raw) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value)

function valueFilter(values: Vector, type: DataType): RowFilter {
  const wanted = new Set<unknown>()
  const column = asColumnOf(type, values)
  for (let i = 0; i < column.length; i++) wanted.add(keyOf(raw(column, i)))
  return rows => positions(rows.length, i => wanted.has(keyOf(raw(rows, i))))
}

function rangeFilter({ type: given, first, second }: Pair, type: DataType): RowFilter {
  const bound = (value: Raw) => castScalar(new Scalar(given, value), type)
  const [from, to] = [bound(first), bound(second)]
  const least = from.isNull ? null : (from.raw as number)
  const limit = to.isNull ? null : (to.raw as number)
  return rows =>
    positions(rows.length, i => {
      if (rows.isNullAt(i)) return false
      const value = raw(rows, i) as number
      return (least === null || value >= least) && (limit === null || value < limit)
    })
}

function hashFilter(filter: Tuple): RowFilter {
  const [buckets, chosen] = filter.items
  const count = buckets instanceof Scalar ? Number(buckets.raw) : 0
  const [first, limit] =
    chosen instanceof Pair
      ? [Number(chosen.first), Number(chosen.second)]
      : chosen instanceof Scalar
        ? [Number(chosen.raw), Number(chosen.raw) + 1]
        : [-1, -1]
  if (filter.items.length !== 2 || !(count >= 1) || !(first >= 0 && limit > first && limit <= count)) {
    throw new ScriptError(`filter should be ${USAGE}, which are numbered from 0.`)
  }
  return rows => {
    const bucketOf = hashBuckets(rows, count).data as Int32Array
    return positions(rows.length, i => bucketOf[i]! >= first && bucketOf[i]! < limit)
  }
}
