import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '../../grammar/parser.ts'
import { print } from '../../grammar/print/print.ts'
import type { ArityOf } from '../../grammar/rules/neighbours.ts'
import type { Argument, Expression, FunctionLiteral, Literal, Node } from '../../grammar/tree/ast.ts'

/** A source text and its tree, written as `treeOf` writes it. */
export type Row = readonly [source: string, tree: string]

const arities: Readonly<Record<string, readonly [least: number, most: number]>> = {
  abs: [1, 1],
  avg: [1, 1],
  sin: [1, 1],
  cos: [1, 1],
  sum: [1, 1],
  count: [1, 1],
  typestr: [1, 1],
  isNull: [1, 1],
  isort: [1, 2],
  last: [1, 1],
  date: [1, 1],
  each: [2, 9],
  join: [2, 2],
}

/** A few functions as an engine would know them. */
export const someFunctions: ArityOf = name => {
  const arity = Object.hasOwn(arities, name) ? arities[name] : undefined
  return arity && { least: arity[0], most: arity[1] }
}

/** One test a row: the tree is the expected one, and reading what it prints gives it again. */
export function rows(title: string, list: readonly Row[]): void {
  for (const [source, expected] of list) {
    test(`${title}: ${source}`, () => {
      const { script, errors } = parse(source, { arityOf: someFunctions })
      assert.deepEqual(errors.map(String), [])
      assert.equal(script.statements.map(treeOf).join(' ; '), expected)
      const printed = print(script)
      const again = parse(printed, { arityOf: someFunctions })
      assert.deepEqual(again.errors.map(String), [], `printed: ${printed}`)
      assert.deepEqual(
        withoutSpans(again.script.statements),
        withoutSpans(script.statements),
        `printed: ${printed}`,
      )
    })
  }
}

/** A tree for comparing: all but where its nodes stood. */
export function withoutSpans(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, field) => (key === 'span' ? undefined : field)))
}

const plainLiterals = new Set(['int', 'double', 'void', 'bool'])

function literalOf({ literal, text }: Literal): string {
  if (plainLiterals.has(literal)) return text
  if (literal === 'string') return JSON.stringify(text)
  if (literal === 'symbol') return `\`${text}`
  return `${literal}:${text}`
}

const argumentOf = ({ name, value, alias }: Argument): string =>
  `${name === null ? '' : `${name}=`}${value === null ? '_' : treeOf(value)}${alias === null ? '' : ` as ${alias}`}`

const listOf = (items: readonly (Node | null)[]): string =>
  items.map(item => (item === null ? '_' : treeOf(item))).join(' ')

const orHole = (node: Node | null): string => (node === null ? '_' : treeOf(node))

function functionOf(node: FunctionLiteral): string {
  const marks = [
    ...node.annotations.map(name => `@${name}`),
    node.aggregate ? 'defg' : node.arrow ? '->' : 'def',
  ]
  const parameters = node.parameters.map(
    ({ name, mutable, defaultValue }) =>
      `${mutable ? 'mutable ' : ''}${name}${defaultValue === null ? '' : `=${treeOf(defaultValue)}`}`,
  )
  const text = `${marks.join(' ')}${node.name === null ? '' : ` ${node.name}`} (${parameters.join(' ')}) ${treeOf(node.body)}`
  return node.braced ? `{${text}}` : `(${text})`
}

/** A tree as a line of text: `(+ a b)`. Kinds without a form of their own show their fields that hold something. */
export function treeOf(node: Node): string {
  switch (node.kind) {
    case 'literal':
      return literalOf(node)
    case 'name':
      return [...node.qualifiers, node.name].join('::')
    case 'series':
      return `(series ${listOf(node.items)})`
    case 'vector':
      return `[${listOf(node.items)}]`
    case 'tuple':
      return `(tuple${node.items.map(item => ` ${orHole(item)}`).join('')})`
    case 'parenthesized':
      return `(paren ${treeOf(node.inner)})`
    case 'pair':
      return `(: ${orHole(node.start)} ${orHole(node.end)})`
    case 'binary':
      return `(${node.operator} ${treeOf(node.left)} ${treeOf(node.right)})`
    case 'unary':
      return `(${node.operator} ${treeOf(node.operand)})`
    case 'comparisonChain':
      return `(chain ${node.operands.map((operand, i) => `${i === 0 ? '' : `${node.operators[i - 1]} `}${treeOf(operand)}`).join(' ')})`
    case 'conditional':
      return `(? ${listOf([node.condition, node.whenTrue, node.whenFalse])})`
    case 'operatorFunction':
      return node.operator
    case 'call':
    case 'partial': {
      const kind =
        node.kind === 'partial' && node.style === 'method'
          ? 'method-partial'
          : node.kind === 'call'
            ? node.style
            : 'partial'
      return `(${[kind, treeOf(node.callee), ...node.arguments.map(argumentOf)].join(' ')})`
    }
    case 'template':
      return `${treeOf(node.callee)}:${node.template}`
    case 'index':
      return `(at ${[treeOf(node.object), ...node.indices.map(orHole)].join(' ')})`
    case 'member':
      return `(. ${treeOf(node.object)} ${node.name})`
    case 'function':
      return functionOf(node)
    case 'metacode':
      return `<${treeOf(node.code)}>`
    case 'star':
      return node.table === null ? '*' : `${node.table}.*`
    case 'predicate':
      return `(${[node.predicate, ...node.operands.map(treeOf)].join(' ')})`
    case 'macroName':
      return `_$${node.several ? '$' : ''}${node.name}`
    case 'expressionStatement':
      return treeOf(node.value)
    case 'tableSource':
      return node.alias === null ? treeOf(node.value) : `(as ${treeOf(node.value)} ${node.alias})`
    case 'block':
      return `{${node.statements.map(treeOf).join('; ')}}`
    case 'assignment': {
      const mark = node.constant ? 'const ' : node.byReference ? '&' : ''
      return `(${node.operator}= ${mark}${listOf(node.targets)} ${treeOf(node.value)})`
    }
    case 'functionDefinition':
      return node.function === null
        ? `(declare ${node.name} ${node.parameters.map(({ name }) => name).join(' ')})`
        : functionOf(node.function)
    default:
      return fieldsOf(node)
  }
}

function fieldsOf(node: Node): string {
  const fields = Object.entries(node).flatMap(([name, value]) => {
    const text = name === 'kind' || name === 'span' ? '' : textOf(value)
    return text === '' ? [] : [`${name}=${text}`]
  })
  return `(${[node.kind, ...fields].join(' ')})`
}

// Nothing for what holds nothing: null, false, an empty list.
function textOf(value: unknown): string {
  if (value === null || value === false || value === '') return ''
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return value.length === 0 ? '' : `[${value.map(textOf).join(' ')}]`
  if ('kind' in value) return treeOf(value as Expression)
  return `(${Object.entries(value)
    .flatMap(([name, field]) => (name === 'span' || textOf(field) === '' ? [] : [`${name}=${textOf(field)}`]))
    .join(' ')})`
}
