import { COMPARISON, operators, PAIR, UNARY } from '../operators.ts'
import { endsOpen, infixPrecedenceOf } from '../rules/links.ts'
import { negatable } from '../tokens/literals.ts'
import type { Call, Expression, Predicate, TemplateApplication } from '../tree/ast.ts'
import { type Print, printArguments } from './parts.ts'

/** Above all operators: calls, indexes, members. */
export const POSTFIX = 20

type Operation = Extract<
  Expression,
  {
    kind:
      | 'unary'
      | 'binary'
      | 'pair'
      | 'eachAt'
      | 'comparisonChain'
      | 'conditional'
      | 'call'
      | 'predicate'
      | 'quantified'
  }
>

/** How tightly a node binds, as print must know it. */
export function precedenceOf(node: Expression): number {
  switch (node.kind) {
    case 'binary':
      return operators[node.operator]!.precedence
    case 'pair':
      return PAIR
    case 'eachAt':
      return operators['@']!.precedence
    case 'unary':
      return node.operator === '&' ? POSTFIX : UNARY
    case 'comparisonChain':
    case 'quantified':
      return COMPARISON
    case 'predicate':
      return node.predicate.endsWith('exists') ? POSTFIX : COMPARISON
    case 'call':
      return node.style === 'infix' && node.arguments.length === 2 ? infixPrecedenceOf(node.callee) : POSTFIX
    case 'conditional':
    case 'named':
      return 0
    default:
      return POSTFIX
  }
}

// Adjacent where blanks would look odd.
const tightOperators = new Set(['..', '...', '@'])

function infix(operator: string): string {
  return tightOperators.has(operator) ? operator : ` ${operator} `
}

export function printOperation(node: Operation, print: Print): string {
  const level = precedenceOf(node)
  // Comparisons in a row would be a chain.
  const chains = (operand: Expression) => isComparison(node) && isComparison(operand)
  const left = (operand: Expression) =>
    endsOpen(operand) || chains(operand) ? `(${print(operand)})` : print(operand, level)
  const right = (operand: Expression) => print(operand, level + 1)
  switch (node.kind) {
    case 'unary':
      return printUnary(node.operator, node.operand, print)
    case 'binary':
      return `${left(node.left)}${infix(node.operator)}${right(node.right)}`
    case 'eachAt':
      return `${left(node.object)}@${right(node.index)}`
    case 'pair':
      return [
        node.start === null ? '' : `${left(node.start)} `,
        node.end === null ? '' : ` ${right(node.end)}`,
      ].join(':')
    case 'comparisonChain': {
      const parts = node.operands.map((operand, i) =>
        i === 0 ? left(operand) : `${node.operators[i - 1]} ${right(operand)}`,
      )
      return parts.join(' ')
    }
    case 'conditional': {
      const condition = print(node.condition, 1)
      return `${condition} ? ${print(node.whenTrue)} : ${print(node.whenFalse)}`
    }
    case 'quantified':
      return `${left(node.left)} ${node.operator} ${node.quantifier}(${print(node.right)})`
    case 'predicate':
      return printPredicate(node, print, left, right)
    case 'call':
      return printCall(node, print, left, right)
  }
}

function isComparison(node: Expression): boolean {
  return node.kind === 'comparisonChain' || (node.kind === 'binary' && precedenceOf(node) === COMPARISON)
}

function printUnary(operator: string, operand: Expression, print: Print): string {
  const text = print(operand, UNARY)
  return operator === '!' || needsBlank(operand, text) ? `${operator} ${text}` : operator + text
}

// `-3` would be one literal, `-{a}` an operator with an argument.
function needsBlank(operand: Expression, text: string): boolean {
  const first = operand.kind === 'series' ? operand.items[0]! : operand
  if (first.kind === 'literal' && negatable.has(first.literal)) return /^[.\d]/.test(text)
  return text.startsWith('{')
}

type Side = (operand: Expression) => string

function printPredicate({ predicate, operands }: Predicate, print: Print, left: Side, right: Side): string {
  const [first, ...others] = operands as readonly [Expression, ...Expression[]]
  switch (predicate) {
    case 'exists':
    case 'not exists':
      return `${predicate}(${print(first)})`
    case 'not':
      return `not ${print(first, COMPARISON)}`
    case 'is null':
    case 'is not null':
      return `${left(first)} ${predicate}`
    default:
      return `${left(first)} ${predicate} ${others.map(right).join(' and ')}`
  }
}

function printCall(node: Call, print: Print, left: Side, right: Side): string {
  const { callee, style } = node
  const [first, ...others] = node.arguments
  const plain = node.arguments.every(
    ({ name, value, alias }) => name === null && value !== null && alias === null,
  )
  if (style === 'infix' && plain && node.arguments.length === 2) {
    return `${left(first!.value!)} ${printInfixCallee(callee, print)} ${tight(right(others[0]!.value!))}`
  }
  if (style === 'prefix' && plain && node.arguments.length === 1) {
    return printPrefix(print(callee, POSTFIX), print(first!.value!, 1))
  }
  if (style === 'method' && first?.value != null) {
    const object = print(first.value, POSTFIX)
    return `${endsOpen(first.value) ? `(${object})` : object}.${printMethod(callee, print)}(${printArguments(others, print)})`
  }
  return `${printCallee(callee, print)}(${printArguments(node.arguments, print)})`
}

// Behind a function `< a >` would compare, `<a >` is metacode.
function tight(argument: string): string {
  return argument.replace(/^< /, '<')
}

// Functions in braces follow each other closely, `{f}{g} x`; with a blank the second would stand between arguments.
function printPrefix(callee: string, argument: string): string {
  return callee.startsWith('{') && argument.startsWith('{')
    ? callee + argument
    : `${callee} ${tight(argument)}`
}

function printInfixCallee(callee: Expression, print: Print): string {
  if (callee.kind === 'template' && callee.callee.kind === 'operatorFunction') {
    return `${callee.callee.operator}:${callee.template}`
  }
  return print(callee, POSTFIX)
}

/** A function's place before `(`, `{` or `:E`. */
export function printCallee(callee: Expression, print: Print): string {
  const text = print(callee, POSTFIX)
  const bare = callee.kind === 'function' ? !callee.braced && callee.body.kind !== 'block' : endsOpen(callee)
  return bare || callee.kind === 'literal' || callee.kind === 'series' ? `(${text})` : text
}

/** A function behind a point: anything but a name stands in braces. */
export function printMethod(callee: Expression, print: Print): string {
  if (callee.kind === 'template') return `${printMethod(callee.callee, print)}:${callee.template}`
  if (callee.kind === 'name' || (callee.kind === 'function' && callee.braced)) return print(callee)
  return `{${print(callee)}}`
}

export function printTemplate({ callee, template }: TemplateApplication, print: Print): string {
  return `${printCallee(callee, print)}:${template}`
}
