import { type ChoiceShape, choice } from '../../kernels/elementwise/choose.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { commonType, operandType } from '../../values/cast/promote.ts'
import { castFlat, castVector } from '../../values/cast/vector.ts'
import { ANY, BOOL, type DataType, IOTANY, VOID } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { allocate } from '../../values/memory.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { nullVector, vectorOf } from '../../values/vectors/build.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { sizesDiffer } from '../lift/binary-forms.ts'
import { allocateResult, kernelStorage } from '../lift/plans/kernel-plan.ts'
import { withData } from '../lift/unary.ts'
import { isNull } from '../nulls/nulls.ts'
import { compareValues } from './comparison.ts'

/** `whenTrue` where the condition is true, `whenFalse` where it is false, null where it is null, by forms. */
export function chosen(condition: Value, whenTrue: Value, whenFalse: Value): Value {
  if (condition instanceof Scalar) {
    if (condition.isNull) return nullLike(whenTrue)
    return Number(condition.raw) !== 0 ? whenTrue : whenFalse
  }
  if (condition instanceof Matrix) {
    const data = (value: Value) => (value instanceof Matrix ? value.data : value)
    return withData(condition, chosen(condition.data, data(whenTrue), data(whenFalse)) as Vector)
  }
  if (!(condition instanceof Vector))
    throw wrongArgument('iif(cond, trueResult, falseResult)', 'cond', 'a condition', condition)
  if (condition instanceof ArrayVector) return overRows(condition, whenTrue, whenFalse)
  if (condition instanceof Tuple && condition.type === ANY) {
    for (const { length } of [whenTrue, whenFalse].filter(value => value instanceof Vector))
      if (length !== condition.length) throw sizesDiffer('iif', condition.length, length)
    const at = (value: Value, i: number) => (value instanceof Vector ? value.get(i) : value)
    return new Tuple(condition.items.map((item, i) => chosen(item, at(whenTrue, i), at(whenFalse, i))))
  }
  return choose(truths(condition), columnOf(whenTrue, condition), columnOf(whenFalse, condition))
}

/** A null of the type that a value has. */
export function nullLike(x: Value): Value {
  const { type } = x as { type?: DataType }
  return (x instanceof Vector && type!.category !== 'MIXED') || x instanceof Scalar
    ? new Scalar(type!, nullOf(type!))
    : new Scalar(VOID, null)
}

const truths = (condition: Vector): FixedVector => castFlat(condition, BOOL)

function columnOf(value: Value, condition: Vector): Scalar | Vector {
  if (value instanceof Scalar) return value
  if (!(value instanceof Vector)) return new Tuple(new Array<Value>(condition.length).fill(value))
  if (value.length !== condition.length) throw sizesDiffer('iif', condition.length, value.length)
  return value
}

function overRows(condition: ArrayVector, whenTrue: Value, whenFalse: Value): ArrayVector {
  const flat = (value: Value) => {
    if (value instanceof ArrayVector && value.flat.length === condition.flat.length) return value.flat
    if (value instanceof Scalar) return value
    throw new ScriptError(
      'iif: with an array vector as condition, results must be scalars or array vectors of the same rows.',
    )
  }
  return new ArrayVector(condition.offsets, chosen(condition.flat, flat(whenTrue), flat(whenFalse)) as Vector)
}

function choose(condition: FixedVector, a: Scalar | Vector, b: Scalar | Vector): Vector {
  if (
    a.type.storage === 'any' ||
    b.type.storage === 'any' ||
    a instanceof ArrayVector ||
    b instanceof ArrayVector
  ) {
    return chooseItems(condition, a, b)
  }
  const mixed = a instanceof UnionVector || b instanceof UnionVector
  const type = mixed ? IOTANY : (commonType(a.type, b.type) ?? operandType(a.type, b.type))
  if (!type)
    throw new ScriptError(`iif: trueResult and falseResult must be of one type, not ${a.type} and ${b.type}.`)
  if (type === VOID) return nullVector(VOID, condition.length)
  const [x, y] = [operand(a, type), operand(b, type)]
  const storage = kernelStorage(type)
  if (storage === null || storage === 'sym') return chooseByPlace(condition, x, y)
  const shape = `${a instanceof Scalar ? 's' : 'v'}${b instanceof Scalar ? 's' : 'v'}` as ChoiceShape
  const out = allocateResult(type, condition.length)
  const unknown = choice(storage, shape)(
    condition.data as Int8Array,
    a instanceof Scalar ? (x.data[0] as number) : x.data,
    b instanceof Scalar ? (y.data[0] as number) : y.data,
    out.data,
    condition.length,
  )
  out.mayHoldNulls = unknown || x.mayHoldNulls || y.mayHoldNulls
  return out
}

