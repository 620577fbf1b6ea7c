import type { Expression, Node, Statement } from '../../grammar/tree/ast.ts'

/** Every name that stands anywhere in a piece of syntax, as a variable, column or function, or behind `_$`. */
export function namesIn(root: object): Set<string> {
  const names = new Set<string>()
  visit(root, node => {
    if (node.kind === 'name' && node.qualifiers.length === 0) names.add(node.name)
    else if (node.kind === 'macroName') names.add(node.name)
  })
  return names
}

/** Calls `see` for every node at and below `root`. */
export function visit(root: object, see: (node: Node) => void): void {
  if (isNode(root)) see(root)
  for (const child of Object.values(root)) {
    if (typeof child === 'object' && child !== null) visit(child, see)
  }
}

const isNode = (value: object): value is Node => 'kind' in value && 'span' in value

/** Every expression and statement at and below `root`. */
export function codeIn(root: object): (Expression | Statement)[] {
  const found: (Expression | Statement)[] = []
  visit(root, node => {
    if (node.kind !== 'script' && node.kind !== 'tableSource' && node.kind !== 'joinSource') found.push(node)
  })
  return found
}
