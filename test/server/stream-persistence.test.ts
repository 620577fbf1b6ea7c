import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Person, TestNode } from './people.ts'

// Stream tables on disk.

const dir = mkdtempSync(join(tmpdir(), 'porpoise-kept-'))
const node = new TestNode({ config: new Map([['persistenceDir', dir]]) })
await node.node.administration.open()
after(async () => {
  await node.close()
  rmSync(dir, { recursive: true, force: true })
})
let admin: Person = node.session('admin')
const run = (script: string) => admin.shown(script)
async function restart(): Promise<void> {
  await node.restart()
  admin = node.session('admin')
}
async function until(condition: string): Promise<void> {
  assert.equal(await run(`do { sleep(1) } while (!(${condition})); "done"`), 'done')
}

const enable = (name: string, more = '') =>
  `enableTableShareAndPersistence(table=streamTable(1:0, \`sym\`x\`tags, [SYMBOL, INT, INT[]]), tableName=\`${name}${more})`

test('rows are there again after a restart, under their offsets', async () => {
  assert.equal(await run(enable('trades')), '')
  await run('for (i in 1..5) trades.append!(table(`A`B as sym, [i, 0] as x, [[1, i], [2]] as tags))')
  await until('getPersistenceMeta(trades).sizeOnDisk == 10')
  await restart()
  assert.equal(await run('defined("trades", SHARED)'), 'false')
  await run(enable('trades'))
  assert.equal(await run('trades.x'), '[1,0,2,0,3,0,4,0,5,0]')
  assert.equal(await run('trades.tags.row(8)'), '[1,5]')
  await run('sink = table(1:0, `sym`x`tags, [SYMBOL, INT, INT[]])')
  await run('subscribeTable(tableName=`trades, actionName=`s, offset=8, handler=sink)')
  await run('trades.append!(table([`C] as sym, [6] as x, [[7]] as tags))')
  await until('eqObj(sink.x, [5, 0, 6])')
  await restart()
  await run(enable('trades'))
  assert.equal(await run('trades.x'), '[1,0,2,0,3,0,4,0,5,0,6]')
})

test('what was torn off at the end of a file is left out, and the next rows go on behind what is there', async () => {
  await run(enable('torn'))
  await run('torn.append!(table(`A`B as sym, 1 2 as x, [[1, 1], [2]] as tags))')
  await restart()
  const file = readdirSync(join(dir, 'torn')).find(name => name.startsWith('data'))!
  appendFileSync(join(dir, 'torn', file), Buffer.from([200, 0, 0, 0, 1, 2, 3, 4, 2, 0, 0, 0]))
  await run(enable('torn'))
  assert.equal(await run('torn.x'), '[1,2]')
  await run('torn.append!(table([`C] as sym, [3] as x, [[3]] as tags))')
  await restart()
  await run(enable('torn'))
  assert.equal(await run('torn.x'), '[1,2,3]')
})

test('whoever appends waits for the disk, where that is wanted', async () => {
  await run(enable('safe', ', asynWrite=false, flushMode=1'))
  const written = 'getPersistenceMeta(safe).sizeOnDisk'
  for (let i = 1; i <= 20; i++) {
    await run(`safe.append!(table([\`A] as sym, [${i}] as x, [[${i}]] as tags))`)
    assert.equal(await run(written), String(i))
  }
})

test('tables on disk are listed, dropped with their rows, and by force where the table isn’t there', async () => {
  await run(enable('listed'))
  await run('listed.append!(table(`A`B as sym, 1 2 as x, [[1, 1], [2]] as tags))')
  const told = 'select name, shared, loaded, totalRows from getStreamTables(1) where name = "listed"'
  assert.equal(await run(`exec totalRows from (${told})`), '[2]')
  assert.equal(
    await run('exec tables from getStreamingStat().persistWorkers where tables = "listed"'),
    '["listed"]',
  )
  await run('undef(`listed, SHARED)')
  assert.equal(await run(`exec loaded from (${told})`), '[false]')
  assert.match(await run('dropStreamTable(`listed)'), /Can't find stream table listed/)
  assert.match(await node.session('guest').shown('dropStreamTable(`listed, true)'), /Only administrators/)
  await run(enable('listed'))
  assert.equal(await run('listed.x'), '[1,2]')
  await run('dropStreamTable(`listed)')
  assert.equal(await run(`size(${told})`), '0')
  await run(enable('listed'))
  assert.equal(await run('listed.rows()'), '0')
  await run('undef(`listed, SHARED); dropStreamTable(`listed, true)')
  assert.equal(await run(`size(${told})`), '0')
})

test('a table that is kept no more; one that is shared already', async () => {
  await run('share(streamTable(1:0, [`x], [INT]), `plain); go; enableTablePersistence(plain)')
  await run('plain.append!(table(1 2 as x)); disableTablePersistence(plain); plain.append!(table([3] as x))')
  assert.match(await run('getPersistenceMeta(plain)'), /the stream table isn't kept on disk/)
  await restart()
  await run('share(streamTable(1:0, [`x], [INT]), `plain); go; enableTablePersistence(plain)')
  assert.equal(await run('plain.x'), '[1,2]')
  await run('clearTablePersistence(plain)')
  assert.equal(await run('plain.x'), '[1,2]')
  assert.equal(await run('`plain in (exec name from getStreamTables(1))'), 'false')
})

test('what can’t be kept, and why', async () => {
  assert.match(await run('enableTablePersistence(streamTable(1:0, [`x], [INT]))'), /is to be shared first/)
  assert.match(
    await run('enableTableShareAndPersistence(streamTable(1 2 as x), `full)'),
    /the table is to be empty, but it has 2 rows/,
  )
  assert.match(await run('enableTableShareAndPersistence(table(1:0, [`x], [INT]), `full)'), /a stream table/)
  await run('enableTableShareAndPersistence(streamTable(1:0, [`x], [INT]), `once)')
  assert.match(
    await run('enableTableShareAndPersistence(streamTable(1:0, [`x], [INT]), `once)'),
    /once is shared already/,
  )
  const other = new TestNode()
  await other.node.administration.open()
  assert.match(
    await other.session('admin').shown(enable('nowhere')),
    /persistenceDir, which says where, is not configured/,
  )
  await other.close()
})
