import type { Expression } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import { bindColumns } from '../binding/bind.ts'
import type { Frame } from '../frame.ts'
import { touches } from '../grouping/decompose.ts'
import { asColumn, evaluate } from '../output.ts'
import type { JoinKey } from './join.ts'

/** A condition between two tables, taken apart. */
export interface OnCondition {
  /** Expressions of the left and the right that are to be equal. */
  readonly equal: readonly (readonly [left: Expression, right: Expression])[]
  readonly leftFilters: readonly Expression[]
  readonly rightFilters: readonly Expression[]
  /** What needs both sides. */
  readonly rest: readonly Expression[]
}

/** `a.x = b.x and a.y > 3` in parts, each bound to the frame of its side. */
export function partsOfCondition(conditions: readonly Expression[], left: Frame, right: Frame): OnCondition {
  const parts = { equal: [], leftFilters: [], rightFilters: [], rest: [] } as {
    equal: [Expression, Expression][]
    leftFilters: Expression[]
    rightFilters: Expression[]
    rest: Expression[]
  }
  for (const condition of conditions.flatMap(conjuncts)) {
    const equality = equalityOf(condition)
    const sides = equality?.map(side => sideOf(side, left, right))
    if (equality && sides![0] === 'left' && sides![1] === 'right') parts.equal.push(equality)
    else if (equality && sides![0] === 'right' && sides![1] === 'left')
      parts.equal.push([equality[1], equality[0]])
    else {
      const side = sideOf(condition, left, right)
      if (side === 'left') parts.leftFilters.push(condition)
      else if (side === 'right') parts.rightFilters.push(condition)
      else parts.rest.push(condition)
    }
  }
  return parts
}

/** What `and` joins, one by one. */
export function conjuncts(condition: Expression): Expression[] {
  if (condition.kind === 'parenthesized') return conjuncts(condition.inner)
  if (condition.kind === 'binary' && condition.operator === '&&') {
    return [...conjuncts(condition.left), ...conjuncts(condition.right)]
  }
  if (condition.kind === 'call' && condition.callee.kind === 'name' && condition.callee.name === 'and') {
    return condition.arguments.flatMap(argument => (argument.value ? conjuncts(argument.value) : []))
  }
  return [condition]
}

function equalityOf(condition: Expression): [Expression, Expression] | null {
  if (condition.kind !== 'binary') return null
  return condition.operator === '==' || condition.operator === '=' ? [condition.left, condition.right] : null
}

type Side = 'left' | 'right' | 'both' | 'none'

function sideOf(node: unknown, left: Frame, right: Frame): Side {
  if (Array.isArray(node)) return node.map(item => sideOf(item, left, right)).reduce(together, 'none')
  if (typeof node !== 'object' || node === null) return 'none'
  const { kind, name, object } = node as { kind?: string; name?: string; object?: Expression }
  if (kind === 'member' && object?.kind === 'name') {
    if (left.columnFrom(object.name, name!)) return 'left'
    if (right.columnFrom(object.name, name!)) return 'right'
  }
  if (kind === 'name') {
    if (left.indexOf(name!) >= 0) return 'left'
    return right.indexOf(name!) >= 0 ? 'right' : 'none'
  }
  return Object.entries(node)
    .map(([key, child]) => (key === 'span' || key === 'callee' ? 'none' : sideOf(child, left, right)))
    .reduce(together, 'none')
}

const together = (a: Side, b: Side): Side => (a === 'none' ? b : b === 'none' || a === b ? a : 'both')

/** An expression of one side as what is matched. */
export function keyOf(context: Context, expression: Expression, frame: Frame): JoinKey {
  const bound = bindColumns(expression, frame)
  const name = bound.kind === 'name' && touches(bound, each => frame.indexOf(each) >= 0) ? bound.name : null
  const column = name === null ? undefined : frame.columns[frame.indexOf(name)]
  if (column) return { name: column.name, vector: column.load() }
  return { name: null, vector: asColumn(evaluate(context, bound, frame), frame.rows, 'on') }
}
