import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import { tableFromIPC } from 'apache-arrow'
import { ClientConnection } from '../../src/client/connection.ts'
import { realHost } from '../../src/host/real/host.ts'
import { tcpTransport } from '../../src/host/real/tcp-transport.ts'
import { startSingle } from '../../src/server/serve.ts'
import { display } from '../../src/values/format/format.ts'
import type { Dictionary } from '../../src/values/forms/dictionary.ts'
import type { FixedVector } from '../../src/values/vectors/fixed-vector.ts'
import { scriptValue } from '../script-value.ts'

const home = mkdtempSync(join(tmpdir(), 'porpoise-notebook-'))
const node = await startSingle(realHost(), {
  home,
  localSite: '127.0.0.1:0:n',
  workingFolder: home,
  workers: 2,
})
const connection = new ClientConnection(await tcpTransport('127.0.0.1', node.listener.port))
await connection.connect('admin', '123456')
after(async () => {
  connection.close()
  await node.close()
  rmSync(home, { recursive: true, force: true })
})

async function call(name: string, ...args: readonly unknown[]) {
  const literal = (arg: unknown) =>
    typeof arg === 'string' ? JSON.stringify(arg) : typeof arg === 'bigint' ? `${arg}l` : String(arg)
  const values = args.map(arg => scriptValue(literal(arg)))
  return (await connection.call(name, values)) as Dictionary
}
const part = (dictionary: Dictionary, name: string) => display(dictionary.get(name)!)

test('a statement tells its value, a table stays on the node', async () => {
  assert.equal(part(await call('runStatement', '6 * 7'), 'text'), '42')
  assert.equal((await call('runStatement', 'x = 1')).get('form'), undefined)
  const table = await call('runStatement', 't = table(1..1000 as id, 1000..1 as v); t')
  assert.equal(part(table, 'form'), 'TABLE')
  assert.equal(part(table, 'rows'), '1000')
  const id = Number(part(table, 'id'))
  const rows = await call('getResultRows', id, 2, 4)
  assert.equal(part(rows, 'rows'), 'id v\n-- ---\n3  998\n4  997')
  const sorted = await call('getResultRows', id, 0, 2, 'v', false, 'id % 2 == 0')
  assert.equal(part(sorted, 'rows'), 'id   v\n---- -\n1000 1\n998  3')
  assert.equal(part(sorted, 'total'), '500')
  await connection.call('dropResult', [scriptValue(String(id))])
  await assert.rejects(call('getResultRows', id, 0, 1), /no kept result/)
})

test('a kept table is as it was when it was shown', async () => {
  const shown = await call('runStatement', 'u = table(1 2 as id); u')
  await call('runStatement', 'u.append!(table(3 as id))')
  assert.equal(part(await call('getResultRows', Number(part(shown, 'id')), 0, 9), 'total'), '2')
})

test('an error tells its place', async () => {
  const failed = await call('runStatement', 'x = 1 + nothere')
  const error = failed.get('error') as Dictionary
  assert.match(part(error, 'message'), /nothere/)
  assert.equal(part(error, 'start'), '8')
  assert.equal(part(error, 'end'), '15')
})

