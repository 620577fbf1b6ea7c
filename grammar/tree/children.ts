import type { Node } from './ast.ts'

type NodeOfKind<Kind extends Node['kind']> = Extract<Node, { readonly kind: Kind }>

// Whether a value of this type may hold a node: one itself, in an array, or in a plain record.
type Holds<Value> = Value extends Node
  ? true
  : Value extends readonly (infer Item)[]
    ? Holds<Item>
    : Value extends string | number | boolean | null
      ? false
      : Value extends object
        ? { [Key in keyof Value]-?: Holds<Value[Key]> }[keyof Value]
        : false

type ChildField<Tree> = {
  [Key in keyof Tree]-?: Key extends 'span' ? never : true extends Holds<Tree[Key]> ? Key : never
}[keyof Tree]

/** The fields of each kind that hold nodes, in the order of the source text. The type makes it complete. */
type ChildTable = {
  readonly [Kind in Node['kind']]: { readonly [Key in ChildField<NodeOfKind<Kind>>]-?: true }
}

export const childFields: ChildTable = {
  literal: {},
  name: {},
  macroName: {},
  series: { items: true },
  vector: { items: true },
  tuple: { items: true },
  parenthesized: { inner: true },
  pair: { start: true, end: true },
  dictionary: { entries: true },
  unary: { operand: true },
  binary: { left: true, right: true },
  comparisonChain: { operands: true },
  conditional: { condition: true, whenTrue: true, whenFalse: true },
  operatorFunction: {},
  call: { callee: true, arguments: true },
  partial: { callee: true, arguments: true },
  template: { callee: true },
  index: { object: true, indices: true },
  eachAt: { object: true, index: true },
  member: { object: true },
  function: { parameters: true, body: true },
  metacode: { code: true },
  case: { subject: true, branches: true, otherwise: true },
  predicate: { operands: true },
  quantified: { left: true, right: true },
  window: { call: true, partitionBy: true, orderBy: true, frame: true },
  star: {},
  distinct: { items: true },
  named: { value: true, aliases: true },
  select: {
    with: true,
    items: true,
    from: true,
    where: true,
    groupBy: true,
    contextSort: true,
    cumulativeGroupBy: true,
    having: true,
    orderBy: true,
    limit: true,
  },
  union: { with: true, left: true, right: true },
  tableSource: { value: true },
  joinSource: { left: true, right: true, on: true },
  script: { statements: true },
  expressionStatement: { value: true },
  assignment: { targets: true, value: true },
  functionDefinition: { function: true, parameters: true },
  classDefinition: { methods: true },
  block: { statements: true },
  // biome-ignore lint/suspicious/noThenProperty: a branch, no promise
  if: { condition: true, then: true, otherwise: true },
  for: { iterable: true, body: true },
  while: { condition: true, body: true },
  doWhile: { body: true, condition: true },
  break: {},
  continue: {},
  return: { value: true },
  throw: { value: true },
  try: { body: true, handler: true },
  assert: { label: true, condition: true },
  go: {},
  mapr: { parameters: true, maps: true, reduce: true, running: true },
  undefAll: {},
  share: { value: true },
  timer: { repeat: true, body: true },
  transaction: { body: true },
  transactionEnd: {},
  module: {},
  use: {},
  useCatalog: {},
  include: {},
  annotation: { entries: true },
  insertInto: { table: true, values: true, query: true },
  update: {
    table: true,
    sets: true,
    from: true,
    where: true,
    contextBy: true,
    contextSort: true,
    having: true,
  },
  delete: { table: true, from: true, where: true, contextBy: true, contextSort: true, having: true },
  createDatabase: { path: true, partitions: true, options: true },
  createTable: {
    database: true,
    table: true,
    columns: true,
    partitionedBy: true,
    options: true,
    query: true,
  },
  dropDatabase: { path: true },
  dropTable: { database: true, table: true },
  alterTable: { table: true, action: true },
  truncateTable: { database: true, table: true },
}

function isNode(value: object): value is Node {
  return 'kind' in value && 'span' in value
}

/** The nodes directly below this one. A definition's parameters are met once, not again in its function. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = []
  const collect = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return
    if (Array.isArray(value)) value.forEach(collect)
    else if (isNode(value)) children.push(value)
    else Object.values(value).forEach(collect)
  }
  for (const field of Object.keys(childFields[node.kind])) {
    if (node.kind === 'functionDefinition' && field === 'parameters' && node.function !== null) continue
    collect(node[field as keyof Node])
  }
  return children
}

/** Visits a node and all below it; what is below is left out where `visit` returns false. */
export function walk(node: Node, visit: (node: Node) => unknown): void {
  if (visit(node) === false) return
  for (const child of childrenOf(node)) walk(child, visit)
}

/**
 * A copy in which `change` has replaced nodes, from the leaves up; it returns its argument where nothing changes,
 * and trees without changes stay the same objects.
 */
export function rewrite<Tree extends Node>(node: Tree, change: (node: Node) => Node): Tree {
  const copy = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return copyArray(value)
    return isNode(value) ? rewrite(value, change) : copyFields(value, Object.keys(value))
  }
  const copyArray = (items: readonly unknown[]): readonly unknown[] => {
    const copies = items.map(copy)
    return copies.every((item, i) => item === items[i]) ? items : copies
  }
  const copyFields = <Holder extends object>(holder: Holder, fields: readonly string[]): Holder => {
    const changed: Record<string, unknown> = {}
    for (const field of fields) {
      const old = holder[field as keyof Holder]
      const fresh = copy(old)
      if (fresh !== old) changed[field] = fresh
    }
    return Object.keys(changed).length === 0 ? holder : { ...holder, ...changed }
  }
  return change(copyFields(node, Object.keys(childFields[node.kind]))) as Tree
}
