import type { Expression, Span } from '../../../grammar/tree/ast.ts'
import type { Frame } from '../frames/frame.ts'
import type { Js } from '../js.ts'
import { nullOfPlain } from '../plain/plain-value.ts'

/** JavaScript that is true or false: what decides `if`, `while`, `assert`. Null counts as false. */
export function emitCondition(node: Expression, frame: Frame): string {
  if (node.kind === 'parenthesized') return emitCondition(node.inner, frame)
  if (node.kind === 'binary' && (node.operator === '&&' || node.operator === '||')) {
    const left = emitCondition(node.left, frame)
    // The right side may not be reached, so what it makes sure of is not sure afterwards.
    const before = new Set(frame.definite)
    const right = emitCondition(node.right, frame)
    frame.definite = before
    return `(${left} ${node.operator} ${right})`
  }
  return conditionOf(frame.emit(node), node.span, frame)
}

/** As emitCondition, of an expression that has been emitted. */
export function conditionOf(js: Js, span: Span, frame: Frame): string {
  switch (js.type.kind) {
    case 'bool':
      return js.code
    case 'int':
    case 'long':
    case 'double': {
      const missing = nullOfPlain(js.type)
      if (!js.type.nullable) return `(${js.code} !== 0)`
      const temp = frame.temp()
      return `((${temp} = ${js.code}) !== 0 && ${temp} !== ${missing})`
    }
    default:
      return frame.help('truth', [js.code], span)
  }
}
