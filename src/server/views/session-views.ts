import type { Bridge } from '../../engine/bridge/bridge.ts'
import { type ShippedFunction, unshipped } from '../../engine/session/shipped-function.ts'
import type { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import type { FunctionViews } from '../../runtime/function-views.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { ViewFunction } from './view-function.ts'

interface Known {
  readonly views: ReadonlyMap<string, { readonly created: number; readonly work: ShippedFunction }>
  /** The node's counter of changes, and what it said when the views were asked for. */
  readonly counter: Int32Array
  readonly seen: number
}

/** The node's function views as one session finds them. The node is asked anew only after a change. */
export class SessionViews implements FunctionViews {
  readonly #bridge: Bridge
  readonly #openContext: () => Context
  #known: Known | null = null
  readonly #made = new Map<string, ViewFunction>()

  /** `openContext` makes a place for a view's functions, apart from the session's. */
  constructor(bridge: Bridge, openContext: () => Context) {
    this.#bridge = bridge
    this.#openContext = openContext
  }

  find(name: string): Callable | undefined {
    const { views } = this.#views()
    const view = views.get(name)
    if (!view) return undefined
    let made = this.#made.get(name)
    if (!made) {
      const context = this.#openContext()
      made = new ViewFunction(name, view.created, unshipped(context, view.work), context, this.#bridge)
      this.#made.set(name, made)
    }
    return made
  }

  #views(): Known {
    const known = this.#known
    if (known && Atomics.load(known.counter, 0) === known.seen) return known
    this.#made.clear()
    return (this.#known = this.#ask())
  }

  #ask(): Known {
    try {
      const { views, version, counter } = this.#bridge.call<{
        views: { name: string; created: number; work: ShippedFunction }[]
        version: number
        counter: Int32Array
      }>('views', 'known')
      return { views: new Map(views.map(view => [view.name, view])), counter, seen: version }
    } catch (error) {
      // Another process has the records, or there is no such service: then there are no views.
      if (error instanceof ScriptError) return { views: new Map(), counter: new Int32Array(1), seen: 0 }
      throw error
    }
  }
}
