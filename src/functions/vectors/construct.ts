import { ScriptError } from '../../runtime/script-error.ts'
import { finerTemporal, operandType } from '../../values/cast/promote.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { ANY, type DataType, INT, isIntegral, isTemporal, LONG, VOID } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { bool, Scalar } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import {
  arrayVectorOf,
  defaultVector,
  emptyVector,
  filledVector,
  vectorOf,
} from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { dataType, dataTypeOf, integer, kindOf, vector, wrongArgument } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { takeFrom } from './take.ts'

function makeArray(name: string, x?: Value, size?: Value, capacity?: Value, fallback?: Value): Vector {
  if (x instanceof Vector) {
    return defaultVector(x.type, size === undefined ? x.length : integer(size, name, 'initialSize'))
  }
  const type = dataType(x, name, 'dataType')
  const length = integer(size, name, 'initialSize', 0)
  if (length === 0) return emptyVector(type, Math.min(integer(capacity, name, 'capacity', 0), 1 << 20))
  if (fallback === undefined) return defaultVector(type, length)
  if (!(fallback instanceof Scalar)) throw wrongArgument(name, 'defaultValue', 'a scalar', fallback)
  return filledVector(type, length, castScalar(fallback, type).raw)
}

export const array = define({
  name: 'array',
  signature: 'array(dataType, [initialSize], [capacity], [defaultValue])',
  kind: 'system',
  doc: 'A new vector of a type (or of the type and length of a given vector), filled with zeros, empty texts or the default value.',
  examples: [
    ['array(INT, 3)', '[0,0,0]'],
    ['array(DOUBLE, 2, 10, 1.5)', '[1.5,1.5]'],
    ['array(INT[], 0).append!([1 2 3, 4 5])', '[[1,2,3],[4,5]]'],
  ],
  run: (_, x, size, capacity, fallback) => makeArray('array', x, size, capacity, fallback),
})

export const bigarray = define({
  name: 'bigarray',
  signature: 'bigarray(dataType, [initialSize], [capacity], [defaultValue])',
  kind: 'system',
  doc: 'The same as array: here every vector grows in place.',
  examples: [['bigarray(INT, 0, 100).append!(1..3)', '[1,2,3]']],
  run: (_, x, size, capacity, fallback) => makeArray('bigarray', x, size, capacity, fallback),
})

export const take = define({
  name: 'take',
  signature: 'take(X, n)',
  kind: 'series',
  doc: 'The first n elements of X (rows of a matrix or table), starting over when there are fewer; with n negative from the end. A vector n says how often to take each.',
  examples: [
    ['take(10, 3)', '[10,10,10]'],
    ['take(1..3, 5)', '[1,2,3,1,2]'],
    ['take(1..5, -2)', '[4,5]'],
    ['take(1..3, 2 0 2)', '[1,1,3,3]'],
  ],
  run: (_, x, n) => takeFrom(x!, n!),
})

export const til = define({
  name: 'til',
  signature: 'til(n)',
  kind: 'system',
  doc: 'The integers from 0 to n − 1, of the type of n.',
  examples: [
    ['til(5)', '[0,1,2,3,4]'],
    ['til(0)', '[]'],
  ],
  run: (_, n) => {
    const length = integer(n, 'til', 'n')
    if (length < 0) throw new ScriptError(`Usage: til(n). n should not be negative, but it is ${length}.`)
    return ascending((n as Scalar).type, 0, length)
  },
})

/** `length` integers (or moments) of a type, each one more (or less) than the one before. */
function ascending(type: DataType, start: number | bigint, length: number, step: 1 | -1 = 1): FixedVector {
  const made = FixedVector.zeros(type, length)
  const { data } = made
  if (data instanceof BigInt64Array) fillAscending(made.halves, BigInt(start), step)
  else for (let i = 0, value = Number(start); i < length; i++, value += step) data[i] = value
  return made
}

// By halves of 32 bits: a BigInt for each would be an object for each.
function fillAscending(halves: Int32Array, start: bigint, step: 1 | -1): void {
  let low = Number(BigInt.asIntN(32, start))
  let high = Number(BigInt.asIntN(32, start >> 32n))
  for (let i = 0; i < halves.length; i += 2) {
    halves[i] = low
    halves[i + 1] = high
    low = (low + step) | 0
    if (low === (step > 0 ? 0 : -1)) high += step
  }
}

