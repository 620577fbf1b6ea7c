import type { Expression, Statement } from '../../../grammar/tree/ast.ts'
import { setKey } from '../../functions/indexing/write.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { commonType, commonTypeOf } from '../../values/cast/promote.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { ANY, type DataType, STRING, VOID } from '../../values/data-type.ts'
import { display } from '../../values/format/format.ts'
import { Code, type Lookup } from '../../values/forms/code.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'

export const tuple = (items: Value[]): Tuple => new Tuple(items)

/** `a:b`. A side that is null takes the type of the other one. */
export function pairOf(first: Value, second: Value): Pair {
  if (!(first instanceof Scalar) || !(second instanceof Scalar)) {
    const wrong = first instanceof Scalar ? second : first
    throw new ScriptError(`To form a pair, both operands must be scalars, not a ${wrong.form}.`, {
      refId: 'S06009',
    })
  }
  const type = commonType(first.type, second.type)
  if (type === null) {
    throw new ScriptError('To form a pair, both operands must have the same data category.', {
      refId: 'S06009',
    })
  }
  return new Pair(type, rawAs(first, type), rawAs(second, type))
}

const rawAs = (scalar: Scalar, type: DataType) =>
  scalar.type === type ? scalar.raw : scalar.isNull ? nullOf(type) : castScalar(scalar, type).raw

/** `{k: v, …}`: values may be anything; entries stay in order. */
export function dictionaryOf(keys: readonly Value[], values: readonly Value[]): Dictionary {
  const scalars = keys.filter(key => key instanceof Scalar)
  const keyType = keys.length === 0 ? STRING : commonTypeOf(scalars.map(key => key.type))
  if (scalars.length < keys.length || keyType === null || keyType === VOID) {
    throw new ScriptError('The keys of a dictionary must be scalars of one type.')
  }
  const made = new Dictionary(keyType, ANY, true)
  for (let i = 0; i < keys.length; i++) setKey(made, keys[i], values[i]!)
  return made
}

export const codeOf = (node: Expression | Statement, lookup: Lookup): Code =>
  new Code(node, lookup === noLookup ? null : lookup)

/** Where only the session's variables are around. */
export const noLookup: Lookup = () => undefined

/** Variables of a function as they are now, by name. */
export const lookupOf =
  (variables: Readonly<Record<string, Value | undefined>>): Lookup =>
  name =>
    variables[name]

/** A value as text, for messages. */
export const textOf = (value: Value): string => display(value)
