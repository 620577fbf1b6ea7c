import type { Callable } from '../runtime/callable.ts'
import { ScriptError } from '../runtime/script-error.ts'

/** The functions and classes that a session, or a module, has defined. */
export class Namespace {
  /** `a::b` of a module, empty for a session. */
  readonly path: string
  readonly own = new Map<string, Callable>()
  /** Modules brought in with `use`. */
  readonly used: Namespace[] = []
  /** Session variables declared `const`. */
  readonly constants = new Set<string>()
  /** Session variables that share their value with another one (`&x = y`): keeping such a value copies it. */
  readonly sharing = new Set<string>()

  constructor(path = '') {
    this.path = path
  }

  /** Its own, or that of the only used module that has it. @throws ScriptError when several modules do. */
  find(name: string): Callable | undefined {
    const own = this.own.get(name)
    if (own) return own
    const owners = this.used.filter(module => module.own.has(name))
    if (owners.length > 1) {
      throw new ScriptError(`The function ${name} is in more than one module`, {
        hint: `write ${owners.map(module => `${module.path}::${name}`).join(' or ')}`,
      })
    }
    return owners[0]?.own.get(name)
  }

  /** All names that find knows. */
  *names(): Generator<string> {
    yield* this.own.keys()
    for (const module of this.used) yield* module.own.keys()
  }
}
