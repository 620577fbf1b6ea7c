import type { Span } from '../../../grammar/tree/ast.ts'
import type { Callable } from '../../runtime/callable.ts'
import { anyValue, isRaw, type Js, join, type StaticType } from '../js.ts'
import type { Unit } from '../unit.ts'
import type { PlainSignature } from './frame.ts'
import { FunctionFrame } from './function-frame.ts'

/** Inside a function that is compiled for certain types of its parameters, and gives plain numbers if it can. */
export class SpecialFrame extends FunctionFrame {
  readonly #callable: Callable
  readonly #direct: string
  readonly #signature: PlainSignature
  /** What it was found to return; null before the first `return`. */
  returned: StaticType | null = null
  readonly #assumed: StaticType | null

  constructor(
    unit: Unit,
    callable: Callable,
    direct: string,
    parameters: ReadonlyMap<string, StaticType>,
    types: Map<string, StaticType> | null,
    assumed: StaticType | null,
  ) {
    const slots = [...parameters.keys()].map(name => ({ name, mutable: false }))
    super(unit, null, slots, types, parameters)
    this.#callable = callable
    this.#direct = direct
    this.#assumed = assumed
    this.#signature = { parameters: [...parameters.values()], returns: assumed ?? anyValue }
  }

  override result(js: Js, passing: boolean): string {
    const before = this.returned
    const found = before === null ? js.type : join(before, js.type)
    this.returned = found
    const type = this.#assumed ?? found
    const widened = this.#assumed === null ? before !== null && found !== before : join(type, found) !== type
    if (widened) this.unstable = true
    if (isRaw(type)) return `return ${js.code};`
    return super.result(js, passing)
  }

  override selfCall(callable: Callable, args: readonly Js[], span: Span): Js | undefined {
    const { parameters } = this.#signature
    if (callable !== this.#callable || args.length !== parameters.length) return undefined
    if (!args.every((arg, i) => fits(arg.type, parameters[i]!))) return undefined
    // Before the first round is over, what it gives is only a guess.
    if (this.#assumed === null) this.unstable = true
    const returns = this.#assumed ?? this.returned ?? anyValue
    return this.invokePlain(this.#direct, args, { parameters, returns }, span)
  }
}

/** Whether a parameter of `type` can take what is known to be `given`. */
export const fits = (given: StaticType, type: StaticType): boolean =>
  type.kind === 'value'
    ? type.element === undefined || type.element === given.element
    : given.kind === type.kind && (type.nullable || !given.nullable)