// Of a scalar: a column of one element.
const operand = (value: Scalar | Vector, type: DataType) =>
  castVector(value instanceof Scalar ? vectorOf([value]) : value, type) as FixedVector

function chooseByPlace(condition: FixedVector, a: Vector, b: Vector): Vector {
  const both = a.clone()
  both.append(b)
  const indices = allocate('i32', condition.length)
  for (let i = 0; i < indices.length; i++) {
    const c = condition.data[i] as number
    if (c === -128) indices[i] = -1
    else if (c !== 0) indices[i] = a.length === 1 ? 0 : i
    else indices[i] = a.length + (b.length === 1 ? 0 : i)
  }
  return both.gather(indices)
}

function chooseItems(condition: FixedVector, a: Scalar | Vector, b: Scalar | Vector): Vector {
  const at = (value: Scalar | Vector, i: number) => (value instanceof Scalar ? value : value.get(i))
  const items = Array.from(condition.data as Int8Array, (c, i): Value => {
    if (c === -128) return nullLike(a)
    return c !== 0 ? at(a, i) : at(b, i)
  })
  return new Tuple(items)
}

export const iif = define({
  name: 'iif',
  signature: 'iif(cond, trueResult, falseResult)',
  kind: 'elementwise',
  doc: 'For each element trueResult where cond is true, falseResult where it is false. Both results are computed in any case.',
  examples: [
    ['iif(1..4 > 2, 10, 0)', '[0,0,10,10]'],
    ['iif(true true false, 1..3, 6..4)', '[1,2,4]'],
  ],
  run: (_, condition, whenTrue, whenFalse) => chosen(condition!, whenTrue!, whenFalse!),
})

export const nullIf = define({
  name: 'nullIf',
  signature: 'nullIf(X, Y)',
  kind: 'elementwise',
  doc: 'Null where X equals Y, else X, element by element.',
  examples: [['nullIf(1 2 3, 2)', '[1,,3]']],
  run: (_, x, y) => chosen(compareValues('eq', x!, y!), nullLike(x!), x!),
})

// A matrix beside a vector counts as its elements.
const beside = (x: Value, other: Value) =>
  x instanceof Vector && other instanceof Matrix ? other.data : other

export const ifNull = define({
  name: 'ifNull',
  signature: 'ifNull(X, Y)',
  kind: 'elementwise',
  doc: 'X where X is null, else Y, element by element.',
  examples: [['ifNull(1 NULL 3, 7 8 9)', '[7,,9]']],
  run: (context, x, y) => chosen(isNull.definition.run(context, x), x!, beside(x!, y!)),
})

export const ifValid = define({
  name: 'ifValid',
  signature: 'ifValid(X, Y)',
  kind: 'elementwise',
  doc: 'X where X is not null, else Y, element by element.',
  examples: [['ifValid(1 NULL 3, 7 8 9)', '[1,8,3]']],
  run: (context, x, y) => chosen(isNull.definition.run(context, x), beside(x!, y!), x!),
})

export const mask = define({
  name: 'mask',
  signature: 'mask(X, Y)',
  kind: 'elementwise',
  doc: 'X with nulls where the condition Y is true.',
  examples: [['x = 1..5; mask(x, x > 3)', '[1,2,3,,]']],
  run: (_, x, y) => chosen(y!, nullLike(x instanceof Matrix ? x.data : x!), x!),
})
