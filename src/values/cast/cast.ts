import { ANY, type DataType, isLiteral, STRING } from '../data-type.ts'
import { Code } from '../forms/code.ts'
import { Dictionary } from '../forms/dictionary.ts'
import { FunctionValue } from '../forms/function-value.ts'
import { Matrix } from '../forms/matrix.ts'
import { Pair } from '../forms/pair.ts'
import { Scalar } from '../forms/scalar.ts'
import { SetValue } from '../forms/set.ts'
import { Table } from '../forms/table.ts'
import { retain } from '../ownership.ts'
import type { Value } from '../value.ts'
import { ValueError } from '../value-error.ts'
import { Tuple } from '../vectors/tuple.ts'
import { UnionVector } from '../vectors/union-vector.ts'
import { Vector } from '../vectors/vector.ts'
import { castScalar } from './scalar.ts'
import { castVector } from './vector.ts'

// An element of a tuple that is no scalar keeps its place: `int((1.2, [3.4, 5]))` is `(1, [3, 5])`.
function convertTuple(tuple: Tuple, type: DataType): Vector {
  if (type.element || tuple.items.every(item => item instanceof Scalar)) return castVector(tuple, type)
  return new Tuple(
    tuple.items.map(item => convert(item, type)),
    tuple.columnar,
  )
}

function convertMatrix(matrix: Matrix, type: DataType): Matrix {
  const { rows, columns, rowLabels, columnLabels } = matrix
  const labels = [rowLabels, columnLabels].map(vector => vector && retain(vector))
  const out = new Matrix(castVector(matrix.data, type), rows, columns, labels[0], labels[1])
  out.index = matrix.index
  return out
}

function convertDictionary(dictionary: Dictionary, type: DataType): Dictionary {
  const simple = dictionary.valueType.category !== 'MIXED'
  const out = new Dictionary(dictionary.keyType, simple ? type : ANY, dictionary.ordered)
  for (const { key, value } of dictionary.entries.values()) out.set(key, convert(value, type))
  return out
}

/**
 * `value` with its data as `type`: `int(x)`, `x$INT`. The form stays; what has the type already comes back itself, so a
 * result may share memory with `value`. @throws ValueError when it can't be.
 */
export function convert(value: Value, type: DataType): Value {
  if (value instanceof Scalar) return castScalar(value, type)
  if (value instanceof Tuple && type !== ANY && !(value instanceof UnionVector))
    return convertTuple(value, type)
  if (value instanceof Vector) return castVector(value, type)
  if (value instanceof Pair) {
    return new Pair(type, castScalar(value.get(0), type).raw, castScalar(value.get(1), type).raw)
  }
  if (value instanceof Matrix) return convertMatrix(value, type)
  if (value instanceof SetValue) {
    const raws = [...value.items.values()].map(raw => castScalar(new Scalar(value.type, raw), type).raw)
    return new SetValue(type, raws)
  }
  if (value instanceof Dictionary) return convertDictionary(value, type)
  if (value instanceof Table) {
    return new Table(
      [...value.names],
      value.columns.map(column => castVector(column, type)),
    )
  }
  if (value instanceof FunctionValue && isLiteral(type)) return new Scalar(STRING, value.describe())
  if (value instanceof Code) throw new ValueError(`Can't convert CODE to ${type}`)
  throw new ValueError(`Can't convert a ${value.form} to ${type}`)
}
