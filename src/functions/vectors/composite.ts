import { isPlainNumber } from '../../values/cast/promote.ts'
import { COMPLEX, type DataType, DOUBLE, LONG, POINT } from '../../values/data-type.ts'
import { isNullRaw, type Lanes, nullOf, type Raw } from '../../values/null.ts'
import { type Builtin, define } from '../define.ts'
import { applyBinary } from '../lift/binary-forms.ts'
import { BinaryOperation } from '../lift/binary-operation.ts'
import { elementPlan, unaryElementPlan } from '../lift/plans/kernel-plan.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'

/** Two numbers in one value of 16 bytes. */
function lanesOf(name: string, type: DataType, doc: string, example: readonly [string, string]): Builtin {
  const operation = new BinaryOperation(name, (x, y) => {
    if (!isPlainNumber(x) || !isPlainNumber(y)) return null
    return elementPlan(type, (a, b) =>
      isNullRaw(x, a) || isNullRaw(y, b) ? nullOf(type) : { x: Number(a), y: Number(b) },
    )
  })
  return define({
    name,
    signature: `${name}(X, Y)`,
    kind: 'elementwise',
    doc,
    examples: [example],
    run: (_, x, y) => applyBinary(operation, x!, y!),
  })
}

export const point = lanesOf('point', POINT, 'The point (X, Y), element by element.', [
  'point(117.6, 24.1)',
  '(117.6, 24.1)',
])
export const complex = lanesOf('complex', COMPLEX, 'The complex number X + Yi, element by element.', [
  'complex(2, 5)',
  '2.0+5.0i',
])

// How a double is kept in memory, read as an integer.
const bitsOf = (value: number): bigint => new BigInt64Array(Float64Array.of(value).buffer)[0]!

function half(
  name: string,
  result: DataType,
  doc: string,
  example: readonly [string, string],
  take: (raw: Raw) => Raw,
): Builtin {
  const operation = new UnaryOperation(name, x => {
    const lanes = x.storage === 'f64x2'
    if (!lanes && (x.storage !== 'i128' || result !== LONG)) return null
    return unaryElementPlan(result, raw => (isNullRaw(x, raw) ? nullOf(result) : take(raw)))
  })
  return define({
    name,
    signature: `${name}(X)`,
    kind: 'elementwise',
    doc,
    examples: [example],
    run: (_, x) => applyUnary(operation, x!),
  })
}

export const lowDouble = half(
  'lowDouble',
  DOUBLE,
  'The first part of a point or complex number.',
  ['lowDouble(complex(2, 5))', '2'],
  raw => (raw as Lanes).x,
)
export const highDouble = half(
  'highDouble',
  DOUBLE,
  'The second part of a point or complex number.',
  ['highDouble(complex(2, 5))', '5'],
  raw => (raw as Lanes).y,
)
export const lowLong = half(
  'lowLong',
  LONG,
  'The lower 64 bits of a value of 128; of a point or complex number those of its first part.',
  ['lowLong(int128("00000000000000010000000000000002"))', '2'],
  raw => (typeof raw === 'bigint' ? BigInt.asIntN(64, raw) : bitsOf((raw as Lanes).x)),
)
export const highLong = half(
  'highLong',
  LONG,
  'The upper 64 bits of a value of 128; of a point or complex number those of its second part.',
  ['highLong(int128("00000000000000010000000000000002"))', '1'],
  raw => (typeof raw === 'bigint' ? BigInt.asIntN(64, raw >> 64n) : bitsOf((raw as Lanes).y)),
)
