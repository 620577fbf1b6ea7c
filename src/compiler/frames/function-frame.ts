import type { Span } from '../../../grammar/tree/ast.ts'
import { anyValue, fresh, isRaw, type Js, join, mangle, quote, type StaticType } from '../js.ts'
import { SharedVariable } from '../shared-variable.ts'
import type { Unit } from '../unit.ts'
import { Frame, type Variable } from './frame.ts'

/** How a parameter is passed: as a value that can't be changed, or as a cell that the caller reads afterwards. */
export interface ParameterSlot {
  readonly name: string
  readonly mutable: boolean
}

/** A JavaScript variable of a function: a parameter, something assigned, or a value captured from around a lambda. */
class Local implements Variable {
  readonly name: string
  readonly frame: FunctionFrame
  /** What to write for it. */
  readonly js: string
  readonly passing: boolean
  constant: boolean
  sharing = false

  constructor(frame: FunctionFrame, name: string, js: string, constant: boolean, passing: boolean) {
    this.frame = frame
    this.name = name
    this.js = js
    this.constant = constant
    this.passing = passing
  }

  get type(): StaticType {
    return this.frame.typeOf(this)
  }

  load(span: Span): Js {
    const { frame, name, js, type } = this
    const sure = frame.definite.has(name)
    // Once read it has a value, or there was an error.
    if (!sure) frame.definite.add(name)
    const code = sure ? js : `(${js} ?? ${frame.help('unset', [quote(name)], span)})`
    const held = isRaw(type) ? false : this.sharing ? 'sharing' : true
    return { code, type, constant: null, simple: true, held }
  }

  peek(): string {
    const boxed = this.frame.box(fresh(this.js, this.type))
    const sure = !isRaw(this.type) || this.frame.definite.has(this.name)
    return sure ? boxed : `(${this.js} === undefined ? undefined : ${boxed})`
  }

  store(value: Js): string {
    const { frame, js } = this
    frame.definite.add(this.name)
    const type = frame.assigned(this, value.type)
    return `${js} = ${isRaw(type) ? value.code : frame.keep(value)}`
  }
}

/** Inside a function: parameters, what has been assigned so far, and for a lambda the names around it. */
export class FunctionFrame extends Frame {
  readonly isFunction: boolean = true
  /** The frame around a lambda, whose values are captured when it is made; null for a named function. */
  readonly parent: Frame | null
  readonly captured = new Map<string, Variable>()
  readonly #locals = new Map<string, Local>()
  readonly #types: Map<string, StaticType>
  readonly #lends: boolean
  /** Names that are assigned somewhere. */
  readonly stored = new Set<string>()
  /** Whether something was read as a type that it turned out not to have always: it must be emitted again. */
  unstable = false

  /** `types` are those found when it was emitted before; what is assigned may widen them. `plain`: of parameters. */
  constructor(
    unit: Unit,
    parent: Frame | null,
    parameters: readonly ParameterSlot[],
    types: Map<string, StaticType> | null = null,
    plain: ReadonlyMap<string, StaticType> | null = null,
  ) {
    super(unit)
    this.parent = parent
    this.#types = types ?? new Map()
    this.#lends = parameters.some(({ mutable }) => mutable)
    for (const { name, mutable } of parameters) {
      const js = mutable ? `${mangle(name)}.v` : mangle(name)
      this.#locals.set(name, new Local(this, name, js, !mutable, false))
      this.#types.set(name, plain?.get(name) ?? anyValue)
      this.definite.add(name)
    }
  }

  /** What its variables were found to hold. */
  get types(): Map<string, StaticType> {
    return this.#types
  }

  typeOf(local: Local): StaticType {
    return this.#types.get(local.name) ?? anyValue
  }

  /** Notes that `local` is assigned something of `type`. Returns how it is kept. */
  assigned(local: Local, type: StaticType): StaticType {
    const before = this.#types.get(local.name)
    const now = before === undefined ? type : join(before, type)
    if (before !== undefined && now !== before) this.unstable = true
    this.#types.set(local.name, now)
    this.stored.add(local.name)
    return now
  }

  /** Takes in a variable from outside that is there already, as one of its own. */
  protected adopt(name: string, type: StaticType, constant: boolean): Variable {
    const local = new Local(this, name, mangle(name), constant, false)
    this.#locals.set(name, local)
    if (!this.#types.has(name)) this.#types.set(name, type)
    this.definite.add(name)
    return local
  }

  /** Whether it is a parameter, or was assigned here. */
  hasOwn(name: string): boolean {
    return this.#locals.has(name)
  }

  // What a function with mutable parameters gives may be the caller's own: the caller retains it if it keeps it.
  override result(js: Js, passing: boolean): string {
    return super.result(js, passing || this.#lends)
  }

  find(name: string): Variable | undefined {
    const local = this.#locals.get(name)
    if (local) return local
    const outer = this.parent?.find(name)
    if (outer instanceof SharedVariable) return outer
    if (outer) {
      this.captured.set(name, outer)
      const inner = new Local(this, name, mangle(name), true, false)
      this.#locals.set(name, inner)
      this.#types.set(name, anyValue)
      this.definite.add(name)
      return inner
    }
    return this.unit.isShared(name) ? new SharedVariable(this, name) : undefined
  }

  // What a lambda assigns before it has read it is its own, whatever is called so around it.
  override replaced(name: string): Variable | undefined {
    return this.parent && !this.hasOwn(name) ? undefined : this.find(name)
  }

  declare(name: string): Variable {
    let local = this.#locals.get(name)
    if (!local) {
      local = new Local(this, name, mangle(name), false, true)
      this.#locals.set(name, local)
    }
    return local
  }

  /** From here on `name` can't be changed any more (`const`). */
  fix(name: string): void {
    const local = this.#locals.get(name)
    if (local) local.constant = true
  }

  share(name: string): void {
    const local = this.#locals.get(name)
    if (local) local.sharing = true
  }

  *names(): Iterable<string> {
    yield* this.#locals.keys()
    if (this.parent) yield* this.parent.names()
  }

  /** Names of JavaScript variables to be declared at the beginning. */
  declarations(parameters: ReadonlySet<string>): string[] {
    const own = [...this.#locals.keys()].filter(name => !parameters.has(name) && !this.captured.has(name))
    return [...own.map(mangle), ...this.temps]
  }
}
