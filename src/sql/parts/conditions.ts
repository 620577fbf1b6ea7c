import type { Expression } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import type { Lookup } from '../../values/forms/code.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { isRowwise, touches } from '../grouping/decompose.ts'
import type { Condition } from './source.ts'
import { momentsBetween, type RoundedColumn, roundedColumn } from './time-conditions.ts'

interface Names {
  readonly context: Context
  readonly lookup: Lookup
  isColumn(name: string): boolean
}

/**
 * What conditions of a query say about single columns: `x = 3`, `x in v`, `x between a : b`, `x >= a`, the same of
 * `month(x)` and its kin, and all of these joined by `and` and `or`. What isn't understood says nothing.
 */
export function columnConditions(conditions: readonly Expression[], names: Names): Condition[] {
  return conditions.flatMap(condition => conditionsOf(condition, names))
}

/**
 * What they say of the rows that need not be read. A condition on more than a row (`x = max(x)`) and those after it say
 * nothing: it is about all rows that the earlier ones leave, also of other partitions.
 */
export function pruningConditions(conditions: readonly Expression[], names: Names): Condition[] {
  const isColumn = (name: string) => names.isColumn(name)
  const first = conditions.findIndex(condition => !isRowwise(names.context, condition, isColumn))
  return columnConditions(first < 0 ? conditions : conditions.slice(0, first), names)
}

function conditionsOf(expression: Expression, names: Names): Condition[] {
  switch (expression.kind) {
    case 'parenthesized':
      return conditionsOf(expression.inner, names)
    case 'binary':
      if (expression.operator === '&&') return both(expression.left, expression.right, names)
      if (expression.operator === '||') return either(expression.left, expression.right, names)
      return comparison(expression.operator, expression.left, expression.right, names)
    case 'comparisonChain':
      return expression.operators.flatMap((operator, i) =>
        comparison(operator, expression.operands[i]!, expression.operands[i + 1]!, names),
      )
    case 'call':
      return ofCall(expression, names)
    case 'predicate': {
      const [subject, least, most] = expression.operands
      if (expression.predicate !== 'between' || !subject || !least || !most) return []
      return [...comparison('>=', subject, least, names), ...comparison('<=', subject, most, names)]
    }
    default:
      return []
  }
}

const both = (left: Expression, right: Expression, names: Names) => [
  ...conditionsOf(left, names),
  ...conditionsOf(right, names),
]

function either(left: Expression, right: Expression, names: Names): Condition[] {
  const of = [conditionsOf(left, names), conditionsOf(right, names)]
  return of.some(each => each.length === 0) ? [] : [{ is: 'any', of }]
}

function ofCall(call: Extract<Expression, { kind: 'call' }>, names: Names): Condition[] {
  const [left, right] = call.arguments.map(argument => argument.value)
  if (call.callee.kind !== 'name' || !left || !right) return []
  switch (call.callee.name) {
    case 'and':
      return both(left, right, names)
    case 'or':
      return either(left, right, names)
    case 'in':
      return among(left, constantOf(right, names), names)
    case 'between':
      return within(left, constantOf(right, names), names)
    case 'eq':
      return comparison('==', left, right, names)
    default:
      return []
  }
}

const mirrored: Readonly<Record<string, string>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '==': '==',
  '=': '==',
}

function comparison(operator: string, left: Expression, right: Expression, names: Names): Condition[] {
  if (!(operator in mirrored)) return []
  const column = columnOf(left, names)
  if (column === null) {
    return columnOf(right, names) === null ? [] : comparison(mirrored[operator]!, right, left, names)
  }
  const value = constantOf(right, names)
  if (!(value instanceof Scalar) || value.isNull) return []
  if (typeof column !== 'string') {
    const [least, most] = [operator.startsWith('<') ? null : value, operator.startsWith('>') ? null : value]
    return moments(column, least, most)
  }
  if (operator === '==' || operator === '=') return [{ is: 'among', column, values: vectorOf([value]) }]
  // A strict bound may include its end: that only keeps a partition too many.
  const least = operator.startsWith('>') ? value : null
  return [{ is: 'range', column, least, most: least === null ? value : null }]
}

function among(left: Expression, values: Value | null, names: Names): Condition[] {
  const column = columnOf(left, names)
  if (column === null || values === null) return []
  const vector = values instanceof SetValue ? elementsOf(values) : values
  if (!(vector instanceof Vector)) return []
  if (typeof column === 'string') return [{ is: 'among', column, values: vector }]
  if (vector.length > MOST_MOMENTS) return []
  const each = Array.from({ length: vector.length }, (_, i) => vector.get(i) as Scalar)
  const of = each.filter(value => !value.isNull).map(value => moments(column, value, value))
  return of.some(alternative => alternative.length === 0) ? [] : [{ is: 'any', of }]
}

// Alternatives that are looked at for each partition.
const MOST_MOMENTS = 100

const elementsOf = (set: SetValue) => vectorOf([...set.items.values()].map(raw => new Scalar(set.type, raw)))

function moments(column: RoundedColumn, least: Scalar | null, most: Scalar | null): Condition[] {
  const condition = momentsBetween(column, least, most)
  return condition ? [condition] : []
}

function within(left: Expression, bounds: Value | null, names: Names): Condition[] {
  const column = columnOf(left, names)
  if (column === null || !(bounds instanceof Pair)) return []
  const bound = (i: number) => (bounds.get(i).isNull ? null : bounds.get(i))
  if (typeof column !== 'string') return moments(column, bound(0), bound(1))
  return [{ is: 'range', column, least: bound(0), most: bound(1) }]
}

function columnOf(expression: Expression, names: Names): string | RoundedColumn | null {
  if (expression.kind === 'parenthesized') return columnOf(expression.inner, names)
  if (expression.kind === 'name') return names.isColumn(expression.name) ? expression.name : null
  return roundedColumn(expression, name => names.isColumn(name))
}

// The value of an expression without columns, or null.
function constantOf(expression: Expression, { context, lookup, isColumn }: Names): Value | null {
  if (touches(expression, isColumn)) return null
  return context.evaluator.compile(expression)({ resolve: lookup })
}
