import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Comparison,
  comparison,
  comparisonOfScalars,
  mirrored,
  type NullComparison,
} from '../../src/kernels/elementwise/compare.ts'
import {
  type LogicOp,
  logic,
  logicOfScalars,
  truth,
  truthOfScalar,
} from '../../src/kernels/elementwise/logic.ts'
import type { ScalarStorage } from '../../src/kernels/storage.ts'
import { checkBinary, checkUnary } from './elementwise.ts'
import { type Item, storages } from './random-columns.ts'

type Plain = number | bigint
const plain: Record<Comparison, (x: Plain, y: Plain) => boolean> = {
  eq: (x, y) => x <= y && x >= y,
  ne: (x, y) => x < y || x > y,
  lt: (x, y) => x < y,
  le: (x, y) => x <= y,
  gt: (x, y) => x > y,
  ge: (x, y) => x >= y,
}
const comparisons = Object.keys(plain) as Comparison[]
const isFloat = (storage: ScalarStorage) => storage === 'f32' || storage === 'f64'

// Null against null as 0 against 0, against anything else as 0 against 1.
function compareItems(op: Comparison, nulls: NullComparison, float: boolean) {
  return (x: Item, y: Item): Item => {
    if (x !== null && y !== null) return Number(float ? plain[op](Number(x), Number(y)) : plain[op](x, y))
    return nulls === 'unknown' ? null : Number(plain[op](Number(x !== null), Number(y !== null)))
  }
}

function checkComparison(op: Comparison, a: ScalarStorage, b: ScalarStorage, nulls: NullComparison): void {
  checkBinary({
    name: `${op} ${nulls}`,
    a,
    b,
    out: 'i8',
    vector: (shape, some) => comparison(op, a, b, shape, some ? nulls : 'none'),
    scalar: comparisonOfScalars(op, a, b, nulls),
    plain: compareItems(op, nulls, isFloat(a) || isFloat(b)),
  })
}

test('comparisons of any two storages, nulls unknown', () => {
  for (const op of comparisons)
    for (const a of storages) for (const b of storages) checkComparison(op, a, b, 'unknown')
})

test('comparisons of any two storages, nulls smallest', () => {
  // −∞ is below the null of f64; with another storage the null is below all.
  for (const op of comparisons)
    for (const a of storages)
      for (const b of storages) if (a !== 'f64' || b !== 'f64') checkComparison(op, a, b, 'smallest')
})

test('symbols are equal or not', () => {
  for (const op of ['eq', 'ne'] as const) checkComparison(op, 'sym', 'sym', 'smallest')
})

test('within DOUBLE only −∞ is below null, and NaN is like nothing', () => {
  const less = comparisonOfScalars('lt', 'f64', 'f64', 'smallest')
  assert.equal(less(-Infinity, -Number.MAX_VALUE), 1)
  assert.equal(less(-Number.MAX_VALUE, -1e308), 1)
  for (const op of ['eq', 'lt', 'le', 'gt', 'ge'] as const)
    assert.equal(comparisonOfScalars(op, 'f64', 'f64', 'smallest')(NaN, NaN), 0)
})

test('a comparison and its mirror agree', () => {
  for (const op of comparisons)
    for (const [x, y] of [
      [1, 2],
      [2, 1],
      [1, 1],
    ] as const)
      assert.equal(plain[op](x, y), plain[mirrored(op)](y, x))
})

test('logic of any two storages', () => {
  const rules: Record<LogicOp, (x: boolean | null, y: boolean | null) => boolean | null> = {
    and: (x, y) => (x === null || y === null ? null : x && y),
    or: (x, y) => (x === null || y === null ? null : x || y),
    xor: (x, y) => (x === null || y === null ? null : x !== y),
    orIgnoringNull: (x, y) => (x === null ? y : y === null ? x : x || y),
  }
  const truthOf = (x: Item) => (x === null ? null : Number(x) !== 0)
  const asItem = (x: boolean | null) => (x === null ? null : Number(x))
  for (const op of Object.keys(rules) as LogicOp[])
    for (const a of storages)
      for (const b of ['i8', 'i64', 'f64'] as const)
        checkBinary({
          name: op,
          a,
          b,
          out: 'i8',
          vector: (shape, nulls) => logic(op, a, b, shape, nulls),
          scalar: logicOfScalars(op, a, b),
          plain: (x, y) => asItem(rules[op](truthOf(x), truthOf(y))),
        })
})

test('not, and truth', () => {
  for (const op of ['not', 'truth'] as const)
    for (const a of storages)
      checkUnary({
        name: op,
        a,
        out: 'i8',
        vector: nulls => truth(op, a, nulls),
        scalar: truthOfScalar(op, a),
        plain: x => (x === null ? null : Number((Number(x) !== 0) === (op === 'truth'))),
      })
})
