import { ScriptError } from '../../runtime/script-error.ts'
import { type DataType, INT, VOID } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Vector } from '../../values/vectors/vector.ts'

/** A column, or one value that stands for a column of it. */
export type Operand = Scalar | Vector

/** How an elementwise function of two arguments works on one pair of element types. */
export interface BinaryPlan {
  readonly scalar: (x: Scalar, y: Scalar) => Scalar
  /** At least one is a vector; vectors have `length` elements. Neither is a tuple or array vector. */
  readonly column: (x: Operand, y: Operand, length: number) => Vector
}

/** What to do for a pair of element types; null when they don't go together. */
export type BinaryResolver = (x: DataType, y: DataType) => BinaryPlan | null

// Codes below 64 with no scale index a flat table; the rest (decimals) are looked up by number.
const FLAT = 64

/**
 * An elementwise function of two arguments, such as `add`. Plans are made once per pair of types, so that applying
 * it costs a table look-up and a call.
 */
export class BinaryOperation {
  readonly name: string
  readonly #resolve: BinaryResolver
  readonly #flat: (BinaryPlan | undefined)[] = []
  readonly #others = new Map<number, BinaryPlan>()

  constructor(name: string, resolve: BinaryResolver) {
    this.name = name
    this.#resolve = resolve
  }

  /** @throws ScriptError when the types don't go together. */
  plan(x: DataType, y: DataType): BinaryPlan {
    const plain = x.code < FLAT && y.code < FLAT && x.scale === 0 && y.scale === 0
    const key = plain ? x.code * FLAT + y.code : (x.code * FLAT + x.scale) * 8192 + y.code * FLAT + y.scale
    const known = plain ? this.#flat[key] : this.#others.get(key)
    if (known) return known
    const made = this.#make(x, y)
    if (plain) this.#flat[key] = made
    else this.#others.set(key, made)
    return made
  }

  /** Whether it takes elements of these types together. */
  takes(x: DataType, y: DataType): boolean {
    return x === VOID || y === VOID || this.#resolve(x, y) !== null
  }

  scalar(x: Scalar, y: Scalar): Scalar {
    return this.plan(x.type, y.type).scalar(x, y)
  }

  column(x: Operand, y: Operand, length: number): Vector {
    return this.plan(x.type, y.type).column(x, y, length)
  }

  #make(x: DataType, y: DataType): BinaryPlan {
    const plan = this.#resolve(x, y)
    if (plan) return plan
    if (x === VOID || y === VOID) return this.#withVoid(x, y)
    throw new ScriptError(`The function [${this.name}] can't take ${x} and ${y} together.`)
  }

  // The untyped null counts as the null of the other operand's type.
  #withVoid(x: DataType, y: DataType): BinaryPlan {
    const typeX = x === VOID ? (y === VOID ? INT : y) : x
    const typeY = y === VOID ? typeX : y
    const plan = this.plan(typeX, typeY)
    const nullX = new Scalar(typeX, nullOf(typeX))
    const nullY = new Scalar(typeY, nullOf(typeY))
    return {
      scalar: (a, b) => plan.scalar(x === VOID ? nullX : a, y === VOID ? nullY : b),
      column: (a, b, length) => plan.column(x === VOID ? nullX : a, y === VOID ? nullY : b, length),
    }
  }
}
