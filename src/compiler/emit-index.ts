import type { EachAt, Expression, Index, Member } from '../../grammar/ast.ts'
import { emitCallee } from './emit-call.ts'
import { emitPair } from './emit-literal.ts'
import { builtinOf } from './emit-operator.ts'
import type { Frame } from './frame.ts'
import { fresh, held, type Js, quote } from './js.ts'

/** Code of one index; `undefined` where a dimension was left out. */
export function emitDimension(node: Expression | null, frame: Frame): string {
  if (node === null) return 'undefined'
  // `x[:]`: a pair without sides.
  if (node.kind === 'operatorFunction' && node.operator === ':') {
    return frame.box(emitPair({ kind: 'pair', span: node.span, start: null, end: null }, frame))
  }
  return frame.value(node)
}

/** `x[i]`, `x[i, j]`, `x[, j]`; `INT[]`. */
export function emitIndex(node: Index, frame: Frame): Js {
  const object = frame.box(emitCallee(node.object, frame))
  const indices = node.indices.map(index => emitDimension(index, frame))
  if (indices.length === 0) return fresh(frame.help('arrayType', [object], node.span))
  if (indices.length === 1 && indices[0] !== 'undefined') {
    return held(frame.help('item', ['ctx', object, indices[0]!], node.span))
  }
  return held(frame.help('items', ['ctx', object, `[${indices.join(', ')}]`], node.span))
}

/** `x@i`. */
export function emitEachAt(node: EachAt, frame: Frame): Js {
  const run = frame.unit.constant(builtinOf('eachAt', node.span, frame).definition.run)
  const args = [emitCallee(node.object, frame), frame.emit(node.index)]
  return held(frame.invoke(run, args, node.span))
}

/** `x.y`: a column, a key, an attribute. */
export function emitMember(node: Member, frame: Frame): Js {
  return held(frame.help('member', ['ctx', frame.value(node.object), quote(node.name)], node.span))
}
