import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ArithmeticOp,
  arithmetic,
  arithmeticOfScalars,
  type SignOp,
  signed,
  signedScalar,
} from '../../src/kernels/elementwise/arithmetic.ts'
import { bar, barOfScalars } from '../../src/kernels/elementwise/bar.ts'
import { extreme, extremeOfScalars, type NullOrder } from '../../src/kernels/elementwise/extreme.ts'
import { type ScalarStorage, scratch } from '../../src/kernels/storage.ts'
import { checkBinary, checkUnary } from './elementwise.ts'
import { type Item, storages } from './random-columns.ts'

const floorDivide = (x: bigint, y: bigint) => (x - (((x % y) + y) % y)) / y
const integers: Record<Exclude<ArithmeticOp, 'ratio'>, (x: bigint, y: bigint) => bigint | null> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => (y === 0n ? null : floorDivide(x, y)),
  mod: (x, y) => (y === 0n ? null : x - floorDivide(x, y) * y),
}
const floats: Record<ArithmeticOp, (x: number, y: number) => number | null> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => (y === 0 ? null : x / y),
  ratio: (x, y) => (y === 0 ? null : x / y),
  mod: (x, y) => (y === 0 ? null : x - Math.floor(x / y) * y),
}
const isFloat = (storage: ScalarStorage) => storage === 'f32' || storage === 'f64'

function plainArithmetic(op: ArithmeticOp, out: ScalarStorage) {
  return (x: Item, y: Item): Item => {
    if (x === null || y === null) return null
    if (isFloat(out)) return floats[op](Number(x), Number(y))
    return integers[op as 'add'](BigInt(x), BigInt(y))
  }
}

function checkArithmetic(op: ArithmeticOp, a: ScalarStorage, b: ScalarStorage, out: ScalarStorage): void {
  checkBinary({
    name: op,
    a,
    b,
    out,
    vector: (shape, nulls) => arithmetic(op, a, b, out, shape, nulls),
    scalar: arithmeticOfScalars(op, a, b, out),
    plain: plainArithmetic(op, out),
  })
}

test('arithmetic within one storage', () => {
  for (const op of ['add', 'sub', 'mul', 'div', 'mod'] as const)
    for (const storage of storages) checkArithmetic(op, storage, storage, storage)
})

test('arithmetic on two storages, into a wider one', () => {
  const mixed = [
    ['i8', 'i16', 'i32'],
    ['i32', 'i64', 'i64'],
    ['i64', 'i8', 'i64'],
    ['i32', 'f64', 'f64'],
    ['f32', 'i64', 'f64'],
    ['i64', 'i64', 'f64'],
    ['i16', 'f32', 'f32'],
  ] as const
  for (const op of ['add', 'mul', 'div', 'mod'] as const)
    for (const [a, b, out] of mixed) checkArithmetic(op, a, b, out)
  for (const storage of storages) checkArithmetic('ratio', storage, storage, 'f64')
})

test('a LONG added to a DATE counts by its low half', () => {
  const out = scratch('i32', 1)
  const days = scratch('i32', 1).fill(10)
  arithmetic('add', 'i32', 'i64', 'i32', 'vs', true)(days, 5n, out, 1)
  assert.equal(out[0], 15)
})

test('the examples of the documentation', () => {
  const div = arithmeticOfScalars('div', 'i32', 'i32', 'i32')
  const mod = arithmeticOfScalars('mod', 'i32', 'i32', 'i32')
  assert.equal(div(-7, 5), -2)
  assert.deepEqual(
    [-1, 2, 6].map(x => div(x, -5)),
    [0, -1, -2],
  )
  assert.deepEqual(
    [-1, 2, 3].map(x => mod(x, -5)),
    [-1, -3, -2],
  )
  assert.equal(mod(-1, 5), 4)
  const add = arithmeticOfScalars('add', 'i32', 'i32', 'i32')
  assert.equal(add(2147483647, 1), -2147483648)
  assert.equal(add(2147483647, 3), -2147483646)
})

test('negation, absolute value, sign', () => {
  const plain: Record<SignOp, (x: bigint) => bigint> = {
    neg: x => -x,
    abs: x => (x < 0n ? -x : x),
    sign: x => (x < 0n ? -1n : x > 0n ? 1n : 0n),
  }
  const plainFloat: Record<SignOp, (x: number) => number> = {
    neg: x => -x,
    abs: Math.abs,
    sign: x => Number(x > 0) - Number(x < 0),
  }
  for (const op of ['neg', 'abs', 'sign'] as const) {
    for (const a of storages) {
      const out = op === 'sign' ? 'i32' : a
      checkUnary({
        name: op,
        a,
        out,
        vector: nulls => signed(op, a, out, nulls),
        scalar: signedScalar(op, a, out),
        plain: x => (x === null ? null : isFloat(a) ? plainFloat[op](Number(x)) : plain[op](BigInt(x))),
      })
    }
  }
})

test('the smaller and the larger of two, with nulls smallest, unknown and absent', () => {
  const choose = (op: string, x: number | bigint, y: number | bigint) =>
    op === 'min' ? (y < x ? y : x) : y > x ? y : x
  const plain: Record<NullOrder, (op: string, x: Item, y: Item) => Item> = {
    smallest: (op, x, y) => (x !== null && y !== null ? choose(op, x, y) : op === 'min' ? null : (x ?? y)),
    unknown: (op, x, y) => (x === null || y === null ? null : choose(op, x, y)),
    absent: (op, x, y) => (x === null ? y : y === null ? x : choose(op, x, y)),
  }
  // In order with nulls smallest, −∞ is smaller still.
  for (const op of ['min', 'max'] as const)
    for (const order of ['smallest', 'unknown', 'absent'] as const)
      for (const storage of order === 'smallest' ? (['i8', 'i16', 'i32', 'i64', 'f32'] as const) : storages)
        checkBinary({
          name: `${op} ${order}`,
          a: storage,
          b: storage,
          out: storage,
          vector: (shape, nulls) => extreme(op, storage, shape, nulls ? order : 'none'),
          scalar: extremeOfScalars(op, storage, order),
          plain: (x, y) => plain[order](op, x, y),
        })
})

test('bars: the start or the end of the interval', () => {
  for (const side of ['left', 'right'] as const) {
    for (const storage of ['i32', 'i64', 'i16', 'f64'] as const) {
      checkBinary({
        name: `bar ${side}`,
        a: storage,
        b: storage,
        out: storage,
        vector: (shape, nulls) => bar(side, storage, shape, nulls),
        scalar: barOfScalars(side, storage),
        plain: (x, y) => {
          if (x === null || y === null || Number(y) === 0) return null
          if (isFloat(storage))
            return (side === 'left' ? Math.floor : Math.ceil)(Number(x) / Number(y)) * Number(y)
          const [u, d] = [BigInt(x), BigInt(y)]
          const rest = u - floorDivide(u, d) * d
          return side === 'left' || rest === 0n ? u - rest : u - rest + d
        },
      })
    }
  }
  const bars = [7, 4, 5, 8, 9, 3, 3, 5, 2, 6, 12, 1, 0, -5, 32].map(x => barOfScalars('left', 'i32')(x, 5))
  assert.deepEqual(bars, [5, 0, 5, 5, 5, 0, 0, 5, 0, 5, 10, 0, 0, -5, 30])
})
