import type { Bridge } from '../../engine/bridge/bridge.ts'
import { Builtin } from '../../functions/define.ts'
import { type Arguments, Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import type { Parameters } from '../../runtime/parameters.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Code } from '../../values/forms/code.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'

/** A function that is called where it lives, with rights other than those of who calls it. */
abstract class ElsewhereFunction extends Callable {
  protected readonly callee: Callable
  /** Where the callee lives. */
  protected readonly context: Context
  protected readonly bridge: Bridge

  constructor(callee: Callable, context: Context, bridge: Bridge) {
    super()
    this.callee = callee
    this.context = context
    this.bridge = bridge
  }

  get parameters(): Parameters {
    return this.callee.parameters
  }

  get aggregate(): boolean {
    return this.callee.aggregate
  }

  isMutable(place: number): boolean {
    return this.callee.isMutable(place)
  }

  /** Calls it between `enter`, with these arguments, and `leave`: between them the rights are others. */
  protected invokeWithin(args: Arguments, enter: string, ...of: readonly unknown[]): Value {
    this.bridge.call('views', enter, ...of)
    try {
      return this.callee.invoke(this.context, args)
    } finally {
      this.bridge.call('views', 'leave')
    }
  }
}

/**
 * A function view, as a session calls it: it runs with the rights of its owner, apart from the session's own functions and
 * variables. Functions that it is given run with the rights of the caller.
 */
export class ViewFunction extends ElsewhereFunction {
  readonly name: string
  readonly #created: number

  /** `created`: when the view was added, which tells it from another of the same name. */
  constructor(name: string, created: number, callee: Callable, context: Context, bridge: Bridge) {
    super(callee, context, bridge)
    this.name = name
    this.#created = created
  }

  invoke(context: Context, args: Arguments): Value {
    this.parameters.check(this.name, args.length)
    const safe = args.map(value => (value === undefined ? undefined : this.#given(value, context)))
    return this.invokeWithin(safe, 'enter', this.name, this.#created)
  }

  describe(): string {
    return this.name
  }

  #given(value: Value, caller: Context): Value {
    if (value instanceof Callable)
      return isHarmless(value) ? value : new CallersFunction(value, caller, this.bridge)
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
class CallersFunction extends ElsewhereFunction {
  get name(): string {
    return this.callee.name
  }

  invoke(_context: Context, args: Arguments): Value {
    return this.invokeWithin(args, 'enterAsUser')
  }

  describe(): string {
    return this.callee.describe()
  }
}
