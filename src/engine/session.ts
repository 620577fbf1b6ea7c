import { Compiler } from '../compiler/compiler.ts'
import type { Registry } from '../functions/registry.ts'
import { Context, type Surroundings } from '../runtime/context.ts'
import type { Value } from '../values/value.ts'

/** What the assembling layer adds to a session: services in its context. */
export type Prepare = (context: Context) => void

/** One session in its worker: variables, and a compiler that runs its scripts. */
export class Session {
  readonly context: Context
  readonly compiler: Compiler
  readonly user: string

  constructor(
    user: string,
    surroundings: Surroundings,
    shared: Map<string, Value>,
    registry: Registry,
    prepare: Prepare,
  ) {
    this.user = user
    this.context = new Context(surroundings, shared)
    this.compiler = new Compiler(this.context, registry)
    this.context.evaluator = this.compiler
    prepare(this.context)
  }
}
