import type { Argument, Expression, Literal, Node } from './ast.ts'
import { rewrite } from './children.ts'

/**
 * The tree as DolphinDB shows code: series as `[1,2,3]`, backticks as strings, `between a and b` as `between pair(a, b)`.
 * Print the result for people and for column names; the code itself keeps its own tree.
 */
export function canonical<Tree extends Node>(node: Tree): Tree {
  return rewrite(node, change)
}

function change(node: Node): Node {
  switch (node.kind) {
    case 'literal':
      return node.literal === 'symbol' ? stringOf(node) : node
    case 'series':
      return { kind: 'vector', span: node.span, items: node.items }
    case 'predicate': {
      const [value, start, end] = node.operands
      if (node.predicate !== 'between') return node
      const pair: Expression = call(node.span, 'pair', [start!, end!], 'call')
      return call(node.span, 'between', [value!, pair], 'infix')
    }
    default:
      return node
  }
}

function stringOf(literal: Literal): Literal {
  return { ...literal, literal: 'string' }
}

function call(
  span: Node['span'],
  name: string,
  values: readonly Expression[],
  style: 'call' | 'infix',
): Expression {
  const list: Argument[] = values.map(value => ({ name: null, value, alias: null }))
  return { kind: 'call', span, callee: { kind: 'name', span, name, qualifiers: [] }, arguments: list, style }
}
