import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Person, TestNode } from '../server/people.ts'

// Two workers. Sessions go to them in turn, with their first jobs.
const there = new TestNode({ workers: 2 })
await there.node.administration.open()
const { engine } = there.node
after(() => there.close())

/** Sessions of one worker: every other one. */
async function inOneWorker(count: number): Promise<Person[]> {
  const all = Array.from({ length: 2 * count }, () => there.session('admin'))
  for (const each of all) assert.equal(await each.shown('1'), '1')
  return all.filter((_, i) => i % 2 === 0)
}

const jobOf = (person: Person) => engine.jobs().find(job => job.session === person.handle.id)!

/** Runs until it is told to stop. */
function sleep(person: Person) {
  const ended = person.shown('sleep(600000)')
  const { id } = jobOf(person)
  return {
    async stop() {
      engine.cancel(id)
      assert.equal(await ended, 'error: The task was cancelled.')
    },
  }
}

test('a session that has nothing in its worker goes to another when its jobs wait behind a long one', async () => {
  const [busy, first, second] = await inOneWorker(3)
  const sleeper = sleep(busy!)
  const [a, b] = [first!.shown('x = 5'), second!.shown('1 + 1')]
  const c = first!.shown('x + 1')
  assert.deepEqual([await a, await b, await c], ['', '2', '6'])
  // Also from then on.
  assert.equal(await first!.shown('x + 2'), '7')
  await sleeper.stop()
  assert.equal(await busy!.shown('2'), '2')
  for (const each of [busy, first, second]) engine.close(each!.handle)
})

for (const [what, script, later, shown] of [
  ['variables', 'y = 4', 'y', '4'],
  ['functions', 'def f(x) { return x * 2 }', 'f(4)', '8'],
  ['random numbers', 'setRandomSeed(5)', 'size(rand(10, 3))', '3'],
  ['a catalog', 'createCatalog(`shop); use catalog shop', 'dropCatalog(`shop); 1', '1'],
] as const) {
  test(`a session with ${what} waits for its own worker`, async () => {
    const [busy, owner, blank] = await inOneWorker(3)
    assert.doesNotMatch(await owner!.shown(script), /error/)
    const sleeper = sleep(busy!)
    let isAnswered = false
    const waiting = owner!.shown(later).finally(() => {
      isAnswered = true
    })
    assert.equal(await blank!.shown('1 + 1'), '2')
    assert.equal(isAnswered, false)
    await sleeper.stop()
    assert.equal(await waiting, shown)
    for (const each of [busy, owner, blank]) engine.close(each!.handle)
  })
}
