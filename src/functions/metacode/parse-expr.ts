import { parseExpression } from '../../../grammar/parser.ts'
import type { Expression, Node, Statement } from '../../../grammar/tree/ast.ts'
import { rewrite } from '../../../grammar/tree/children.ts'
import { Code } from '../../values/forms/code.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { FunctionValue } from '../../values/forms/function-value.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { given, texts, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { callNode, nameNode, parsed } from './syntax.ts'

const usage = 'parseExpr(X, [varDict], [modules], [overloadedOperators])'

function dictionary(value: Value | undefined, parameter: string): Dictionary | null {
  if (value === undefined || value instanceof Dictionary) return value ?? null
  throw wrongArgument(usage, parameter, 'a dictionary', value)
}

/** Functions for operators, under names that no script can write. */
function overloads(value: Value | undefined): Map<string, FunctionValue> {
  const found = new Map<string, FunctionValue>()
  const given = dictionary(value, 'overloadedOperators')
  for (const { key, value: meant } of given?.entries.values() ?? []) {
    if (!(meant instanceof FunctionValue) || typeof key !== 'string') {
      throw wrongArgument(usage, 'overloadedOperators', 'a dictionary of functions by operators', meant)
    }
    found.set(boundName(key), meant)
  }
  return found
}

const boundName = (operator: string) => `\u0001${operator}`

function overloaded<Tree extends Node>(tree: Tree, functions: ReadonlyMap<string, FunctionValue>): Tree {
  const call = (operator: string, left: Expression, right: Expression) =>
    functions.has(boundName(operator)) ? callNode(nameNode(boundName(operator)), [left, right]) : null
  return rewrite(tree, (node: Node): Node => {
    if (node.kind === 'binary') return call(node.operator, node.left, node.right) ?? node
    if (node.kind === 'comparisonChain' && node.operators.length === 1) {
      return call(node.operators[0]!, node.operands[0]!, node.operands[1]!) ?? node
    }
    return node
  })
}

// Of several objects of JSON with commas between them the first one counts.
function treeOf(text: string): Expression | Statement {
  if (!text.trimStart().startsWith('{')) return parsed(text)
  const { expression, errors } = parseExpression(`(${text})`)
  const tree = errors.length === 0 && expression?.kind === 'tuple' ? expression.items[0] : undefined
  return tree ?? parsed(text)
}

export const parseExpr = define({
  name: 'parseExpr',
  signature: usage,
  kind: 'system',
  doc: 'Metacode from text. Variables are looked for in varDict first; modules that it names functions of are loaded; overloadedOperators are functions of two arguments for operators.',
  examples: [
    ['parseExpr("1 + 2")', '< 1 + 2 >'],
    ['parseExpr("a * 2", dict(`a`b, 3 4)).eval()', '6'],
    ['parseExpr("1 + 2", overloadedOperators={"+": def(a, b){ return a - b }}).eval()', '-1'],
  ],
  run: (context, x, varDict, modules, overloadedOperators) => {
    const variables = dictionary(given(varDict), 'varDict')
    const named = given(modules) === undefined ? [] : texts(modules, usage, 'modules')
    for (const name of named) context.evaluator.loadModule(name.split('::'))
    const functions = overloads(given(overloadedOperators))
    const lookup =
      variables || functions.size > 0 ? (name: string) => functions.get(name) ?? variables?.get(name) : null
    const codes = texts(x, usage, 'X').map(source => {
      const tree = treeOf(source)
      return new Code(functions.size > 0 ? overloaded(tree, functions) : tree, lookup)
    })
    return x instanceof Scalar ? codes[0]! : new Tuple(codes)
  },
})
