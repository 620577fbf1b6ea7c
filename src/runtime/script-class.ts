import { convert } from '../values/cast/cast.ts'
import { accepts } from '../values/cast/promote.ts'
import { type DataType, OBJECT, typeOfName } from '../values/data-type.ts'
import { NULL, Scalar } from '../values/forms/scalar.ts'
import { SystemObject } from '../values/forms/system-object.ts'
import { nullOf } from '../values/null.ts'
import type { Value } from '../values/value.ts'
import { emptyVector } from '../values/vectors/build.ts'
import { Vector } from '../values/vectors/vector.ts'
import { type Arguments, Callable } from './callable.ts'
import type { Context } from './context.ts'
import { Parameters } from './parameters.ts'
import { ScriptError } from './script-error.ts'
import type { FunctionHeader } from './user-function.ts'

/** `name :: INT`, `name :: DOUBLE VECTOR`: what an attribute is declared to hold. */
export class Attribute {
  readonly name: string
  /** As written. */
  readonly type: string
  readonly #element: DataType | undefined
  readonly #isVector: boolean

  constructor(name: string, type: string) {
    this.name = name
    this.type = type
    const [, element, vector] = /^(.*?)(\s+VECTOR)?$/i.exec(type.trim())!
    this.#element = typeOfName(element!)
    this.#isVector = vector !== undefined
  }

  /** What it holds before it is assigned. */
  get initial(): Value {
    if (!this.#element || this.#element.category === 'MIXED') return NULL
    return this.#isVector ? emptyVector(this.#element) : new Scalar(this.#element, nullOf(this.#element))
  }

  /** `value` as the attribute wants it. @throws ScriptError when it is of another kind. */
  accept(value: Value): Value {
    const element = this.#element
    const fits = this.#isVector ? value instanceof Vector : value instanceof Scalar
    if (!element || element.category === 'MIXED' || element.category === 'SYSTEM') return value
    if (fits && (value as Scalar | Vector).type === element) return value
    if (fits && accepts(element, (value as Scalar | Vector).type)) return convert(value, element)
    throw new ScriptError(`The attribute ${this.name} should be ${this.type}, not a ${value.form}.`)
  }
}

/** A method compiled: context, the object, then arguments by place. */
export type MethodCode = (context: Context, self: ScriptObject, ...args: (Value | undefined)[]) => Value

export interface Method {
  readonly header: FunctionHeader
  /** Null while it is only declared. */
  code: MethodCode | null
}

/** A class of a script. Calling it makes an object. */
export class ScriptClass extends Callable {
  readonly name: string
  readonly parent: ScriptClass | null
  /** The parent's first. */
  readonly attributes: readonly Attribute[]
  readonly methods = new Map<string, Method>()

  constructor(name: string, parent: ScriptClass | null, own: readonly Attribute[]) {
    super()
    this.name = name
    this.parent = parent
    this.attributes = [...(parent?.attributes ?? []), ...own]
  }

  /** Its own method or the nearest ancestor's. */
  method(name: string): Method | undefined {
    return this.methods.get(name) ?? this.parent?.method(name)
  }

  get parameters(): Parameters {
    return this.methods.get(this.name)?.header.parameters ?? new Parameters([], false)
  }

  get aggregate(): boolean {
    return false
  }

  isMutable(): boolean {
    return false
  }

  invoke(context: Context, args: Arguments): Value {
    const object = new ScriptObject(this, context)
    this.parameters.check(this.name, args.length)
    this.methods.get(this.name)?.code?.(context, object, ...args)
    return object
  }

  /** Whether it is `other` or descends from it. */
  isA(other: ScriptClass): boolean {
    return this === other || (this.parent?.isA(other) ?? false)
  }

  describe(): string {
    return `class ${this.name}`
  }
}

/** An instance of a script's class. Variables that hold it hold the same one. */
export class ScriptObject extends SystemObject {
  readonly type = OBJECT
  readonly class: ScriptClass
  readonly values: Value[]
  // For printing, which may call a method.
  readonly #context: Context

  constructor(cls: ScriptClass, context: Context) {
    super()
    this.class = cls
    this.#context = context
    this.values = cls.attributes.map(attribute => attribute.initial)
  }

  /** The place of an attribute, or −1. */
  placeOf(name: string): number {
    return this.class.attributes.findIndex(attribute => attribute.name === name)
  }

  /** @throws ScriptError when the value isn't of the attribute's type. */
  set(place: number, value: Value): void {
    this.values[place] = this.class.attributes[place]!.accept(value)
  }

  /** Calls a method. @throws ScriptError when there is none of that name, or for too few or too many arguments. */
  call(context: Context, name: string, args: Arguments): Value {
    return this.bound(name).invoke(context, args)
  }

  /** A method as a function of its own. */
  bound(name: string): BoundMethod {
    const method = this.class.method(name)
    if (!method) throw new ScriptError(`The class ${this.class.name} has no method ${name}.`)
    return new BoundMethod(this, method)
  }

  describe(): string {
    const printing = ['repr', 'str'].find(name => this.class.method(name))
    if (printing === undefined) return `<Instance of Class '::${this.class.name}'>`
    const text = this.call(this.#context, printing, [])
    return text instanceof Scalar && typeof text.raw === 'string' ? text.raw : text.form
  }
}

/** `object.method`, to be called. */
export class BoundMethod extends Callable {
  readonly object: ScriptObject
  readonly method: Method

  constructor(object: ScriptObject, method: Method) {
    super()
    this.object = object
    this.method = method
  }

  get name(): string {
    return this.method.header.name
  }

  get parameters(): Parameters {
    return this.method.header.parameters
  }

  get aggregate(): boolean {
    return false
  }

  isMutable(): boolean {
    return false
  }

  invoke(context: Context, args: Arguments): Value {
    const { code } = this.method
    this.parameters.check(this.name, args.length)
    if (code === null) {
      throw new ScriptError(`Function <${this.name}> is declared but not defined yet.`, { refId: 'S06007' })
    }
    return code(context, this.object, ...args)
  }

  describe(): string {
    return `${this.object.class.name}.${this.name}`
  }
}
