import { display } from '../values/format/format.ts'
import { scriptOf } from '../values/format/text.ts'
import { Scalar } from '../values/forms/scalar.ts'
import { DFLT } from '../values/literal.ts'
import type { Value } from '../values/value.ts'
import { type Arguments, Callable } from './callable.ts'
import type { Context } from './context.ts'
import { Parameters } from './parameters.ts'

/** A function with some arguments fixed: `f{1}`, `f{,2}`. */
export class PartialFunction extends Callable {
  readonly callee: Callable
  /** Fixed arguments by place; undefined where the caller's go. May be shorter than the callee's parameters. */
  readonly fixed: Arguments
  readonly parameters: Parameters
  // Places of the callee left open before the last fixed one, in order; the caller's further arguments follow it.
  readonly #open: readonly number[]

  constructor(callee: Callable, fixed: Arguments) {
    super()
    this.callee = callee
    this.fixed = fixed
    this.#open = fixed.flatMap((value, place) => (value === undefined ? [place] : []))
    const { list, variadic } = callee.parameters
    const before = this.#open.flatMap(place => list[place] ?? [])
    // What was left open on purpose has to be given, even if the callee could do without.
    const required = before.map(parameter => ({ ...parameter, optional: false }))
    this.parameters = new Parameters([...required, ...list.slice(fixed.length)], variadic)
  }

  get name(): string {
    return this.callee.name
  }

  get aggregate(): boolean {
    return this.callee.aggregate
  }

  isMutable(place: number): boolean {
    return this.callee.isMutable(this.#target(place))
  }

  invoke(context: Context, args: Arguments): Value {
    const all = this.fixed.map(value => (value === DFLT ? undefined : value))
    for (let i = 0; i < args.length; i++) {
      const place = this.#target(i)
      while (all.length < place) all.push(undefined)
      all[place] = args[i]
    }
    return this.callee.invoke(context, all)
  }

  #target(place: number): number {
    const open = this.#open
    return place < open.length ? open[place]! : this.fixed.length + place - open.length
  }

  describe(): string {
    const args = this.fixed.map(value => (value === undefined ? '' : describeArgument(value)))
    const callee = this.callee.name === '' ? `{${this.callee.describe()}}` : this.callee.describe()
    return `${callee}{${args.join(',')}}`
  }
}

function describeArgument(value: Value): string {
  if (value === DFLT) return 'DFLT'
  if (value instanceof Scalar) return scriptOf(value.type, value.raw) || 'NULL'
  return display(value)
}
