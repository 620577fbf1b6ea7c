import type { Expression, Span } from '../../grammar/tree/ast.ts'
import type { Frame, Variable } from './frames/frame.ts'
import { fresh, isRaw, quote } from './js.ts'
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
  // A plain number is nobody else's; it becomes a value by being kept as one.
  if (isRaw(value.type)) return variable.store(fresh(frame.box(value)))
  if (variable.constant) return frame.help('changeable', [frame.box(value), quote(variable.name)], span)
  const store = variable.store({
    ...fresh(`${frame.unit.use('own')}(${frame.box(value)})`),
    type: value.type,
  })
  return value.type.element ? `${value.code}.aliased && (${store})` : store
}
