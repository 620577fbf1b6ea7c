import type { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import type { Value } from '../../values/value.ts'
import { emitLoopFunction, type Loop } from '../emit/loop-function.ts'
import { TopFrame } from '../frames/top-frame.ts'
import { anyValue, type StaticType } from '../js.ts'
import { Unit } from '../unit.ts'
import { typeOfValue } from './plain-value.ts'

type LoopCode = (context: Context, variables: Map<string, Value>, ...values: (Value | undefined)[]) => void

const MOST_VARIANTS = 8

/** A loop at the top level of a script, compiled when it is reached for what its variables hold then. */
export class LoopSite {
  readonly #node: Loop
  readonly #unit: Unit
  /** Session variables that the script has assigned before. */
  readonly #assigned: ReadonlySet<string>
  /** Session variables that the loop takes in, in order. */
  readonly #imported: readonly string[]
  /** What names of functions mean in it. */
  readonly #names: ReadonlyMap<string, Callable>
  readonly #variants = new Map<string, LoopCode>()

  constructor(
    node: Loop,
    unit: Unit,
    assigned: ReadonlySet<string>,
    imported: readonly string[],
    names: ReadonlyMap<string, Callable>,
  ) {
    this.#node = node
    this.#unit = unit
    this.#assigned = assigned
    this.#imported = imported
    this.#names = names
  }

  run(context: Context): void {
    const { variables } = context
    const values = this.#imported.map(name => variables.get(name))
    const types = values.map(value => value && typeOfValue(value))
    const key = types.map(type => type && (type.element ?? type.kind)).join()
    let code = this.#variants.get(key)
    if (!code) {
      const known = this.#variants.size < MOST_VARIANTS ? types : types.map(type => type && anyValue)
      code = this.#compile(known)
      this.#variants.set(key, code)
    }
    code(context, variables, ...values)
  }

  #compile(types: readonly (StaticType | undefined)[]): LoopCode {
    const { text, surround, namespace, shares, constants } = this.#unit
    const unit = new Unit(text, surround, namespace, this.#names)
    for (const name of this.#assigned) unit.assigned.add(name)
    for (const name of shares) unit.shares.add(name)
    for (const name of constants) unit.constants.add(name)
    const places = new Map(this.#imported.map((name, place) => [name, types[place]]))
    const frame = new TopFrame(unit)
    const { code } = emitLoopFunction(this.#node, frame, name => places.get(name))
    return unit.link<LoopCode>(`(${code})`)
  }
}
