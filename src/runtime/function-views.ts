import type { Callable } from './callable.ts'
import type { Context } from './context.ts'
import { Slot } from './slot.ts'

/** Functions that every session may call by name though it hasn't defined them. */
export interface FunctionViews {
  /** Undefined: there is none of that name (`f`, or `a::b::f`). */
  find(name: string): Callable | undefined
}

export const functionViews = new Slot<FunctionViews>('function views')

/** The function view of that name, where there is any. */
export const viewNamed = (context: Context, name: string): Callable | undefined =>
  context.has(functionViews) ? context.service(functionViews).find(name) : undefined
