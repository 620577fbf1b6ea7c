import { operators } from '../../../grammar/operators.ts'
import { print } from '../../../grammar/print/print.ts'
import type { Call, Expression, Name } from '../../../grammar/tree/ast.ts'
import { Builtin } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { columnOf, type FrameColumn } from '../frame.ts'

/** What one form of grouping knows to do with parts of an expression. */
export interface Parts {
  /** A whole expression that is known already: a group's key. */
  known(expression: Expression, text: string): Vector | null
  /** A call of a built-in; null where it can't be done for all groups at once. `args` are its whole arguments. */
  call(builtin: Builtin, call: Call, args: readonly (Expression | null)[]): Vector | null
  /** Whether a column by itself may stand in the rest: by row it may, by group it may not. */
  readonly columnsAllowed: boolean
  isColumn(name: string): boolean
}

/** An expression whose hard parts were computed: the rest, and the columns that stand for them. */
export interface Decomposed {
  readonly rest: Expression
  readonly columns: readonly FrameColumn[]
}

/**
 * Takes an expression apart so that it is computed once for all groups instead of group by group: aggregates and
 * window-like functions become columns of their own (through `parts`), and what is left is elementwise.
 * Null where some part depends on its group in a way that nothing is known of.
 */
export function decompose(context: Context, expression: Expression, parts: Parts): Decomposed | null {
  const columns: FrameColumn[] = []
  const rest = new Decomposer(context, parts, columns).visit(expression)
  return rest === null ? null : { rest, columns }
}

/** Whether each row's value depends on that row alone. */
export function isRowwise(
  context: Context,
  expression: Expression | null,
  isColumn: (name: string) => boolean,
): boolean {
  if (expression === null || expression.kind === 'star') return true
  const parts: Parts = { known: () => null, call: () => null, columnsAllowed: true, isColumn }
  return decompose(context, expression, parts) !== null
}

/** The built-in that a call names, unless a column or function of the script's hides it. */
export function builtinCalled(context: Context, call: Call): Builtin | null {
  if (call.callee.kind !== 'name') return null
  const { name, qualifiers } = call.callee
  const callable = context.evaluator.findFunction(qualifiers.length > 0 ? `::${name}` : name)
  return callable instanceof Builtin ? callable : null
}

class Decomposer {
  readonly #context: Context
  readonly #parts: Parts
  readonly #columns: FrameColumn[]
  readonly #byText = new Map<string, Name>()

  constructor(context: Context, parts: Parts, columns: FrameColumn[]) {
    this.#context = context
    this.#parts = parts
    this.#columns = columns
  }

  visit(expression: Expression): Expression | null {
    const text = print(expression)
    const seen = this.#byText.get(text)
    if (seen) return seen
    const known = this.#parts.known(expression, text)
    if (known) return this.#stand(expression, text, known)
    switch (expression.kind) {
      case 'literal':
        return expression
      case 'name':
        if (this.#parts.isColumn(expression.name)) return this.#parts.columnsAllowed ? expression : null
        return expression
      case 'parenthesized':
      case 'conditional':
      case 'comparisonChain':
      case 'case':
        return this.#parted(expression)
      case 'unary':
        return expression.operator === '&' ? this.#constant(expression) : this.#parted(expression)
      case 'predicate':
        return expression.predicate.includes('exists') ? this.#constant(expression) : this.#parted(expression)
      case 'binary':
        return this.#binary(expression)
      case 'call':
        return this.#call(expression, text)
      default:
        return this.#constant(expression)
    }
  }

  // What can't be taken apart may stay if it touches no column: then it is one value for all groups.
  #constant(expression: Expression): Expression | null {
    return this.#touchesColumns(expression) ? null : expression
  }

  // With all expressions directly within taken apart.
  #parted(expression: Expression): Expression | null {
    let failed = false
    const part = (value: unknown): unknown => {
      if (failed || typeof value !== 'object' || value === null) return value
      if (Array.isArray(value)) return value.map(part)
      if ('kind' in value && 'span' in value) {
        const made = this.visit(value as Expression)
        failed ||= made === null
        return made
      }
      return mapped(value, part)
    }
    const made = mapped(expression, part)
    return failed ? null : (made as Expression)
  }

  #binary(expression: Extract<Expression, { kind: 'binary' }>): Expression | null {
    const name =
      operators[expression.operator]?.functionName ?? (expression.operator === '=' ? 'eq' : undefined)
    const builtin = name ? this.#context.evaluator.findFunction(name) : undefined
    if (!(builtin instanceof Builtin) || builtin.definition.kind !== 'elementwise') {
      return this.#constant(expression)
    }
    return this.#parted(expression)
  }

  #call(call: Call, text: string): Expression | null {
    if (!this.#touchesColumns(call)) return call
    const builtin = builtinCalled(this.#context, call)
    if (!builtin) return null
    if (builtin.definition.kind === 'elementwise') {
      const args = call.arguments.map(argument => {
        const value = argument.value && this.visit(argument.value)
        return argument.value && !value ? null : { ...argument, value }
      })
      return args.includes(null) ? null : { ...call, arguments: args as Call['arguments'] }
    }
    if (call.arguments.some(argument => argument.name !== null)) return null
    const args = call.arguments.map(argument => argument.value)
    const made = this.#parts.call(builtin, call, args)
    return made && this.#stand(call, text, made)
  }

  // A name that no script can write stands for a computed column.
  #stand(expression: Expression, text: string, vector: Vector): Name {
    const name = `\u0001${this.#columns.length}:${text}`
    this.#columns.push(columnOf(name, vector))
    const stand: Name = { kind: 'name', name, qualifiers: [], span: expression.span }
    this.#byText.set(text, stand)
    return stand
  }

  #touchesColumns(expression: Expression): boolean {
    return touches(expression, name => this.#parts.isColumn(name))
  }
}

/** The expression with calls exchanged for what `replace` gives, the outer ones first; null leaves a call as it is. */
export function replaceCalls(expression: Expression, replace: (call: Call) => Expression | null): Expression {
  const visit = (node: unknown): unknown => {
    if (typeof node !== 'object' || node === null) return node
    if (Array.isArray(node)) return node.map(visit)
    const made = (node as Call).kind === 'call' ? replace(node as Call) : null
    return made ?? mapped(node, visit)
  }
  return visit(expression) as Expression
}

const mapped = (holder: object, change: (value: unknown) => unknown) =>
  Object.fromEntries(
    Object.entries(holder).map(([key, value]) => [key, key === 'span' ? value : change(value)]),
  )

/** Whether any name in the expression satisfies `test`, or a `*` is in it. */
export function touches(node: unknown, test: (name: string) => boolean): boolean {
  if (Array.isArray(node)) return node.some(item => touches(item, test))
  if (typeof node !== 'object' || node === null) return false
  const { kind, name } = node as { kind?: string; name?: string }
  if (kind === 'name' && name !== undefined && test(name)) return true
  if (kind === 'star') return true
  return Object.entries(node).some(([key, child]) => key !== 'span' && touches(child, test))
}
