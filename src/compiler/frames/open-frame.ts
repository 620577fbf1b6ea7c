import type { Span } from '../../../grammar/tree/ast.ts'
import { anyValue, held, type Js, quote } from '../js.ts'
import { Frame, type Variable } from './frame.ts'

/** A name that is looked up when the code runs: a column, a variable around the query, the session's, a function. */
class OpenVariable implements Variable {
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
    const name = quote(this.name)
    const other = this.#frame.help('otherwise', ['ctx', name, 'S'], span)
    return { ...held(`(S.resolve(${name}) ?? ctx.variable(${name}) ?? ${other})`), simple: true }
  }

  peek(): string {
    return `S.resolve(${quote(this.name)})`
  }

  store(value: Js): string {
    return `ctx.variables.set(${quote(this.name)}, ${this.#frame.keep(value)})`
  }
}

/**
 * An expression compiled by itself: a column of a query, evaluated metacode. Where its names come from is decided when it
 * runs, by the scope it is given.
 */
export class OpenFrame extends Frame {
  readonly isFunction = false
  override readonly isOpen = true

  find(name: string): Variable {
    return new OpenVariable(this, name)
  }

  declare(name: string): Variable {
    return new OpenVariable(this, name)
  }

  share(): void {}

  fix(): void {}

  *names(): Iterable<string> {
    yield* this.unit.surround.context.variables.keys()
  }
}
