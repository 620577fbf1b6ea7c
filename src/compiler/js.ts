/**
 * What is known at compile time of a value. `value` is a Value object; the others are plain JavaScript: `int` and
 * `double` numbers, which hold the sentinel where `nullable`; `long` as raw-long.ts says; `bool` a boolean, never null.
 */
export interface StaticType {
  readonly kind: 'value' | 'int' | 'long' | 'double' | 'bool'
  readonly nullable: boolean
  /** Of a value: it is a vector of INT, LONG or DOUBLE, whose elements can be had as plain numbers. */
  readonly element?: PlainElement
}

export type PlainElement = 'int' | 'long' | 'double'

export const anyValue: StaticType = { kind: 'value', nullable: true }
export const rawInt: StaticType = { kind: 'int', nullable: false }
export const rawIntOrNull: StaticType = { kind: 'int', nullable: true }
export const rawLong: StaticType = { kind: 'long', nullable: true }
export const rawDouble: StaticType = { kind: 'double', nullable: false }
export const rawDoubleOrNull: StaticType = { kind: 'double', nullable: true }
export const rawBool: StaticType = { kind: 'bool', nullable: false }

export const intVector: StaticType = { kind: 'value', nullable: true, element: 'int' }
export const longVector: StaticType = { kind: 'value', nullable: true, element: 'long' }
export const doubleVector: StaticType = { kind: 'value', nullable: true, element: 'double' }

export const isRaw = (type: StaticType): boolean => type.kind !== 'value'

/** The type of a variable that is assigned both. */
export function join(a: StaticType, b: StaticType): StaticType {
  if (a === b) return a
  if (a.kind !== b.kind || a.kind === 'value') return anyValue
  return a.nullable ? a : b
}

/** A JavaScript expression that stands for an expression of the script. */
export interface Js {
  /** Binds at least as tightly as an argument; in operators it wants parentheses. */
  readonly code: string
  readonly type: StaticType
  /** Of a raw constant: the name of the Value it stands for, so that boxing makes no object. */
  readonly constant: string | null
  /** Neither fails nor stores a position: constants, variables that surely have a value. */
  readonly simple: boolean
  /**
   * Its value may belong to a variable or container: whoever keeps it has to retain it. `sharing`: to a variable that
   * shares it with another one, whose changes must not be seen elsewhere: whoever keeps it has to copy it.
   */
  readonly held: boolean | 'sharing'
}

/** Code that gives a new value which nobody else holds. */
export const fresh = (code: string, type: StaticType = anyValue): Js => ({
  code,
  type,
  constant: null,
  simple: false,
  held: false,
})

/** Code that gives a value which something else may hold. */
export const held = (code: string): Js => ({
  code,
  type: anyValue,
  constant: null,
  simple: false,
  held: true,
})

/** A JavaScript identifier for a script's name, which can't be any identifier that the compiler itself uses. */
export function mangle(name: string): string {
  return `$${name.replace(/[^A-Za-z0-9_]/g, letter => `$${letter.codePointAt(0)!.toString(16)}$`)}`
}

/** A text as a JavaScript literal. */
export const quote = (text: string): string => JSON.stringify(text)
