import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { allocate, limitMemory } from '../../src/values/memory.ts'

const MIB = 2 ** 20
after(() => limitMemory(() => Number.POSITIVE_INFINITY))

test('columns that nobody has any more are no reason to refuse another', () => {
  const held = () => process.memoryUsage().arrayBuffers
  const most = held() + 90 * MIB
  limitMemory(() => most - held())
  for (let i = 0; i < 15; i++) allocate('i8', 20 * MIB).fill(1)
  const kept = [1, 2, 3].map(() => allocate('i8', 20 * MIB))
  assert.throws(() => allocate('i8', 2 ** 31), /A vector has 0 to 2147483647 elements, not 2147483648/)
  assert.throws(() => allocate('f64', 10 * MIB), /Out of memory: 80 MiB are needed where \d+ MiB are left/)
  assert.equal(kept.length, 3)
})

test('lengths that are none are refused, and no column gets memory of another', () => {
  const before = allocate('i32', 100).fill(7)
  for (const length of [-50, Number.NaN, 1.5, Number.NEGATIVE_INFINITY])
    assert.throws(() => allocate('i32', length), /A vector has 0 to 2147483647 elements, not/)
  const after = allocate('i32', 100)
  assert.ok(after.every(each => each === 0))
  after.fill(8)
  assert.ok(before.every(each => each === 7))
})
