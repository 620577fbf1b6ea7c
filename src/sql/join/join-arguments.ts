import { texts } from '../../functions/argument.ts'
import type { Context } from '../../runtime/context.ts'
import type { JoinFunction } from '../../runtime/query.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { BOOL } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Frame } from '../frame.ts'
import { type Joining, type JoinKey, type JoinKeys, join, noMasks, type PairJoin } from './join.ts'
import type { Masks } from './matching.ts'
import { windowJoin } from './window-join.ts'

/** `ej(left, right, …)`: `args` are those behind the tables. @throws ScriptError */
export function joinByArguments(
  context: Context,
  kind: JoinFunction,
  left: Frame,
  right: Frame,
  args: readonly (Value | undefined)[],
  joining?: Joining,
): Frame {
  if (kind === 'wj' || kind === 'pwj') {
    const [window, aggregates, matching, rightMatching] = args
    const keys = keysNamed(kind, left, right, matching, rightMatching)
    return windowJoin(context, kind === 'pwj', left, right, keys, window, aggregates)
  }
  if (kind === 'cj') return join(kind, left, right, { left: [], right: [] }, noMasks, joining)
  const [matching, rightMatching, leftFilter, rightFilter] = args
  const keys = keysNamed(kind, left, right, matching, rightMatching)
  return join(kind, left, right, keys, masksOf(kind, left, right, leftFilter, rightFilter), joining)
}

function keysNamed(
  kind: JoinFunction,
  left: Frame,
  right: Frame,
  matching: Value | undefined,
  rightMatching: Value | undefined,
): JoinKeys {
  const leftNames = texts(matching, kind, 'matchingCols')
  const isGiven = rightMatching !== undefined && !(rightMatching instanceof Scalar && rightMatching.isNull)
  const rightNames = isGiven ? texts(rightMatching, kind, 'rightMatchingCols') : leftNames
  if (leftNames.length !== rightNames.length) {
    throw new ScriptError(
      `${kind}: matchingCols has ${leftNames.length} names, but rightMatchingCols has ${rightNames.length}.`,
    )
  }
  return {
    left: leftNames.map(name => keyNamed(kind, left, name, 'left')),
    right: rightNames.map(name => keyNamed(kind, right, name, 'right')),
  }
}

function keyNamed(kind: PairJoin | JoinFunction, frame: Frame, name: string, side: string): JoinKey {
  const column = frame.columns[frame.indexOf(name)]
  if (!column) throw new ScriptError(`${kind}: the ${side} table has no column ${name} to be matched.`)
  return { name: column.name, vector: column.load() }
}

function masksOf(
  kind: PairJoin,
  left: Frame,
  right: Frame,
  leftFilter: Value | undefined,
  rightFilter: Value | undefined,
): Masks {
  return {
    left: maskOf(leftFilter, left.rows, `${kind}: leftFilter`),
    right: maskOf(rightFilter, right.rows, `${kind}: rightFilter`),
  }
}

/** A filter as flags by row; null: every row. @throws ScriptError when it isn't true or false for each row. */
export function maskOf(filter: Value | undefined, rows: number, what: string): Uint8Array | null {
  if (filter === undefined || (filter instanceof Scalar && filter.isNull)) return null
  if (filter instanceof Scalar) return Number(filter.raw) === 0 ? new Uint8Array(rows) : null
  if (!(filter instanceof FixedVector) || filter.type !== BOOL || filter.length !== rows) {
    throw new ScriptError(`${what} should be true or false for each of the ${rows} rows.`)
  }
  const mask = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) mask[row] = filter.data[row] === 1 ? 1 : 0
  return mask
}
