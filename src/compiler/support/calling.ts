import { typeConstant } from '../../functions/argument.ts'
import { assembleOfFunctions } from '../../functions/template/assemble.ts'
import { type Arguments, Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { PartialFunction } from '../../runtime/partial.ts'
import { type ScriptClass, ScriptObject } from '../../runtime/script-class.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { type FunctionHeader, type ScriptCode, UserFunction } from '../../runtime/user-function.ts'
import { decimal32, decimal64, decimal128, INT } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { NOTHING, Scalar } from '../../values/forms/scalar.ts'
import { DFLT } from '../../values/literal.ts'
import { retain } from '../../values/ownership.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { unrecognized } from './failure.ts'

export type Named = readonly (readonly [string, Value])[]

/** The function that a call means whose name a variable has too. */
export const callableOf = (variable: Value, callable: Callable): Value =>
  variable instanceof Callable || isFunctions(variable) ? variable : callable

const isFunctions = (value: Value): value is Tuple =>
  value instanceof Tuple && value.length > 0 && value.items.every(item => item instanceof Callable)

/** Calls what is only now known: a function, or several of the same arguments. */
export function callValue(context: Context, callee: Value, args: Arguments): Value {
  const given = args.includes(DFLT) ? args.map(arg => (arg === DFLT ? undefined : arg)) : args
  if (callee instanceof Callable) return callee.invoke(context, given)
  if (isFunctions(callee)) {
    const results = callee.items.map(item => callValue(context, item, given))
    return assembleOfFunctions(callee.items as Callable[], results)
  }
  const type =
    callee instanceof Scalar && callee.type === INT ? decimalType(callee.raw as number, given) : null
  if (type) return type
  throw new ScriptError(
    `The object is neither an XDB connection nor a function definition: a ${callee.form} can't be called.`,
    { refId: 'S06006', hint: 'Is a comma or an operator missing?' },
  )
}

const decimals = new Map([
  [37, decimal32],
  [38, decimal64],
  [39, decimal128],
])

// `DECIMAL32(3)`: the constant with its scale.
function decimalType(code: number, [scale]: Arguments): Value | null {
  const make = decimals.get(code)
  return make && scale instanceof Scalar ? typeConstant(make(Number(scale.raw))) : null
}

/** As callValue, with some arguments by name. */
export function callNamed(context: Context, callee: Value, args: Arguments, named: Named): Value {
  if (!(callee instanceof Callable)) return callValue(context, callee, args)
  return callValue(context, callee, callee.parameters.arrange(callee.name, args, named))
}

/** `object.name(…)`: a method of the object, a function kept under that key, or the function called with the object. */
export function callMethod(
  context: Context,
  object: Value,
  name: string,
  args: Arguments,
  fallback: Callable | null,
): Value {
  if (object instanceof ScriptObject && object.class.method(name)) return object.call(context, name, args)
  if (fallback !== null) return fallback.invoke(context, [object, ...args])
  const member = object instanceof Dictionary ? object.get(name) : undefined
  if (member instanceof Callable) return member.invoke(context, args)
  throw unknownMethod(context, object, name)
}

const unknownMethod = (context: Context, object: Value, name: string) =>
  object instanceof ScriptObject
    ? new ScriptError(`The class ${object.class.name} has no method ${name}.`)
    : unrecognized(context, name)

/** In a constructor: `Parent(…)`. */
export function constructParent(
  context: Context,
  self: ScriptObject,
  parent: ScriptClass,
  args: Arguments,
): Value {
  parent.parameters.check(parent.name, args.length)
  parent.methods.get(parent.name)?.code?.(context, self, ...args)
  return NOTHING
}

/** `f{a,,b}`. */
export function partial(_context: Context, callee: Value, args: Arguments): Value {
  if (!(callee instanceof Callable))
    throw new ScriptError(`A function is expected before {}, not a ${callee.form}.`)
  const { parameters } = callee
  if (args.length > parameters.most) parameters.check(callee.name, args.length)
  return new PartialFunction(callee, args)
}

export function partialNamed(context: Context, callee: Value, args: Arguments, named: Named): Value {
  if (!(callee instanceof Callable)) return partial(context, callee, args)
  return partial(context, callee, callee.parameters.arrange(callee.name, args, named))
}

/** `object.f{a}`: of a method of the object, or of the function f with the object first. */
export function partialMethod(
  context: Context,
  object: Value,
  name: string,
  args: Arguments,
  fallback: Callable | null,
): Value {
  if (object instanceof ScriptObject && object.class.method(name)) {
    return partial(context, object.bound(name), args)
  }
  if (fallback === null) throw unknownMethod(context, object, name)
  return partial(context, fallback, [retain(object), ...args])
}

/** A function of a script, with the values it captured. */
export function closure(
  header: FunctionHeader,
  make: (...captured: Value[]) => ScriptCode,
  names: readonly string[],
  values: readonly Value[],
): UserFunction {
  return new UserFunction(header, make(...values), new Map(names.map((name, i) => [name, values[i]!])))
}
