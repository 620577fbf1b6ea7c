import { endsOpen } from '../rules/links.ts'
import type { CaseWhen, Expression, Member, Node } from '../tree/ast.ts'
import {
  POSTFIX,
  precedenceOf,
  printCallee,
  printMethod,
  printOperation,
  printTemplate,
} from './operation.ts'
import {
  printAliases,
  printArguments,
  printFunction,
  printItems,
  printLines,
  printLiteral,
  printMacro,
  printWord,
} from './parts.ts'
import { printQuery, printSource, printWindow } from './query.ts'
import { printStatement } from './statement.ts'

/**
 * The source text of a tree, so that reading it back gives the same tree. Metacode prints as DolphinDB prints it:
 * `< a + b >`. Where a tree was put together by hand, parentheses stand in where operators need them.
 */
export function print(node: Node, floor = 0): string {
  switch (node.kind) {
    case 'script':
      return printLines(node.statements, print).join('\n')
    case 'tableSource':
    case 'joinSource':
      return printSource(node, print)
    default:
      return isExpression(node) ? printExpression(node, floor) : printStatement(node, print)
  }
}

const expressionKinds = {
  literal: true,
  name: true,
  macroName: true,
  series: true,
  vector: true,
  tuple: true,
  parenthesized: true,
  pair: true,
  dictionary: true,
  unary: true,
  binary: true,
  comparisonChain: true,
  conditional: true,
  operatorFunction: true,
  call: true,
  partial: true,
  template: true,
  index: true,
  eachAt: true,
  member: true,
  function: true,
  metacode: true,
  case: true,
  predicate: true,
  quantified: true,
  window: true,
  star: true,
  distinct: true,
  named: true,
  select: true,
  union: true,
} satisfies Record<Expression['kind'], true>

function isExpression(node: Node): node is Expression {
  return Object.hasOwn(expressionKinds, node.kind)
}

function printExpression(node: Expression, floor: number): string {
  const text = printBare(node)
  return precedenceOf(node) < floor ? `(${text})` : text
}

function printBare(node: Expression): string {
  switch (node.kind) {
    case 'literal':
      return printLiteral(node)
    case 'name':
      return [...node.qualifiers, printWord(node.name)].join('::')
    case 'macroName':
      return printMacro(node)
    case 'series':
      return printSeries(node.items.map(printLiteral))
    case 'vector':
      return `[${printItems(node.items, print)}]`
    case 'tuple':
      return `(${printItems(node.items, print)})`
    case 'parenthesized':
      return `(${print(node.inner)})`
    case 'dictionary':
      return `{${node.entries.map(({ key, value }) => `${print(key, POSTFIX)}: ${print(value)}`).join(', ')}}`
    case 'operatorFunction':
      return node.operator
    case 'partial':
      return printPartial(node)
    case 'template':
      return printTemplate(node, print)
    case 'index':
      return `${printObject(node.object)}[${printItems(node.indices, print)}]`
    case 'member':
      return printMember(node)
    case 'function':
      return printFunction(node, print)
    case 'metacode':
      return `< ${print(node.code)} >`
    case 'case':
      return printCase(node)
    case 'window':
      return printWindow(node, print)
    case 'star':
      return node.table === null ? '*' : `${printWord(node.table)}.*`
    case 'distinct':
      return `distinct ${node.items.map(item => print(item)).join(', ')}`
    case 'named':
      return `${print(node.value)} as ${printAliases(node.aliases)}`
    case 'select':
    case 'union':
      return printQuery(node, print)
    default:
      return printOperation(node, print)
  }
}

// Backticks need no blanks between them.
function printSeries(items: readonly string[]): string {
  return items.every(item => item.startsWith('`')) ? items.join('') : items.join(' ')
}

function printObject(object: Expression): string {
  const text = print(object, POSTFIX)
  return endsOpen(object) ? `(${text})` : text
}

function printMember({ object, name }: Member): string {
  const text = printObject(object)
  const number = object.kind === 'literal' && object.literal !== 'string' && object.literal !== 'symbol'
  return `${number ? `(${text})` : text}.${/^\d+$/.test(name) ? name : printWord(name)}`
}

function printPartial({ callee, arguments: list, style }: Extract<Expression, { kind: 'partial' }>): string {
  const [object, ...others] = list
  if (style === 'method' && object?.value != null) {
    return `${printObject(object.value)}.${printMethod(callee, print)}{${printArguments(others, print)}}`
  }
  return `${printCallee(callee, print)}{${printArguments(list, print)}}`
}

function printCase({ subject, branches, otherwise }: CaseWhen): string {
  const cases = branches.map(branch => `when ${print(branch.when)} then ${print(branch.then)}`)
  const parts = ['case', ...(subject === null ? [] : [print(subject)]), ...cases]
  if (otherwise !== null) parts.push(`else ${print(otherwise)}`)
  return [...parts, 'end'].join(' ')
}
