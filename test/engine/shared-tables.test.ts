import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { SessionHandle } from '../../src/engine/engine.ts'
import { lockOf, SharedBoard } from '../../src/engine/shared/shared-board.ts'
import { realHost } from '../../src/host/real/host.ts'
import { openNode } from '../../src/server/node.ts'
import { display } from '../../src/values/format/format.ts'
import { fromTransferable } from '../../src/values/transfer.ts'

const folder = mkdtempSync(join(tmpdir(), 'porpoise-shared-'))
const node = openNode(realHost(), { home: folder, workers: 2, workingFolder: folder })
const { engine } = node
after(async () => {
  await node.close()
  rmSync(folder, { recursive: true, force: true })
})

async function shown(session: SessionHandle, script: string): Promise<string> {
  const lines: string[] = []
  const outcome = await engine.execute(session, script, { onPrint: text => lines.push(text) }).outcome
  if (!outcome.ok) return `${outcome.error.kind}: ${outcome.error.message}`
  if (outcome.value !== undefined) lines.push(display(fromTransferable(outcome.value)))
  return lines.join('\n')
}

// A worker takes the session when it has the fewest, so two in a row are in different ones.
const pair = () => [engine.open('admin'), engine.open('admin')] as const

test('what one session shares, appends and changes, a session of another worker sees, and the other way round', async () => {
  const [one, two] = pair()
  await shown(one, 't = table(1 2 as id, `a`b as name, symbol(`x`y) as s, 0.5 1.5 as v); share t as st')
  assert.equal(await shown(two, 'exec id from st'), '[1,2]')
  await shown(two, 'insert into st values(3, `c, `z, 2.5); insert into st values(4 5, `d`e, `x`w, 3.5 4.5)')
  assert.equal(await shown(one, 'exec name from st'), '["a","b","c","d","e"]')
  assert.equal(await shown(one, 'exec s from t where s in `x`w'), '["x","x","w"]')
  await shown(one, 'update st set v = v * 10 where id > 2; delete from st where id = 1')
  assert.equal(await shown(two, 'exec v from st'), '[1.5,25,35,45]')
  await shown(two, 'st[`v] = 1 2 3 4; st.append!(table(9 as id, `i as name, `y as s, 9.5 as v))')
  assert.equal(await shown(one, 'exec sum(v) from t'), '19.5')
  await shown(one, 'rename!(st, `v, `w); st.dropColumns!(`name)')
  assert.equal(await shown(two, 'st.columnNames()'), '["id","s","w"]')
  assert.equal(await shown(two, 'typestr(st)'), 'SHARED IN-MEMORY TABLE')
})

test('rows of every kind of column survive many appends from two workers', async () => {
  const [one, two] = pair()
  await shown(
    one,
    'share table(1:0, `i`l`d`s`y`a`u`m, [INT, LONG, DOUBLE, STRING, SYMBOL, INT[], UUID, DECIMAL128(2)]) as mixed',
  )
  const definition =
    'def made(k) { return table(k as i, long(k) as l, k * 0.5 as d, "text" + string(k) as s, symbol(["sym" + string(k % 7)]) as y, array(INT[], 0, 1).append!([take(k, 1 + k % 3)]) as a, uuid("5d212a78-cc48-e3b1-4235-b4d91473ee87") as u, decimal128(string(k) + ".25", 2) as m) }'
  for (const session of [one, two]) await shown(session, definition)
  for (let k = 0; k < 40; k++) await shown(k % 2 ? one : two, `mixed.append!(made(${k}))`)
  const expected = Array.from({ length: 40 }, (_, k) => k)
  for (const session of [one, two]) {
    assert.equal(await shown(session, 'exec i from mixed'), await shown(session, '0..39'))
    assert.equal(await shown(session, 'eqObj(mixed.s, "text" + string(0..39))'), 'true')
    assert.equal(await shown(session, 'eqObj(string(mixed.y), "sym" + string((0..39) % 7))'), 'true')
    assert.equal(
      await shown(session, 'exec sum(rowSum(a)) from mixed'),
      String(expected.reduce((sum, k) => sum + k * (1 + (k % 3)), 0)),
    )
    assert.equal(await shown(session, 'eqObj(string(mixed.m), string(0..39) + ".25")'), 'true')
  }
})

test('appends at the same time lose nothing, and readers see whole ones', async () => {
  const [one, two] = pair()
  await shown(one, 'share table(1:0, `who`n, [INT, INT]) as log')
  const writer = (who: number) =>
    `for (i in 0..199) { log.append!(table(take(${who}, 3) as who, take(i, 3) as n)) }`
  const reader =
    'bad = 0; for (i in 0..199) { c = exec count(*) from log; d = exec count(*) from log group by who, n having count(*) != 3; if (c % 3 != 0 || size(d) != 0) bad += 1 }; bad'
  const jobs = [shown(one, writer(1)), shown(two, writer(2)), shown(one, reader), shown(two, reader)]
  assert.deepEqual(await Promise.all(jobs), ['', '', '0', '0'])
  assert.equal(
    await shown(two, 't = select count(*) as c from log group by who, n having count(*) == 3; t.rows()'),
    '400',
  )
})

