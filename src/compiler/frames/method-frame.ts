import type { Span } from '../../../grammar/tree/ast.ts'
import type { ScriptClass } from '../../runtime/script-class.ts'
import { anyValue, held, type Js, quote, type StaticType } from '../js.ts'
import type { Unit } from '../unit.ts'
import type { Frame, Variable } from './frame.ts'
import { FunctionFrame, type ParameterSlot } from './function-frame.ts'

/** An attribute of the object that a method belongs to. */
class AttributeVariable implements Variable {
  readonly name: string
  readonly constant = false
  readonly passing = false
  readonly type = anyValue
  readonly #frame: Frame
  readonly #place: number

  constructor(frame: Frame, name: string, place: number) {
    this.#frame = frame
    this.name = name
    this.#place = place
  }

  load(_span: Span): Js {
    return { ...held(this.peek()), simple: true }
  }

  peek(): string {
    return `self.values[${this.#place}]`
  }

  store(value: Js): string {
    return `self.set(${this.#place}, ${this.#frame.keep(value)})`
  }
}

/** `self`, the object. */
class SelfVariable implements Variable {
  readonly name = 'self'
  readonly constant = true
  readonly passing = false
  readonly type = anyValue

  load(): Js {
    return { ...held('self'), simple: true }
  }

  peek(): string {
    return 'self'
  }

  store(): string {
    throw new Error('self is never assigned')
  }
}

/** Inside a method: parameters and variables of its own, then the attributes of its object. */
export class MethodFrame extends FunctionFrame {
  readonly class: ScriptClass
  readonly #isConstructor: boolean

  constructor(
    unit: Unit,
    cls: ScriptClass,
    method: string,
    parameters: readonly ParameterSlot[],
    types: Map<string, StaticType> | null,
  ) {
    super(unit, null, parameters, types)
    this.class = cls
    this.#isConstructor = method === cls.name
  }

  override find(name: string): Variable | undefined {
    const place = this.hasOwn(name)
      ? -1
      : this.class.attributes.findIndex(attribute => attribute.name === name)
    if (place >= 0) return new AttributeVariable(this, name, place)
    return name === 'self' ? new SelfVariable() : super.find(name)
  }

  override declare(name: string): Variable {
    const known = this.find(name)
    return known instanceof AttributeVariable ? known : super.declare(name)
  }

  override methodCall(name: string, args: () => string, span: Span): string | undefined {
    if (this.#isConstructor && name === this.class.parent?.name) {
      const parent = this.unit.constant(this.class.parent)
      return this.help('constructParent', ['ctx', 'self', parent, args()], span)
    }
    if (!this.class.method(name)) return undefined
    return this.help('callMethod', ['ctx', 'self', quote(name), args(), 'null'], span)
  }
}
