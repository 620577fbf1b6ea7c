import { rankRows, type Ties } from '../../kernels/order/rank.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { DOUBLE, INT, isLiteral } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import type { Scalar } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, text, truth } from '../argument.ts'
import { define } from '../define.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { inFormOf, rowsOf } from '../lift/rows.ts'
import { applySeries } from '../lift/series-forms.ts'
import { sortingColumn } from '../tables/key-column.ts'
import { orderOf } from './sort.ts'

// Ranks of whole columns and of rows; those within windows are in ranks.ts.

interface Ranking {
  readonly ascending: boolean
  readonly ignoreNulls: boolean
  readonly ties: Ties
  /** Shares of the largest rank instead of ranks. */
  readonly percent: boolean
  /** How many groups of equal size to number instead of elements; 0 for ranks. */
  readonly groups: number
  /** Values that differ by no more count as equal. */
  readonly tolerance: number
}

const missing = nullOf(INT) as number

function ranked(column: Vector, ranking: Ranking, offsets: Int32Array): Vector {
  const { ascending, ignoreNulls, ties, percent, groups, tolerance } = ranking
  const values = tolerance > 0 ? alike(column, tolerance, offsets) : column
  const key = { column: sortingColumn(values), descending: !ascending }
  const isNull = ignoreNulls && values.mayHoldNulls ? (row: number) => values.isNullAt(row) : null
  const out = allocateResult(ties === 'average' ? DOUBLE : INT, column.length)
  const ranks = out.data as Int32Array | Float64Array
  rankRows(key, ties, isNull, offsets, ranks)
  out.mayHoldNulls = isNull !== null
  if (groups > 0) eachSegment(offsets, isNull, (start, end, count) => group(ranks, start, end, count, groups))
  if (!percent) return out
  const shares = castFlat(out, DOUBLE).clone()
  const data = shares.data as Float64Array
  eachSegment(offsets, isNull, (start, end, count) => {
    const whole = ties === 'dense' ? largest(ranks, start, end) + 1 : count
    for (let i = start; i < end; i++) if (!isNull?.(i)) data[i] = (data[i]! + 1) / whole
  })
  return shares
}

function largest(ranks: Int32Array | Float64Array, start: number, end: number): number {
  let most = -1
  for (let i = start; i < end; i++) most = Math.max(most, ranks[i]!)
  return most
}

/** Calls back with each segment and how many of its elements have a rank. */
function eachSegment(
  offsets: Int32Array,
  isNull: ((row: number) => boolean) | null,
  call: (start: number, end: number, count: number) => void,
): void {
  for (let s = 0; s + 1 < offsets.length; s++) {
    const [start, end] = [offsets[s]!, offsets[s + 1]!]
    let count = end - start
    if (isNull) for (let i = start; i < end; i++) if (isNull(i)) count--
    call(start, end, count)
  }
}

// Ranks to numbers of groups, of which the first are larger by one where sizes differ.
function group(
  ranks: Int32Array | Float64Array,
  start: number,
  end: number,
  count: number,
  groups: number,
): void {
  const [size, larger] = [Math.floor(count / groups), count % groups]
  for (let i = start; i < end; i++) {
    const rank = ranks[i]!
    if (rank === missing) continue
    const inLarger = Math.floor(rank / (size + 1))
    ranks[i] = inLarger < larger ? inLarger : larger + Math.floor((rank - larger * (size + 1)) / size)
  }
}

// Values that lie within the tolerance of the smallest of a run become that one.
function alike(column: Vector, tolerance: number, offsets: Int32Array): Vector {
  if (isLiteral(column.type)) throw new ScriptError('rank: with precision, X must be numeric.')
  const values = castFlat(column, DOUBLE).clone()
  const data = values.data as Float64Array
  for (let s = 0; s + 1 < offsets.length; s++) {
    const part = values.view(offsets[s]!, offsets[s + 1]!)
    let first = Number.NaN
    for (const row of orderOf([part], [false])) {
      const at = offsets[s]! + row
      if (data[at]! - first <= tolerance) data[at] = first
      else first = data[at]!
    }
  }
  return values
}

const tiesMethods: readonly string[] = ['min', 'max', 'average', 'first']

