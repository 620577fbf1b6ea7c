import type { Call, Node } from '../../grammar/tree/ast.ts'
import { Builtin } from '../functions/define.ts'
import type { Callable } from '../runtime/callable.ts'
import { visit } from './free-names.ts'
import type { Unit } from './unit.ts'

// Kinds of nodes whose code touches no variables but those it names.
const enclosedKinds: ReadonlySet<Node['kind']> = new Set([
  'literal',
  'name',
  'series',
  'vector',
  'tuple',
  'parenthesized',
  'pair',
  'dictionary',
  'unary',
  'binary',
  'comparisonChain',
  'conditional',
  'call',
  'index',
  'member',
  'expressionStatement',
  'assignment',
  'block',
  'if',
  'for',
  'while',
  'doWhile',
  'break',
  'continue',
  'return',
  'throw',
  'try',
] as const)

// Built-ins of other kinds than calculations that neither look at the session nor call back.
const harmless: ReadonlySet<string> = new Set([
  'append!',
  'array',
  'at',
  'cast',
  'cols',
  'columns',
  'dict',
  'form',
  'pair',
  'print',
  'push!',
  'rand',
  'rows',
  'seq',
  'set',
  'shape',
  'size',
  'take',
  'til',
  'type',
  'typestr',
])

const isHarmless = (callable: Callable, unit: Unit): boolean =>
  callable instanceof Builtin
    ? ['elementwise', 'aggregate', 'series'].includes(callable.definition.kind) || harmless.has(callable.name)
    : unit.surround.enclosed.has(callable)

/**
 * Whether what runs there can touch no session variables but those that stand in its text: then they may be kept
 * elsewhere while it runs. `isVariable` tells names of variables from those of functions.
 */
export function isEnclosed(root: object, isVariable: (name: string) => boolean, unit: Unit): boolean {
  let enclosed = true
  visit(root, node => {
    if (!enclosedKinds.has(node.kind)) enclosed = false
    else if (node.kind === 'call') enclosed &&= isEnclosedCall(node, isVariable, unit)
    else if (node.kind === 'assignment') enclosed &&= !node.byReference && !node.constant
    else if (node.kind === 'unary') enclosed &&= node.operator !== '&'
  })
  return enclosed
}

function isEnclosedCall({ callee }: Call, isVariable: (name: string) => boolean, unit: Unit): boolean {
  if (callee.kind !== 'name' || callee.qualifiers.length > 0 || isVariable(callee.name)) return false
  if (unit.isMethodName(callee.name)) return false
  const callable = unit.findFunction(callee.name)
  return callable !== undefined && isHarmless(callable, unit)
}
