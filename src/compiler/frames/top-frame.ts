import type { Span } from '../../../grammar/tree/ast.ts'
import { anyValue, type Js, quote } from '../js.ts'
import { SharedVariable } from '../shared-variable.ts'
import { Frame, type Variable } from './frame.ts'

/** A variable of the session, in the context's map. */
export class SessionVariable implements Variable {
  readonly name: string
  readonly type = anyValue
  readonly passing = false
  readonly #frame: TopFrame

  constructor(frame: TopFrame, name: string) {
    this.#frame = frame
    this.name = name
  }

  get constant(): boolean {
    return this.#frame.unit.isConstant(this.name)
  }

  load(span: Span): Js {
    const code = `(vars.get(${quote(this.name)}) ?? ${this.#frame.help('gone', ['ctx', quote(this.name)], span)})`
    const sharing = this.#frame.unit.namespace.sharing.has(this.name)
    return { code, type: anyValue, constant: null, simple: true, held: sharing ? 'sharing' : true }
  }

  peek(): string {
    return `vars.get(${quote(this.name)})`
  }

  store(value: Js): string {
    return `vars.set(${quote(this.name)}, ${this.#frame.keep(value)})`
  }
}

/** The top level of a script: the session's variables. */
export class TopFrame extends Frame {
  readonly isFunction = false
  find(name: string): Variable | undefined {
    if (this.unit.isSessionVariable(name)) return new SessionVariable(this, name)
    return this.unit.isShared(name) ? new SharedVariable(this, name) : undefined
  }

  declare(name: string): Variable {
    this.unit.assigned.add(name)
    return new SessionVariable(this, name)
  }

  *names(): Iterable<string> {
    yield* this.unit.assigned
    yield* this.unit.surround.context.variables.keys()
    yield* this.unit.surround.context.shared.keys()
  }

  share(name: string): void {
    this.unit.namespace.sharing.add(name)
  }

  fix(name: string): void {
    this.unit.constants.add(name)
  }
}
