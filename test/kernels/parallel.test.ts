import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arithmetic } from '../../src/kernels/elementwise/arithmetic.ts'
import { comparison } from '../../src/kernels/elementwise/compare.ts'
import { compileOnce } from '../../src/kernels/loop-source.ts'
import { nullOf } from '../../src/kernels/null.ts'
import { inParts, MANY_ROWS, rowParts } from '../../src/kernels/parallel/parallel.ts'
import { scratch } from '../../src/kernels/storage.ts'
import { seeded } from './random-columns.ts'

const rows = MANY_ROWS + 77

test('parts cover all rows once and begin at multiples of the block', () => {
  for (const [n, block] of [
    [1, 64],
    [63, 64],
    [1000, 64],
    [rows, 8192],
  ] as const) {
    const parts = rowParts(n, block)
    assert.equal(parts[0]![0], 0)
    assert.equal(parts.at(-1)![1], n)
    parts.forEach(([from, to], k) => {
      assert.ok(from < to && from % block === 0)
      if (k > 0) assert.equal(from, parts[k - 1]![1])
    })
  }
})

test('a long column is computed in parts as a short one is in one', () => {
  const random = seeded(7)
  const [x, y, out] = [scratch('i32', rows), scratch('f64', rows), scratch('f64', rows)]
  for (let i = 0; i < rows; i++) {
    x[i] = random() * 1000 - 500
    y[i] = random() * 3
  }
  x[rows - 1] = nullOf.i32
  for (let round = 0; round < 3; round++) {
    assert.equal(arithmetic('mul', 'i32', 'f64', 'f64', 'vv', true)(x, y, out, rows), true)
    assert.ok(
      out.every((z, i) => z === (x[i] === nullOf.i32 ? nullOf.f64 : x[i]! * y[i]!)),
      'products',
    )
  }
  const flags = scratch('i8', rows)
  assert.equal(comparison('gt', 'f64', 'f64', 'vs', 'none')(y, 1.5, flags, rows), false)
  assert.ok(flags.every((flag, i) => flag === +(y[i]! > 1.5)))
  // In place.
  arithmetic('add', 'f64', 'f64', 'f64', 'vs', false)(y, 1, y, rows)
  assert.ok(y.every(value => value >= 1 && value <= 4))
})

test('what each part gives comes in the order of the parts', () => {
  const square = compileOnce<(k: number) => number>('test square', 'k', () => 'return k * k')
  const parts = Array.from({ length: 100 }, (_, k) => [k] as const)
  for (let round = 0; round < 20; round++)
    assert.deepEqual(
      [...inParts(square, parts)],
      parts.map(([k]) => k * k),
    )
})

test('a part that fails fails the whole, after all others have ended', () => {
  const done = scratch('i32', 40)
  const fussy = compileOnce<(k: number, done: Int32Array) => void>(
    'test fussy',
    'k, done',
    () => 'if (k === 3) throw new RangeError()\ndone[k] = 1',
  )
  const parts = Array.from({ length: 40 }, (_, k) => [k, done] as const)
  assert.throws(() => inParts(fussy, parts), /test fussy failed/)
  assert.ok(done.every((value, k) => value === (k === 3 ? 0 : 1)))
})
