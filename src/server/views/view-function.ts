import type { Bridge } from '../../engine/bridge.ts'
import { Builtin } from '../../functions/define.ts'
import { type Arguments, Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import type { Parameters } from '../../runtime/parameters.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Code } from '../../values/code.ts'
import { Dictionary } from '../../values/dictionary.ts'
import { Tuple } from '../../values/tuple.ts'
import type { Value } from '../../values/value.ts'

/**
 * A function view, as a session calls it: it runs with the rights of its owner, apart from the session's own functions and
 * variables. Functions that it is given run with the rights of the caller.
 */
export class ViewFunction extends Callable {
  readonly name: string
  readonly #created: number
  readonly #callee: Callable
  /** Where the callee lives. */
  readonly #context: Context
  readonly #bridge: Bridge

  /** `created`: when the view was added, which tells it from another of the same name. */
  constructor(name: string, created: number, callee: Callable, context: Context, bridge: Bridge) {
    super()
    this.name = name
    this.#created = created
    this.#callee = callee
    this.#context = context
    this.#bridge = bridge
  }

  get parameters(): Parameters {
    return this.#callee.parameters
  }

  get aggregate(): boolean {
    return this.#callee.aggregate
  }

  isMutable(place: number): boolean {
    return this.#callee.isMutable(place)
  }

  invoke(context: Context, args: Arguments): Value {
    this.parameters.check(this.name, args.length)
    const safe = args.map(value => (value === undefined ? undefined : this.#given(value, context)))
    this.#bridge.call('views', 'enter', this.name, this.#created)
    try {
      return this.#callee.invoke(this.#context, safe)
    } finally {
      this.#bridge.call('views', 'leave')
    }
  }

  describe(): string {
    return this.name
  }

  #given(value: Value, caller: Context): Value {
    if (value instanceof Callable)
      return isHarmless(value) ? value : new CallersFunction(value, caller, this.#bridge)
    if (holdsCode(value)) {
      throw new ScriptError(
        `The function view ${this.name} takes no metacode, nor functions within other values.`,
      )
    }
    return value
  }
}

// Functions of values alone need no rights.
const isHarmless = (value: Callable): boolean =>
  value instanceof Builtin && ['elementwise', 'aggregate', 'series'].includes(value.definition.kind)

function holdsCode(value: Value): boolean {
  if (value instanceof Code || value instanceof Callable) return true
  if (value instanceof Tuple) return value.items.some(holdsCode)
  if (value instanceof Dictionary) return [...value.entries.values()].some(entry => holdsCode(entry.value))
  return false
}

/** A function of the session, called by a view: it runs where it came from, with its caller's rights. */
class CallersFunction extends Callable {
  readonly #callee: Callable
  readonly #context: Context
  readonly #bridge: Bridge

  constructor(callee: Callable, context: Context, bridge: Bridge) {
    super()
    this.#callee = callee
    this.#context = context
    this.#bridge = bridge
  }

  get name(): string {
    return this.#callee.name
  }

  get parameters(): Parameters {
    return this.#callee.parameters
  }

  get aggregate(): boolean {
    return this.#callee.aggregate
  }

  isMutable(place: number): boolean {
    return this.#callee.isMutable(place)
  }

  invoke(_context: Context, args: Arguments): Value {
    this.#bridge.call('views', 'enterAsUser')
    try {
      return this.#callee.invoke(this.#context, args)
    } finally {
      this.#bridge.call('views', 'leave')
    }
  }

  describe(): string {
    return this.#callee.describe()
  }
}
