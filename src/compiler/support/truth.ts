import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { FALSE, Scalar, TRUE } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'

/** Whether a condition holds. Null counts as false. @throws ScriptError for what is no scalar, and for text. */
export function truth(value: Value): boolean {
  if (value === TRUE) return true
  if (value === FALSE) return false
  if (value instanceof Scalar) {
    const { raw } = value
    if (value.isNull) return false
    if (typeof raw === 'number') return raw !== 0
    if (typeof raw === 'bigint') return raw !== 0n
  }
  throw new ScriptError(`The ${describe(value)} can't be converted to bool scalar.`)
}

const describe = (value: Value) => (value instanceof Scalar ? `${value.type} scalar` : value.form)

/** How often `timer(n)` is to run. */
export function count(value: Value): number {
  if (value instanceof Scalar && !value.isNull && Number(value.raw) > 0) return Number(value.raw)
  throw new ScriptError('The number of rounds of a timer must be a positive integer.')
}

/** `c ? a : b` with a condition that may be a vector, and branches too long to stand twice. */
export function choose(
  context: Context,
  condition: Value,
  whenTrue: () => Value,
  whenFalse: () => Value,
  iif: (context: Context, condition: Value, a: Value, b: Value) => Value,
): Value {
  if (condition instanceof Scalar) return truth(condition) ? whenTrue() : whenFalse()
  return iif(context, condition, whenTrue(), whenFalse())
}