function rankingOf(
  name: string,
  [ascending, groupNum, ignoreNA, tiesMethod, percent, precision]: readonly (Value | undefined)[],
): Ranking {
  const ties = text(tiesMethod, name, 'tiesMethod', 'min')
  if (!tiesMethods.includes(ties)) {
    throw new ScriptError(`${name}: tiesMethod should be one of ${tiesMethods.join(', ')}, not '${ties}'.`)
  }
  const groups = given(groupNum) ? integer(groupNum, name, 'groupNum') : 0
  if (given(groupNum) && groups < 1)
    throw new ScriptError(`${name}: groupNum should be positive, not ${groups}.`)
  const digits = given(precision) ? integer(precision, name, 'precision') : 0
  if (given(precision) && (digits < 1 || digits > 15))
    throw new ScriptError(`${name}: precision should be between 1 and 15, not ${digits}.`)
  if (digits > 0 && ties === 'first')
    throw new ScriptError(`${name}: with precision, tiesMethod can't be 'first'.`)
  return {
    ascending: truth(ascending, name, 'ascending', true),
    ignoreNulls: truth(ignoreNA, name, 'ignoreNA', true),
    ties: groups > 0 && ties !== 'first' ? 'min' : (ties as Ties),
    percent: truth(percent, name, 'percent', false),
    groups,
    tolerance: digits > 0 ? 10 ** -digits * (1 + 1e-9) : 0,
  }
}

const given = (value: Value | undefined): value is Value =>
  value !== undefined && !(value.form === 'scalar' && (value as Scalar).type.category === 'VOID')

function denseRanking(name: string, [ascending, ignoreNA, percent]: readonly (Value | undefined)[]): Ranking {
  return {
    ascending: truth(ascending, name, 'ascending', true),
    ignoreNulls: truth(ignoreNA, name, 'ignoreNA', true),
    ties: 'dense',
    percent: truth(percent, name, 'percent', false),
    groups: 0,
    tolerance: 0,
  }
}

// Of a dictionary: the ranks of its values, as a vector.
function rankOver(name: string, x: Value, ranking: Ranking): Value {
  const of = ([column]: readonly Vector[]) => ranked(column!, ranking, Int32Array.of(0, column!.length))
  const values = x instanceof Dictionary ? vectorOf([...x.entries.values()].map(({ value }) => value)) : x
  return applySeries({ name, of }, [values])
}

function rankRowsOf(name: string, x: Value, ranking: Ranking): Value {
  const { flat, offsets } = rowsOf(name, [x])
  return inFormOf(x, ranked(flat, ranking, offsets), offsets)
}

const options =
  "[ascending=true], [groupNum], [ignoreNA=true], [tiesMethod='min'], [percent=false], [precision]"

export const rank = define({
  name: 'rank',
  signature: `rank(X, ${options})`,
  kind: 'series',
  doc: 'The place of each element in sorted order, from 0; of a matrix or table column by column. Equal elements share a rank by tiesMethod: min, max, average or first. With groupNum which of so many groups of like size an element is in, with percent the share of elements up to it. Nulls have no rank unless ignoreNA=false.',
  examples: [
    ['rank(9 1 6 1 3 3)', '[5,0,4,0,2,2]'],
    ['rank(1 NULL NULL 3)', '[0,,,1]'],
    ["rank(X=1 2 2 3, tiesMethod='average')", '[0,1.5,1.5,3]'],
    ['rank(X=9 5 4 8 1 3 6 2 7, groupNum=3)', '[2,1,1,2,0,0,1,0,2]'],
  ],
  run: (_, x, ...args) => rankOver('rank', x!, rankingOf('rank', args)),
  segmented: ([x, ...args], offsets) =>
    x instanceof Vector ? ranked(x, rankingOf('rank', args), offsets) : undefined,
})

export const rowRank = define({
  name: 'rowRank',
  signature: `rowRank(X, ${options})`,
  kind: 'elementwise',
  doc: 'The place of each element in the sorted order of its row: see rank.',
  examples: [['flatten(rowRank(matrix(3 9, 1 NULL, 2 2)))', '[2,1,0,,1,0]']],
  run: (_, x, ...args) => rankRowsOf('rowRank', x!, rankingOf('rowRank', args)),
})

export const denseRank = define({
  name: 'denseRank',
  signature: 'denseRank(X, [ascending=true], [ignoreNA=true], [percent=false])',
  kind: 'series',
  doc: 'The place of each element among the distinct values in order, from 0: no rank is skipped after equal elements.',
  examples: [
    ['denseRank(1 5 5 6 8 8 9)', '[0,1,1,2,3,3,4]'],
    ['denseRank(3 NULL 1, false)', '[0,,1]'],
  ],
  run: (_, x, ...args) => rankOver('denseRank', x!, denseRanking('denseRank', args)),
  segmented: ([x, ...args], offsets) =>
    x instanceof Vector ? ranked(x, denseRanking('denseRank', args), offsets) : undefined,
})

export const rowDenseRank = define({
  name: 'rowDenseRank',
  signature: 'rowDenseRank(X, [ascending=true], [ignoreNA=true], [percent=false])',
  kind: 'elementwise',
  doc: 'The place of each element among the distinct values of its row: see denseRank.',
  examples: [['flatten(rowDenseRank(matrix(3 9, 1 9, 2 2)))', '[2,1,0,1,1,0]']],
  run: (_, x, ...args) => rankRowsOf('rowDenseRank', x!, denseRanking('rowDenseRank', args)),
})
