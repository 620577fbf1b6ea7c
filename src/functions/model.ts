import { ScriptError } from '../runtime/script-error.ts'
import { castFlat } from '../values/cast/vector.ts'
import { ANY, DOUBLE, isLiteral, STRING } from '../values/data-type.ts'
import { Dictionary } from '../values/forms/dictionary.ts'
import { Matrix } from '../values/forms/matrix.ts'
import { string } from '../values/forms/scalar.ts'
import type { Value } from '../values/value.ts'
import { Vector } from '../values/vectors/vector.ts'
import { wrongArgument } from './argument.ts'
import type { Builtin } from './define.ts'

// Models: dictionaries of what was fitted to data, with the function `predict` that applies it to others.

/** A model with these parts. `predict` takes the model and where it is wanted. */
export function modelOf(
  modelName: string,
  parts: Readonly<Record<string, Value>>,
  predict: Builtin,
): Dictionary {
  const model = new Dictionary(STRING, ANY, true)
  model.set('modelName', string(modelName))
  for (const [key, value] of Object.entries(parts)) model.set(key, value)
  model.set('predict', predict)
  return model
}

/** A dictionary with these entries, in this order. */
export function resultOf(entries: Readonly<Record<string, Value>>): Dictionary {
  const made = new Dictionary(STRING, ANY, true)
  for (const [key, value] of Object.entries(entries)) made.set(key, value)
  return made
}

/** An entry of a model. @throws ScriptError if it is none, or has no such entry. */
export function partOf(model: Value | undefined, key: string, usage: string): Value {
  if (!(model instanceof Dictionary))
    throw wrongArgument(usage, 'model', 'a dictionary, as the fit made it', model)
  const part = model.get(key)
  if (part === undefined) throw new ScriptError(`Usage: ${usage}. The model has no ${key}.`)
  return part
}

/** The numbers of a vector or matrix in a model, nulls as they are stored. @throws ScriptError */
export function numbersOf(model: Value | undefined, key: string, usage: string): Float64Array {
  const part = partOf(model, key, usage)
  const column = part instanceof Matrix ? part.data : part
  if (!(column instanceof Vector) || isLiteral(column.type) || column.type.storage === 'any')
    throw new ScriptError(`Usage: ${usage}. ${key} of the model should be numbers.`)
  return castFlat(column, DOUBLE).data as Float64Array
}
