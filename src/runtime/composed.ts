import type { Value } from '../values/value.ts'
import { type Arguments, Callable } from './callable.ts'
import type { Context } from './context.ts'
import type { Parameters } from './parameters.ts'

/** Two functions one after the other: the second is given what the first gives. */
export class ComposedFunction extends Callable {
  readonly #first: Callable
  readonly #second: Callable

  constructor(first: Callable, second: Callable) {
    super()
    this.#first = first
    this.#second = second
  }

  get name(): string {
    return ''
  }

  get parameters(): Parameters {
    return this.#first.parameters
  }

  get aggregate(): boolean {
    return this.#second.aggregate
  }

  isMutable(place: number): boolean {
    return this.#first.isMutable(place)
  }

  invoke(context: Context, args: Arguments): Value {
    return this.#second.invoke(context, [this.#first.invoke(context, args)])
  }

  describe(): string {
    return `compose(${this.#first.describe()}, ${this.#second.describe()})`
  }
}
