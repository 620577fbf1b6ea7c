import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { ANY, INT, isLiteral } from '../../values/data-type.ts'
import { Code } from '../../values/forms/code.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { NULL, Scalar } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import { Table } from '../../values/forms/table.ts'
import { TableValue } from '../../values/forms/table-value.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { kindOf } from '../argument.ts'
import type { Indices } from './indices.ts'
import { endsOf, placesOf } from './positions.ts'
import { readMatrix } from './read-matrix.ts'
import { readRows, rowsAreVectors } from './read-rows.ts'
import { readTable } from './read-table.ts'

/**
 * `x[i]`, `x[i, j]` and so on. What a container holds comes back itself: who keeps it retains it.
 * @throws ScriptError where the value has no such elements.
 */
export function read(context: Context, object: Value, indices: Indices): Value {
  if (object instanceof Callable) return object.invoke(context, indices)
  const resolved = indices.some(index => index instanceof Callable || index instanceof Code)
    ? indices.map(index => resolveIndex(context, object, index))
    : indices
  if (object instanceof Matrix) return readMatrix(object, resolved)
  if (object instanceof Table) return readTable(object, resolved)
  if (object instanceof TableValue) return readForeign(object)
  if (object instanceof Dictionary) return readDictionary(context, object, resolved)
  if (object instanceof Vector) {
    return rowsAreVectors(object) ? readRows(object, resolved) : readVector(context, object, resolved)
  }
  if (object instanceof Pair) return readPair(context, object, resolved)
  if (object instanceof Scalar) return readScalar(object, resolved)
  if (object instanceof SetValue)
    throw new ScriptError('A set does not support random access', { refId: 'S05001' })
  throw new ScriptError(`${kindOf(object)} has no elements to be chosen by index.`)
}

/** `at(x, index)`: each element of a tuple is an index of its own dimension. */
export function readAt(context: Context, object: Value, index: Value): Value {
  return read(context, object, index instanceof Tuple && !index.columnar ? index.items : [index])
}

// A function decides by the value what to choose; a condition in metacode sees the columns of the table.
function resolveIndex(context: Context, object: Value, index: Value | undefined): Value | undefined {
  if (index instanceof Code && object instanceof Table) {
    const { lookup } = index
    const resolve = (name: string) => object.column(name) ?? lookup?.(name)
    return context.evaluator.compile(index.node)({ resolve })
  }
  if (index instanceof Code) return context.evaluator.evaluate(index)
  if (!(index instanceof Callable)) return index
  if (!(object instanceof Matrix)) return index.invoke(context, [object])
  const columns = Array.from({ length: object.columns }, (_, i) => index.invoke(context, [object.column(i)]))
  return vectorOf(columns)
}

function readForeign(table: TableValue): Value {
  throw new ScriptError(`Elements of a ${table.describe} can be read by SQL only.`, { refId: 'S02008' })
}

function readVector(context: Context, vector: Vector, [first, ...rest]: Indices): Value {
  const places = placesOf(first, vector.length)
  if ('one' in places) {
    const element = places.one < 0 ? missing(vector) : vector.get(places.one)
    return rest.length === 0 ? element : readDeeper(context, element, rest)
  }
  const chosen = first === undefined ? vector : vector.gather(places.several)
  if (rest.length === 0) return chosen
  const items = Array.from({ length: chosen.length }, (_, i) => readDeeper(context, chosen.get(i), rest))
  return new Tuple(items)
}

// An element that has no elements is what it is, whichever of them is asked for.
const readDeeper = (context: Context, element: Value, rest: Indices): Value =>
  element instanceof Scalar ? element : read(context, element, rest)

const missing = (vector: Vector): Value =>
  vector.type.category === 'MIXED' ? NULL : new Scalar(vector.type, nullOf(vector.type))

function readPair(context: Context, pair: Pair, indices: Indices): Value {
  return readVector(context, vectorOf([pair.get(0), pair.get(1)]), indices)
}

// A range of a text is that part of it.
function readScalar(scalar: Scalar, [first]: Indices): Value {
  if (first instanceof Pair && isLiteral(scalar.type) && !scalar.isNull) {
    const characters = [...(scalar.raw as string)]
    const [start, end] = endsOf(first, characters.length)
    return new Scalar(scalar.type, characters.slice(Math.max(0, start), Math.max(0, end)).join(''))
  }
  const places = placesOf(first, 1)
  if ('one' in places) return places.one === 0 ? scalar : new Scalar(scalar.type, nullOf(scalar.type))
  return vectorOf([scalar]).gather(places.several)
}

/** A key that isn't there gives null of the value type. */
function readDictionary(context: Context, dictionary: Dictionary, [first, ...rest]: Indices): Value {
  if (first === undefined) throw new ScriptError('A dictionary is asked by key, and there is none here.')
  const { keyType } = dictionary
  if (first instanceof Vector) {
    const values = Array.from({ length: first.length }, (_, i) => {
      const value = valueAtKey(dictionary, first.get(i))
      return rest.length === 0 ? value : readDeeper(context, value, rest)
    })
    return vectorOf(values)
  }
  if (!(first instanceof Scalar)) {
    throw new ScriptError(`A key of this dictionary is a ${keyType} scalar, not ${kindOf(first)}.`)
  }
  const value = valueAtKey(dictionary, first)
  return rest.length === 0 ? value : readDeeper(context, value, rest)
}

function valueAtKey(dictionary: Dictionary, key: Value): Value {
  const { keyType, valueType } = dictionary
  if (!(key instanceof Scalar) || (isLiteral(keyType) !== isLiteral(key.type) && keyType !== ANY)) {
    throw new ScriptError(`A key of this dictionary is a ${keyType}, not ${kindOf(key)}.`)
  }
  const raw = key.type === keyType || keyType === ANY ? key.raw : castScalar(key, keyType).raw
  const value = dictionary.get(raw)
  if (value) return value
  return valueType.category === 'MIXED' || valueType.category === 'VOID'
    ? NULL
    : new Scalar(valueType, nullOf(valueType))
}

/** `x.name`: a column, the value of a key, or undefined where the value has no members. */
export function readMember(object: Value, name: string): Value | undefined {
  if (object instanceof Table) {
    return object.column(name)
  }
  if (object instanceof Dictionary) {
    const key = isLiteral(object.keyType)
      ? name
      : /^\d+$/.test(name)
        ? castScalar(new Scalar(INT, Number(name)), object.keyType).raw
        : null
    return key === null ? undefined : object.get(key)
  }
  return undefined
}
