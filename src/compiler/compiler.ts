import { parse } from '../../grammar/parser.ts'
import type { Expression, Span, Statement } from '../../grammar/tree/ast.ts'
import type { Registry } from '../functions/registry.ts'
import type { Callable } from '../runtime/callable.ts'
import type { Compiled, Context, Evaluator } from '../runtime/context.ts'
import { viewNamed } from '../runtime/function-views.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { scriptFiles } from '../runtime/script-files.ts'
import { UserFunction } from '../runtime/user-function.ts'
import type { Code } from '../values/forms/code.ts'
import { NOTHING, NULL } from '../values/forms/scalar.ts'
import { literalValue } from '../values/literal.ts'
import type { Value } from '../values/value.ts'
import { adviceOnSyntax } from './advice/syntax.ts'
import { allEmitters } from './emit/all-emitters.ts'
import { Namespace } from './namespace.ts'
import { emitOpen, emitProgram, indented, type Opened, type Program } from './program.ts'
import { partsOf } from './script-parts.ts'
import { otherwise, scriptErrorOf } from './support/failure.ts'
import { syntaxFault } from './syntax-fault.ts'
import { type Surround, Unit } from './unit.ts'
import { vocabularyOf } from './vocabulary.ts'

const scriptTooDeep = 'The script is nested too deeply.'

/** Told the value of each statement as it comes; undefined for one that has none to show. */
export type OnResult = (value: Value | undefined, span: Span) => void

/** Where a piece of syntax was written, for errors and names when it is compiled by itself. */
interface Origin {
  readonly text: string
  readonly namespace: Namespace
}

/** Turns scripts of one session into JavaScript and runs them. */
export class Compiler implements Evaluator {
  readonly #context: Context
  readonly #registry: Registry
  readonly #session = new Namespace()
  readonly #modules = new Map<string, Namespace>()
  // Texts of modules that scripts have given: they go before files.
  readonly #moduleTexts = new Map<string, string>()
  readonly #origins = new WeakMap<Expression | Statement, Origin>()
  readonly #compiled = new WeakMap<Expression | Statement, Compiled>()
  readonly #surround: Surround