test('completion and help', async () => {
  const completed = await call('getCompletions', 'wav', 3)
  assert.equal(part(completed, 'from'), '0')
  assert.match(part(completed, 'candidates'), /wavg +function/)
  assert.match(part(await call('getFunctionHelp', 'wavg'), 'signature'), /^wavg\(/)
  assert.equal(display((await connection.call('getFunctionHelp', [scriptValue('"nothere"')]))!), 'NULL')
})

test('notebooks are saved with their history; nobody overwrites what he has not seen', async () => {
  const first = BigInt(display(await call('saveNotebook', 'my notes', '1+1')))
  const second = BigInt(display(await call('saveNotebook', 'my notes', '1+2', first)))
  assert.ok(second > first)
  assert.equal(display(await call('saveNotebook', 'my notes', '1+2', second)), String(second))
  await assert.rejects(call('saveNotebook', 'my notes', '1+3', first), /somebody else/)
  await assert.rejects(call('saveNotebook', 'my notes', 'new'), /already/)
  assert.equal(part(await call('loadNotebook', 'my notes'), 'text'), '1+2')
  assert.equal(part(await call('loadNotebook', 'my notes', first), 'text'), '1+1')
  assert.equal(readFileSync(join(home, 'notebooks', 'my notes.dos'), 'utf8'), '1+2')
  writeFileSync(join(home, 'notebooks', 'my notes.dos'), '2+2')
  await assert.rejects(call('saveNotebook', 'my notes', '1+3', second), /somebody else/)
  assert.equal(part(await call('loadNotebook', 'my notes'), 'text'), '2+2')
  assert.equal(display(await connection.run('rows(getNotebookHistory("my notes"))').then(v => v!)), '3')
  await call('renameNotebook', 'my notes', '笔记')
  assert.equal(display((await connection.run('getNotebooks().name'))!), '["笔记"]')
  await connection.run('dropNotebook("笔记")')
  assert.equal(display((await connection.run('rows(getNotebooks())'))!), '0')
  for (const name of ['../x', '.hidden', 'a/b', '']) {
    await assert.rejects(call('saveNotebook', name, 'x'), /A notebook's name/, name)
  }
})

test('an explorer walks through the folders of a database, to the rows of a chunk', async () => {
  const shown = async (script: string) => display((await connection.run(script))!)
  await connection.run(
    't = table(1 1 2 3 as id, 1..4 as x); db = database("dfs://walk", VALUE, 1..3); db.createPartitionedTable(t, `t, `id).append!(t)',
  )
  assert.equal(await shown('exec filename from getDFSDirectoryContent("/walk")'), '["1","2","3"]')
  assert.equal(await shown('exec filetype from getDFSDirectoryContent("/walk")'), '[0,0,0]')
  const inside = await shown(
    'select filename, filetype, sites like "n:%" from getDFSDirectoryContent("/walk/1")',
  )
  assert.match(inside, /^t +4 +true$/m)
  await connection.run('id = exec first(chunks) from getDFSDirectoryContent("/walk/1")')
  assert.equal(await shown('getTablesByTabletChunk(id)'), '["t"]')
  assert.equal(await shown('exec x from readTabletChunk(id, "dfs://walk", "/walk/1", "t", 0, 100)'), '[1,2]')
  assert.equal(await shown('exec x from readTabletChunk(id, "dfs://walk", "/walk/1", "t", 1, 1)'), '[2]')
})

test('the forms of the configuration: what is known, and what is wrong with lines', async () => {
  const shown = async (script: string) => display((await connection.run(script))!)
  assert.equal(
    await shown('exec options from getConfigParameters() where name = "datanodeRestartLevel"'),
    '["CRASH,OFFLINE"]',
  )
  assert.equal(
    await shown('exec message from checkConfig("cluster.cfg", ["a.maxMemSise=1"])'),
    '["there is no parameter maxMemSise. Did you mean maxMemSize?"]',
  )
  await assert.rejects(
    connection.run('checkConfig("other.cfg", "a=1")'),
    /controller.cfg or cluster.cfg or cluster.nodes/,
  )
})

test('a result is had as a file of CSV, Arrow or Parquet, sorted and filtered as it is shown', async () => {
  const made = await call(
    'runStatement',
    'table(3 1 2 NULL as id, `a`b`c`d as name, 2024.01.03 2024.01.01 2024.01.02 NULL as day, 2024.01.01T10:00:00.123 + 0..3 as moment, 09:30m 09:31m 09:32m 09:33m as minute, 1.5 NULL 2.5 3.5 as price, 09:30:00.123456789 + 0..3 as nano, decimal64(1..4, 2) as amount)',
  )
  const id = Number(part(made, 'id'))
  const bytes = async (format: string, filter = '', piece = '') => {
    const vector = await connection.run(`exportResult(${id}, "${format}", "id", false, "${filter}"${piece})`)
    return new Uint8Array((vector as FixedVector).data as Int8Array)
  }
  const arrow = tableFromIPC(await bytes('arrow'))
  assert.deepEqual([...arrow.getChild('id')!], [null, 1, 2, 3])
  assert.deepEqual([...arrow.getChild('name')!], ['d', 'b', 'c', 'a'])
  const csv = async (piece: string) => Buffer.from(await bytes('csv', '', piece)).toString()
  assert.equal(
    await csv(', 0, 2'),
    'id,name,day,moment,minute,price,nano,amount\n,d,,2024.01.01T10:00:00.126,09:33m,3.5,09:30:00.123456792,4.00\n1,b,2024.01.01,2024.01.01T10:00:00.124,09:31m,,09:30:00.123456790,2.00\n',
  )
  assert.match(await csv(', 3, 9'), /^3,a,[^\n]*\n$/)
  const file = join(home, 'result.parquet')
  writeFileSync(file, await bytes('parquet', 'id > 1'))
  const duck = await (await DuckDBInstance.create(':memory:')).connect()
  const rows = await duck.runAndReadAll(
    `SELECT id, name, day::VARCHAR, moment::VARCHAR, minute::VARCHAR, price, nano::VARCHAR, amount::VARCHAR FROM '${file}'`,
  )
  assert.deepEqual(rows.getRows(), [
    [2, 'c', '2024-01-02', '2024-01-01 10:00:00.125', '09:32:00', 2.5, '09:30:00.123456791', '3.00'],
    [3, 'a', '2024-01-03', '2024-01-01 10:00:00.123', '09:30:00', 1.5, '09:30:00.123456789', '1.00'],
  ])
  await assert.rejects(connection.run(`exportResult(${id}, "xls")`), /'csv', 'arrow' or 'parquet'/)
})

test('while a query runs, others see how many partitions it has done', async () => {
  const other = new ClientConnection(await tcpTransport('127.0.0.1', node.listener.port))
  await other.connect('admin', '123456')
  await connection.run(
    't = table(1..200 as id, 1..200 as x); db = database("dfs://many", VALUE, 1..200); db.createPartitionedTable(t, `t, `id).append!(t)',
  )
  let ended = false
  const running = connection
    .run('m = loadTable("dfs://many", `t); do { s = exec sum(x) from m } while(true)')
    .catch(() => {})
    .finally(() => {
      ended = true
    })
  const jobs = `select finishedTasks, totalTasks from getConsoleJobs() where sessionId = ${BigInt(connection.session)}`
  let seen = ''
  while (!ended && !/^[1-9]\d* +200$/m.test(seen)) seen = display((await other.run(jobs))!)
  assert.match(seen, /^[1-9]\d* +200$/m)
  await other.run(
    `cancelConsoleJob(exec rootJobId from getConsoleJobs() where sessionId = ${BigInt(connection.session)})`,
  )
  await running
  other.close()
})
