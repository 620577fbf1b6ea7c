import { ScriptError } from '../../runtime/script-error.ts'
import { castVector } from '../../values/cast/vector.ts'
import { BOOL, CHAR, type DataType, DOUBLE, FLOAT, INT, LONG, SHORT } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { Tensor } from '../../values/forms/tensor.ts'
import type { Value } from '../../values/value.ts'
import { concatenate, vectorOf } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { wrongArgument } from '../argument.ts'
import { define } from '../define.ts'

const MOST_DIMENSIONS = 10
const elementTypes: readonly DataType[] = [BOOL, CHAR, SHORT, INT, LONG, FLOAT, DOUBLE]

/** Elements in row-major order, and the size of each dimension. */
interface Elements {
  readonly flat: Vector
  readonly shape: readonly number[]
}

const unlike = () => new ScriptError('tensor: the parts of X should all have the same type and size.')

// Vectors of one length, each a column.
function besideEachOther(columns: readonly Vector[]): Elements {
  const [first] = columns
  if (!first || columns.some(column => column.length !== first.length || column.type !== first.type)) {
    throw unlike()
  }
  const places = new Int32Array(first.length * columns.length)
  for (let row = 0, at = 0; row < first.length; row++) {
    for (let column = 0; column < columns.length; column++) places[at++] = column * first.length + row
  }
  return { flat: concatenate(first.type, columns).gather(places), shape: [first.length, columns.length] }
}

function aboveEachOther(parts: readonly Elements[]): Elements {
  const [first] = parts
  if (!first) throw unlike()
  const { type } = first.flat
  if (parts.some(part => part.flat.type !== type || String(part.shape) !== String(first.shape))) {
    throw unlike()
  }
  const flat = concatenate(
    type,
    parts.map(part => part.flat),
  )
  return { flat, shape: [parts.length, ...first.shape] }
}

function elementsOf(value: Value | undefined, depth = 1): Elements {
  if (depth > MOST_DIMENSIONS) throw new ScriptError('tensor: there are 10 dimensions at most.')
  if (value instanceof Scalar) return { flat: vectorOf([value]), shape: [1] }
  if (value instanceof Matrix) {
    return besideEachOther(Array.from({ length: value.columns }, (_, i) => value.column(i)))
  }
  if (value instanceof Table) return besideEachOther(value.columns)
  if (value instanceof Tuple) {
    const { items } = value
    const isPlain = items.every(item => item instanceof Vector && !(item instanceof Tuple))
    if (isPlain && !value.columnar) return besideEachOther(items as Vector[])
    return aboveEachOther(items.map(item => elementsOf(item, depth + 1)))
  }
  if (value instanceof FixedVector) return { flat: value, shape: [value.length] }
  throw wrongArgument('tensor(X)', 'X', 'a scalar, vector, tuple, matrix or table of numbers', value)
}

export const tensor = define({
  name: 'tensor',
  signature: 'tensor(X)',
  kind: 'system',
  doc: 'A tensor of the numbers of X, for plugins. Scalars and vectors have one dimension; matrices, tables and tuples of columns two; a tuple of these one more. Tensors can be shown, but not computed with.',
  examples: [
    ['tensor(1 2 3)', 'tensor<int[3]>:\n0: int 1\n1: int 2\n2: int 3'],
    ['tensor(1..6$2:3)', 'tensor<int[2][3]>:\n0: int[3] [1, 3, 5]\n1: int[3] [2, 4, 6]'],
    ['tensor([1..4$2:2, 5..8$2:2])', 'tensor<int[2][2][2]>:\n0: int[2][2]\n1: int[2][2]'],
    ['form(tensor(1 NULL))', '10'],
  ],
  run: (_, x) => {
    const { flat, shape } = elementsOf(x)
    if (!elementTypes.includes(flat.type)) {
      throw new ScriptError(`tensor: X should be of numbers or truths, not ${flat.type}.`)
    }
    return new Tensor(castVector(flat, flat.type) as FixedVector, shape)
  },
})
