import { sortingColumn } from '../../functions/tables/key-column.ts'
import { sortRows } from '../../kernels/order/sort.ts'
import type { JoinFunction } from '../../runtime/query.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { Frame } from '../frame.ts'
import { joinedColumns } from './joined-columns.ts'
import { sharedCodes } from './key-codes.ts'
import { crossPairs, equalPairs, firstPairs, fullPairs, type Masks, type Pairs, swapped } from './matching.ts'
import { asofPairs } from './ordered-matching.ts'
import { prefixPairs } from './prefix-pairs.ts'

/** The joins that give pairs of rows. */
export type PairJoin = Exclude<JoinFunction, 'wj' | 'pwj'>

/** A matching column of a side: a column, or an expression's values. */
export interface JoinKey {
  /** The column's name, or null where it is none. */
  readonly name: string | null
  readonly vector: Vector
}

export interface JoinKeys {
  readonly left: readonly JoinKey[]
  readonly right: readonly JoinKey[]
}

export const noMasks: Masks = { left: null, right: null }

/** Is told of joins by their keys. */
export interface Joining {
  joined(kind: PairJoin, left: Frame, right: Frame, keys: JoinKeys): void
}

/** Joins two frames by their keys. The result finds names as the left does. @throws ScriptError */
export function join(
  kind: PairJoin,
  left: Frame,
  right: Frame,
  keys: JoinKeys,
  masks: Masks,
  joining?: Joining,
): Frame {
  joining?.joined(kind, left, right, keys)
  const pairs = pairsOf(kind, left, right, keys, masks)
  const columns = joinedColumns(left, right, keyColumns(kind, keys), pairs)
  const joined = new Frame(columns, pairs.count, left.lookup)
  return kind === 'sej' ? sortedByKeys(joined, keys, pairs) : joined
}

function pairsOf(kind: PairJoin, left: Frame, right: Frame, keys: JoinKeys, masks: Masks): Pairs {
  const leftKeys = keys.left.map(key => key.vector)
  const rightKeys = keys.right.map(key => key.vector)
  const rows = { left: left.rows, right: right.rows }
  const codes = () => sharedCodes(leftKeys, rightKeys, rows)
  switch (kind) {
    case 'cj':
      return crossPairs(left.rows, right.rows)
    case 'ej':
    case 'sej':
      return equalPairs(codes(), masks, false)
    case 'lj':
      return equalPairs(codes(), masks, true)
    case 'lsj':
      return firstPairs(codes(), masks)
    case 'rj':
      return swapped(
        equalPairs(
          sharedCodes(rightKeys, leftKeys, { left: right.rows, right: left.rows }),
          { left: masks.right, right: masks.left },
          true,
        ),
      )
    case 'fj':
      return fullPairs(codes(), masks)
    case 'pj':
      return prefixPairs(leftKeys[0]!, rightKeys[0]!)
    case 'aj': {
      const equal = sharedCodes(leftKeys.slice(0, -1), rightKeys.slice(0, -1), rows)
      return asofPairs(equal, leftKeys.at(-1)!, rightKeys.at(-1)!)
    }
  }
}

function keyColumns(kind: PairJoin, keys: JoinKeys) {
  const left = keys.left.flatMap(key => key.name ?? [])
  const right = keys.right.flatMap(key => key.name ?? [])
  switch (kind) {
    case 'rj':
      return { left, right, hide: 'left' } as const
    case 'aj':
      // The last tells how far back the match is.
      return { left, right: keys.right.slice(0, -1).flatMap(key => key.name ?? []), hide: 'right' } as const
    case 'fj':
    case 'pj':
    case 'cj':
      return { left, right: [], hide: 'right' } as const
    default:
      return { left, right, hide: 'right' } as const
  }
}

function sortedByKeys(joined: Frame, keys: JoinKeys, pairs: Pairs): Frame {
  const sorting = keys.left.map(({ vector }) => ({ column: sortingColumn(vector.gather(pairs.left!)) }))
  return joined.select(sortRows(sorting, joined.rows))
}
