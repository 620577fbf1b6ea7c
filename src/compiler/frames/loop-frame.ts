import { anyValue, fresh, mangle, quote, type StaticType } from '../js.ts'
import { unboxed } from '../plain/plain-value.ts'
import type { Variable } from './frame.ts'
import { FunctionFrame } from './function-frame.ts'
import { SessionVariable, type TopFrame } from './top-frame.ts'

/**
 * A loop at a script's top level, whose session variables become JavaScript's own while it runs. What they hold when it
 * begins is taken as known.
 */
export class LoopFrame extends FunctionFrame {
  override readonly isFunction = false
  readonly #top: TopFrame
  /** Session variables that have a value before the loop. */
  readonly imported = new Set<string>()

  /** Those that surely are there. */
  readonly #sure = new Set<string>()
  readonly #guess: (name: string) => StaticType | undefined

  constructor(
    top: TopFrame,
    guess: (name: string) => StaticType | undefined,
    types: Map<string, StaticType> | null,
  ) {
    super(top.unit, null, [], types)
    this.#top = top
    this.#guess = guess
  }

  override find(name: string): Variable | undefined {
    if (this.hasOwn(name)) return super.find(name)
    const outer = this.#top.find(name)
    if (!(outer instanceof SessionVariable)) return outer
    this.imported.add(name)
    const type = this.#guess(name)
    const local = this.adopt(name, type ?? anyValue, outer.constant)
    if (!type) this.definite.delete(name)
    else this.#sure.add(name)
    return local
  }

  override declare(name: string): Variable {
    // What it holds before must come back if the loop happens not to assign it.
    return this.find(name) ?? super.declare(name)
  }

  /** JavaScript that takes the variables in from the session: `g…` are their values. */
  *entries(): Generator<string> {
    for (const name of this.imported) {
      const guessed = `g${mangle(name)}`
      yield `${mangle(name)} = ${unboxed(this.types.get(name) ?? anyValue, guessed, this.unit)};`
    }
  }

  /** JavaScript that gives the session its variables back. */
  *exits(): Generator<string> {
    for (const [name, type] of this.types) {
      if (!this.stored.has(name)) continue
      const js = mangle(name)
      const back = `vars.set(${quote(name)}, ${this.box(fresh(js, type))});`
      yield this.#sure.has(name) ? back : `if (${js} !== undefined) ${back}`
    }
  }
}
