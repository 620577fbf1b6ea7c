import type { IToken } from 'chevrotain'
import { COMPARISON, infixPrecedence, type Link, operators, PAIR } from '../operators.ts'
import type { Argument, Expression, Name, Predicate, Query, Span } from '../tree/ast.ts'

/** An operator with what stands right of it, waiting for its left side. */
export type OperationLink = Link<Expression>

const plainArgument = (value: Expression): Argument => ({ name: null, value, alias: null })

export function spanOver(left: { readonly span: Span }, right: { readonly span: Span }): Span {
  return { start: left.span.start, end: right.span.end }
}

/** `a < b < c`. */
export function chainOf(operands: Expression[], symbols: string[]): Expression {
  return {
    kind: 'comparisonChain',
    span: spanOver(operands[0]!, operands.at(-1)!),
    operands,
    operators: symbols,
  }
}

/** A symbol between two operands. With `quantifiers`, `> any(…)` is no call. */
export function symbolLink(operator: string, right: Expression, quantifiers: boolean): OperationLink {
  const { precedence } = operators[operator]!
  if (precedence === COMPARISON && quantifiers) {
    const quantified = quantifierOf(right)
    if (quantified !== null) return quantifiedLink(operator, right, quantified)
  }
  return {
    precedence,
    right,
    comparison: precedence === COMPARISON ? operator : null,
    build: (left, folded) => {
      const span = spanOver(left, folded)
      if (operator === ':') return { kind: 'pair', span, start: left, end: folded }
      if (operator === '@') return { kind: 'eachAt', span, object: left, index: folded }
      return { kind: 'binary', span, operator, left, right: folded }
    },
  }
}

interface Quantifier {
  readonly quantifier: 'any' | 'all'
  readonly value: Expression
}

function quantifierOf(right: Expression): Quantifier | null {
  if (right.kind !== 'call' || right.callee.kind !== 'name' || right.arguments.length !== 1) return null
  const name = right.callee.name.toLowerCase()
  const { value } = right.arguments[0]!
  return (name === 'any' || name === 'all') && value !== null ? { quantifier: name, value } : null
}

function quantifiedLink(
  operator: string,
  right: Expression,
  { quantifier, value }: Quantifier,
): OperationLink {
  return {
    precedence: COMPARISON,
    right,
    comparison: null,
    build: left => ({
      kind: 'quantified',
      span: spanOver(left, right),
      operator,
      left,
      quantifier,
      right: value,
    }),
  }
}

/** `x[3:]`: a pair without its second half. */
export function openPairLink(): OperationLink {
  return {
    precedence: PAIR,
    right: null,
    comparison: null,
    build: left => ({
      kind: 'pair',
      span: { start: left.span.start, end: left.span.end + 1 },
      start: left,
      end: null,
    }),
  }
}

/** A function between its arguments. */
export function infixLink(callee: Expression, right: Expression): OperationLink {
  return {
    precedence: infixPrecedenceOf(callee),
    right,
    comparison: null,
    build: (left, folded) => ({
      kind: 'call',
      span: spanOver(left, folded),
      callee,
      arguments: [plainArgument(left), plainArgument(folded)],
      style: 'infix',
    }),
  }
}

/** `+:E` between its arguments. */
export function templateLink(sign: IToken, template: IToken, right: Expression): OperationLink {
  const span = { start: sign.startOffset, end: sign.endOffset! + 1 }
  const callee: Expression = {
    kind: 'template',
    span: { start: span.start, end: template.endOffset! + 1 },
    callee: { kind: 'operatorFunction', span, operator: sign.image },
    template: template.image.slice(1),
  }
  return infixLink(callee, right)
}

/** A predicate behind its first operand; `end` is where its last word ends if no operand follows. */
export function predicateLink(
  predicate: Predicate['predicate'],
  others: readonly Expression[],
  end = others.at(-1)?.span.end ?? 0,
): OperationLink {
  return {
    precedence: COMPARISON,
    right: null,
    comparison: null,
    build: left => ({
      kind: 'predicate',
      span: { start: left.span.start, end },
      predicate,
      operands: [left, ...others],
    }),
  }
}

/** The letter of a template that turned out to be a name: `a:E`. */
export function letterName(token: IToken): Name {
  const span = { start: token.startOffset + 1, end: token.endOffset! + 1 }
  return { kind: 'name', span, name: token.image.slice(1), qualifiers: [] }
}

/** The function `word` names. */
export function wordName(word: IToken): Name {
  return {
    kind: 'name',
    span: { start: word.startOffset, end: word.endOffset! + 1 },
    name: word.image.toLowerCase(),
    qualifiers: [],
  }
}

/** Certainly a pair, so that an `and` behind it belongs to something else. */
export function isPairLike(expression: Expression): boolean {
  if (expression.kind === 'parenthesized') return isPairLike(expression.inner)
  if (expression.kind === 'call')
    return expression.callee.kind === 'name' && expression.callee.name === 'pair'
  return expression.kind === 'pair'
}

/** The query in these parentheses. */
export function queryIn(expression: Expression): Query | null {
  if (expression.kind === 'parenthesized') return queryIn(expression.inner)
  return expression.kind === 'select' || expression.kind === 'union' ? expression : null
}

/** `(query) union query`. */
export function unionLink(all: boolean, right: Query): OperationLink {
  return {
    precedence: 0,
    right: null,
    comparison: null,
    build: left => ({
      kind: 'union',
      span: spanOver(left, right),
      all,
      left: queryIn(left)!,
      right,
      with: [],
    }),
  }
}

/** How tightly a function written between its arguments binds. */
export function infixPrecedenceOf(callee: Expression): number {
  if (callee.kind === 'template' && callee.callee.kind === 'operatorFunction') {
    return operators[callee.callee.operator]!.precedence
  }
  return infixPrecedence(callee.kind === 'name' && callee.qualifiers.length === 0 ? callee.name : '')
}

/** Takes in everything that follows it: `f x`, `x->x+1`. */
export function endsOpen(node: Expression): boolean {
  switch (node.kind) {
    case 'call':
      if (node.style === 'prefix') return true
      return node.style === 'infix' && endsOpen(node.arguments.at(-1)!.value!)
    case 'function':
      return !node.braced && node.body.kind !== 'block'
    case 'binary':
      return endsOpen(node.right)
    case 'eachAt':
      return endsOpen(node.index)
    case 'unary':
      return endsOpen(node.operand)
    case 'distinct':
    case 'select':
    case 'union':
    case 'conditional':
      return true
    default:
      return false
  }
}
