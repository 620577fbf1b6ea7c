import type { Expression, Statement } from '../../../grammar/tree/ast.ts'
import type { Frame } from '../frames/frame.ts'
import type { Js } from '../js.ts'

/** One function a kind of node: how it becomes JavaScript. */
export interface Emitters {
  readonly expressions: {
    readonly [K in Expression['kind']]: (node: Extract<Expression, { kind: K }>, frame: Frame) => Js
  }
  /** Code of statements. */
  readonly statements: {
    readonly [K in Statement['kind']]: (node: Extract<Statement, { kind: K }>, frame: Frame) => string
  }
}
