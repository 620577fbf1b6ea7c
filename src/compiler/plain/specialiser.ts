import type { Callable } from '../../runtime/callable.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { ScriptCode, UserFunction } from '../../runtime/user-function.ts'
import { BOOL, DOUBLE, INT, LONG } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { PlainSignature } from '../frames/frame.ts'
import { fits, SpecialFrame } from '../frames/special-frame.ts'
import { visit } from '../free-names.ts'
import { emitBody, type Written, wrapFunction } from '../function-code.ts'
import {
  anyValue,
  doubleVector,
  fresh,
  intVector,
  isRaw,
  longVector,
  mangle,
  rawBool,
  rawDoubleOrNull,
  rawIntOrNull,
  rawLong,
  type StaticType,
} from '../js.ts'
import { Unit } from '../unit.ts'
import { unboxed } from './plain-value.ts'

/** A function compiled for certain types. */
export interface Variant extends PlainSignature {
  /** Takes and gives plain numbers where the signature says so. */
  readonly plain: unknown
  /** Takes and gives values. */
  readonly boxed: ScriptCode
}

// A kind of argument by number, as they are packed three bits each: 0 is any value.
const kinds: readonly StaticType[] = [
  anyValue,
  rawIntOrNull,
  rawDoubleOrNull,
  rawBool,
  intVector,
  doubleVector,
  rawLong,
  longVector,
]
const BITS = 3
const MOST_PARAMETERS = 8
const MOST_VARIANTS = 8

/**
 * Compiles one function of a script anew for the types it is called with: its loops and its calls of itself then work
 * on plain numbers.
 */
export class Specialiser {
  readonly #callable: UserFunction
  readonly #written: Written
  readonly #unit: Unit
  #names: ReadonlyMap<string, Callable> = new Map()
  /** By packed kinds of arguments; null while it is being made, and where it can't be. */
  readonly #variants = new Map<number, Variant | null>()
  /** Whether it gains anything where it is called with values: it loops, or calls itself. */
  readonly isWorthwhile: boolean

  constructor(callable: UserFunction, written: Written, unit: Unit) {
    this.#callable = callable
    this.#written = written
    this.#unit = unit
    this.isWorthwhile = loopsOrRecurs(written)
  }

  /** Tells what names of functions mean in it, as they did when it was first compiled. */
  settle(names: ReadonlyMap<string, Callable>): void {
    this.#names = names
  }

  /** Whether a function is of the sort that can be compiled for types. */
  static takes({ parameters }: Written): boolean {
    const plain = parameters.every(({ mutable, defaultValue }) => !mutable && defaultValue === null)
    return plain && parameters.length > 0 && parameters.length <= MOST_PARAMETERS
  }

  /** The kind of the argument at `place`, in its bits. */
  kindOf(value: unknown, place: number): number {
    let kind = 0
    if (value instanceof Scalar) {
      const { type } = value
      kind = type === INT ? 1 : type === DOUBLE ? 2 : type === LONG ? 6 : 0
      if (type === BOOL && value.raw !== -128) kind = 3
    } else if (value instanceof FixedVector) {
      kind = value.type === INT ? 4 : value.type === DOUBLE ? 5 : value.type === LONG ? 7 : 0
    }
    return kind << (BITS * place)
  }

  /** What to call instead for arguments of these kinds; null for the general code. */
  variant(packed: number): ScriptCode | null {
    if (packed === 0) return null
    const known = this.#variants.get(packed)
    return known === undefined ? (this.#make(packed)?.boxed ?? null) : (known?.boxed ?? null)
  }

  /** The variant for arguments of these types, made if need be; undefined where there can be none. */
  plain(types: readonly StaticType[]): Variant | undefined {
    if (types.length !== this.#written.parameters.length) return undefined
    let packed = 0
    types.forEach((type, place) => {
      const kind = kinds.findIndex(({ kind, element }) => kind === type.kind && element === type.element)
      packed |= kind << (BITS * place)
    })
    // What is still unknown may turn out to be a number or vector when the function is called: it looks for itself.
    const known = types.every(type => isRaw(type) || type.element !== undefined)
    if (packed === 0 || (this.isWorthwhile ? !known : !types.some(isRaw))) return undefined
    const variant = this.#variants.has(packed) ? this.#variants.get(packed) : this.#make(packed)
    if (!variant || !types.every((type, i) => fits(type, variant.parameters[i]!))) return undefined
    return variant
  }

  #make(packed: number): Variant | null {
    if (this.#variants.size >= MOST_VARIANTS) return null
    this.#variants.set(packed, null)
    try {
      const made = this.#compile(packed)
      this.#variants.set(packed, made)
      return made
    } catch (error) {
      // What it named has gone meanwhile: the general code says so when it gets there.
      if (error instanceof ScriptError) return null
      throw error
    }
  }

  #compile(packed: number): Variant {
    const { text, surround, namespace } = this.#unit
    const written = this.#written
    const unit = new Unit(text, surround, namespace, this.#names)
    const parameters = new Map(
      written.parameters.map(({ name }, place) => [name, kinds[(packed >> (BITS * place)) & 7]!]),
    )
    const direct = unit.unique('f')
    let types: Map<string, StaticType> | null = null
    let assumed: StaticType | null = null
    for (let pass = 1; ; pass++) {
      const mark = unit.hoistedCount
      const frame: SpecialFrame = new SpecialFrame(unit, this.#callable, direct, parameters, types, assumed)
      const body: string = emitBody(written.body, frame)
      if (!frame.unstable) {
        const returns = assumed ?? frame.returned ?? anyValue
        const declared = frame.declarations(new Set(parameters.keys()))
        unit.hoist(`const ${direct} = ${wrapFunction(written, body, declared, frame)}`)
        return this.#link(unit, direct, [...parameters], returns, frame)
      }
      const settled = pass < 4
      types = settled
        ? frame.types
        : new Map([...frame.types.keys()].map(name => [name, parameters.get(name) ?? anyValue]))
      assumed = settled ? frame.returned : anyValue
      unit.dropHoisted(mark)
    }
  }

  #link(
    unit: Unit,
    direct: string,
    parameters: readonly (readonly [string, StaticType])[],
    returns: StaticType,
    frame: SpecialFrame,
  ): Variant {
    const names = parameters.map(([name]) => mangle(name))
    const taken = parameters.map(([, type], i) => unboxed(type, names[i]!, unit))
    const result = frame.box(fresh(`${direct}(${['ctx', ...taken].join(', ')})`, returns))
    const boxed = `(${['ctx', ...names].join(', ')}) => ${result}`
    const made = unit.link<{ plain: unknown; boxed: ScriptCode }>(`{ plain: ${direct}, boxed: ${boxed} }`)
    return { ...made, parameters: parameters.map(([, type]) => type), returns }
  }
}

function loopsOrRecurs({ name, body }: Written): boolean {
  let found = false
  visit(body, node => {
    if (node.kind === 'for' || node.kind === 'while' || node.kind === 'doWhile') found = true
    if (node.kind === 'call' && node.callee.kind === 'name' && node.callee.name === name) found = true
  })
  return found
}
