import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AssertionError, assert as insist, unreachable } from '../../src/base/assert.ts'
import { hashBytes, hashText, mix32 } from '../../src/base/hash.ts'
import { nextBits, Prng, seededState } from '../../src/base/prng.ts'

test('the generator is xoshiro128**', () => {
  // Its first outputs from the words 1, 2, 3, 4, worked out by the definition.
  const state = Int32Array.of(1, 2, 3, 4)
  assert.deepEqual(
    Array.from({ length: 4 }, () => nextBits(state)),
    [11520, 0, 5927040, 70819200],
  )
})

test('a seed repeats, another differs', () => {
  const draw = (seed: number | bigint) => Array.from({ length: 5 }, new Prng(seed).bits, new Prng(seed))
  assert.deepEqual(draw(7), draw(7n))
  assert.notDeepEqual(draw(7), draw(8))
  assert.notDeepEqual(draw(7), draw(7n + 2n ** 32n))
  assert.notDeepEqual([...seededState(0)], [0, 0, 0, 0])
})

test('draws stay in their ranges and reach the ends', () => {
  const prng = new Prng(1)
  const seen = new Set<number>()
  for (let i = 0; i < 2000; i++) {
    const x = prng.double()
    assert.ok(x >= 0 && x < 1)
    seen.add(prng.between(-2, 2))
  }
  assert.deepEqual([...seen].sort(), [-1, -2, 0, 1, 2])
  const items = Array.from({ length: 50 }, (_, i) => i)
  const shuffled = prng.shuffle([...items])
  assert.notDeepEqual(shuffled, items)
  assert.deepEqual(
    shuffled.sort((a, b) => a - b),
    items,
  )
  assert.ok(items.includes(prng.pick(items)))
  assert.notEqual(prng.split().bits(), prng.split().bits())
  assert.equal(prng.chance(0), false)
  assert.equal(prng.chance(1), true)
})

test('hashes differ where their input does', () => {
  const hashes = new Set(Array.from({ length: 5000 }, (_, i) => hashText(`key ${i}`)))
  assert.equal(hashes.size, 5000)
  assert.equal(hashText('abc'), hashBytes(new TextEncoder().encode('xabcx'), 1, 4))
  assert.equal(new Set(Array.from({ length: 5000 }, (_, i) => mix32(i))).size, 5000)
})

test('assertions', () => {
  insist(true, 'never seen')
  assert.throws(() => insist(false, 'one is two'), new AssertionError('Broken invariant: one is two'))
  assert.throws(() => unreachable('x' as never), /No case for "x"/)
})
