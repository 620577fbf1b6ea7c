import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Engine, SessionHandle } from '../../src/engine/engine.ts'
import { realHost } from '../../src/host/real/host.ts'
import { openNode } from '../../src/server/node.ts'
import { display } from '../../src/values/format/format.ts'
import { int } from '../../src/values/forms/scalar.ts'
import { fromTransferable, toTransferable } from '../../src/values/transfer.ts'

const folder = mkdtempSync(join(tmpdir(), 'porpoise-engine-'))
const node = openNode(realHost(), { home: folder, workers: 1, workingFolder: folder })
const { engine } = node
after(async () => {
  await node.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What a script prints and gives, or its error. */
async function shown(session: SessionHandle, script: string, on: Engine = engine): Promise<string> {
  const lines: string[] = []
  const outcome = await on.execute(session, script, { onPrint: text => lines.push(text) }).outcome
  if (!outcome.ok) return `${outcome.error.kind}: ${outcome.error.message}`
  if (outcome.value !== undefined) lines.push(display(fromTransferable(outcome.value)))
  return lines.join('\n')
}

test('a session keeps its variables and functions; another has its own', async () => {
  const [one, two] = [engine.open('admin'), engine.open('admin')]
  assert.equal(await shown(one, 'x = 1 2 3\ndef twice(a): a + a'), '')
  assert.equal(await shown(one, 'twice(x)'), '[2,4,6]')
  assert.match(await shown(two, 'twice(x)'), /Cannot recognize the token/)
})

test('printed output comes before the value, procedures show nothing', async () => {
  assert.equal(await shown(engine.open('admin'), 'print("a"); print("b"); 7'), 'a\nb\n7')
  assert.equal(await shown(engine.open('admin'), 'print("a")'), 'a')
})

test('an error has its place, and the session goes on', async () => {
  const session = engine.open('admin')
  const outcome = await engine.execute(session, 'x = 1\ny = x + [1, 2].nothing()').outcome
  assert.ok(!outcome.ok && outcome.error.span && outcome.error.span.start > 6)
  assert.equal(await shown(session, '1 + 1'), '2')
})

test('a function is called with transferred values; variables are set from outside', async () => {
  const session = engine.open('admin')
  const outcome = await engine.call(session, 'add', [toTransferable(int(2)), toTransferable(int(3))]).outcome
  assert.ok(outcome.ok)
  assert.equal(display(fromTransferable(outcome.value)), '5')
  await engine.assign(session, [['given', toTransferable(int(9))]]).outcome
  assert.equal(await shown(session, 'given'), '9')
})

for (const [what, script] of [
  ['a loop', 'while(true){}'],
  ['sleep', 'sleep(100000)'],
  ['a product of matrices', 'corrMatrix(rand(1.0, 2000:3000))'],
  ['a loop over built-ins', 'do { x = sum(1..1000) } while(true)'],
] as const) {
  test(`cancelling ends ${what} and keeps the session`, async () => {
    const session = engine.open('admin')
    await shown(session, 'kept = 5')
    const { job, outcome } = engine.execute(session, script)
    while (engine.jobs().find(each => each.id === job)?.state !== 'running') await new Promise(setImmediate)
    assert.ok(engine.cancel(job))
    const ended = await outcome
    assert.ok(!ended.ok && ended.error.kind === 'cancelled')
    assert.equal(await shown(session, 'kept'), '5')
  })
}

test('no script can end the process, however deep or large', async () => {
  const session = engine.open('admin')
  assert.match(await shown(session, 'def f(x){ return f(x + 1) }\nf(1)'), /^script: .*deep/i)
  assert.match(await shown(session, 'y = array(INT128, 2147483647)'), /^script: /)
  assert.equal(await shown(session, '1 + 1'), '2')
})

test('jobs that are cancelled, whether they wait, are at hand or run, stop no other', async () => {
  const sessions = Array.from({ length: 5 }, () => engine.open('admin'))
  const jobs = Array.from({ length: 100 }, (_, i) => {
    const script = `n = 0; do { n += 1 } while (n < ${(i % 7) * 2000}); ${i}`
    return engine.execute(sessions[i % 5]!, script)
  })
  const cancelled = new Set<number>()
  const [last] = jobs.slice(-1)
  let ended = false
  void last!.outcome.then(() => {
    ended = true
  })
  for (let i = 0; !ended; i = (i + 37) % 99) {
    if (i % 3 === 0 && engine.cancel(jobs[i]!.job)) cancelled.add(i)
    await new Promise(setImmediate)
  }
  for (const [i, { outcome }] of jobs.entries()) {
    const how = await outcome
    if (how.ok) assert.equal(display(fromTransferable(how.value)), String(i))
    else assert.ok(cancelled.has(i) && how.error.kind === 'cancelled', `${i}: ${how.error.message}`)
  }
  assert.ok(cancelled.size > 5)
})

test('jobs of one session run in order', async () => {
  const session = engine.open('admin')
  const outcomes = ['x = 1', 'x = x + 1', 'x = x * 10', 'x'].map(
    script => engine.execute(session, script).outcome,
  )
  const last = (await Promise.all(outcomes)).at(-1)!
  assert.ok(last.ok)
  assert.equal(display(fromTransferable(last.value)), '20')
})