  constructor(context: Context, registry: Registry) {
    this.#context = context
    this.#registry = registry
    this.#surround = {
      context,
      registry,
      vocabulary: vocabularyOf(registry),
      emitters: allEmitters,
      module: path => this.#modules.get(path),
      methodNames: new Set(),
      enclosed: new WeakSet(),
      specialisers: new WeakMap(),
      remember: (node, { text, namespace }) => this.#origins.set(node, { text, namespace }),
    }
  }

  /**
   * Parses and runs a script, and tells the value of each statement; `statements`: those of the script, if it is parsed.
   * @throws ScriptError, Cancelled
   */
  execute(text: string, onResult: OnResult, statements?: readonly Statement[]): void {
    this.#executeIn(this.#session, text, onResult, statements)
  }

  run(text: string): Value | undefined {
    let last: Value | undefined
    this.execute(text, value => {
      last = value
    })
    return last
  }

  /** The JavaScript that a script becomes, without running it. @throws ScriptError */
  emit(text: string): string {
    const statements = this.#parse(text, this.#session)
    const unit = new Unit(text, this.#surround, this.#session)
    unit.forReading = true
    return indented(unit.assemble(emitProgram(statements, unit)))
  }

  compile(node: Expression | Statement): Compiled {
    let compiled = this.#compiled.get(node)
    if (!compiled) {
      compiled = this.#compile(node)
      this.#compiled.set(node, compiled)
    }
    return compiled
  }

  #compile(node: Expression | Statement): Compiled {
    const context = this.#context
    const origin = this.#origins.get(node)
    // What needs no code.
    if (node.kind === 'literal') {
      const value = literalValue(node)
      return () => value
    }
    if (node.kind === 'name' && node.qualifiers.length === 0) {
      const { name } = node
      return scope => {
        try {
          return scope.resolve(name) ?? context.variable(name) ?? otherwise(context, name, scope)
        } catch (error) {
          throw origin && error instanceof ScriptError ? error.at(origin.text, node.span) : error
        }
      }
    }
    const unit = new Unit(origin?.text ?? '', this.#surround, origin?.namespace ?? this.#session)
    const code = emitOpen(node, unit)
    // Places in an unknown text would only mislead.
    if (!origin) unit.spans.length = 0
    return unit.link<Opened>(code)(context, NULL)
  }

  evaluate({ node, lookup }: Code): Value {
    return this.compile(node)({ resolve: name => lookup?.(name) })
  }

  findFunction(name: string): Callable | undefined {
    const split = name.lastIndexOf('::')
    if (split > 0) {
      const module = this.#modules.get(name.slice(0, split))
      return module?.own.get(name.slice(split + 2)) ?? viewNamed(this.#context, name)
    }
    if (split === 0) return this.#registry.get(name.slice(2))
    return this.#session.find(name) ?? this.#registry.get(name) ?? viewNamed(this.#context, name)
  }

  *functions(): Iterable<Callable> {
    yield* this.#session.own.values()
    yield* this.#registry.all()
  }

  loadModule(path: readonly string[]): void {
    this.#module(path)
  }

  defineModules(texts: ReadonlyMap<string, string>, reload: boolean): void {
    const names = [...texts.keys()].filter(name => reload || !this.#modules.has(name))
    for (const name of names) {
      this.#moduleTexts.set(name, texts.get(name)!)
      this.#modules.delete(name)
    }
    for (const name of names) this.#module(name.split('::'))
  }

  /** As findFunction. @throws ScriptError when there is none. */
  functionNamed(name: string): Callable {
    const found = this.findFunction(name)
    if (found) return found
    throw new ScriptError(`The function or procedure '${name}' is not defined.`, { refId: 'S06004' })
  }

  /** Whether the session has defined nothing and uses no module. */
  get isBlank(): boolean {
    const { own, used, constants, sharing } = this.#session
    return (
      own.size + used.length + constants.size + sharing.size + this.#modules.size + this.#moduleTexts.size ===
      0
    )
  }

  /** The texts of the functions that the session has defined, in their order. */
  definitions(): string[] {
    return [...this.#session.own.values()].flatMap(callable =>
      callable instanceof UserFunction && callable.code !== null ? callable.header.text : [],
    )
  }

  undefine(name: string | null, kind: string | null): void {
    const { variables, shared } = this.#context
    const ofKind = (which: string) => kind === null || kind === which
    if (name === null) {
      if (ofKind('VAR')) {
        variables.clear()
        this.#session.constants.clear()
        this.#session.sharing.clear()
      }
      if (ofKind('DEF')) this.#session.own.clear()
      if (kind === 'SHARED') shared.clear()
      return
    }
    const variable = ofKind('VAR') && variables.delete(name)
    const definition = kind === 'DEF' && this.#session.own.delete(name)
    const everybody = kind === 'SHARED' && shared.delete(name)
    if (variable) {
      this.#session.constants.delete(name)
      this.#session.sharing.delete(name)
    }
    // Scripts begin by forgetting variables, whether they are there or not.
    if (!variable && !definition && !everybody && kind !== 'VAR') {
      throw new ScriptError(
        `There is no ${kind === 'DEF' ? 'function' : 'shared variable'} ${name} to undefine.`,
      )
    }
  }

  #parse(text: string, namespace: Namespace): readonly Statement[] {
    const arityOf = (name: string) => {
      const known = namespace.find(name) ?? this.#registry.get(name)
      return known && { least: known.parameters.least, most: known.parameters.most }
    }
    const whole = { start: 0, end: text.length }
    const { script, errors } = this.#located(text, whole, () => parse(text, { arityOf }), scriptTooDeep)
    const [error] = errors
    if (error)
      throw syntaxFault(text, error.span, error.message, { hint: error.hint ?? adviceOnSyntax(text, error) })
    return script.statements
  }

  // Part by part: what one defines when it runs, the next may name.
  #executeIn(
    namespace: Namespace,
    text: string,
    onResult: OnResult,
    statements = this.#parse(text, namespace),
  ): void {
    for (const part of partsOf(statements)) {
      switch (part.is) {
        case 'statements':
          this.#runStatements(part.statements, text, namespace, onResult)
          break
        case 'use':
          this.#located(text, part.span, () => this.#use(part.path, namespace))
          onResult(undefined, part.span)
          break
        case 'include': {
          const file = this.#located(text, part.span, () =>
            this.#context.service(scriptFiles).read(part.path),
          )
          this.#executeIn(namespace, file.text, () => {})
          onResult(undefined, part.span)
          break
        }
      }
    }
  }

  #runStatements(
    statements: readonly Statement[],
    text: string,
    namespace: Namespace,
    onResult: OnResult,
  ): void {
    const unit = new Unit(text, this.#surround, namespace)
    const whole = { start: statements[0]?.span.start ?? 0, end: statements.at(-1)?.span.end ?? 0 }
    const link = () => unit.link<Program>(emitProgram(statements, unit))
    const program = this.#located(text, whole, link, scriptTooDeep)
    for (const [name, callable] of unit.defined) namespace.own.set(name, callable)
    for (const name of unit.constants) namespace.constants.add(name)
    program(this.#context, (value, place) => {
      const { span } = statements[place]!
      const show = () => onResult(value === NOTHING ? undefined : value, span)
      this.#located(text, span, show, 'The value is nested too deeply to be shown.')
    })
  }

  #use(path: readonly string[], namespace: Namespace): void {
    const module = this.#module(path)
    if (!namespace.used.includes(module)) namespace.used.push(module)
  }

  // The namespace of a module, loaded when first used.
  #module(path: readonly string[]): Namespace {
    const name = path.join('::')
    const known = this.#modules.get(name)
    if (known) return known
    const text = this.#moduleTexts.get(name) ?? this.#context.service(scriptFiles).module(path)?.text
    if (text === undefined) throw new ScriptError(`Can't find the module ${name}.`)
    const made = new Namespace(name)
    // Known before it is loaded, so that modules which use each other come to an end.
    this.#modules.set(name, made)
    try {
      this.#executeIn(made, text, () => {})
    } catch (error) {
      this.#modules.delete(name)
      throw error
    }
    return made
  }

  #located<T>(text: string, span: Span, action: () => T, tooDeep?: string): T {
    try {
      return action()
    } catch (error) {
      const known = scriptErrorOf(error, tooDeep)
      throw known instanceof ScriptError ? known.at(text, span) : known
    }
  }
}
