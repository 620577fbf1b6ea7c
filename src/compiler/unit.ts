import type { Expression, Span, Statement } from '../../grammar/tree/ast.ts'
import type { Registry } from '../functions/registry.ts'
import type { Callable } from '../runtime/callable.ts'
import type { Context } from '../runtime/context.ts'
import { viewNamed } from '../runtime/function-views.ts'
import type { ScriptError } from '../runtime/script-error.ts'
import type { Emitters } from './emit/emitters.ts'
import type { Namespace } from './namespace.ts'
import type { Specialiser } from './plain/specialiser.ts'
import { syntaxFault } from './syntax-fault.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What generated code is compiled against: the same for all units of a session. */
export interface Surround {
  readonly context: Context
  readonly registry: Registry
  readonly vocabulary: Vocabulary
  readonly emitters: Emitters
  /** The module's namespace for `a::b::f`, or undefined if it isn't loaded. */
  readonly module: (path: string) => Namespace | undefined
  /** Names of methods of all classes that the session has seen. */
  readonly methodNames: Set<string>
  /** What compiles functions for the types they are called with. */
  readonly specialisers: WeakMap<Callable, Specialiser>
  /** Functions that touch nothing of the session (see isEnclosed). */
  readonly enclosed: WeakSet<Callable>
  /** Tells where a piece of syntax comes from, for when it is compiled by itself later. */
  readonly remember: (node: Expression | Statement, unit: Unit) => void
}

/** Where errors of a unit are: its text, and the spans that positions stand for. */
export interface SourceMap {
  readonly text: string
  readonly spans: readonly Span[]
}

/**
 * One piece of text on its way to JavaScript, which ends as one call of `new Function`. Collects what the code refers
 * to: constants, helpers, positions, functions. Nothing of a script enters the code but mangled names and quoted text.
 */
export class Unit {
  readonly text: string
  readonly surround: Surround
  readonly namespace: Namespace
  readonly spans: Span[] = []
  /** Functions and classes defined so far; the namespace gets them once everything is compiled. */
  readonly defined = new Map<string, Callable>()
  /** Whether the code is for people to read: then nothing is left to be compiled when it runs. */
  forReading = false
  /** Functions that were declared but not defined yet, and where. */
  readonly declared = new Map<string, Span>()
  /** Shared variables that the script makes with `share … as`. */
  readonly shares = new Set<string>()
  /** Session variables that it assigns. */
  readonly assigned = new Set<string>()
  /** Session variables that it declares `const`. */
  readonly constants = new Set<string>()
  /** What has to happen before the main code: definitions of functions, in order. */
  readonly #hoisted: string[] = []
  readonly #constants: unknown[] = []
  readonly #constantNames = new Map<unknown, string>()
  readonly #words = new Set<string>()
  /** JavaScript names of functions that this unit itself holds. */
  readonly directNames = new Map<Callable, string>()
  #recorded: Map<string, Callable> | null = null
  readonly #settled: ReadonlyMap<string, Callable> | null
  #sourceMap: SourceMap | null = null
  #serial = 0

  /** `settled`: names of functions that mean what they meant before. */
  constructor(
    text: string,
    surround: Surround,
    namespace: Namespace,
    settled: ReadonlyMap<string, Callable> | null = null,
  ) {
    this.text = text
    this.#settled = settled
    this.surround = surround
    this.namespace = namespace
  }

  get sourceMap(): SourceMap {
    return (this.#sourceMap ??= { text: this.text, spans: this.spans })
  }

  /** Whether some class has a method of that name, so that `x.name()` may mean it. */
  isMethodName(name: string): boolean {
    return this.surround.methodNames.has(name)
  }

  /** The number that stands for a place in the text. */
  position(span: Span): number {
    this.spans.push(span)
    return this.spans.length - 1
  }

  /** The identifier of something that the code refers to. The same thing has the same one. */
  constant(value: unknown): string {
    let name = this.#constantNames.get(value)
    if (name === undefined) {
      name = `k${this.#constants.length}`
      this.#constants.push(value)
      this.#constantNames.set(value, name)
    }
    return name
  }

  /** The identifier of a helper. */
  use(helper: keyof Vocabulary): string {
    this.#words.add(helper)
    return helper
  }

  /** An identifier that is used nowhere else, such as `f12`. */
  unique(prefix: string): string {
    return `${prefix}${this.#serial++}`
  }

  hoist(code: string): void {
    this.#hoisted.push(code)
  }

  /** How far hoisting has come, to take it back when a function is emitted again. */
  get hoistedCount(): number {
    return this.#hoisted.length
  }

  dropHoisted(count: number): void {
    this.#hoisted.length = count
  }

  /** Whether the node has, or will have by then, a shared variable of that name. */
  isShared(name: string): boolean {
    return this.shares.has(name) || this.surround.context.shared.has(name)
  }

  isSessionVariable(name: string): boolean {
    return this.assigned.has(name) || this.surround.context.variables.has(name)
  }

  isConstant(name: string): boolean {
    return this.constants.has(name) || this.namespace.constants.has(name)
  }

  /** A function or class by the name a script would use: the session's or module's, or built in. */
  findFunction(name: string): Callable | undefined {
    const found =
      this.#settled?.get(name) ??
      this.defined.get(name) ??
      this.namespace.find(name) ??
      this.surround.registry.get(name) ??
      viewNamed(this.surround.context, name)
    if (found) this.#recorded?.set(name, found)
    return found
  }

  /** Emits code, and notes what names of functions mean in it, for when it is compiled once more. */
  recording<T>(emit: () => T): { made: T; names: ReadonlyMap<string, Callable> } {
    const names = new Map<string, Callable>()
    const before = this.#recorded
    this.#recorded = names
    try {
      return { made: emit(), names }
    } finally {
      this.#recorded = before
    }
  }

  /** The whole JavaScript. `main` is an expression. */
  assemble(main: string): string {
    const helpers = this.#words.size > 0 ? [`const {${[...this.#words].sort().join(', ')}} = R`] : []
    const constants = this.#constants.map((_, i) => `k${i} = K[${i}]`)
    const declared = constants.length > 0 ? [`const ${constants.join(', ')}`] : []
    return ['"use strict"', ...helpers, ...declared, ...this.#hoisted, `return ${main}`].join(';\n')
  }

  /** Makes `main` real. */
  link<T>(main: string): T {
    const make = new Function('R', 'K', this.assemble(main)) as (
      vocabulary: Vocabulary,
      constants: unknown[],
    ) => T
    return make(this.surround.vocabulary, this.#constants)
  }

  /** An error at a place of this text, found before it runs. */
  fault(span: Span, message: string, details?: { refId?: string; hint?: string }): ScriptError {
    return syntaxFault(this.text, span, message, details)
  }
}
