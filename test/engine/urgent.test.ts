import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { SessionHandle } from '../../src/engine/engine.ts'
import { display } from '../../src/values/format/format.ts'
import { fromTransferable } from '../../src/values/transfer.ts'
import { TestNode } from '../server/people.ts'

// One worker, in an endless loop: what is urgent does not wait for it.
const there = new TestNode({ workers: 1 })
await there.node.administration.open()
const { engine } = there.node
after(() => there.close())

const open = () => there.session('admin').handle

async function run(session: SessionHandle, script: string, urgent = false): Promise<string> {
  const { ok, ...outcome } = await engine.execute(session, script, { urgent }).outcome
  if (!ok) return `error: ${(outcome as { error: { message: string } }).error.message}`
  const { value } = outcome as { value: unknown }
  return value === undefined ? '' : display(fromTransferable(value))
}

const rootId = (session: SessionHandle) => engine.jobs().find(job => job.session === session.id)!.rootId
const stop = (busy: SessionHandle, by: SessionHandle) => run(by, `cancelConsoleJob("${rootId(busy)}")`)

/** A session in an endless loop, and how that ended. */
function loop() {
  const session = open()
  return { session, ended: run(session, 'while(true){}') }
}

test('a loop is cancelled from another session, by what a client and what a person would write', async () => {
  const scripts = (busy: SessionHandle) => [
    `jobs = exec rootJobId from getConsoleJobs() where sessionId = ${busy.id}\nif (size(jobs))\n    cancelConsoleJob(jobs)`,
    `cancelConsoleJob(exec rootJobId from getConsoleJobs() where desc like "while%")`,
  ]
  const canceller = open()
  for (const which of [0, 1]) {
    const { session, ended } = loop()
    await run(canceller, scripts(session)[which]!)
    assert.equal(await ended, 'error: The task was cancelled.')
  }
})

test('functions of the session are known aside, and what is set there is the session’s afterwards', async () => {
  const session = open()
  await run(session, 'def twice(x) { return x + x }')
  const { session: busy, ended } = loop()
  assert.equal(await run(session, 'y = twice(21)\ndef thrice(x) { return x + twice(x) }\ny', true), '42')
  assert.equal(await run(session, 'thrice(1) + size(1 2 3)', true), '6')
  await stop(busy, open())
  await ended
  assert.equal(await run(session, 'thrice(y) + twice(y)'), '210')
})

test('a session that had no worker yet has what it set aside', async () => {
  const { session: busy, ended } = loop()
  const session = open()
  const script = 'share table(3 4 as x) as common\na = 1\nb = table(1 2 as x)\nc = common\na'
  assert.equal(await run(session, script, true), '1')
  await stop(busy, session)
  await ended
  assert.equal(await run(session, 'a + exec sum(x) from b'), '4')
  assert.equal(await run(session, 'insert into common values(5); exec sum(x) from c'), '12')
})

test('what needs a variable of its session waits for it', async () => {
  const session = open()
  await run(session, 'kept = 5')
  const { session: busy, ended } = loop()
  let answered = false
  const waiting = run(session, 'kept + 1', true).finally(() => {
    answered = true
  })
  assert.equal(await run(open(), 'size(exec desc from getConsoleJobs()) > 1'), 'true')
  assert.equal(answered, false)
  await stop(busy, open())
  await ended
  assert.equal(await waiting, '6')
})

test('an urgent loop doesn’t keep the next from being stopped', async () => {
  const busy = loop()
  const urgent = open()
  const ended = run(urgent, 'while(true){}', true)
  await stop(urgent, open())
  await stop(busy.session, open())
  assert.equal(await ended, 'error: The task was cancelled.')
  assert.equal(await busy.ended, 'error: The task was cancelled.')
})

test('what waits goes by priority, within a session in order', async () => {
  const busy = loop()
  const [low, high] = [open(), open()]
  const order: string[] = []
  const asked = (session: SessionHandle, name: string, priority: number) =>
    engine.execute(session, `"${name}"`, { priority }).outcome.then(() => order.push(name))
  const all = [
    asked(low, 'low 1', 1),
    asked(low, 'low 2', 8),
    asked(high, 'high 1', 6),
    asked(high, 'high 2', 6),
  ]
  await stop(busy.session, open())
  await Promise.all([...all, busy.ended])
  assert.deepEqual(order, ['high 1', 'high 2', 'low 1', 'low 2'])
})
