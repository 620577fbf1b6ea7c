import { Compiler } from '../../compiler/compiler.ts'
import type { Registry } from '../../functions/registry.ts'
import { Context, type Surroundings } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { SharedVariables } from '../../runtime/shared-variables.ts'
import { FunctionValue } from '../../values/forms/function-value.ts'
import { fromTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'
import type { SessionLeft, SessionState } from '../messages.ts'
import { type Completion, complete } from './completion.ts'

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((text, i) => text === b[i])

const PLAIN_NAME = /^[\p{L}_][\p{L}\p{N}_]*!?$/u

/** What the assembling layer adds to a session: services in its context. */
export type Prepare = (context: Context) => void

/** One session in its worker: variables, and a compiler that runs its scripts. */
export class Session {
  readonly context: Context
  readonly compiler: Compiler
  readonly user: string
  readonly #registry: Registry
  #told: SessionState = { definitions: [], variables: [], isBlank: true }

  constructor(
    user: string,
    surroundings: Surroundings,
    shared: SharedVariables,
    registry: Registry,
    prepare: Prepare,
  ) {
    this.user = user
    this.context = new Context(surroundings, shared)
    this.compiler = new Compiler(this.context, registry)
    this.context.evaluator = this.compiler
    this.#registry = registry
    prepare(this.context)
  }

  /** The function of that name, or the one that the expression gives. @throws ScriptError */
  functionNamed(text: string): Value {
    return this.compiler.findFunction(text) ?? this.#functionOf(text)
  }

  /** As functionNamed, but undefined where the text gives none. */
  findFunction(text: string): FunctionValue | undefined {
    try {
      const value = this.functionNamed(text)
      return value instanceof FunctionValue ? value : undefined
    } catch (error) {
      if (error instanceof ScriptError) return undefined
      throw error
    }
  }

  #functionOf(text: string): Value {
    // Clients go by the words in which an unknown name is refused.
    const value = PLAIN_NAME.test(text) ? this.context.variable(text) : this.compiler.run(text)
    if (value?.form === 'function') return value
    throw new ScriptError(`Can't recognize function name ${text}`)
  }

  /** The texts of the functions that it has defined, in their order. */
  definitions(): string[] {
    return this.compiler.definitions()
  }

  /** What it has, if that isn't what was told last. */
  news(): SessionState | null {
    const definitions = this.definitions()
    const variables = [...this.context.variables.keys()]
    const isBlank = this.context.isBlank && this.compiler.isBlank
    const told = this.#told
    if (same(definitions, told.definitions) && same(variables, told.variables) && isBlank === told.isBlank)
      return null
    this.#told = { definitions, variables, isBlank }
    return this.#told
  }

  /** Takes what a request that ran aside has left. False: functions among it need what isn't here. */
  inherit({ definitions, values, shares }: SessionLeft): boolean {
    const { variables, shared } = this.context
    for (const [name, value] of values) variables.set(name, fromTransferable(value))
    try {
      for (const text of definitions) this.compiler.run(text)
      for (const [name, sharedName] of shares) {
        const table = shared.get(sharedName)
        if (table) variables.set(name, table)
      }
      return true
    } catch (error) {
      if (error instanceof ScriptError) return false
      throw error
    }
  }

  complete(text: string, at: number): Completion {
    return complete(this.context, this.#registry, text, at)
  }
}
