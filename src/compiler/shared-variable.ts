import type { Span } from '../../grammar/tree/ast.ts'
import type { Frame, Variable } from './frames/frame.ts'
import { anyValue, type Js, quote } from './js.ts'

/** A variable of the node, which all sessions see: shared tables and their kin. Read by name each time. */
export class SharedVariable implements Variable {
  readonly name: string
  readonly constant = false
  readonly passing = false
  readonly type = anyValue
  readonly #frame: Frame

  constructor(frame: Frame, name: string) {
    this.#frame = frame
    this.name = name
  }

  load(span: Span): Js {
    const code = `(ctx.shared.get(${quote(this.name)}) ?? ${this.#frame.help('gone', ['ctx', quote(this.name)], span)})`
    return { code, type: anyValue, constant: null, simple: true, held: true }
  }

  peek(): string {
    return `ctx.shared.get(${quote(this.name)})`
  }

  store(value: Js): string {
    return `ctx.shared.set(${quote(this.name)}, ${this.#frame.keep(value)})`
  }
}
