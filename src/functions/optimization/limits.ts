import { ScriptError } from '../../runtime/script-error.ts'
import type { Value } from '../../values/value.ts'
import { given, integer, number } from '../argument.ts'

// Arguments that say when to stop, and what else a function is given.

/** A number that is to be positive. @throws ScriptError */
export function positive(
  value: Value | undefined,
  usage: string,
  parameter: string,
  fallback: number,
): number {
  const x = number(given(value), usage, parameter, fallback)
  if (x > 0) return x
  throw new ScriptError(`Usage: ${usage}. ${parameter} should be positive, not ${x}.`)
}

/** A number of times. @throws ScriptError */
export function times(value: Value | undefined, usage: string, parameter: string, fallback: number): number {
  const n = integer(given(value), usage, parameter, fallback)
  if (n >= 0) return n
  throw new ScriptError(`Usage: ${usage}. ${parameter} should not be negative, but it is ${n}.`)
}

/** The elements of a vector or tuple of further arguments. */
export function furtherArguments(value: Value | undefined): Value[] {
  const all = given(value)
  if (all === undefined) return []
  return all.form === 'vector' ? Array.from({ length: all.length }, (_, i) => all.get(i)) : [all]
}
