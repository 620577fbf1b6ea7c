import type { Metacode } from '../../../grammar/tree/ast.ts'
import type { Frame } from '../frames/frame.ts'
import { fresh, type Js } from '../js.ts'
import { emitLookup, emitNode } from './query.ts'

/** `<…>`: the tree, with the variables of the function around it. */
export function emitMetacode(node: Metacode, frame: Frame): Js {
  const lookup = emitLookup(node.code, frame)
  return fresh(`${frame.unit.use('codeOf')}(${emitNode(node.code, frame)}, ${lookup})`)
}
