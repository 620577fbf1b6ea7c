import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Turns, turnWords } from '../../src/engine/jobs/turns.ts'

// Both sides, as a main thread and a worker have them.
function sides() {
  const words = turnWords()
  const flag = new Int32Array(new SharedArrayBuffer(4))
  return { main: new Turns(words, flag), worker: new Turns(words, flag), flag }
}

test('a job is begun or withdrawn, and given again it has another turn', () => {
  const { main, worker } = sides()
  const [first, second] = [main.give(), main.give()]
  assert.ok(worker.begin(first))
  assert.equal(main.withdraw(first), false)
  assert.ok(main.withdraw(second))
  assert.equal(worker.begin(second), false)
  const again = main.give()
  assert.equal(worker.begin(second), false)
  worker.end(first)
  assert.ok(worker.begin(again))
})

test('a cancellation that comes too late stops nothing', () => {
  const { main, worker, flag } = sides()
  const [first, second] = [main.give(), main.give()]
  worker.begin(first)
  assert.ok(main.cancel(first))
  assert.equal(flag[0], 1)
  worker.end(first)
  assert.equal(flag[0], 0)
  worker.begin(second)
  assert.equal(main.cancel(first), false)
  assert.equal(flag[0], 0)
  assert.ok(main.cancel(second))
})
