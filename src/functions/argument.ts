import { ScriptError } from '../runtime/script-error.ts'
import { castScalar } from '../values/cast/scalar.ts'
import {
  CHAR,
  type DataType,
  INT,
  isIntegral,
  isLiteral,
  LONG,
  typeOfCode,
  typeOfName,
} from '../values/data-type.ts'
import { typestr } from '../values/format/typestr.ts'
import { FunctionValue } from '../values/forms/function-value.ts'
import { Pair } from '../values/forms/pair.ts'
import { Scalar } from '../values/forms/scalar.ts'
import type { Value } from '../values/value.ts'
import { Vector } from '../values/vectors/vector.ts'

// What built-ins expect of single arguments, with the complaint when they get something else.

/** How people say what kind of thing a value is: `INT scalar`, `IN-MEMORY TABLE`. */
export function kindOf(value: Value | undefined): string {
  if (value === undefined) return 'nothing'
  if (value.form === 'table') return typestr(value)
  const type = (value as { type?: DataType }).type
  return type && value.form !== 'system' && value.form !== 'code' ? `${type} ${value.form}` : value.form
}

export function wrongArgument(name: string, parameter: string, expected: string, got: Value | undefined) {
  return new ScriptError(`Usage: ${name}. ${parameter} should be ${expected}, not ${kindOf(got)}.`)
}

/** An argument; undefined where it is left out or a null in its place. */
export const given = (value: Value | undefined): Value | undefined =>
  value instanceof Scalar && value.isNull ? undefined : value

/** A scalar integer. `fallback` where it is left out. */
export function integer(
  value: Value | undefined,
  name: string,
  parameter: string,
  fallback?: number,
): number {
  if (value === undefined && fallback !== undefined) return fallback
  if (
    value instanceof Scalar &&
    !value.isNull &&
    (isIntegral(value.type) || value.type.category === 'LOGICAL')
  ) {
    return Number(value.raw)
  }
  throw wrongArgument(name, parameter, 'an integer', value)
}

/** The ends of a pair of integers; null where one is open. */
export function integerPair(
  value: Value | undefined,
  name: string,
  parameter: string,
): [first: number | null, second: number | null] {
  if (value instanceof Pair && (isIntegral(value.type) || value.type.category === 'VOID')) {
    const [first, second] = [value.get(0), value.get(1)]
    return [first.isNull ? null : Number(first.raw), second.isNull ? null : Number(second.raw)]
  }
  throw wrongArgument(name, parameter, 'a pair of integers', value)
}

/** A scalar number of any kind. */
export function number(value: Value | undefined, name: string, parameter: string, fallback?: number): number {
  if (value === undefined && fallback !== undefined) return fallback
  if (value instanceof Scalar && !value.isNull) {
    const { category } = value.type
    if (category === 'INTEGRAL' || category === 'FLOATING' || category === 'LOGICAL') return Number(value.raw)
    if (category === 'DECIMAL') return Number(value.raw) / 10 ** value.type.scale
  }
  throw wrongArgument(name, parameter, 'a number', value)
}

/** A scalar that is true or false. */
export function truth(
  value: Value | undefined,
  name: string,
  parameter: string,
  fallback?: boolean,
): boolean {
  if (value === undefined && fallback !== undefined) return fallback
  if (value instanceof Scalar && typeof value.raw !== 'string' && value.raw !== null) {
    return !value.isNull && Number(value.raw) !== 0
  }
  throw wrongArgument(name, parameter, 'true or false', value)
}

/** A scalar text; a single character, as quotes around one letter make it, will do. */
export function text(value: Value | undefined, name: string, parameter: string, fallback?: string): string {
  if (value === undefined && fallback !== undefined) return fallback
  if (value instanceof Scalar && isLiteral(value.type)) return value.raw as string
  if (value instanceof Scalar && value.type === CHAR && !value.isNull) {
    return String.fromCharCode(value.raw as number)
  }
  throw wrongArgument(name, parameter, 'a string', value)
}

/** A text or a vector of them. */
export function texts(value: Value | undefined, name: string, parameter: string): string[] {
  if (value instanceof Scalar && isLiteral(value.type)) return [value.raw as string]
  if (value instanceof Vector && isLiteral(value.type)) {
    return Array.from({ length: value.length }, (_, i) => (value.get(i) as Scalar).raw as string)
  }
  throw wrongArgument(name, parameter, 'a string or a vector of strings', value)
}

export function vector(value: Value | undefined, name: string, parameter: string): Vector {
  if (value instanceof Vector) return value
  throw wrongArgument(name, parameter, 'a vector', value)
}

/**
 * A data type, which scripts write as a constant (`INT`: its code, the scale of a decimal in the upper 16 bits), as a
 * name (`"DECIMAL32(3)"`) or as the function that converts to it (`int`).
 */
export function dataType(value: Value | undefined, name: string, parameter: string): DataType {
  const type = value === undefined ? undefined : dataTypeOf(value)
  if (type) return type
  throw wrongArgument(name, parameter, 'a data type', value)
}

/** The type that a value stands for, if any: see dataType. */
export function dataTypeOf(value: Value): DataType | undefined {
  if (value instanceof FunctionValue) return typeOfName(value.name)
  if (!(value instanceof Scalar)) return undefined
  if (isLiteral(value.type)) return typeOfName(value.raw as string)
  if (value.type !== INT) return undefined
  const code = value.raw as number
  return typeOfCode(code & 0xffff, code >>> 16)
}

/** The constant that stands for a type in scripts. */
export const typeConstant = (type: DataType): Scalar => new Scalar(INT, type.code + (type.scale << 16))

/** A scalar as LONG: where any integer will do. */
export const asLong = (value: Scalar): bigint => castScalar(value, LONG).raw as bigint
