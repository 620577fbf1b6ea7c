import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { accepts } from '../../values/cast/promote.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { ANY } from '../../values/data-type.ts'
import { Code } from '../../values/forms/code.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Raw } from '../../values/null.ts'
import { own, retain } from '../../values/ownership.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { kindOf } from '../argument.ts'
import type { Indices } from './indices.ts'
import { placesOf } from './positions.ts'
import { read } from './read.ts'
import { rowsAreVectors } from './read-rows.ts'
import { isNames } from './read-table.ts'
import { elementsFor, targetsOf } from './targets.ts'
import { writeMatrix } from './write-matrix.ts'
import { writeRows } from './write-rows.ts'
import { writeTable } from './write-table.ts'

/**
 * `x[i] = value`, `x[i, j] = value`: changes the object in place, which nobody else may hold, and returns it, or a new one
 * where it can't be changed. What it keeps of `value` must have been retained. @throws ScriptError
 */
export function write(context: Context, object: Value, indices: Indices, value: Value): Value {
  const resolved = indices.map(index => resolveIndex(context, object, index))
  if (object instanceof Dictionary) return writeDictionary(context, object, resolved, value)
  if (object instanceof Table) return writeTable(object, resolved, computed(context, object, resolved, value))
  if (object instanceof Matrix) return writeMatrix(object, resolved, value)
  if (object instanceof Vector) {
    if (rowsAreVectors(object)) return writeRows(object, resolved, value)
    return object instanceof Tuple
      ? writeTuple(context, object, resolved, value)
      : writeVector(object, resolved, value)
  }
  if (object instanceof Pair) return writePair(object, resolved, value)
  throw new ScriptError(`Elements of a ${kindOf(object)} can't be assigned.`)
}

function resolveIndex(context: Context, object: Value, index: Value | undefined): Value | undefined {
  if (index instanceof Callable && !(object instanceof Dictionary)) return index.invoke(context, [object])
  if (index instanceof Code && object instanceof Table) {
    const { lookup } = index
    return context.evaluator.compile(index.node)({ resolve: name => object.column(name) ?? lookup?.(name) })
  }
  return index
}

// What a table is set to may be metacode: it sees the columns' rows that are changed.
function computed(context: Context, table: Table, [first, second]: Indices, value: Value): Value {
  if (!(value instanceof Code)) return value
  const index = isNames(first) ? second : first
  const rows = index === undefined ? null : targetsOf(index, table.rows)
  const { lookup } = value
  const columnOf = (name: string) => {
    const column = table.column(name)
    return column && rows ? column.gather(rows) : column
  }
  return context.evaluator.compile(value.node)({ resolve: name => columnOf(name) ?? lookup?.(name) })
}

function writeVector(vector: Vector, indices: Indices, value: Value): Vector {
  if (indices.length !== 1) throw new ScriptError('A vector has one dimension.')
  const places = targetsOf(indices[0], vector.length)
  const element = elementsFor(vector, value, places.length)
  for (let i = 0; i < places.length; i++) vector.set(places[i]!, element(i))
  return vector
}

function writeTuple(context: Context, tuple: Tuple, [first, ...rest]: Indices, value: Value): Tuple {
  const places = placesOf(first, tuple.length)
  const deeper = rest.length > 0
  if ('one' in places && !deeper) {
    if (places.one < 0)
      throw new ScriptError(`The index is out of range: there are ${tuple.length} elements.`)
    tuple.set(places.one, value)
    return tuple
  }
  const targets = targetsOf(first, tuple.length)
  const parts = value instanceof Vector && !deeper && value.length === targets.length ? value : null
  targets.forEach((place, i) => {
    const part = parts ? parts.get(i) : value
    tuple.set(place, deeper ? write(context, own(tuple.get(place)), rest, part) : retain(part))
  })
  return tuple
}

function writePair(pair: Pair, indices: Indices, value: Value): Pair {
  const places = targetsOf(indices[0], 2)
  const raws: [Raw, Raw] = [pair.first, pair.second]
  for (let i = 0; i < places.length; i++) {
    const part = value instanceof Vector ? value.get(i) : value
    if (!(part instanceof Scalar)) throw new ScriptError(`A side of a pair can't be a ${kindOf(part)}.`)
    raws[places[i]!] = castScalar(part, pair.type).raw
  }
  return new Pair(pair.type, raws[0], raws[1])
}

function writeDictionary(
  context: Context,
  dictionary: Dictionary,
  [first, ...rest]: Indices,
  value: Value,
): Dictionary {
  if (rest.length > 0 && dictionary.valueType.category !== 'MIXED') {
    // Several keys: such values have no dimensions.
    return writeDictionary(context, dictionary, [vectorOf([first!, ...(rest as Value[])])], value)
  }
  if (rest.length > 0) {
    const part = own(read(context, dictionary, [first]))
    return writeDictionary(context, dictionary, [first], write(context, part, rest, value))
  }
  if (first instanceof Vector) {
    const parts = value instanceof Vector && value.length === first.length ? value : null
    if (value instanceof Vector && !parts) {
      throw new ScriptError(`${first.length} keys can't be set to ${value.length} values.`)
    }
    for (let i = 0; i < first.length; i++)
      setKey(dictionary, first.get(i), retain(parts ? parts.get(i) : value))
    return dictionary
  }
  setKey(dictionary, first, value)
  return dictionary
}

/** Sets one key, both sides converted to the dictionary's types. @throws ScriptError when they can't be. */
export function setKey(dictionary: Dictionary, key: Value | undefined, value: Value): void {
  const { keyType, valueType } = dictionary
  if (!(key instanceof Scalar) || !accepts(keyType, key.type)) {
    throw new ScriptError(`A key of this dictionary is a ${keyType}, not ${kindOf(key)}.`)
  }
  const raw = keyType === ANY ? key.raw : castScalar(key, keyType).raw
  if (valueType.category === 'MIXED') {
    dictionary.set(raw, value)
    return
  }
  if (!(value instanceof Scalar) || !accepts(valueType, value.type)) {
    throw new ScriptError(`A value of this dictionary is a ${valueType} scalar, not ${kindOf(value)}.`)
  }
  dictionary.set(raw, castScalar(value, valueType))
}
