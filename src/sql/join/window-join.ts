import type { Expression } from '../../../grammar/tree/ast.ts'
import { outputName } from '../../functions/metacode/output-name.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Code } from '../../values/forms/code.ts'
import { Pair } from '../../values/forms/pair.ts'
import type { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { columnOf, Frame } from '../frame.ts'
import type { OutputItem } from '../output.ts'
import { RangedFrame } from '../ranged-frame.ts'
import type { JoinKeys } from './join.ts'
import { sharedCodes } from './key-codes.ts'
import { type Windows, windowsBetween, windowsSincePrevious } from './ordered-matching.ts'

/** The left's rows with aggregates over windows of the right's. @throws ScriptError */
export function windowJoin(
  context: Context,
  prevailing: boolean,
  left: Frame,
  right: Frame,
  keys: JoinKeys,
  window: Value | undefined,
  aggregates: Value | undefined,
): Frame {
  if (!(window instanceof Pair))
    throw new ScriptError('The window of a window join is a pair, such as -10:0.')
  const windows = windowsOf(context, prevailing, left, right, keys, window)
  const ranged = new RangedFrame(context, right.select(windows.order), windows.starts, windows.ends)
  const columns = itemsOf(aggregates).flatMap(item => ranged.column(item))
  const joined = columns.map(({ name, vector }) => columnOf(name, vector))
  return new Frame([...left.columns, ...joined], left.rows, left.lookup)
}

function windowsOf(
  context: Context,
  prevailing: boolean,
  left: Frame,
  right: Frame,
  keys: JoinKeys,
  window: Pair,
): Windows {
  const rows = { left: left.rows, right: right.rows }
  const vectors = (side: 'left' | 'right') => keys[side].slice(0, -1).map(key => key.vector)
  const codes = sharedCodes(vectors('left'), vectors('right'), rows)
  const time = keys.left.at(-1)!.vector
  const rightTime = keys.right.at(-1)!.vector
  const [low, high] = [window.get(0), window.get(1)]
  if (Number(low.raw) === 0 && Number(high.raw) === 0) return windowsSincePrevious(codes, time, rightTime)
  return windowsBetween(
    codes,
    shifted(context, time, low),
    shifted(context, time, high),
    rightTime,
    prevailing,
  )
}

/** Times and distances added up. */
export function shifted(context: Context, times: Vector, distance: Scalar): Vector {
  const sum = context.call(context.evaluator.findFunction('::add')!, [times, distance])
  if (sum instanceof Vector) return sum
  throw new ScriptError('A window is a pair of distances that can be added to the last matching column.')
}

function itemsOf(aggregates: Value | undefined): OutputItem[] {
  if (aggregates instanceof Code) return expressionsOf(aggregates.node as Expression).map(itemOf)
  if (aggregates instanceof Tuple) return aggregates.items.flatMap(item => itemsOf(item))
  throw new ScriptError('The aggregates of a window join are metacode, such as <[avg(bid), max(ask)]>.')
}

function expressionsOf(node: Expression): Expression[] {
  if (node.kind === 'vector' || node.kind === 'tuple') return node.items.flatMap(item => item ?? [])
  return [node]
}

function itemOf(node: Expression): OutputItem {
  if (node.kind !== 'named') return { expression: node, names: [outputName(node)] }
  return {
    expression: node.value,
    names: node.aliases.map(alias => (typeof alias === 'string' ? alias : alias.name)),
  }
}
