import { FunctionValue } from '../values/forms/function-value.ts'
import type { Value } from '../values/value.ts'
import type { Context } from './context.ts'
import type { Parameters } from './parameters.ts'

/** An argument that was left out is undefined. */
export type Arguments = readonly (Value | undefined)[]

/** A function that can be called: built in, user-defined, or partially applied. */
export abstract class Callable extends FunctionValue {
  abstract readonly parameters: Parameters
  /** Gives one value for a column: built-in aggregates, `defg`. SQL and templates ask. */
  abstract readonly aggregate: boolean
  /** Whether a parameter, by place, may be changed by the function (`mutable`, `append!`'s first). */
  abstract isMutable(place: number): boolean

  /**
   * Runs it with positional arguments; named ones have been put in their places (see Parameters.arrange).
   * @throws ScriptError when there are too few or too many, or by its own doing.
   */
  abstract invoke(context: Context, args: Arguments): Value
}
