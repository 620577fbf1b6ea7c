import { operators } from '../../../grammar/operators.ts'
import { parse, parseExpression } from '../../../grammar/parser.ts'
import type { Argument, Expression, Literal, Name, Span, Statement } from '../../../grammar/tree/ast.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isLiteral } from '../../values/data-type.ts'
import { display } from '../../values/format/format.ts'
import { scriptOf } from '../../values/format/text.ts'
import { Code, type Lookup } from '../../values/forms/code.ts'
import { FunctionValue } from '../../values/forms/function-value.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'

/** Trees put together at run time have no place in any text. */
export const nowhere: Span = { start: 0, end: 0 }

/** A tree in the making: what was put in that has no source text is bound to names that no script can write. */
export class Assembly {
  readonly #lookups: Lookup[] = []
  readonly #values = new Map<string, Value>()

  /** The tree of an argument: code as it is, anything else as source text, or bound to a name. */
  node(value: Value, name: string | null = null): Expression {
    if (value instanceof Code) {
      if (value.lookup) this.#lookups.push(value.lookup)
      return expressionOf(value.node)
    }
    if (value instanceof FunctionValue) return this.functionNode(value)
    if (
      value instanceof Scalar ||
      (value instanceof Vector && !(value instanceof Tuple) && value.length <= 1000)
    ) {
      const { expression, errors } = parseExpression(
        value instanceof Scalar ? scriptOf(value.type, value.raw) : display(value),
      )
      if (expression && errors.length === 0) return expression
    }
    return this.bound(value, name)
  }

  /** A name for a value: the variable's own where it is known. */
  bound(value: Value, name: string | null = null): Name {
    const chosen = name !== null && !this.#values.has(name) ? name : `value${this.#values.size}`
    this.#values.set(chosen, value)
    return nameNode(chosen)
  }

  functionNode(value: FunctionValue): Expression {
    if (/^[A-Za-z_]\w*!?$/.test(value.name)) {
      this.#values.set(value.name, value)
      return nameNode(value.name)
    }
    return this.bound(value)
  }

  code(node: Expression | Statement): Code {
    const lookups = this.#lookups
    const values = this.#values
    if (lookups.length === 0 && values.size === 0) return new Code(node)
    return new Code(node, name => {
      const value = values.get(name)
      if (value !== undefined) return value
      for (const lookup of lookups) {
        const found = lookup(name)
        if (found !== undefined) return found
      }
      return undefined
    })
  }
}

function expressionOf(node: Expression | Statement): Expression {
  if (node.kind === 'expressionStatement') return node.value
  return node as Expression
}

export const nameNode = (name: string): Name => ({ kind: 'name', name, qualifiers: [], span: nowhere })

/** A column's name: a member where it has a qualifier, `*` for all. */
export function columnNode(name: string, qualifier: string | null): Expression {
  if (name === '*') return { kind: 'star', table: qualifier, span: nowhere }
  if (qualifier === null) return nameNode(name)
  return { kind: 'member', object: nameNode(qualifier), name, span: nowhere }
}

export const argumentNode = (value: Expression | null): Argument => ({ name: null, value, alias: null })

export const callNode = (callee: Expression, args: readonly (Expression | null)[]): Expression => ({
  kind: 'call',
  callee,
  arguments: args.map(argumentNode),
  style: 'call',
  span: nowhere,
})

// Operators by the functions they stand for, so that metacode shows `a + b` and not `add(a, b)`.
const symbols = new Map(Object.entries(operators).map(([symbol, { functionName }]) => [functionName, symbol]))

/** The symbol of a function that is an operator, or undefined. */
export const symbolOf = (func: Value): string | undefined =>
  func instanceof FunctionValue ? symbols.get(func.name) : undefined

/** The items of an argument that is one thing or several. */
export function itemsOf(value: Value | undefined): Value[] {
  if (value === undefined || (value instanceof Scalar && value.isNull && !isLiteral(value.type))) return []
  if (value instanceof Vector) return Array.from({ length: value.length }, (_, i) => value.get(i))
  return [value]
}

/** Code from text: an expression, or a statement. @throws ScriptError with the place in the text */
export function parsed(text: string): Expression | Statement {
  const whole = parseExpression(text)
  if (whole.errors.length === 0 && whole.expression) return whole.expression
  const { script, errors } = parse(text)
  const [error] = errors
  if (error) throw new ScriptError(error.message).at(text, error.span)
  const [statement, second] = script.statements
  if (!statement || second) throw new ScriptError('parseExpr takes one expression or statement.')
  return statement.kind === 'expressionStatement' ? statement.value : statement
}

export const literalNode = (literal: Literal['literal'], text: string): Literal => ({
  kind: 'literal',
  literal,
  text,
  span: nowhere,
})
