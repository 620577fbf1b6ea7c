import type { EachAt, Expression, Index, Member } from '../../../grammar/tree/ast.ts'
import { catalogs } from '../../runtime/catalog.ts'
import type { Frame } from '../frames/frame.ts'
import { fresh, held, isRaw, type Js, quote } from '../js.ts'
import { variableOf } from '../own.ts'
import { rawElement } from '../plain/raw-operator.ts'
import { emitCallee } from './call.ts'
import { emitPair } from './literal.ts'
import { builtinOf } from './operator.ts'

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
  const object = emitCallee(node.object, frame)
  const [index] = node.indices
  if (object.type.element && node.indices.length === 1 && index) {
    const plain = emitPlainElement(object, index, frame)
    if (plain) return plain
  }
  const indices = node.indices.map(index => emitDimension(index, frame))
  if (indices.length === 0) return fresh(frame.help('arrayType', [frame.box(object)], node.span))
  if (indices.length === 1 && indices[0] !== 'undefined') {
    return held(frame.help('item', ['ctx', frame.box(object), indices[0]!], node.span))
  }
  return held(frame.help('items', ['ctx', frame.box(object), `[${indices.join(', ')}]`], node.span))
}

/** An element of a vector of plain numbers at a plain place. */
function emitPlainElement(object: Js, index: Expression, frame: Frame): Js | null {
  if (!object.simple || !mayBePlain(index, frame)) return null
  const place = frame.emit(index)
  if (place.type.kind !== 'int') return null
  return rawElement(object.code, object.type.element!, place, frame)
}

/** Whether it is worth trying to emit an expression as a plain number: it is a number, a variable that is, or arithmetic. */
export function mayBePlain(node: Expression, frame: Frame): boolean {
  switch (node.kind) {
    case 'literal':
      return true
    case 'name': {
      const type = variableOf(node, frame)?.type
      return type !== undefined && isRaw(type)
    }
    case 'parenthesized':
      return mayBePlain(node.inner, frame)
    case 'unary':
      return mayBePlain(node.operand, frame)
    case 'binary':
      return mayBePlain(node.left, frame) && mayBePlain(node.right, frame)
    case 'index':
      return node.indices.length === 1 && variableOf(node.object, frame)?.type.element !== undefined
    case 'call':
      return node.callee.kind === 'name'
    default:
      return false
  }
}

/** `x@i`. */
export function emitEachAt(node: EachAt, frame: Frame): Js {
  const run = frame.unit.constant(builtinOf('eachAt', node.span, frame).definition.run)
  const args = [emitCallee(node.object, frame), frame.emit(node.index)]
  return held(frame.invoke(run, args, node.span))
}

/** `x.y`: a column, a key, an attribute; a table of a catalog where no variable is called x. */
export function emitMember(node: Member, frame: Frame): Js {
  const names = namesOf(node)
  if (names && frame.isOpen) {
    const [first] = names
    const found = `S.resolve(${quote(first!)}) ?? ctx.variable(${quote(first!)})`
    return held(frame.help('path', ['ctx', found, JSON.stringify(names)], node.span))
  }
  if (names && leadsIntoCatalog(names, frame)) {
    return held(frame.help('path', ['ctx', 'undefined', JSON.stringify(names)], node.span))
  }
  return held(frame.help('member', ['ctx', frame.value(node.object), quote(node.name)], node.span))
}

// The names of `a.b.c`; null for members of anything else than a name.
function namesOf({ object, name }: Member): string[] | null {
  if (object.kind === 'name') return object.qualifiers.length === 0 ? [object.name, name] : null
  const before = object.kind === 'member' ? namesOf(object) : null
  return before && [...before, name]
}

function leadsIntoCatalog([first]: readonly string[], frame: Frame): boolean {
  if (frame.find(first!)) return false
  const { context } = frame.unit.surround
  return context.has(catalogs) && context.service(catalogs).begins(first!)
}
