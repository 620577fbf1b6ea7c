import { ScriptError } from '../../runtime/script-error.ts'
import { ANY } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { retain } from '../../values/ownership.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { dataType, dataTypeOf, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { rawReader } from '../lift/plans/elements.ts'

function dictionaryOf(keys: Vector, values: Value, ordered: boolean): Dictionary {
  if (keys instanceof Tuple && keys.type === ANY) {
    throw new ScriptError('dict: keys must be of one type.')
  }
  if (values instanceof Vector && values.length !== keys.length) {
    throw new ScriptError(`dict: there are ${keys.length} keys, but ${values.length} values.`)
  }
  const simple =
    values instanceof Scalar ||
    (values instanceof Vector && !(values instanceof Tuple || values instanceof ArrayVector))
  const made = new Dictionary(keys.type, simple ? values.type : ANY, ordered)
  const read = rawReader(keys)
  for (let i = 0; i < keys.length; i++)
    made.set(read(i), retain(values instanceof Vector ? values.get(i) : values))
  return made
}

export const dict = define({
  name: 'dict',
  signature: 'dict(keyObj, valueObj, [ordered=false])',
  kind: 'system',
  doc: 'A dictionary: of vectors of keys and values, or an empty one of a key type and a value type. Of equal keys the last counts.',
  examples: [
    ['dict(1 2 3, 4.5 7.8 4.3, true)[2]', '7.8'],
    ['d = dict(STRING, ANY); d[`a] = 1 2 3; d[`a]', '[1,2,3]'],
  ],
  run: (_, keys, values, ordered) => {
    const inOrder = truth(ordered, 'dict', 'ordered', false)
    if (keys instanceof Vector) return dictionaryOf(keys, values!, inOrder)
    const keyType = keys && dataTypeOf(keys)
    if (!keyType)
      throw wrongArgument('dict(keyObj, valueObj)', 'keyObj', 'a vector of keys or a data type', keys)
    return new Dictionary(keyType, dataType(values, 'dict', 'valueType'), inOrder)
  },
})
