import type { Expression, Span } from '../../grammar/ast.ts'
import type { Frame, Variable } from './frame.ts'
import { fresh, quote } from './js.ts'
import { SharedVariable } from './shared-variable.ts'

/** The variable that an expression is, if it is nothing more. */
export function variableOf(node: Expression, frame: Frame): Variable | undefined {
  if (node.kind === 'parenthesized') return variableOf(node.inner, frame)
  if (node.kind !== 'name' || node.qualifiers.length > 0 || frame.isOpen) return undefined
  return frame.find(node.name)
}

/** Code that makes a variable's value its own, so that it may be changed in place. Shared values are changed for all. */
export function ownVariable(variable: Variable, span: Span, frame: Frame): string {
  const value = variable.load(span)
  if (variable instanceof SharedVariable) return value.code
  if (variable.constant) return frame.help('changeable', [frame.box(value), quote(variable.name)], span)
  return variable.store(fresh(`${frame.unit.use('own')}(${frame.box(value)})`))
}