test('a keyed table keeps its keys distinct for all', async () => {
  const [one, two] = pair()
  await shown(one, 'share keyedTable(`k, 1:0, `k`v, [SYMBOL, INT]) as latest')
  const writer = (base: number) =>
    `for (i in 0..49) { latest.append!(table(symbol("k" + string(i % 10 + ${base})) as k, i as v)) }`
  await Promise.all([shown(one, writer(0)), shown(two, writer(5))])
  assert.equal(await shown(one, 'exec count(*) from latest'), '15')
  assert.equal(await shown(two, 'exec nunique(k) from latest'), '15')
})

test('a change that fails leaves the table as it was, for all', async () => {
  const [one, two] = pair()
  await shown(one, 'share table(1 2 as a, symbol(`p`q) as s) as whole')
  assert.match(
    await shown(
      two,
      'def f(mutable t) { t.append!(table(3 as a, symbol(`r) as s)); throw "no" }\nupdate whole set a = nosuch(a)',
    ),
    /nosuch/,
  )
  assert.match(await shown(two, 'whole.append!(table(`x as a, `y as s, 1 as c))'), /^script/)
  assert.equal(await shown(one, 'exec a from whole'), '[1,2]')
  await shown(one, 'insert into whole values(3, `z)')
  assert.equal(await shown(two, 'exec s from whole'), '["p","q","z"]')
})

test('a transaction shows its changes at its end, or undoes them', async () => {
  const [one, two] = pair()
  await shown(one, 'share table(1 2 as a) as left1; share table(3 4 as a) as right1')
  await shown(one, 'transaction { insert into left1 values(9); insert into right1 values(9); rollback }')
  assert.equal(await shown(two, '(exec sum(a) from left1) : (exec sum(a) from right1)'), '3 : 7')
  await shown(two, 'transaction { insert into left1 values(9); insert into right1 values(9) }')
  assert.equal(await shown(one, '(exec sum(a) from left1) : (exec sum(a) from right1)'), '12 : 16')
})

/** Starts a job that holds the lock of `busy` until it is told to stop; resolves when it has it. */
async function occupied(session: SessionHandle) {
  const script = 'def slow(x) { print("here"); sleep(100000); return x }\nupdate busy set a = slow(a)'
  const { promise, resolve } = Promise.withResolvers<string>()
  const started = engine.execute(session, script, { onPrint: resolve })
  await Promise.race([promise, started.outcome])
  return started
}

test('a job that is cancelled leaves no lock behind, and one that waits for it can be cancelled', async () => {
  const [one, two] = pair()
  await shown(one, 'share table(1 2 as a) as busy')
  for (const session of [one, two]) {
    const { job, outcome } = await occupied(session)
    engine.cancel(job)
    const ended = await outcome
    assert.ok(!ended.ok && ended.error.kind === 'cancelled')
  }
  assert.equal(await shown(one, 'insert into busy values(3); exec sum(a) from busy'), '6')

  const { job, outcome } = await occupied(one)
  const waiting = engine.execute(two, 'insert into busy values(4)')
  while (engine.jobs().find(each => each.id === waiting.job)?.state !== 'running')
    await new Promise(setImmediate)
  engine.cancel(waiting.job)
  const ended = await waiting.outcome
  assert.ok(!ended.ok && ended.error.kind === 'cancelled')
  engine.cancel(job)
  await outcome
  assert.equal(await shown(two, 'exec count(*) from busy'), '3')
})

test('readers do not wait for a change that is going on', async () => {
  const [one, two] = pair()
  await shown(one, 'share table(1 2 as a) as busy')
  const { job, outcome } = await occupied(one)
  assert.equal(await shown(two, 'exec sum(a) from busy'), '3')
  engine.cancel(job)
  await outcome
})

test('a worker that is ended while it changes a table leaves no lock behind', () => {
  const board = new SharedBoard(() => 'admin')
  const share = board.service.share as (job: number, name: string, content: unknown) => { slot: number }
  const { slot } = share(0, 'x', { names: [], columns: [] })
  Atomics.store(board.words, lockOf(slot), 7)
  board.release(6)
  assert.equal(Atomics.load(board.words, lockOf(slot)), 7)
  const publish = board.service.publish as (...args: unknown[]) => unknown
  assert.equal(publish(0, 'x', 6, {}), undefined)
  board.release(7)
  assert.equal(Atomics.load(board.words, lockOf(slot)), 0)
  assert.equal(publish(0, 'x', 7, {}), undefined)
})

test('what is no longer shared is gone for all', async () => {
  const [one, two] = pair()
  await shown(one, 't = table(1 2 as a); share t as passing')
  assert.equal(await shown(two, 'exec sum(a) from passing'), '3')
  await shown(two, 'undef(`passing, SHARED)')
  assert.match(await shown(one, 'passing'), /passing/)
  assert.equal(await shown(one, 'exec sum(a) from t'), '3')
  await shown(one, 'share table(5 as a) as passing')
  assert.equal(await shown(two, 'exec a from passing'), '[5]')
})
