import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type BitOp,
  bits,
  bitsOfScalars,
  complement,
  complementOfScalar,
} from '../../src/kernels/elementwise/bits.ts'
import { cast, castOfScalar } from '../../src/kernels/elementwise/cast.ts'
import { type MathOp, math, math2, math2OfScalars, mathOfScalar } from '../../src/kernels/elementwise/math.ts'
import {
  rounding,
  roundingOfScalar,
  roundingToDigits,
  roundingToDigitsOfScalar,
} from '../../src/kernels/elementwise/rounding.ts'
import { type ScalarStorage, scratch } from '../../src/kernels/storage.ts'
import { checkBinary, checkUnary } from './elementwise.ts'
import { type Item, storages } from './random-columns.ts'

const valueOrNull = (value: number) => (Number.isNaN(value) ? null : value)
const isFloat = (storage: ScalarStorage) => storage === 'f32' || storage === 'f64'

test('functions of one number: null outside their domain', () => {
  const plain: Record<MathOp, (x: number) => number> = {
    sqrt: Math.sqrt,
    cbrt: Math.cbrt,
    square: x => x * x,
    reciprocal: x => (x === 0 ? NaN : 1 / x),
    exp: Math.exp,
    exp2: x => 2 ** x,
    expm1: Math.expm1,
    log: x => (x > 0 ? Math.log(x) : NaN),
    log2: x => (x > 0 ? Math.log2(x) : NaN),
    log10: x => (x > 0 ? Math.log10(x) : NaN),
    log1p: x => (x > -1 ? Math.log1p(x) : NaN),
    sin: Math.sin,
    cos: Math.cos,
    tan: Math.tan,
    asin: Math.asin,
    acos: Math.acos,
    atan: Math.atan,
    sinh: Math.sinh,
    cosh: Math.cosh,
    tanh: Math.tanh,
    asinh: Math.asinh,
    acosh: Math.acosh,
    atanh: x => (x > -1 && x < 1 ? Math.atanh(x) : NaN),
  }
  for (const op of Object.keys(plain) as MathOp[])
    for (const a of storages)
      checkUnary({
        name: op,
        a,
        out: 'f64',
        vector: nulls => math(op, a, nulls),
        scalar: mathOfScalar(op, a),
        plain: x => (x === null ? null : valueOrNull(plain[op](Number(x)))),
      })
})

test('powers and angles', () => {
  const plain = { pow: Math.pow, atan2: Math.atan2 }
  for (const op of ['pow', 'atan2'] as const)
    for (const a of storages)
      for (const b of ['i32', 'f64'] as const)
        checkBinary({
          name: op,
          a,
          b,
          out: 'f64',
          vector: (shape, nulls) => math2(op, a, b, shape, nulls),
          scalar: math2OfScalars(op, a, b),
          plain: (x, y) => (x === null || y === null ? null : valueOrNull(plain[op](Number(x), Number(y)))),
        })
})

test('bits', () => {
  const plain: Record<BitOp, (x: bigint, y: bigint, width: number) => bigint> = {
    bitAnd: (x, y) => x & y,
    bitOr: (x, y) => x | y,
    bitXor: (x, y) => x ^ y,
    shiftLeft: (x, y, width) => x << (y & BigInt(width - 1)),
    shiftRight: (x, y, width) => x >> (y & BigInt(width - 1)),
    shiftRightUnsigned: (x, y, width) => BigInt.asUintN(width, x) >> (y & BigInt(width - 1)),
  }
  for (const op of Object.keys(plain) as BitOp[])
    for (const [a, b, out] of [
      ['i8', 'i8', 'i8'],
      ['i16', 'i16', 'i32'],
      ['i32', 'i32', 'i32'],
      ['i64', 'i64', 'i64'],
      ['i64', 'i32', 'i64'],
    ] as const)
      checkBinary({
        name: op,
        a,
        b,
        out,
        vector: (shape, nulls) => bits(op, a, b, out, shape, nulls),
        scalar: bitsOfScalars(op, a, b, out),
        plain: (x, y) =>
          x === null || y === null ? null : plain[op](BigInt(x), BigInt(y), out === 'i64' ? 64 : 32),
      })
  for (const a of ['i8', 'i16', 'i32', 'i64'] as const)
    checkUnary({
      name: 'complement',
      a,
      out: a,
      vector: nulls => complement(a, nulls),
      scalar: complementOfScalar(a),
      plain: x => (x === null ? null : ~BigInt(x)),
    })
})

const halfAway = (x: number) => Math.sign(x) * Math.round(Math.abs(x))

// A float as an integer of a storage; null where the integer of its domain cannot hold it.
function whole(value: number, out: ScalarStorage): Item {
  if (isFloat(out)) return value
  const limit = out === 'i64' ? 2 ** 63 : 2 ** 31
  return value >= -limit && value < limit ? BigInt(value) : null
}

test('casts between all storages', () => {
  for (const a of storages)
    for (const out of storages)
      checkUnary({
        name: 'cast',
        a,
        out,
        vector: nulls => cast(a, out, nulls),
        scalar: castOfScalar(a, out),
        plain: x => {
          if (x === null || !isFloat(a)) return x
          if (isFloat(out)) {
            const tooLarge = out === 'f32' && Number.isFinite(x) && !Number.isFinite(Math.fround(Number(x)))
            return tooLarge ? null : x
          }
          return whole(halfAway(Number(x)), out)
        },
      })
})

test('the casts of the documentation', () => {
  assert.equal(castOfScalar('f64', 'i32')(8.9), 9)
  assert.deepEqual([8.5, -8.5, 2.5, 0.49999999999999994].map(castOfScalar('f64', 'i32')), [9, -9, 3, 0])
  assert.equal(castOfScalar('i64', 'i32')(2147483648n), -2147483648)
  assert.deepEqual([32768, 65578, 32789].map(castOfScalar('i32', 'i16')), [-32768, 42, -32747])
})

test('rounding', () => {
  const plain = { floor: Math.floor, ceil: Math.ceil, trunc: Math.trunc, round: halfAway }
  for (const op of ['floor', 'ceil', 'round', 'trunc'] as const)
    for (const a of storages)
      for (const out of ['i64', 'i32', 'f64'] as const) {
        // The fraction of an infinity is NaN.
        const rounded = (x: Item) =>
          op === 'round' && !Number.isFinite(Number(x)) ? NaN : plain[op](Number(x))
        checkUnary({
          name: op,
          a,
          out,
          vector: nulls => rounding(op, a, out, nulls),
          scalar: roundingOfScalar(op, a, out),
          plain: x => (x === null ? null : whole(rounded(x), out)),
        })
      }
})

test('rounding to decimal places', () => {
  const data = scratch('f64', 5)
  data.set([2.154, 2.156, -2.125, 0, -Number.MAX_VALUE])
  const out = scratch('f64', 5)
  assert.equal(roundingToDigits('f64', true)(data, 100, out, 5), true)
  assert.deepEqual([...out], [2.15, 2.16, -2.13, 0, -Number.MAX_VALUE])
  assert.equal(roundingToDigitsOfScalar('f64')(2.156, 100), 2.16)
  assert.equal(roundingToDigitsOfScalar('i32')(7, 100), 7)
})
