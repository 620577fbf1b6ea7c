import { operators } from '../../../grammar/operators.ts'
import type { Call, Expression, Name } from '../../../grammar/tree/ast.ts'

/** A column's name that stood as `t.x`: `written` is `x`, while the name itself is the frame's and may be another. */
export interface BoundName extends Name {
  readonly written?: string
}

/**
 * The name of an output without an alias. A column keeps its name; `f(x, …)` is `f_x` where its first argument is
 * directly a column, else `f`; an operator goes by its function: `id + check` is `add_id`; a constant by its text.
 */
export function outputName(expression: Expression): string {
  switch (expression.kind) {
    case 'name':
    case 'member':
      return columnName(expression)!
    case 'literal':
      return expression.text
    case 'parenthesized':
      return outputName(expression.inner)
    case 'call':
      return named(functionName(expression.callee), firstArgument(expression))
    case 'binary':
      return named(operatorName(expression.operator), expression.left)
    case 'unary':
      return named(expression.operator === '-' ? 'neg' : 'not', expression.operand)
    case 'index':
      return named('at', expression.object)
    case 'conditional':
    case 'case':
      return 'iif'
    case 'window':
      return expression.call.kind === 'call'
        ? functionName(expression.call.callee)
        : outputName(expression.call)
    case 'distinct':
      return named('distinct', expression.items[0] ?? null)
    case 'partial':
    case 'template':
      return functionName(expression)
    default:
      return expression.kind
  }
}

function named(name: string, first: Expression | null): string {
  const column = first === null ? null : columnName(first)
  return column === null ? name : `${name}_${column}`
}

function columnName(expression: Expression): string | null {
  if (expression.kind === 'name') return (expression as BoundName).written ?? expression.name
  if (expression.kind === 'member') return expression.name
  return expression.kind === 'parenthesized' ? columnName(expression.inner) : null
}

function functionName(callee: Expression): string {
  switch (callee.kind) {
    case 'name':
    case 'member':
      return callee.name
    case 'partial':
    case 'template':
      return functionName(callee.callee)
    case 'parenthesized':
      return functionName(callee.inner)
    case 'operatorFunction':
      return operatorName(callee.operator)
    case 'function':
      return callee.name ?? 'lambda'
    default:
      return callee.kind
  }
}

function firstArgument({ arguments: all }: Call): Expression | null {
  const first = all.find(({ name }) => name === null || name.toUpperCase() === 'X') ?? all[0]
  return first?.value ?? null
}

const operatorName = (operator: string) => operators[operator]?.functionName ?? operator

/** Names made distinct: a repeated one gets `1`, `2` … behind it. */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map(name => {
    let candidate = name
    for (let i = 1; taken.has(candidate); i++) candidate = `${name}${i}`
    taken.add(candidate)
    return candidate
  })
}
