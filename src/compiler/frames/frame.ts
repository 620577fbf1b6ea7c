import type { Expression, Span, Statement } from '../../../grammar/tree/ast.ts'
import type { Callable } from '../../runtime/callable.ts'
import { fresh, isRaw, type Js, type StaticType } from '../js.ts'
import type { Unit } from '../unit.ts'

/** A name that stands for a value which code can read, and perhaps change. */
export interface Variable {
  readonly name: string
  /** Must not be changed by the script: a parameter that isn't `mutable`, a `const`, an alias of a column. */
  readonly constant: boolean
  /** Ends with the function, so that nobody else keeps its value when it is returned. */
  readonly passing: boolean
  /** What is known of its value. */
  readonly type: StaticType
  /** Code that reads it; an error at `span` where it has no value. */
  load(span: Span): Js
  /** Code that reads it where it may have no value; then it gives undefined. */
  peek(): string
  /** A JavaScript expression that gives it a value. */
  store(value: Js): string
}

/** What a function compiled for certain types takes and gives. */
export interface PlainSignature {
  readonly parameters: readonly StaticType[]
  readonly returns: StaticType
}

/** Where names live while code is emitted: a script's top level, a function, a query. */
export abstract class Frame {
  readonly unit: Unit
  /** Names that surely have a value at the place now being emitted. */
  definite = new Set<string>()
  readonly temps: string[] = []
  /** What leaves and continues the loops around the place now being emitted, innermost last. */
  readonly loops: { readonly leave: string; readonly next: string }[] = []

  /** The transaction around the place now being emitted: JavaScript names of its state and its block. */
  transaction: { readonly state: string; readonly label: string } | null = null

  constructor(unit: Unit) {
    this.unit = unit
  }

  /** The variable that `name` means here, if any. */
  abstract find(name: string): Variable | undefined

  /** The variable whose value an assignment to `name` would replace, if there is one. */
  replaced(name: string): Variable | undefined {
    return this.find(name)
  }

  /** The variable that an assignment to `name` gives a value; new if need be. */
  abstract declare(name: string, span: Span): Variable

  /** Names of variables that can be seen here, for suggestions and for code that looks names up when it runs. */
  abstract names(): Iterable<string>

  /** Marks a variable as one whose value another has too (`&x = y`). */
  abstract share(name: string): void

  /** From here on `name` can't be changed any more (`const`). */
  abstract fix(name: string): void

  /** Whether `return` may stand here. */
  abstract readonly isFunction: boolean
  /** Whether names may be columns, or whatever else the code's user brings. */
  readonly isOpen: boolean = false

  /** In a method: code that calls a method of the same object by its name alone. */
  methodCall(_name: string, _args: () => string, _span: Span): string | undefined {
    return undefined
  }

  /**
   * Code that returns a value from the function; `passing` if it ends with it, so that nobody else keeps the value.
   */
  result(js: Js, passing: boolean): string {
    return `return ${passing ? this.box(js) : this.keep(js)};`
  }

  /** In a function compiled for certain types: code of a call to itself, if the arguments have them. */
  selfCall(_callable: Callable, _args: readonly Js[], _span: Span): Js | undefined {
    return undefined
  }

  emit(node: Expression): Js {
    const emitter = this.unit.surround.emitters.expressions[node.kind] as (
      node: Expression,
      frame: Frame,
    ) => Js
    return emitter(node, this)
  }

  statement(node: Statement): string {
    const emitter = this.unit.surround.emitters.statements[node.kind] as (
      node: Statement,
      frame: Frame,
    ) => string
    return emitter(node, this)
  }

  /** Code of a node's value as a Value object. */
  value(node: Expression): string {
    return this.box(this.emit(node))
  }

  /** Code of a node's value for somebody who keeps it: marked as shared if something else holds it too. */
  kept(node: Expression): string {
    return this.keep(this.emit(node))
  }

  keep(js: Js): string {
    if (!js.held || isRaw(js.type)) return this.box(js)
    return `${this.unit.use(js.held === 'sharing' ? 'copyOf' : 'retain')}(${js.code})`
  }

  box(js: Js): string {
    if (!isRaw(js.type)) return js.code
    if (js.constant !== null) return js.constant
    switch (js.type.kind) {
      case 'int':
        return `${this.unit.use('int')}(${js.code})`
      case 'long':
        return `${this.unit.use('boxLong')}(${js.code})`
      case 'double':
        return `${this.unit.use('double')}(${js.code})`
      default:
        return `${this.unit.use('bool')}(${js.code})`
    }
  }

  /** A JavaScript variable of its own, declared at the beginning of the function. */
  temp(): string {
    const name = this.unit.unique('t')
    this.temps.push(name)
    return name
  }

  /** Stores the position, so that an error knows its place. */
  at(span: Span): string {
    return `at = ${this.unit.position(span)}`
  }

  /** A call of a helper: its trailing argument stores the position, after all others have been evaluated. */
  help(helper: Parameters<Unit['use']>[0], args: readonly string[], span: Span): string {
    return `${this.unit.use(helper)}(${[...args, this.at(span)].join(', ')})`
  }

  /** A call `callee(ctx, …args)` of a function whose arguments are counted: the position hides in the last one. */
  invoke(callee: string, args: readonly Js[], span: Span): string {
    const last = args.length - 1
    if (last < 0) return `${callee}((${this.at(span)}, ctx))`
    const codes = args.map(arg => this.box(arg))
    codes[last] = args[last]!.simple
      ? `(${this.at(span)}, ${codes[last]})`
      : `${this.unit.use('first')}(${codes[last]}, ${this.at(span)})`
    return `${callee}(ctx, ${codes.join(', ')})`
  }

  /** As invoke, of a variant that takes and gives plain numbers. */
  invokePlain(callee: string, args: readonly Js[], variant: PlainSignature, span: Span): Js {
    const codes = args.map((arg, i) => (isRaw(variant.parameters[i]!) ? arg.code : this.box(arg)))
    const last = codes.length - 1
    codes[last] = args[last]!.simple
      ? `(${this.at(span)}, ${codes[last]})`
      : `${this.unit.use('first')}(${codes[last]}, ${this.at(span)})`
    return fresh(`${callee}(ctx, ${codes.join(', ')})`, variant.returns)
  }
}
