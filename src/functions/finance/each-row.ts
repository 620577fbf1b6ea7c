import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { DATE, DOUBLE } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { given, number, wrongArgument } from '../argument.ts'

// Functions of single contracts, applied to columns of them.

const missing = nullOf(DOUBLE) as number

/** A day. @throws ScriptError */
export function dateArgument(value: Value | undefined, usage: string, parameter: string): number {
  if (value instanceof Scalar && value.type === DATE && !value.isNull) return value.raw as number
  throw wrongArgument(usage, parameter, 'a date', value)
}

/** A number; NaN for a null. @throws ScriptError */
export const numberOrNull = (value: Value | undefined, usage: string, parameter: string): number =>
  value !== undefined && given(value) === undefined ? Number.NaN : number(value, usage, parameter)

/** `of` each row of arguments that are vectors of one length, or scalars, which stand in every row; alone if all are scalars. */
export function eachRow<T>(
  context: Context,
  args: readonly (Value | undefined)[],
  usage: string,
  of: (row: readonly (Value | undefined)[]) => T,
):
  | { readonly single: true; readonly result: T }
  | { readonly single: false; readonly results: readonly T[] } {
  const vectors = args.flatMap(arg => (arg?.form === 'vector' ? [arg] : []))
  const [first] = vectors
  if (!first) return { single: true, result: of(args) }
  const other = vectors.find(vector => vector.length !== first.length)
  if (other) {
    throw new ScriptError(
      `Usage: ${usage}. Vectors should be as long as each other, but there are ${first.length} and ${other.length} elements.`,
    )
  }
  const results = Array.from({ length: first.length }, (_, i) => {
    context.checkCancelled()
    return of(args.map(arg => (arg?.form === 'vector' ? arg.get(i) : arg)))
  })
  return { single: false, results }
}

/** The same for functions that give a number, NaN for null. */
export function numberOfEachRow(
  context: Context,
  args: readonly (Value | undefined)[],
  usage: string,
  of: (row: readonly (Value | undefined)[]) => number,
): Value {
  const known = (x: number) => (Number.isNaN(x) ? missing : x)
  const all = eachRow(context, args, usage, of)
  return all.single ? new Scalar(DOUBLE, known(all.result)) : doubles(all.results.map(known))
}