export const seq = define({
  name: 'seq',
  signature: 'seq(start, end)',
  kind: 'system',
  doc: 'start..end: all integers or moments from one to the other, upwards or downwards, both included.',
  examples: [
    ['0..3', '[0,1,2,3]'],
    ['3..1', '[3,2,1]'],
    ['2024.02.28..2024.03.01', '[2024.02.28,2024.02.29,2024.03.01]'],
    ['4294967295l..4294967297', '[4294967295,4294967296,4294967297]'],
  ],
  run: (_, start, end) => {
    if (!(start instanceof Scalar) || !(end instanceof Scalar)) {
      throw wrongArgument(
        'seq(start, end)',
        'start and end',
        'integers or temporal values',
        start instanceof Scalar ? end : start,
      )
    }
    const type = sequenceType(start.type, end.type)
    const [first, last] = [castScalar(start, type), castScalar(end, type)]
    if (first.isNull && last.isNull) return FixedVector.zeros(type, 0)
    if (first.isNull || last.isNull)
      throw new ScriptError('Usage: seq(start, end). start and end must not be null.')
    // Of nanoseconds, a number would lose the last digits.
    const [from, to] = [first.raw, last.raw] as [number | bigint, number | bigint]
    const distance = Number(BigInt(to) - BigInt(from))
    return ascending(type, from, Math.abs(distance) + 1, distance < 0 ? -1 : 1)
  },
})

function sequenceType(start: DataType, end: DataType): DataType {
  if (start === VOID || end === VOID) return start === VOID ? (end === VOID ? INT : end) : start
  if (isIntegral(start) && isIntegral(end))
    return start === LONG || end === LONG ? LONG : (operandType(start, end) ?? INT)
  const type = isTemporal(start) && isTemporal(end) ? finerTemporal(start, end) : null
  if (type) return type
  throw new ScriptError(
    `Usage: seq(start, end). start and end must be both integers or both temporal, not ${start} and ${end}.`,
  )
}

export const pair = define({
  name: 'pair',
  signature: 'pair(a, b)',
  kind: 'system',
  doc: 'a:b, two scalars of one type.',
  examples: [
    ['1:3 + 1', '2 : 4'],
    ['1:2.5', '1 : 2.5'],
  ],
  run: (_, a, b) => {
    if (!(a instanceof Scalar) || !(b instanceof Scalar)) {
      throw wrongArgument('pair(a, b)', 'a and b', 'scalars', a instanceof Scalar ? b : a)
    }
    const type = a.type === VOID && b.type === VOID ? INT : operandType(a.type, b.type)
    if (!type) throw new ScriptError(`A pair can't hold both ${a.type} and ${b.type}.`)
    return new Pair(type, castScalar(a, type).raw, castScalar(b, type).raw)
  },
})

export const set = define({
  name: 'set',
  signature: 'set(X)',
  kind: 'system',
  doc: 'The distinct elements of a vector, as a set; of a type: an empty set.',
  examples: [['size(set(4 5 5 2))', '3']],
  run: (_, x) => {
    if (x instanceof Vector && !(x instanceof Tuple && x.type === ANY) && !(x instanceof ArrayVector)) {
      const read = rawReader(x)
      const made = new SetValue(x.type)
      for (let i = 0; i < x.length; i++) made.add(read(i))
      return made
    }
    if (x instanceof SetValue) return x.clone()
    const type = x && dataTypeOf(x)
    if (type) return new SetValue(type)
    throw wrongArgument('set(X)', 'X', 'a vector', x)
  },
})

export const arrayVector = define({
  name: 'arrayVector',
  signature: 'arrayVector(index, value)',
  kind: 'series',
  doc: 'An array vector of the elements of `value`; `index` says, row by row, where each row ends (exclusive).',
  examples: [['arrayVector(2 3 4, [1,2,3,4])', '[[1,2],[3],[4]]']],
  run: (_, index, value) => {
    const ends = castFlat(vector(index, 'arrayVector', 'index'), INT)
    const flat = vector(value, 'arrayVector', 'value')
    const offsets = allocate('i32', ends.length + 1)
    for (let i = 0; i < ends.length; i++) {
      const end = ends.data[i] as number
      if (end <= offsets[i]! || end > flat.length) {
        throw new ScriptError('arrayVector: index must be strictly increasing and end within value.')
      }
      offsets[i + 1] = end
    }
    return new ArrayVector(offsets, flat.slice(0, offsets[ends.length]!))
  },
})

