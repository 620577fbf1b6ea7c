import { Compiler } from '../compiler/compiler.ts'
import type { Registry } from '../functions/registry.ts'
import { Context, type Surroundings } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { SharedVariables } from '../runtime/shared-variables.ts'
import { FunctionValue } from '../values/function-value.ts'
import type { Value } from '../values/value.ts'
import { type Completion, complete } from './completion.ts'

/** What the assembling layer adds to a session: services in its context. */
export type Prepare = (context: Context) => void

/** One session in its worker: variables, and a compiler that runs its scripts. */
export class Session {
  readonly context: Context
  readonly compiler: Compiler
  readonly user: string
  readonly #registry: Registry

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
    const value = this.compiler.run(text)
    if (value?.form === 'function') return value
    throw new ScriptError(`Can't recognize function name ${text}`)
  }

  complete(text: string, at: number): Completion {
    return complete(this.context, this.#registry, text, at)
  }
}
