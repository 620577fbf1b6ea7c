import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedBytes } from '../../src/base/shared-memory.ts'
import { borrow, borrowZeros, giveBack } from '../../src/kernels/borrowed.ts'
import { scratch } from '../../src/kernels/storage.ts'

test('what is given back is lent again, to one borrower', () => {
  const first = borrow('f64', 100_000)
  const address = first.buffer
  first.fill(7)
  giveBack(first)
  giveBack(first)
  const [second, third] = [borrow('f64', 99_000), borrow('f64', 100_000)]
  assert.equal(second.buffer, address)
  assert.notEqual(third.buffer, address)
  assert.equal(second[5], 7)
  giveBack(second, third)
  assert.ok(borrowZeros('f64', 100_000).every(value => value === 0))
})

test('what was never lent is not lent out', () => {
  const own = scratch('i32', 2 ** 18)
  giveBack(own)
  assert.notEqual(borrow('i32', 2 ** 18).buffer, own.buffer)
})

test('dead buffers are collected before they fill the memory', () => {
  let most = 0
  for (let i = 0; i < 60; i++) {
    new Uint8Array(sharedBytes(60_000_000)).fill(1, 0, 10)
    most = Math.max(most, process.memoryUsage().arrayBuffers)
  }
  assert.ok(most < 1_500_000_000, `${most} bytes`)
})