/** Columns of the arguments of fixedLengthArrayVector, in order. */
function columnsOf(value: Value): Vector[] {
  if (value instanceof Table) return value.columns
  if (value instanceof Matrix) return Array.from({ length: value.columns }, (_, i) => value.column(i))
  if (value instanceof Tuple) return value.items.flatMap(columnsOf)
  if (value instanceof ArrayVector) {
    const width = value.length === 0 ? 0 : value.offsets[1]! - value.offsets[0]!
    const at = (column: number) =>
      Int32Array.from({ length: value.length }, (_, row) => value.offsets[row]! + column)
    return Array.from({ length: width }, (_, column) => value.flat.gather(at(column)))
  }
  if (value instanceof Vector) return [value]
  throw new ScriptError(`fixedLengthArrayVector can't take a ${kindOf(value)}.`)
}

export const fixedLengthArrayVector = define({
  name: 'fixedLengthArrayVector',
  signature: 'fixedLengthArrayVector(args, ...)',
  kind: 'elementwise',
  doc: 'An array vector whose rows hold one element of each argument: vectors, columns of matrices and tables, elements of tuples.',
  examples: [['fixedLengthArrayVector(1 2 3, [4 5 6, 7 8 9])', '[[1,4,7],[2,5,8],[3,6,9]]']],
  run: (_, ...args) => {
    const columns = args.flatMap(arg => columnsOf(arg!))
    const [first] = columns
    if (!first) throw new ScriptError('fixedLengthArrayVector: there are no columns.')
    const { type, length: rows } = first
    if (columns.some(column => column.length !== rows || column.type !== type)) {
      throw new ScriptError(
        'fixedLengthArrayVector: all arguments must have the same type and number of rows.',
      )
    }
    const all = emptyVector(type)
    for (const column of columns) all.append(column)
    const indices = new Int32Array(rows * columns.length)
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns.length; column++) indices[at++] = column * rows + row
    }
    const offsets = allocate('i32', rows + 1)
    for (let row = 0; row < rows; row++) offsets[row + 1] = (row + 1) * columns.length
    return new ArrayVector(offsets, all.gather(indices))
  },
})

export const setColumnarTuple = define({
  name: 'setColumnarTuple!',
  signature: 'setColumnarTuple!(X, [on=true])',
  kind: 'system',
  doc: 'Makes a tuple of scalars and vectors of one type columnar: an index then picks a column, as of an array vector. With false it is a plain tuple again.',
  examples: [['isColumnarTuple(setColumnarTuple!([1 2 3, 4 5]))', 'true']],
  mutates: [0],
  run: (_, x, on) => {
    if (!(x instanceof Tuple)) throw wrongArgument('setColumnarTuple!(X)', 'X', 'a tuple', x)
    x.columnar = on === undefined || (on as Scalar).raw !== 0
    return x
  },
})

export const isColumnarTuple = define({
  name: 'isColumnarTuple',
  signature: 'isColumnarTuple(X)',
  kind: 'system',
  doc: 'Whether X is a columnar tuple.',
  examples: [['isColumnarTuple((1, 2))', 'false']],
  run: (_, x) => bool(x instanceof Tuple && x.columnar),
})

const gathering = (
  name: 'toTuple' | 'toColumnarTuple',
  doc: string,
  example: readonly [string, string],
): Builtin =>
  define({
    name,
    signature: `${name}(X)`,
    kind: 'aggregate',
    doc,
    examples: [example],
    run: (_, x) => {
      if (!(x instanceof Vector || x instanceof Scalar)) throw wrongArgument(`${name}(X)`, 'X', 'a vector', x)
      return new Tuple([x instanceof Vector ? x : vectorOf([x])], name === 'toColumnarTuple')
    },
  })

export const toTuple = gathering(
  'toTuple',
  'With `group by`: the elements of each group as an element of a tuple.',
  ['t = table(1 1 2 as k, 3 4 5 as x); exec x from select toTuple(x) as x from t group by k', '[[3,4],[5]]'],
)
export const toColumnarTuple = gathering(
  'toColumnarTuple',
  'With `group by`: the elements of each group as an element of a columnar tuple.',
  [
    't = table(1 1 2 as k, 3 4 5 as x); exec x from select toColumnarTuple(x) as x from t group by k',
    '[[3,4],[5]]',
  ],
)

export const toArray = define({
  name: 'toArray',
  signature: 'toArray(X)',
  kind: 'aggregate',
  doc: 'The elements of X as one row of an array vector: with `group by` it gathers each group.',
  examples: [['toArray(1 2 3)', '[[1,2,3]]']],
  run: (_, x) => {
    if (!(x instanceof Vector || x instanceof Scalar) || x instanceof Tuple)
      throw wrongArgument('toArray(X)', 'X', 'a vector', x)
    const rows = x instanceof Vector ? x : vectorOf([x])
    return arrayVectorOf(rows.type, [rows])
  },
})
